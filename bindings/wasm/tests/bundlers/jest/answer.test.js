import * as entitle from "entitle";
import { ask } from "./ask.js";

test("the package answers under jest", async () => {
  console.log((await ask(entitle)).join("\n"));
});
