// What a caller without types may give in the wrong place is refused here, before anything is converted.

import { refusal } from "./errors.js";

/** What a value is called in an error: `a Date`, `a list`, `null`. */
export function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return "a list";
  const kind = typeof value === "object" ? Object.prototype.toString.call(value).slice(8, -1) : typeof value;
  return `${/^[AEIOUaeiou]/.test(kind) ? "an" : "a"} ${kind === "string" ? "text" : kind}`;
}

/** Whether a value is an object that holds names and values, of this page or another. */
export function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && Object.prototype.toString.call(value) === "[object Object]";
}

/** Whether a value is a day of `Temporal`, which has no hour and no zone. */
export function isPlainDate(value: unknown): value is { toString(): string } {
  return Object.prototype.toString.call(value) === "[object Temporal.PlainDate]";
}

/** Whether a value is a `Date`, of this page or another. */
export function isPointInTime(value: unknown): value is Date {
  return Object.prototype.toString.call(value) === "[object Date]";
}

/** Refuses what is no text, and half of a surrogate pair, which no other language could be told of. */
export function text(value: unknown, what: string, help?: string): string {
  if (typeof value !== "string") throw refusal(`${what} is a text, not ${kindOf(value)}`, help === undefined ? {} : { help });
  if (/\p{Surrogate}/u.test(value)) throw refusal(`${what} is not Unicode: it holds half of a surrogate pair`, { error: "InvalidUtf8" });
  return value;
}

/** A day as text, or undefined where none was given. Whether a text is a day, the kernel says. */
export function dayText(value: unknown, what: string): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (isPlainDate(value)) return value.toString();
  const help = 'give "2025-06-30"';
  if (isPointInTime(value)) throw refusal(`${what} is a day, and a Date is a point in time`, { help });
  return text(value, what, help);
}

/** Why a point in time is no day. */
export const POINT_IN_TIME = "a Date is a point in time; give a day as YYYY-MM-DD";

/** The options of a call: only those that it knows. */
export function optionsOf<Options extends object>(given: unknown, known: readonly (keyof Options & string)[]): Partial<Options> {
  if (given === undefined || given === null) return {};
  if (!isPlain(given)) throw refusal(`options are an object, not ${kindOf(given)}`, { help: `give { ${known[0]}: … }` });
  for (const name of Object.keys(given)) {
    if (!(known as readonly string[]).includes(name)) throw refusal(`there is no option ${name}`, { help: `there are ${known.join(", ")}` });
  }
  return given as Partial<Options>;
}

/** A truth, or what stands in its place where it was left out. */
export function truth(value: unknown, what: string, otherwise: boolean): boolean {
  if (value === undefined) return otherwise;
  if (typeof value !== "boolean") throw refusal(`${what} is true or false, not ${kindOf(value)}`);
  return value;
}

/** One of a few words, or the first where it was left out. */
export function oneOf<Word extends string>(value: unknown, what: string, words: readonly [Word, ...Word[]]): Word {
  if (value === undefined) return words[0];
  const found = words.find((word) => word === value);
  if (found !== undefined) return found;
  const shown = typeof value === "string" ? JSON.stringify(value.slice(0, 80)) : kindOf(value);
  throw refusal(`${what} is not known as ${shown}`, { help: words.map((word) => `${what}: "${word}"`).join(" or ") });
}
