// What a page and its worker say to each other.

import type { EvaluationData, EvaluateOptions } from "./evaluation.js";
import type { ErrorParts } from "./errors.js";
import type { Columns } from "./columns.js";

/** What a page asks: once for the module, then for evaluations, one after another. */
export type Asked =
  | { readonly module: WebAssembly.Module }
  | {
      readonly evaluate: number;
      readonly image: Uint8Array;
      readonly name: string;
      readonly patients: Columns;
      readonly options: Omit<EvaluateOptions, "progress" | "signal">;
    }
  | { readonly stop: number };

/** What a worker says of an evaluation. */
export type Told =
  | { readonly of: number; readonly done: number; readonly rows: number }
  | { readonly of: number; readonly evaluated: EvaluationData }
  | { readonly of: number; readonly refused: ErrorParts & { readonly message: string } }
  | { readonly of: number; readonly stopped: true };
