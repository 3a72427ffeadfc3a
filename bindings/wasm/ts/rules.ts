// What a contract says of itself. The compiler module writes it, which is loaded the first time that somebody asks.

import type { RestsOn } from "./statement.js";
import { plain } from "./plain.js";

/** A part of a contract in words: its fields are texts, as `entitle show` writes them. */
export type Part = Readonly<Record<string, string>>;

/** A target of the contract. */
export interface Indicator {
  /** Its name. */
  readonly name: string;
  /** Its title. */
  readonly title: string;
  /** The points that it can earn, or "". */
  readonly value: string;
  /** How achievement becomes points, in words: `35% to 75%`, `steps 50%: 40%, 70%: 100%`. */
  readonly scale: string;
  /** The register that it is of, or "". */
  readonly register: string;
  /** How well its points and thresholds are known: `official`, `published`, `derived`, `assumed`. */
  readonly grade: string;
  /** The figures that the contract states for it, in words: `domain = clinical`. */
  readonly attributes: string;
}

/**
 * Everything that a contract says of itself as plain data: registers, indicators, lines, criteria, facts, sources with
 * their grades, what is assumed, and what is left to the parties. It is what `entitle show --format json` writes, in
 * camelCase; a part that the contract does not have is left out or empty.
 */
export interface Content {
  readonly id: string;
  readonly title: string;
  readonly doc: string;
  readonly family: string;
  readonly subject: string;
  readonly inForce: string;
  readonly until: string | null;
  readonly published: string | null;
  readonly revision: number;
  readonly digest: string;
  readonly indicators: readonly Indicator[];
  readonly registers: readonly Part[];
  readonly criteria: readonly Part[];
  readonly lines: readonly Part[];
  readonly parameters: readonly Part[];
  readonly facts: readonly Part[];
  readonly sources: readonly Part[];
  readonly assumed: readonly Part[];
  readonly localTerms: readonly Part[];
  /** Further parts, by name. */
  readonly [part: string]: unknown;
}

/** A row of a rule table. */
export interface Rule {
  /** Its place, from 1. */
  readonly row: number;
  /** What it asks, as the definition has it. */
  readonly if: string;
  /** What a condition's name stands for, or "". */
  readonly meaning: string;
  /** What becomes of a patient who meets it: `select`, `reject`, `exclude`, `adjust` or `next`. */
  readonly then: string;
  /** The reason, or "". */
  readonly because: string;
  /** What becomes of a patient who does not. */
  readonly else: string;
  /** The reason, or "". */
  readonly elseBecause: string;
  /** The clause that it follows. */
  readonly clause: string;
  /** How well it is known, or null. */
  readonly grade: string | null;
  /** `an assumed figure or reading`, `a local term`, both or neither. */
  readonly restsOn: RestsOn;
}

/** The rules of one indicator or register, with the source of their order and content. */
export interface Rules {
  /** The indicator or register. */
  readonly item: string;
  /** Its title. */
  readonly title: string;
  /** Where its rules come from. */
  readonly rulesSource: unknown;
  /** The rule tables in the order in which they are asked: the first row that matches and does not say `next` decides. */
  readonly tables: readonly { readonly table: string; readonly rows: readonly Rule[] }[];
  /** The facts that they read. */
  readonly facts: readonly { readonly name: string; readonly type: string; readonly meaning: string; readonly from: string }[];
}

/** Content or rules out of what the compiler module writes. */
export function contentOf(json: string): Content & Rules {
  return plain<Content & Rules>(json);
}
