// A trap of the kernel is an error like others, and what follows works.

import { type EntitleError, contract, load } from "entitle";
import { Subject } from "entitle/kernel";
import * as columns from "entitle/wasm/columns.js";
import * as compiler from "entitle/wasm/compiler.js";
import * as kernel from "entitle/wasm/kernel.js";
import { equal, holds, refused, test, there } from "./check.js";
import { SIX_OF_SEVENTEEN, VISITS, qof } from "./given.js";

type Glue = { initSync(source: { module: WebAssembly.Module }): { readonly memory: WebAssembly.Memory } };

/** Overwrites all that a module remembers, until it stops. */
async function provoked(glue: Glue, call: () => unknown): Promise<EntitleError> {
  for (const byte of [0xff, 0x01, 0x7f, 0x00]) {
    // The glue gives back the instance that runs, whatever module it is shown.
    const { memory } = glue.initSync({ module: undefined as never });
    new Uint8Array(memory.buffer).fill(byte);
    try {
      await call();
    } catch (error) {
      if ((error as Error).name === "Trap") return error as EntitleError;
    }
  }
  throw new Error("the module did not stop");
}

test("a trap is told as one, and the next call works", async () => {
  const contract = await qof();
  const error = await provoked(kernel, () => contract.statement(SIX_OF_SEVENTEEN));
  equal([error.name, error.code], ["Trap", null]);
  holds(error.cause instanceof WebAssembly.RuntimeError || error.cause instanceof RangeError, String(error.cause));
  holds(there(error.help).includes("report"), "it says what to do");
  equal(contract.statement(SIX_OF_SEVENTEEN).points.get("DM020").text, "0.125");
  equal((await qof()).headroom(SIX_OF_SEVENTEEN).get("DM020").patientsNeeded, 7);
});

test("what was begun before a trap is dead, and what is begun after it lives", async () => {
  const contract = await qof();
  const subject = new Subject(contract);
  await provoked(kernel, () => contract.statement(SIX_OF_SEVENTEEN));
  await refused(() => subject.get("list_size"), "", "BadArgument");
  subject.free();
  equal(new Subject(contract).get("list_size"), "unknown");
});

test("a contract that was freed before a trap stays freed", async () => {
  const [freed, other] = [await qof(), await contract("gms-england")];
  freed.free();
  await provoked(kernel, () => other.statement({}));
  await refused(() => freed.statement({}), "freed", "BadArgument");
});

test("a trap of the module of columns or of the compiler leaves the others and the next call alone", async () => {
  const contract = await qof();
  const patients = { age: [16], dmlat_dat: ["2014-09-22"], dmres_dat: [null] };
  const outcome = async (): Promise<unknown> =>
    (await contract.evaluate(patients, { missingColumns: "unknown" })).labelled("DM020").outcome;
  equal(await outcome(), ["not on register"]);
  equal((await provoked(columns, outcome)).name, "Trap");
  equal(await outcome(), ["not on register"]);
  const subject = new Subject(contract);
  await load(VISITS);
  equal((await provoked(compiler, () => load(VISITS))).name, "Trap");
  equal((await load(VISITS)).statement({ visits: 40 }).lines.get("payment").text, "1260");
  equal(subject.get("list_size"), "unknown");
});
