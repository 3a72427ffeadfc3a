// Columns as callers have them, and as the module takes them: one of five forms, piece by piece.

import { dayText, isPlain, isPointInTime, kindOf, optionsOf, text } from "./checks.js";
import { refusal } from "./errors.js";
import type { Fact } from "./facts.js";

/** The arrays of numbers that a column may be. */
export type TypedArray =
  | Uint8Array
  | Uint8ClampedArray
  | Int8Array
  | Uint16Array
  | Int16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array
  | Float32Array
  | Float64Array;

/**
 * The values of a column: one kind of value, with null or undefined where there is no such record. A `Date` is a day where it is
 * midnight in UTC.
 */
export type ColumnValues = TypedArray | readonly (string | number | bigint | boolean | Date | null | undefined)[];

/** A column with what else there is to say of its values. */
export interface ColumnForm {
  /** Its values. */
  readonly values: ColumnValues;
  /** The number that stands for "no such record". */
  readonly null?: number | bigint;
  /** A byte for each row: 0 where there is no such record. */
  readonly valid?: Uint8Array;
  /** The day that 0 stands for, where numbers are days: `"1970-01-01"`. */
  readonly baseDay?: string;
  /** How many decimal places the integers have: with 1, 85 is 8.5. */
  readonly places?: number;
  /** The texts of which the values are the places, from 0. */
  readonly dictionary?: readonly string[];
}

/** A column: values, or an object that holds them. */
export type Column = ColumnValues | ColumnForm;

/** Columns by the names of facts; `patient` and `practice` name each row's. Others are passed over. */
export interface Columns {
  readonly [name: string]: Column;
}

type Exports = typeof import("./wasm/columns.js");

/** How the module takes the values of each form. */
const FORMS = {
  u8: (exports: Exports, evaluation: number, place: number, piece: Uint8Array) => exports.column_u8(evaluation, place, piece),
  u16: (exports: Exports, evaluation: number, place: number, piece: Uint16Array) => exports.column_u16(evaluation, place, piece),
  i32: (exports: Exports, evaluation: number, place: number, piece: Int32Array) => exports.column_i32(evaluation, place, piece),
  i64: (exports: Exports, evaluation: number, place: number, piece: BigInt64Array) => exports.column_i64(evaluation, place, piece),
  f64: (exports: Exports, evaluation: number, place: number, piece: Float64Array) => exports.column_f64(evaluation, place, piece),
  instant: (exports: Exports, evaluation: number, place: number, piece: BigInt64Array) => exports.column_i64(evaluation, place, piece),
};

type Form = keyof typeof FORMS;

/**
 * What the module is told of a column before any of its rows.
 *
 * @internal
 */
export interface AskedColumn {
  readonly name: string;
  readonly form: Form;
  readonly null: string | null;
  readonly baseDay: string | null;
  readonly places: number | null;
  readonly texts: readonly string[] | null;
}

/**
 * What is said of a column as it goes over: a text for each part, "" where nothing is said, and the texts of a dictionary.
 *
 * @internal
 */
export function tokensOf({ name, form, null: none, baseDay, places, texts }: AskedColumn): string[] {
  return [name, form, none ?? "", baseDay ?? "", String(places ?? ""), String(texts?.length ?? ""), ...(texts ?? [])];
}

/**
 * A column that can be read.
 *
 * @internal
 */
export interface ReadableColumn {
  readonly asked: AskedColumn;
  readonly length: number;
  /** Hands rows over. */
  feed(exports: Exports, evaluation: number, place: number, first: number, end: number): void;
}

/** In a column of texts: no such record. */
const NO_TEXT = -1;

/** Which form an array of numbers has, and how a piece of it becomes that. */
const TYPED: Record<string, readonly [Form, (piece: never, name: string, first: number) => unknown]> = {
  Uint8Array: ["u8", same],
  Uint8ClampedArray: ["u8", (piece: Uint8ClampedArray) => new Uint8Array(piece.buffer, piece.byteOffset, piece.length)],
  Int8Array: ["i32", (piece: Int8Array) => Int32Array.from(piece)],
  Uint16Array: ["u16", same],
  Int16Array: ["i32", (piece: Int16Array) => Int32Array.from(piece)],
  Int32Array: ["i32", same],
  Uint32Array: ["i64", widened],
  BigInt64Array: ["i64", same],
  BigUint64Array: ["i64", (piece: BigUint64Array, name: string, first: number) => signed(piece, name, first)],
  Float32Array: ["f64", (piece: Float32Array) => Float64Array.from(piece)],
  Float64Array: ["f64", same],
};

