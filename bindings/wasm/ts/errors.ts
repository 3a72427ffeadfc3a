/** The parts of an error, apart from its message. */
export interface ErrorParts {
  readonly code?: number | null;
  readonly name?: string | null;
  readonly details?: readonly string[];
  readonly help?: string | null;
  readonly line?: number | null;
  readonly column?: number | null;
  readonly cause?: unknown;
}

/**
 * What Entitle refused, and what to do about it. Every error of this package is one, but for an abort, which is the
 * reason of its signal.
 *
 * @example
 * ```js
 * import { contract, EntitleError } from "entitle";
 *
 * const qof = await contract("qof-england", "2025-06-30");
 * try {
 *   qof.statement({ list_size: "many" });
 * } catch (error) {
 *   error instanceof EntitleError; // => true
 *   error.name; // => "InvalidNumber"
 *   error.code; // => 109
 *   error.details.length; // => 1
 * }
 * ```
 */
export class EntitleError extends Error {
  /** The name that every face of Entitle gives it, such as `UnknownFact`; `EntitleError` where it has none. */
  override readonly name: string;
  /** The number that every face gives it; null where the fault is of this face alone. */
  readonly code: number | null;
  /** Each single fault, where there are several. The message holds them too. */
  readonly details: readonly string[];
  /** What to do about it, or null. */
  readonly help: string | null;
  /** The line of a definition's first fault, from 1; else null. */
  readonly line: number | null;
  /** The column of a definition's first fault, from 1; else null. */
  readonly column: number | null;

  /** @internal */
  constructor(message: string, parts: ErrorParts = {}) {
    super(message, parts.cause === undefined ? undefined : { cause: parts.cause });
    this.name = parts.name ?? "EntitleError";
    this.code = parts.code ?? null;
    this.details = Object.freeze([...(parts.details ?? [])]);
    this.help = parts.help ?? null;
    this.line = parts.line ?? null;
    this.column = parts.column ?? null;
  }
}

/** An error of the kernel's list that this half finds by itself. */
export const KERNEL_ERRORS = {
  OutOfRange: 104,
  ColumnLength: 120,
  BadArgument: 901,
  InvalidUtf8: 904,
} as const;

/** How a refusal differs from a plain one. */
interface Refused {
  readonly help?: string;
  readonly error?: keyof typeof KERNEL_ERRORS;
  readonly cause?: unknown;
}

/** What this half refuses before the kernel sees it; it reads like the kernel's own. */
export function refusal(message: string, { help, error, cause }: Refused = {}): EntitleError {
  return new EntitleError(help === undefined ? message : `${message}\nhelp: ${help}`, {
    help: help ?? null,
    cause,
    ...(error && { name: error, code: KERNEL_ERRORS[error] }),
  });
}

/** The error of a fault as the kernel throws it: a text in JSON. */
export function ofFault(fault: string): EntitleError {
  const { message, ...parts } = JSON.parse(fault) as ErrorParts & { message: string };
  return new EntitleError(readable(message), { ...parts, details: (parts.details ?? []).map(readable) });
}

/** What a person reads of a message, which may repeat what was given. */
function readable(message: string): string {
  const mostLetters = 3000;
  return message.length <= mostLetters ? message : `${message.slice(0, mostLetters)}… (${message.length} letters)`;
}

/** An error's parts as they go from a worker to the page. */
export function partsOf(error: EntitleError): ErrorParts & { message: string } {
  const { message, name, code, details, help, line, column } = error;
  return { message, name, code, details, help, line, column };
}
