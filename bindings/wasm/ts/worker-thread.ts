// What runs in the worker: evaluations one after another. Between two pieces of one it listens, so that it can be stopped.

import { EntitleError, partsOf, refusal } from "./errors.js";
import { evaluated, populationOf } from "./evaluation.js";
import type { Asked, Evaluate, Told } from "./messages.js";
import { columns } from "./modules.js";
import { pageOf } from "./port.js";

const controllers = new Map<number, AbortController>();
/** What was asked is done in order. */
let line: Promise<void> = Promise.resolve();

const page = pageOf({
  message(data) {
    const asked = data as Asked;
    if ("module" in asked) return columns.comesFrom(() => asked.module);
    if ("stop" in asked) return controllers.get(asked.stop)?.abort();
    controllers.set(asked.evaluate, new AbortController());
    line = line.then(() => evaluate(asked));
  },
});

function tell(told: Told, transfer?: Transferable[]): void {
  page.post(told, transfer);
}

async function evaluate({ evaluate: of, image, name, facts, patients, options }: Evaluate): Promise<void> {
  const { signal } = controllers.get(of)!;
  const progress = (done: number, rows: number): void => tell({ of, done, rows });
  try {
    const population = populationOf(facts, patients, options);
    const data = await evaluated(image, name, population, { progress, signal });
    tell({ of, evaluated: data }, data.decisions?.map((codes) => codes.buffer));
  } catch (error) {
    // Whoever stopped it waits for nothing more.
    if (signal.aborted) return;
    const refused = error instanceof EntitleError ? error : refusal(`the worker failed: ${String(error)}`);
    tell({ of, refused: partsOf(refused) });
  } finally {
    controllers.delete(of);
  }
}
