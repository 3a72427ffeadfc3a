// A trap of the kernel is an error like others, and what follows works.

import { type EntitleError, contract } from "entitle";
import { Subject } from "entitle/kernel";
import { initSync } from "entitle/wasm/kernel.js";
import { equal, holds, refused, test, there } from "./check.js";
import { SIX_OF_SEVENTEEN, qof } from "./given.js";

/** Overwrites all that the kernel remembers, until it stops. */
async function provoked(call: () => unknown): Promise<EntitleError> {
  // The glue gives back the instance that runs, whatever module it is shown.
  const { memory } = initSync({ module: undefined as never });
  for (const byte of [0xff, 0x01, 0x7f, 0x00]) {
    new Uint8Array(memory.buffer).fill(byte);
    try {
      call();
    } catch (error) {
      if ((error as Error).name === "Trap") return error as EntitleError;
    }
  }
  throw new Error("the kernel did not stop");
}

test("a trap is told as one, and the next call works", async () => {
  const contract = await qof();
  const error = await provoked(() => contract.statement(SIX_OF_SEVENTEEN));
  equal([error.name, error.code], ["Trap", null]);
  holds(error.cause instanceof WebAssembly.RuntimeError || error.cause instanceof RangeError, String(error.cause));
  holds(there(error.help).includes("report"), "it says what to do");
  equal(contract.statement(SIX_OF_SEVENTEEN).points.get("DM020").text, "0.125");
  equal((await qof()).headroom(SIX_OF_SEVENTEEN).get("DM020").patientsNeeded, 7);
});

test("what was begun before a trap is dead, and what is begun after it lives", async () => {
  const contract = await qof();
  const subject = new Subject(contract);
  await provoked(() => contract.statement(SIX_OF_SEVENTEEN));
  await refused(() => subject.get("list_size"), "", "BadArgument");
  subject.free();
  equal(new Subject(contract).get("list_size"), "unknown");
});

test("a contract that was freed before a trap stays freed", async () => {
  const [freed, other] = [await qof(), await contract("gms-england")];
  freed.free();
  await provoked(() => other.statement({}));
  await refused(() => freed.statement({}), "freed", "BadArgument");
});
