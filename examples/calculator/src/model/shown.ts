/** Which fields stand on the page: those that an answer waits for, and what the reader looks for. */

import type { Contract } from "entitle";
import type { Field, Group, Section } from "./fields.ts";
import type { State } from "./state.ts";

export interface Wanted {
  /** What was typed into the filter box. */
  readonly text: string;
  /** Whether facts that nothing waits for are wanted too. */
  readonly everything: boolean;
}

/** The facts that criteria and payment wait for while nothing is known. What a later answer waits for is added then. */
export function neededAtFirst(contract: Contract): Set<string> {
  const nothing = contract.subject === "network" ? { members: [{}] } : {};
  return new Set(contract.statement(nothing, { headroom: false }).data.waitsFor.map((lacking) => lacking.name));
}

export function isAsked(field: Field, needed: ReadonlySet<string>, state: State, wanted: Wanted): boolean {
  const isTyped = (state.typed[field.place] ?? "") !== "";
  return wanted.everything || isTyped || needed.has(field.key);
}

export function isFound(section: Section, group: Group, wanted: Wanted): boolean {
  const words = wanted.text.toLowerCase().split(/\s+/).filter(Boolean);
  const names = group.fields.map(({ label, fact }) => `${label} ${fact.name}`);
  // The group of a register has no name of its own: it is found with any of the register's indicators.
  const siblings = group.name === "" ? section.groups.map(({ name, title }) => `${name} ${title}`) : [];
  const said = [section.heading, group.name, group.title, ...names, ...siblings].join(" ").toLowerCase();
  return words.every((word) => said.includes(word));
}
