/// <reference lib="esnext.disposable" preserve="true" />

/**
 * Evaluations beside the page: in a worker of the web, or of Node.
 *
 * @packageDocumentation
 */

import { kindOf, optionsOf } from "./checks.js";
import type { Columns } from "./columns.js";
import { type Contract, imageOf } from "./contract.js";
import { EntitleError, refusal } from "./errors.js";
import { EVALUATE_OPTIONS, type EvaluateOptions, Evaluation, watchedBy } from "./evaluation.js";
import type { Asked, Told } from "./messages.js";
import { columns } from "./modules.js";
import type { Port } from "./port.js";
import { workerOf } from "./worker-port.js";

/** How a population is evaluated beside the page. */
export interface WorkerOptions extends EvaluateOptions {
  /** Buffers that are handed over rather than copied; the page's arrays of them are empty afterwards. */
  readonly transfer?: readonly ArrayBuffer[];
}

interface Waiting {
  readonly resolve: (evaluation: Evaluation) => void;
  readonly reject: (reason: unknown) => void;
  readonly progress: EvaluateOptions["progress"];
  /** Forgets the signal. */
  readonly forget: () => void;
}

/**
 * A worker that evaluates populations, one after another, while the page goes on. It takes the kernel that the page
 * loaded. In Node it keeps the process alive only while it works.
 *
 * @example
 * ```js
 * import { contract } from "entitle";
 * import { EntitleWorker } from "entitle/worker";
 *
 * const qof = await contract("qof-england", "2025-06-30");
 * const worker = new EntitleWorker();
 * const age = Uint8Array.of(64, 16);
 * const patients = { age, dmlat_dat: { values: Uint16Array.of(16335, 16335), baseDay: "1970-01-01" }, dmres_dat: [null, null] };
 * const result = await worker.evaluate(qof, patients, { missingColumns: "unknown", transfer: [age.buffer] });
 * result.labelled("DM020").outcome; // => ["undetermined", "not on register"]
 * age.length; // => 0
 * worker.terminate();
 * ```
 */
export class EntitleWorker {
  #port: Port | undefined;
  #asked = 0;
  #isOver = false;
  readonly #waiting = new Map<number, Waiting>();

  /**
   * Evaluates as `Contract.evaluate` does.
   *
   * @param contract - The contract.
   * @param patients - A column for each fact. Arrays are copied unless `transfer` names their buffers.
   * @param options - As of `Contract.evaluate`; `progress` is called in the page, and `signal` stops the work between two
   * pieces.
   * @throws EntitleError as `Contract.evaluate` does, and where the worker cannot be begun, was ended, or takes no such
   * value. Where the signal stopped it, the reason of the signal.
   */
  async evaluate(contract: Contract, patients: Columns, options?: WorkerOptions): Promise<Evaluation> {
    const { image, name } = imageOf(contract);
    const { transfer, ...rest } = optionsOf<WorkerOptions>(options, [...EVALUATE_OPTIONS, "transfer"]);
    const { progress, signal } = watchedBy(rest);
    const { progress: _, signal: __, ...asked } = rest;
    await columns.ready();
    signal?.throwIfAborted();
    const port = this.#begun();
    const evaluate = (this.#asked += 1);
    const message: Asked = { evaluate, image, name, facts: [...contract.facts.of("patient")], patients, options: asked };
    return new Promise((resolve, reject) => {
      post(port, message, buffersOf(transfer));
      const stop = () => this.#stop(evaluate, signal?.reason);
      const forget = () => signal?.removeEventListener("abort", stop);
      signal?.addEventListener("abort", stop);
      this.#waiting.set(evaluate, { resolve, reject, progress, forget });
      port.staysAlive(true);
    });
  }

  /** Ends the worker; what is under way is refused. It cannot be asked any more. */
  terminate(): void {
    this.#isOver = true;
    this.#end(refusal("the worker was ended", { error: "BadArgument" }));
  }

  /** The same as `terminate`, for `using`. */
  [Symbol.dispose](): void {
    this.terminate();
  }

  #begun(): Port {
    if (this.#isOver) throw refusal("the worker was ended", { error: "BadArgument", help: "begin another" });
    if (this.#port) return this.#port;
    const port = workerOf({
      message: (data) => this.#told(data as Told),
      failed: (cause) => this.#end(refusal(`the worker failed: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })),
    });
    post(port, { module: columns.compiled }, []);
    port.staysAlive(false);
    return (this.#port = port);
  }

  #told(told: Told): void {
    const waiting = this.#waiting.get(told.of);
    if (!waiting) return;
    if ("done" in told) return this.#progressed(told, waiting);
    this.#settled(told.of, waiting);
    if ("evaluated" in told) waiting.resolve(new Evaluation(told.evaluated));
    else waiting.reject(new EntitleError(told.refused.message, told.refused));
  }

  /** A callback that throws ends the work, as it does without a worker. */
  #progressed({ of, done, rows }: Extract<Told, { done: number }>, waiting: Waiting): void {
    try {
      waiting.progress?.(done, rows);
    } catch (error) {
      this.#stop(of, error);
    }
  }

  /** Nobody waits for it from now on; the worker leaves it after the piece at hand. */
  #stop(of: number, reason: unknown): void {
    const waiting = this.#waiting.get(of);
    if (!waiting) return;
    this.#port?.post({ stop: of } satisfies Asked);
    this.#settled(of, waiting);
    waiting.reject(reason);
  }

  #settled(of: number, waiting: Waiting): void {
    this.#waiting.delete(of);
    waiting.forget();
    if (this.#waiting.size === 0) this.#port?.staysAlive(false);
  }

  #end(reason: EntitleError): void {
    this.#port?.end();
    for (const [of, waiting] of this.#waiting) {
      this.#settled(of, waiting);
      waiting.reject(reason);
    }
    this.#port = undefined;
  }
}

function buffersOf(transfer: unknown): ArrayBuffer[] {
  if (transfer === undefined) return [];
  if (Array.isArray(transfer) && transfer.every((buffer) => buffer instanceof ArrayBuffer)) return transfer as ArrayBuffer[];
  throw refusal(`transfer is a list of buffers, not ${kindOf(transfer)}`, { help: "give { transfer: [ages.buffer] }" });
}

/** Sends a message; what cannot be sent is refused as it would be without a worker. */
function post(port: Port, message: Asked, transfer: ArrayBuffer[]): void {
  try {
    port.post(message, transfer);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw refusal(`what is given cannot be sent to a worker: ${why}`, { help: "give typed arrays and lists of plain values", cause });
  }
}