/**
 * A column of a fact. What its values are worth, the module judges.
 *
 * @internal
 */
export function columnOf(name: string, given: unknown, fact: Fact): ReadableColumn {
  const form = formOf(name, given);
  const said = {
    name,
    null: sentinel(name, form.null),
    baseDay: dayText(form.baseDay, `baseDay of column ${name}`) ?? null,
    places: placesOf(name, form.places),
    texts: form.dictionary === undefined ? null : wordsOf(name, form.dictionary),
  };
  const values: unknown = form.values;
  const list = isTyped(name, values) ? values : listOf(name, values);
  const valid = form.valid === undefined ? undefined : validOf(name, form.valid, list.length);
  return isTyped(name, list) ? ofTyped(said, list, valid) : ofList(said, list, fact, valid);
}

/**
 * The rows of a column that holds a name for each.
 *
 * @internal
 */
export interface Names {
  readonly length: number;
  /** The name in a row; null where there is none. */
  at(row: number): string | null;
}

/**
 * A column of names: texts, whole numbers, or places in a dictionary.
 *
 * @internal
 */
export function namesOf(column: string, given: unknown): Names {
  const form = formOf(column, given);
  const { values, dictionary } = form as { values: unknown; dictionary?: unknown };
  const list = isTyped(column, values) ? values : listOf(column, values);
  const name = (value: unknown, row: number): string | null => {
    if (value === null || value === undefined) return null;
    if (typeof value === "string") return text(value, `row ${row}, column ${column}: a name`);
    if (typeof value === "bigint" || Number.isSafeInteger(value)) return String(value);
    throw refusal(`row ${row}, column ${column}: a name is a text or a whole number, not ${shownValue(value)}`);
  };
  if (dictionary === undefined) return { length: list.length, at: (row) => name(list[row], row) };
  const words = listOf(`dictionary of ${column}`, dictionary).map(name);
  const at = (row: number): string | null => {
    const place: unknown = list[row];
    if (place === null || place === undefined || isNull(form, place)) return null;
    const word = words[Number(place)];
    if (word === undefined) throw outsideDictionary(column, row, place);
    return word;
  };
  return { length: list.length, at };
}

/**
 * An object with values, whether these came in one or by themselves.
 *
 * @internal
 */
export function formOf(name: string, given: unknown): ColumnForm {
  if (!isPlain(given)) return { values: given as ColumnValues };
  const form = optionsOf<ColumnForm>(given, ["values", "null", "valid", "baseDay", "places", "dictionary"]);
  if (form.values === undefined) throw refusal(`column ${name} has no values`, { help: "give { values: … }" });
  return form as ColumnForm;
}

/** A list that can be read by place. */
function listOf(name: string, values: unknown): readonly unknown[] {
  if (Array.isArray(values)) return values as readonly unknown[];
  throw refusal(`column ${name} is a typed array, a list, or an object with values, not ${kindOf(values)}`);
}

function isTyped(name: string, values: unknown): values is TypedArray {
  if (!ArrayBuffer.isView(values)) return false;
  const kind = kindOf(values).replace(/^an? /, "");
  if (!(kind in TYPED)) throw refusal(`column ${name}: ${kindOf(values)} is no column`, { help: `give one of ${Object.keys(TYPED).join(", ")}` });
  refuseDetached(name, values);
  return true;
}

function refuseDetached(name: string, values: ArrayBufferView): void {
  if (values.byteLength > 0) return;
  try {
    new Uint8Array(values.buffer);
  } catch {
    throw detached(name);
  }
}

function detached(name: string): Error {
  return refusal(`column ${name}: its buffer is detached`, { help: "it was transferred elsewhere: keep a copy", error: "BadArgument" });
}

type Said = Omit<AskedColumn, "form">;

