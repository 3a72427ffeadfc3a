"use client";

import * as entitle from "entitle";
import { EntitleWorker } from "entitle/worker";
import { useEffect } from "react";
import { ask } from "../ask.js";

async function run() {
  for (const line of await ask(entitle)) console.log(line);
  const qof = await entitle.contract("qof-england", "2025-06-30");
  const worker = new EntitleWorker();
  const patients = { age: Uint8Array.of(16), dmlat_dat: ["2014-09-22"], dmres_dat: [null] };
  const result = await worker.evaluate(qof, patients, { missingColumns: "unknown" });
  worker.terminate();
  console.log(`worker ${result.labelled("DM020").outcome[0]}`);
}

export default function Page() {
  useEffect(() => {
    run().catch((error) => console.log(`WRONG ${error.name}: ${error.message}`)).finally(() => console.log("finished"));
  }, []);
  return <p>A page by Next</p>;
}
