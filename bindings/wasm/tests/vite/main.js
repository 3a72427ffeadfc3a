import * as entitle from "entitle";
import { EntitleWorker } from "entitle/worker";
import { answer } from "./answer.js";

await answer(entitle);

// A contract whose image is small enough for Vite to write into the script, and the compiler.
const network = await entitle.contract("family-care-network");
console.log(`verdict ${network.criteria({ members: [{ list_size: 15000 }, { list_size: 9999 }] }).eligible.text}`);
console.log(`title ${(await network.show()).title}`);

const qof = await entitle.contract("qof-england", "2025-06-30");
const worker = new EntitleWorker();
const patients = { age: Uint8Array.of(16), dmlat_dat: { values: Uint16Array.of(16335), baseDay: "1970-01-01" }, dmres_dat: [null] };
const result = await worker.evaluate(qof, patients, { missingColumns: "unknown" });
worker.terminate();
console.log(`patient ${result.labelled("DM020").outcome[0]}`);
console.log("finished");
