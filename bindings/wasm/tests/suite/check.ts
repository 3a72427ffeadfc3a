// Tests that are written once and run in Node and in a page: how they are named, and what they compare.

import { EntitleError } from "entitle";

interface Test {
  readonly name: string;
  readonly run: () => void | Promise<void>;
}

/** All tests, in order. */
export const tests: Test[] = [];

/** Names a test as a claim. */
export function test(name: string, run: Test["run"]): void {
  tests.push({ name, run });
}

/** Whether two values are the same by content. */
export function equal(found: unknown, expected: unknown, why = ""): void {
  const [one, other] = [written(found), written(expected)];
  if (one !== other) throw new Error(`${why === "" ? "" : `${why}: `}found ${cut(one)}, expected ${cut(other)}`);
}

/** Whether something holds. */
export function holds(found: unknown, why: string): void {
  if (found !== true) throw new Error(`it does not hold: ${why}`);
}

/** Whether a call is refused with an EntitleError whose message holds the words. */
export async function refused(call: () => unknown, words = "", name?: string): Promise<EntitleError> {
  let answer: unknown;
  try {
    answer = await call();
  } catch (error) {
    if (!(error instanceof EntitleError)) throw new Error(`it is no EntitleError: ${String(error)}`, { cause: error });
    if (!error.message.includes(words)) throw new Error(`it does not say "${words}": ${error.message}`);
    if (name !== undefined) equal(error.name, name, error.message);
    if (error.message.length > 4000) throw new Error(`a message of ${error.message.length} letters is none`);
    return error;
  }
  throw new Error(`it was not refused, but answered ${cut(written(answer))}`);
}

/** What is there, for what the compiler cannot know to be. */
export function there<Value>(value: Value | undefined | null): Value {
  if (value === undefined || value === null) throw new Error("it is not there");
  return value;
}

/** Any value in the place of any other, as a caller without types gives it. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export function untyped(value: unknown): any {
  return value;
}

function written(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => {
    if (ArrayBuffer.isView(part)) return Array.from(part as Uint8Array);
    if (typeof part === "bigint") return `${part}n`;
    if (part === undefined) return "undefined";
    return isPlain(part) ? Object.fromEntries(Object.entries(part).sort(([one], [other]) => (one < other ? -1 : 1))) : part;
  });
}

function isPlain(value: unknown): value is object {
  return Object.prototype.toString.call(value) === "[object Object]";
}

function cut(text: string): string {
  return text.length > 600 ? `${text.slice(0, 600)}…` : text;
}
