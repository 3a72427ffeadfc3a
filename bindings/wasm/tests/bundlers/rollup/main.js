import * as entitle from "entitle";
import { ask } from "./ask.js";

for (const line of await ask(entitle)) console.log(line);
