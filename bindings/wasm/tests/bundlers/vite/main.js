import * as entitle from "entitle";
import { EntitleWorker } from "entitle/worker";
import { ask } from "./ask.js";

for (const line of await ask(entitle)) console.log(line);

const qof = await entitle.contract("qof-england", "2025-06-30");
const worker = new EntitleWorker();
const patients = { age: Uint8Array.of(16), dmlat_dat: { values: Uint16Array.of(16335), baseDay: "1970-01-01" }, dmres_dat: [null] };
const result = await worker.evaluate(qof, patients, { missingColumns: "unknown" });
worker.terminate();
console.log(`worker ${result.labelled("DM020").outcome[0]}`);
console.log("finished");
