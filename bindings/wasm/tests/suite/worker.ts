// Evaluations beside the page give what those in it give; they can be stopped, and say how far they are.

import { EntitleError } from "entitle";
import { EntitleWorker } from "entitle/worker";
import { equal, holds, refused, test, untyped } from "./check.js";
import { qof } from "./given.js";

const ROWS = 140_000;
/** A number that is no day of any year that records may have. */
const NONE = -(2 ** 31);

function patients() {
  return {
    patient: Uint32Array.from({ length: ROWS }, (_, row) => row),
    practice: { values: Uint8Array.from({ length: ROWS }, (_, row) => row % 2), dictionary: ["North", "South"] },
    age: Uint8Array.from({ length: ROWS }, (_, row) => 10 + (row % 80)),
    dmlat_dat: { values: Int32Array.from({ length: ROWS }, (_, row) => (row % 3 === 0 ? NONE : 16335)), null: NONE, baseDay: "1970-01-01" },
    dmres_dat: { values: new Int32Array(ROWS).fill(NONE), null: NONE, baseDay: "1970-01-01" },
  };
}

test("a worker gives the answer of the page, and says how far it is", async () => {
  const contract = await qof();
  const expected = await contract.evaluate(patients(), { missingColumns: "unknown" });
  // Two of three have a date; of 80 ages from 10 to 89 those from 17 are on the register.
  const members = Array.from({ length: ROWS }, (_, row) => row).filter((row) => row % 3 !== 0 && 10 + (row % 80) >= 17).length;
  using worker = new EntitleWorker();
  const seen: number[] = [];
  const result = await worker.evaluate(contract, patients(), { missingColumns: "unknown", progress: (done) => seen.push(done) });
  equal(seen, [131072, ROWS]);
  equal(result.summary, expected.summary);
  equal(result.counts, expected.counts);
  equal(result.registers.filter((row) => row.register === "DM").reduce((sum, row) => sum + (row.members ?? 0), 0), members);
  holds(result.decisions("DM020").every((code, row) => code === expected.decisions("DM020")[row]), "decisions are the same");
});

test("several evaluations are done one after another", async () => {
  const contract = await qof();
  using worker = new EntitleWorker();
  const few = { age: Uint8Array.of(16), dmlat_dat: { values: Int32Array.of(16335), baseDay: "1970-01-01" }, dmres_dat: [null] };
  const results = await Promise.all([1, 2, 3].map(() => worker.evaluate(contract, few, { missingColumns: "unknown" })));
  equal(results.map((result) => result.labelled("DM020").outcome), [["not on register"], ["not on register"], ["not on register"]]);
});

test("arrays can be handed over", async () => {
  const contract = await qof();
  using worker = new EntitleWorker();
  const columns = patients();
  await worker.evaluate(contract, columns, { missingColumns: "unknown", transfer: [columns.age.buffer, columns.patient.buffer] });
  equal([columns.age.length, columns.patient.length, columns.dmres_dat.values.length], [0, 0, ROWS]);
});

test("a signal stops it with its reason, and the worker goes on", async () => {
  const contract = await qof();
  using worker = new EntitleWorker();
  const controller = new AbortController();
  const reason = new Error("no longer wanted");
  const seen: number[] = [];
  const options = {
    missingColumns: "unknown",
    signal: controller.signal,
    progress: (done: number) => {
      seen.push(done);
      controller.abort(reason);
    },
  } as const;
  holds((await failureOf(worker.evaluate(contract, patients(), options))) === reason, "on the way");
  equal(seen, [131072]);
  holds((await failureOf(worker.evaluate(contract, patients(), options))) === reason, "before it began");
  equal((await worker.evaluate(contract, patients(), { missingColumns: "unknown" })).summary.rows, ROWS);
});

test("a fault of the callback ends it", async () => {
  const contract = await qof();
  using worker = new EntitleWorker();
  const enough = new Error("enough");
  const progress = (): void => {
    throw enough;
  };
  holds((await failureOf(worker.evaluate(contract, patients(), { missingColumns: "unknown", progress }))) === enough, "the callback's own error");
});

test("what is refused in the page is refused in the worker", async () => {
  const contract = await qof();
  using worker = new EntitleWorker();
  const few = { age: Int32Array.of(-1), dmlat_dat: [null], dmres_dat: [null] };
  const there = await refused(() => worker.evaluate(contract, few, { missingColumns: "unknown" }));
  const here = await refused(() => contract.evaluate(few, { missingColumns: "unknown" }));
  equal([there.message, there.name, there.code, there.details], [here.message, here.name, here.code, here.details]);
  for (const bad of [null, 7, { age: [Symbol("age")] }, { age: () => 1 }]) await refused(() => worker.evaluate(contract, untyped(bad)));
  for (const bad of [{ transfer: 7 }, { transfer: [7] }, { progress: 7 }, { threads: 2 }]) await refused(() => worker.evaluate(contract, few, untyped(bad)));
  for (const bad of [null, "qof-england", {}]) await refused(() => worker.evaluate(untyped(bad), few));
});

test("a worker that was ended refuses what is under way and what comes after", async () => {
  const contract = await qof();
  const worker = new EntitleWorker();
  const underWay = failureOf(worker.evaluate(contract, patients(), { missingColumns: "unknown" }));
  worker.terminate();
  worker.terminate();
  holds((await underWay) instanceof EntitleError, "what was under way is refused");
  await refused(() => worker.evaluate(contract, patients()), "ended", "BadArgument");
});

async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    return await promise;
  } catch (error) {
    return error;
  }
}
