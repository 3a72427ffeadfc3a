// Every group of tests, by its name, in the order in which they run.

import { tests } from "./check.js";

/** The groups. Each is loaded when its turn comes, since loading it names its tests. */
export const GROUPS: Record<string, () => Promise<unknown>> = {
  statement: () => import("./statement.js"),
  "bad facts": () => import("./bad-facts.js"),
  contract: () => import("./contract.js"),
  comparison: () => import("./comparison.js"),
  explanation: () => import("./explanation.js"),
  evaluation: () => import("./evaluation.js"),
  kernel: () => import("./kernel.js"),
  worker: () => import("./worker.js"),
  vectors: () => import("./vectors.js"),
  script: () => import("./script.js"),
  memory: () => import("./memory.js"),
  traps: () => import("./traps.js"),
};

/** What became of a group. */
export interface Result {
  readonly group: string;
  readonly passed: number;
  readonly failures: readonly { readonly test: string; readonly why: string }[];
  readonly milliseconds: number;
}

/** Runs a group and says what became of it. */
export async function run(group: string): Promise<Result> {
  const begun = performance.now();
  const first = tests.length;
  await GROUPS[group]?.();
  const failures: { test: string; why: string }[] = [];
  const ofGroup = tests.slice(first);
  for (const { name, run } of ofGroup) {
    try {
      await run();
    } catch (error) {
      failures.push({ test: name, why: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    }
  }
  return { group, passed: ofGroup.length - failures.length, failures, milliseconds: Math.round(performance.now() - begun) };
}
