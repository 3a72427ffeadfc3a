import * as entitle from "entitle";
import { ask } from "../../ask.js";

// Evaluated by Node while the page is built.
export default async function Page() {
  return <pre>{(await ask(entitle)).join("\n")}</pre>;
}
