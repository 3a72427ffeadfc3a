// What a caller gives as facts, as the kernel takes it: names with texts. What a number is worth at a fact's places, the
// kernel judges; what can be no value at all is named here.

import { POINT_IN_TIME, isPlain, isPlainDate, isPointInTime, kindOf, text } from "./checks.js";
import { refusal } from "./errors.js";

/** A value of a fact. `null` says that there is no such record; what is left out or `undefined` is not known. */
export type Value = string | number | bigint | boolean | null | undefined;

/**
 * Facts of one subject: names with values. A fact for each register or indicator is an object
 * (`{ numerator: { DM020: 6 } }`) or has the name after a dot (`"numerator.DM020"`). `subject` names the subject; a
 * network holds `members`, a list of facts of practices.
 */
export interface Given {
  /** The subject's name. */
  readonly subject?: string;
  /** The practices of a network. */
  readonly members?: readonly Given[];
  /** Facts, by name. */
  readonly [name: string]: Value | string | { readonly [item: string]: Value } | readonly Given[];
}

/** A value as it goes over: `t` a text, `n` a number of JavaScript, `x` none, with why. */
type Kind = "t" | "n" | "x";
export type GivenFact = readonly [name: string, kind: Kind, text: string];

/** A subject as it goes over. */
export interface GivenRecord {
  readonly subject: string | null;
  readonly given: readonly GivenFact[];
  readonly members: readonly GivenRecord[];
}

/** The facts of several subjects. */
export function records(facts: readonly unknown[]): GivenRecord[] {
  return facts.map((each) => record(each));
}

/** The facts of one subject; a member practice has no members of its own. */
export function record(facts: unknown, isMember = false): GivenRecord {
  const given: GivenFact[] = [];
  let subject: string | null = null;
  let members: GivenRecord[] = [];
  for (const [name, value] of named(facts)) {
    if (name === "subject" && value !== undefined) subject = text(value, "subject");
    else if (name === "members" && value !== undefined) members = membersOf(value, isMember);
    else if (name !== "subject" && name !== "members") given.push(...factsOf(name, value));
  }
  return { subject, given, members };
}

/** Facts that belong to no subject, such as those of a contract as a whole. */
export function facts(given: unknown): GivenRecord {
  return { subject: null, given: named(given).flatMap(([name, value]) => factsOf(name, value)), members: [] };
}

/** Records as they go over: texts one after another, which need no escapes and no parser. `shared/src/asked.rs` says which. */
export function tokens(records: readonly GivenRecord[]): string[] {
  return records.flatMap(({ subject, given, members }) => [
    "{",
    subject === null ? "-" : `=${subject}`,
    ...given.flatMap(([name, kind, text]) => [kind, name, text]),
    ...tokens(members),
    "}",
  ]);
}

function membersOf(value: unknown, isMember: boolean): GivenRecord[] {
  if (isMember) throw refusal("a member practice has no members of its own", { help: "give all practices in one list" });
  if (!Array.isArray(value)) {
    throw refusal(`members are a list of objects, not ${kindOf(value)}`, { help: 'give { members: [{ subject: "P1", … }, …] }' });
  }
  // A hole in a list is a member of which nothing is said, by mistake: `from` shows it.
  return Array.from(value, (member) => record(member, true));
}

function named(facts: unknown): [string, unknown][] {
  if (!isPlain(facts)) {
    const isColumns = ArrayBuffer.isView(facts);
    throw refusal(`facts of a subject are an object, not ${kindOf(facts)}`, {
      help: isColumns ? "patients in columns go to evaluate()" : "give { list_size: 9240, … }; `facts` of the contract lists the names",
    });
  }
  const symbol = Object.getOwnPropertySymbols(facts)[0];
  if (symbol !== undefined) throw refusal(`the name of a fact is a text, not ${String(symbol)}`);
  return Object.entries(facts).map(([name, value]) => [text(name, "the name of a fact"), value]);
}

function factsOf(name: string, value: unknown): GivenFact[] {
  if (value === undefined) return [];
  if (!isPlain(value)) return [scalar(name, value)];
  return named(value).flatMap(([item, each]) => (each === undefined ? [] : [scalar(`${name}.${item}`, each)]));
}

function scalar(name: string, value: unknown): GivenFact {
  switch (typeof value) {
    case "string":
      return [name, "t", text(value, name)];
    case "number":
      return [name, "n", Object.is(value, -0) ? "-0" : String(value)];
    case "bigint":
    case "boolean":
      return [name, "t", String(value)];
    default:
      if (value === null) return [name, "t", "null"];
      if (isPlainDate(value)) return [name, "t", value.toString()];
      if (isPointInTime(value)) return [name, "x", POINT_IN_TIME];
      return [name, "x", `${kindOf(value)} is no value; give a number, a day, a text, true, false or null`];
  }
}