function ofTyped(said: Said, values: TypedArray, valid?: Uint8Array): ReadableColumn {
  const [form, convert] = TYPED[kindOf(values).replace(/^an? /, "")]!;
  const { name } = said;
  if (form === "f64" && (said.null !== null || said.texts !== null)) {
    throw refusal(`column ${name}: floats have neither \`null\` nor a dictionary`, { help: "give `valid`, or integers" });
  }
  const { length } = values;
  return {
    asked: { ...said, form },
    length,
    feed(exports, evaluation, place, first, end) {
      // Between two pieces the page may have handed the buffers to somebody else.
      if (values.length !== length || (valid && valid.length !== length)) throw detached(name);
      const there = valid?.subarray(first, end);
      const piece = convert(values.subarray(first, end) as never, name, first);
      if (form === "f64") refuseNegativeZero(name, piece as Float64Array, there, first);
      FORMS[form](exports, evaluation, place, piece as never);
      if (there) exports.valid(evaluation, place, there);
    },
  };
}

/** A list of values of one kind. */
function ofList(said: Said, values: readonly unknown[], fact: Fact, given?: Uint8Array): ReadableColumn {
  const kind = typeof values.find(isThere);
  for (const [row, value] of values.entries()) {
    if (!isThere(value) || typeof value === kind) continue;
    throw refusal(`row ${row}, column ${said.name}: ${shownValue(value)} among values of another kind`, { help: `this column begins with a ${kind}` });
  }
  const valid = Uint8Array.from(values, (value, row) => Number(isThere(value) && given?.[row] !== 0));
  switch (kind) {
    case "string":
      return ofTexts(said, values as readonly string[], valid);
    case "number":
      return ofTyped(said, ofNumbers(said, values as readonly number[]), valid);
    case "bigint":
      return ofTyped(said, BigInt64Array.from(values, (value, row) => within64Bits(value ?? 0n, said.name, row)), valid);
    case "boolean":
      return ofTyped(said, Uint8Array.from(values, Number), valid);
    case "undefined":
      return fact.type === "boolean" ? ofTyped(said, new Uint8Array(values.length), valid) : ofTexts({ ...NOTHING_SAID, name: said.name }, [], valid);
    default: {
      const first = values.find(isThere);
      if (isPointInTime(first)) return ofInstants(said, values, valid);
      throw refusal(`column ${said.name}: ${kindOf(first)} is no value`);
    }
  }
}

/** Numbers of a list: integers where they say what integers mean, such as days or places of a dictionary. */
function ofNumbers(said: Said, values: readonly (number | null | undefined)[]): TypedArray {
  const isOfIntegers = said.baseDay !== null || said.texts !== null || said.null !== null || said.places !== null;
  if (!isOfIntegers) return Float64Array.from(values, (value) => value ?? 0);
  return BigInt64Array.from(values, (value, row) => {
    const isInteger = !isThere(value) || (Number.isSafeInteger(value) && !Object.is(value, -0));
    if (!isInteger) throw refusal(`row ${row}, column ${said.name}: ${value} is no whole number`, { help: "what is said of the column asks for those" });
    return BigInt(value ?? 0);
  });
}

/** Points in time, of which those are days that have no hour: the module says which. */
function ofInstants(said: Said, values: readonly unknown[], valid: Uint8Array): ReadableColumn {
  refuseMore(said, "points in time");
  const instants = BigInt64Array.from(values, (value, row) => {
    if (valid[row] === 0) return 0n;
    if (!isPointInTime(value)) throw refusal(`row ${row}, column ${said.name}: ${kindOf(value)} among values of another kind`, { help: "this column begins with a Date" });
    if (Number.isNaN(value.getTime())) throw refusal(`row ${row}, column ${said.name}: an invalid Date is no day`, { help: "give null where there is none" });
    return BigInt(value.getTime());
  });
  return { ...ofTyped(said, instants, valid), asked: { ...said, form: "instant" } };
}

/** Texts, each distinct one once. Where no row has one, the list may be empty. */
function ofTexts(said: Said, values: readonly (string | null | undefined)[], valid: Uint8Array): ReadableColumn {
  refuseMore(said, "texts");
  const { name } = said;
  const places = new Map<string, number>();
  const keys = Int32Array.from(valid, (isText, row) => {
    const word = isText === 0 ? undefined : values[row];
    if (!isThere(word)) return NO_TEXT;
    if (!places.has(word)) places.set(text(word, `row ${row}, column ${name}: a value`), places.size);
    return places.get(word)!;
  });
  return ofTyped({ ...said, null: String(NO_TEXT), texts: [...places.keys()] }, keys);
}

