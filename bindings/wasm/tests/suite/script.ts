// The conformance script: the transcript of every other face, byte for byte.

import { equal, holds, test } from "./check.js";
import { place } from "./place.js";
import { transcriptOf } from "./script-face.js";

const read = (path: string): Promise<Uint8Array> => place().readScripts(path);

test("the transcript is that of every other face", async () => {
  const decoder = new TextDecoder();
  const [script, expected] = [decoder.decode(await read("all.script")), await read("all.expected")];
  const written = new TextEncoder().encode(await transcriptOf(script, read));
  const difference = written.findIndex((byte, at) => byte !== expected[at]);
  if (difference >= 0 || written.length !== expected.length) {
    const around = (bytes: Uint8Array): string => decoder.decode(bytes.subarray(Math.max(0, difference - 200), difference + 100));
    throw new Error(`they differ at byte ${difference} of ${expected.length}: wrote …${around(written)}…, expected …${around(expected)}…`);
  }
  const lines = decoder.decode(expected).split("\n");
  for (const kind of ["answer", "trace"]) holds(lines.filter((line) => line.startsWith(`${kind}\t`)).length > 100, `it has lines of ${kind}`);
});

test("a command that is refused writes its error and the next is read", async () => {
  // The example of tests/script/src/lib.rs.
  const script = "case\tA month that is none\ncontract\tqof-england\t2025-13-01\nstatement\n";
  equal(await transcriptOf(script, read), "case\tA month that is none\nerror\t108\tInvalidDate\nerror\t901\tBadArgument\n");
});
