import * as entitle from "./node_modules/entitle/inlined.js";
import image from "./node_modules/entitle/contracts/qof-england-2025-04-01-1.js";
import { answer } from "./answer.js";

entitle.register("qof-england-2025-04-01-1", image);
await answer(entitle);
const fetched = performance.getEntriesByType("resource").filter((entry) => entry.initiatorType === "fetch");
console.log(`fetched ${fetched.length}`);
console.log("finished");
