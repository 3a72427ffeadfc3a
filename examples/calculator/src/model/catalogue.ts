/** Which definitions there are, and which of them is in force on a day. */

import { dayBefore, daySaid, isDay } from "./days.ts";
import type { Definition } from "./terms.ts";

export interface Family {
  readonly name: string;
  readonly definitions: readonly Definition[];
}

/** Definitions under the families that contracts name, in the package's order; of a corrected one the last revision. */
export function families(definitions: readonly Definition[]): Family[] {
  const current = definitions.filter((definition) => inForceOn(definitions, definition.id, definition.inForce) === definition);
  const names = [...new Set(current.map((definition) => definition.family))];
  return names.map((name) => ({ name, definitions: current.filter((definition) => definition.family === name) }));
}

export function nameOf({ id, inForce, revision }: Definition): string {
  return `${id}@${inForce}#${revision}`;
}

export function inForceOn(definitions: readonly Definition[], id: string, day: string): Definition | undefined {
  const covering = definitions.filter((definition) => definition.id === id && covers(definition, day));
  return covering.sort((one, other) => one.revision - other.revision).at(-1);
}

/** Today where the definition is in force today, else its last day, else its first. */
export function usualDay(definition: Definition, today: string): string {
  if (covers(definition, today)) return today;
  return definition.until !== null && definition.until <= today ? dayBefore(definition.until) : definition.inForce;
}

/** The definition with which a visit begins: in force today where one is, else the last before, else the first to come. */
export function firstOf(definitions: readonly Definition[], id: string, today: string): Definition | undefined {
  const own = definitions.filter((definition) => definition.id === id);
  const begun = own.filter(({ inForce }) => inForce <= today).sort(byFirstDay);
  return inForceOn(definitions, id, today) ?? begun.at(-1) ?? own.sort(byFirstDay)[0];
}

/** That terms are not those of today, and which are; "" where they are. */
export function notOfToday(definitions: readonly Definition[], definition: Definition, today: string): string {
  if (covers(definition, today)) return "";
  const { until, inForce } = definition;
  const when = until !== null && until <= today ? `ended on ${daySaid(dayBefore(until))}` : `begin on ${daySaid(inForce)}`;
  const current = inForceOn(definitions, definition.id, today);
  const instead = current === undefined ? "This page has no terms of this contract for today." : `In force today: ${current.title}.`;
  return `These terms ${when}; today is ${daySaid(today)}. ${instead}`;
}

/** Why no definition answers for this day, and which days have one. */
export function dayFault(definitions: readonly Definition[], id: string, day: string): string {
  if (!isDay(day)) return "Enter a day that exists, such as 30 6 2025";
  const periods = definitions.filter((definition) => definition.id === id).map(period);
  return `No terms are known for ${daySaid(day)}. Enter a day ${[...new Set(periods)].join(", or ")}`;
}

/** `from 1 April 2025 to 31 March 2026`. */
export function period({ inForce, until }: Definition): string {
  return `from ${daySaid(inForce)}${until === null ? " on" : ` to ${daySaid(dayBefore(until))}`}`;
}

function byFirstDay(one: Definition, other: Definition): number {
  return one.inForce < other.inForce ? -1 : Number(one.inForce > other.inForce) || one.revision - other.revision;
}

function covers({ inForce, until }: Definition, day: string): boolean {
  // Days as YYYY-MM-DD are in order as texts are.
  return isDay(day) && inForce <= day && (until === null || day < until);
}
