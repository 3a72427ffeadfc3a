// What nobody holds any more is given back by itself.

import { contract, load } from "entitle";
import { Subject } from "entitle/kernel";
import * as kernel from "entitle/wasm/kernel.js";
import * as columns from "entitle/wasm/columns.js";
import { equal, holds, test } from "./check.js";
import { VISITS, qof } from "./given.js";

declare const gc: () => void;

/** Collects what nobody holds, and lets what was registered for it run. */
async function collected(): Promise<void> {
  for (let times = 0; times < 5; times += 1) {
    gc();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

test("objects that are dropped are closed", async () => {
  const own = await qof();
  await collected();
  const before = kernel.open_objects();
  for (let times = 0; times < 200; times += 1) {
    const subject = new Subject(own);
    subject.statement();
    subject.member();
  }
  holds(kernel.open_objects() >= before + 100, "they are open for a while");
  for (let times = 0; times < 20; times += 1) await contract("family-care-network");
  await collected();
  // The last ones may still lie on the stack.
  holds(kernel.open_objects() <= before + 20, `${kernel.open_objects()} are open, ${before} were`);
});

test("an object that is freed is closed at once", async () => {
  const own = await load(VISITS);
  const before = kernel.open_objects();
  const subject = new Subject(own);
  equal(kernel.open_objects(), before + 1);
  subject.free();
  equal(kernel.open_objects(), before);
});

test("an evaluation leaves nothing, whether it was done, refused or stopped", async () => {
  const own = await qof();
  const patients = { age: [16], dmlat_dat: ["2014-09-22"], dmres_dat: [null] };
  await own.evaluate(patients, { missingColumns: "unknown" });
  await own.evaluate(patients).catch(() => undefined);
  await own.evaluate({ ...patients, age: [-1] }, { missingColumns: "unknown" }).catch(() => undefined);
  const progress = (): void => {
    throw new Error("enough");
  };
  await own.evaluate(patients, { missingColumns: "unknown", progress }).catch(() => undefined);
  equal(columns.open_objects(), 0);
});
