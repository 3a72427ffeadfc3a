/** Everything that was typed, as the package takes it, and what is wrong with it. */

import type { Contract, Given, StatementData } from "entitle";
import type { Field } from "./fields.ts";
import { read } from "./reading.ts";
import type { State } from "./state.ts";

export interface Fault {
  /** The field that it is about; null where it is about none in particular. */
  readonly field: Field | null;
  readonly text: string;
}

export type Outcome =
  | { readonly statement: StatementData; readonly faults: readonly [] }
  | { readonly statement: null; readonly faults: readonly Fault[] };

/** The package's answers, or every fault at once. Nothing is left out silently: with a fault there is no answer. */
export function ask(contract: Contract, fields: readonly Field[], state: State): Outcome {
  const filled = fields.filter((field) => typedIn(state, field) !== "");
  const readings = filled.map((field) => ({ field, reading: read(typedIn(state, field), field.fact) }));
  const unread = readings.flatMap(({ field, reading }) => ("fault" in reading ? [{ field, text: reading.fault }] : []));
  const values = readings.flatMap(({ field, reading }) => ("text" in reading ? [{ field, text: reading.text }] : []));
  try {
    const statement = contract.statement(givenOf(contract, state, values), { trace: true }).data;
    return unread.length === 0 ? { statement, faults: [] } : { statement: null, faults: unread };
  } catch (error) {
    return { statement: null, faults: [...unread, ...faultsOf(error, filled)] };
  }
}

export function typedIn(state: State, { place }: Field): string {
  return (state.typed[place] ?? "").trim();
}

interface Value {
  readonly field: Field;
  readonly text: string;
}

function givenOf(contract: Contract, state: State, values: readonly Value[]): Given {
  const of = (number: number | null) => {
    const own = values.filter(({ field }) => (field.member?.number ?? null) === number);
    return Object.fromEntries(own.map(({ field, text }) => [field.key, text === "null" ? null : text]));
  };
  if (contract.subject !== "network") return of(null);
  return { ...of(null), members: state.members.map(({ number, name }) => ({ subject: name, ...of(number) })) };
}

/** The package names the fact and, of a practice, whose: each fault goes to the field that it names first. */
function faultsOf(error: unknown, fields: readonly Field[]): Fault[] {
  if (!isRefusal(error)) throw error;
  const details = error.details.length > 0 ? error.details : [error.message];
  return details.map((detail) => faultOf(detail, fields));
}

function isRefusal(error: unknown): error is Error & { readonly details: readonly string[] } {
  return error instanceof Error && "details" in error && Array.isArray(error.details);
}

function faultOf(detail: string, fields: readonly Field[]): Fault {
  const [, whose = ""] = /\(?subject ([^:)]+)\)?:/.exec(detail) ?? [];
  const found = fields
    .filter((field) => field.member === null || field.member.name === whose)
    .map((field) => ({ field, at: placeIn(detail, field.key) }))
    .filter(({ at }) => at >= 0)
    .sort((one, other) => one.at - other.at)[0];
  // What stands before the colon says where in a file; the field itself shows that here.
  const text = detail.replace(/^[^:`]*\bsubject [^:]*: /, "");
  // A word begins a sentence; the name of a fact stays as it is.
  return { field: found?.field ?? null, text: text.replace(/^[a-z](?=[a-z]* )/, (letter) => letter.toUpperCase()) };
}

function placeIn(detail: string, key: string): number {
  return detail.search(new RegExp(`(?<![\\w.])${key.replaceAll(".", "\\.")}(?![\\w.]\\w|\\w)`));
}
