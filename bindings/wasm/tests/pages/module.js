import * as entitle from "./node_modules/entitle/index.js";
import { answer } from "./answer.js";

await answer(entitle);
console.log("finished");
