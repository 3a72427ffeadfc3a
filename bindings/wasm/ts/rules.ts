// What a contract says of itself. The compiler module writes it, which is loaded the first time that somebody asks.

import type { Identity, RestsOn } from "./statement.js";
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
export interface Content extends Identity {
  /** Its title. */
  readonly title: string;
  /** What its definition says of it as a whole. */
  readonly doc: string;
  /** The group to which it belongs, or "". */
  readonly family: string;
  /** What a statement is about: `practice` or `network`. */
  readonly subject: string;
  /** When it was published, or null. */
  readonly published: string | null;
  /** Its targets. */
  readonly indicators: readonly Indicator[];
  /** Its registers. */
  readonly registers: readonly Part[];
  /** Who may hold it. */
  readonly criteria: readonly Part[];
  /** What it pays, and what that is made of. */
  readonly lines: readonly Part[];
  /** Its figures. */
  readonly parameters: readonly Part[];
  /** What it takes. */
  readonly facts: readonly Part[];
  /** Where it was read. */
  readonly sources: readonly Part[];
  /** What no source says, and is assumed. */
  readonly assumed: readonly Part[];
  /** What is left to the parties. */
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

/** Ordered rules. */
export interface RuleTable {
  /** `register DM`, `denominator of DM020`, `numerator of DM020`. */
  readonly table: string;
  /** Its rules. */
  readonly rows: readonly Rule[];
}

/** A fact that rules read. */
export interface RuleFact {
  /** Its name. */
  readonly name: string;
  /** `boolean`, `integer`, `decimal`, `date` or `text`, with its places. */
  readonly type: string;
  /** What it is. */
  readonly meaning: string;
  /** Where a system finds it. */
  readonly from: string;
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
  readonly tables: readonly RuleTable[];
  /** The facts that they read. */
  readonly facts: readonly RuleFact[];
}

/** Content or rules out of what the compiler module writes. */
export function contentOf(json: string): Content & Rules {
  return plain<Content & Rules>(json);
}
