// What runs in the worker: evaluations one after another. Between two pieces of one it listens, so that it can be stopped.

import { Contract, handleOf, opened } from "./contract.js";
import { EntitleError, partsOf, refusal } from "./errors.js";
import { evaluating, populationOf } from "./evaluation.js";
import { ready } from "./instance.js";
import type { Asked, Told } from "./messages.js";
import { pageOf } from "./port.js";

type Evaluate = Extract<Asked, { evaluate: number }>;

const stopped = new Set<number>();
/** Contracts that were asked before, by their digest: an image is checked once. */
const contracts = new Map<string, Contract>();
/** What was asked is done in order. */
let line: Promise<void> = Promise.resolve();

const page = pageOf({
  message(data) {
    const asked = data as Asked;
    if ("module" in asked) line = line.then(() => ready({ module: asked.module }));
    else if ("stop" in asked) stopped.add(asked.stop);
    else line = line.then(() => evaluate(asked));
  },
});

function tell(told: Told, transfer?: Transferable[]): void {
  page.post(told, transfer);
}

async function evaluate(asked: Evaluate): Promise<void> {
  const of = asked.evaluate;
  try {
    const contract = contractOf(asked);
    const population = populationOf(contract.facts, asked.patients, asked.options);
    const pieces = evaluating(handleOf(contract), population);
    let piece = pieces.next();
    for (; !piece.done; piece = pieces.next()) {
      tell({ of, done: piece.value, rows: population.rows });
      await nextMessages();
      if (stopped.has(of)) {
        pieces.return({ finished: "", decisions: null });
        return tell({ of, stopped: true });
      }
    }
    const { decisions } = piece.value;
    tell({ of, evaluated: piece.value }, decisions?.map((codes) => codes.buffer));
  } catch (error) {
    const refused = error instanceof EntitleError ? error : refusal(`the worker failed: ${String(error)}`);
    tell({ of, refused: partsOf(refused) });
  } finally {
    stopped.delete(of);
  }
}

function contractOf({ name, image }: Evaluate): Contract {
  const known = contracts.get(name) ?? opened({ image, name });
  contracts.set(name, known);
  return known;
}

/** Lets messages in that wait. */
function nextMessages(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