/** What says all of itself. */
function refuseMore({ name, null: none, baseDay, places, texts }: Said, what: string): void {
  if (none === null && baseDay === null && places === null && texts === null) return;
  throw refusal(`column ${name}: nothing is to be said of ${what} but the ${what}`, { help: "give null for no such record" });
}

const NOTHING_SAID = { null: null, baseDay: null, places: null, texts: null };

/** Nobody means negative zero: it comes from a sign that was lost. */
function refuseNegativeZero(name: string, piece: Float64Array, valid: Uint8Array | undefined, first: number): void {
  const row = piece.findIndex((value, row) => value === 0 && Object.is(value, -0) && valid?.[row] !== 0);
  if (row >= 0) throw refusal(`row ${first + row}, column ${name}: \`-0\` is no value of a record`, { help: "give 0, or null where there is none" });
}

function validOf(name: string, given: unknown, length: number): Uint8Array {
  if (!(given instanceof Uint8Array)) throw refusal(`valid of column ${name} is a Uint8Array, not ${kindOf(given)}`);
  refuseDetached(name, given);
  if (given.length !== length) throw refusal(`valid of column ${name} has ${given.length} rows, its values ${length}`, { error: "ColumnLength" });
  return given;
}

function wordsOf(name: string, dictionary: unknown): string[] {
  return Array.from(listOf(`dictionary of ${name}`, dictionary), (word) => text(word, `the dictionary of column ${name}: a word`));
}

function isThere<Value>(value: Value | null | undefined): value is Value {
  return value !== null && value !== undefined;
}

function sentinel(name: string, given: unknown): string | null {
  if (given === undefined || given === null) return null;
  if (typeof given === "bigint" || Number.isSafeInteger(given)) return String(given);
  throw refusal(`null of column ${name} is a whole number, not ${shownValue(given)}`);
}

function placesOf(name: string, given: unknown): number | null {
  if (given === undefined) return null;
  if (Number.isInteger(given) && Number(given) >= 0 && Number(given) <= 18) return Number(given);
  throw refusal(`places of column ${name} are a whole number from 0 to 18, not ${shownValue(given)}`);
}

/** Whether a key is the one that stands for "no such record". */
function isNull(form: ColumnForm, key: unknown): boolean {
  return form.null !== undefined && Number(form.null) === Number(key);
}

function same<Piece>(piece: Piece): Piece {
  return piece;
}

/** Integers of 32 bits as those of 64, low half first as everywhere in WebAssembly. */
function widened(piece: Uint32Array): BigInt64Array {
  const halves = new Uint32Array(piece.length * 2);
  piece.forEach((value, row) => (halves[row * 2] = value));
  return new BigInt64Array(halves.buffer);
}

function signed(piece: BigUint64Array, name: string, first: number): BigInt64Array {
  const integers = new BigInt64Array(piece.buffer, piece.byteOffset, piece.length);
  const row = integers.findIndex((value) => value < 0n);
  if (row >= 0) throw beyond64Bits(piece[row]!, name, first + row);
  return integers;
}

function within64Bits(value: unknown, name: string, row: number): bigint {
  const integer = value as bigint;
  if (BigInt.asIntN(64, integer) !== integer) throw beyond64Bits(integer, name, row);
  return integer;
}

function beyond64Bits(value: bigint, name: string, row: number): Error {
  const why = "a whole number beyond 64 bits is beyond every fact's range";
  return refusal(`row ${row}, column ${name}: \`${String(value).slice(0, 40)}\`: ${why}`, { error: "OutOfRange" });
}

function outsideDictionary(name: string, row: number, key: unknown): Error {
  return refusal(`row ${row}, column ${name}: ${shownValue(key)} is no place in its dictionary`, { error: "OutOfRange" });
}

function shownValue(value: unknown): string {
  return typeof value === "number" || typeof value === "bigint" ? String(value).slice(0, 40) : kindOf(value);
}
