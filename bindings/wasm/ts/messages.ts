// What a page and its worker say to each other.

import type { Columns } from "./columns.js";
import type { ErrorParts } from "./errors.js";
import type { EvaluateOptions, EvaluationData } from "./evaluation.js";
import type { Fact } from "./facts.js";

/** An evaluation that is asked for. */
export interface Evaluate {
  readonly evaluate: number;
  readonly image: Uint8Array;
  readonly name: string;
  readonly facts: readonly Fact[];
  readonly patients: Columns;
  readonly options: Omit<EvaluateOptions, "progress" | "signal">;
}

/** What a page asks: once with the module, then evaluations, which may be stopped. */
export type Asked = { readonly module: WebAssembly.Module } | Evaluate | { readonly stop: number };

/** What a worker says of an evaluation. */
export type Told =
  | { readonly of: number; readonly done: number; readonly rows: number }
  | { readonly of: number; readonly evaluated: EvaluationData }
  | { readonly of: number; readonly refused: ErrorParts & { readonly message: string } };
