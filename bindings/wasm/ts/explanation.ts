import type { Identity, RestsOn } from "./statement.js";

/** A rule and what became of it for one patient. */
export interface ExplainedRow {
  /** Its place in the table, from 1. */
  readonly row: number;
  /** What it asks, as the definition has it. */
  readonly condition: string;
  /** What a condition's name stands for, or "". */
  readonly meaning: string;
  /** The facts that it read, each with its value as text; null where the row was not reached. */
  readonly saw: Readonly<Record<string, string>> | null;
  /** The days that its periods come to. */
  readonly windows: Readonly<Record<string, string>>;
  /** `unknown` where a fact was not said. */
  readonly matched: "matched" | "not matched" | "unknown" | "not reached";
  /** Whether this row settled the table. */
  readonly decided: boolean;
  /** What it did; null where it was not reached. */
  readonly action: "select" | "reject" | "exclude" | "adjust" | "next" | null;
  /** The clause that it follows. */
  readonly clause: string;
  /** `an assumed figure or reading`, `a local term`, both or neither. */
  readonly restsOn: RestsOn;
}

/** Why a patient was excluded, adjusted or left out. */
export interface Reason {
  /** Its name in the contract, the same in every face. */
  readonly name: string;
  /** What it means. */
  readonly text: string;
}

/** A rule table and what became of its rows. */
export interface ExplainedTable {
  /** `register DM`, `denominator of DM020`, `numerator of DM020`. */
  readonly table: string;
  /** Its rules in order. The first that matches and does not say `next` decides. */
  readonly rows: readonly ExplainedRow[];
}

/**
 * Why one patient stands where they stand for one indicator: the decision and the whole way to it. It is plain data: what
 * `entitle explain --format json` writes, in camelCase. Keys of `saw` and `windows` are the contract's own.
 *
 * @example
 * ```js
 * import { contract } from "entitle";
 *
 * const qof = await contract("qof-england", "2025-06-30");
 * const explanation = qof.explain({ dmlat_dat: null }, "DM020");
 * explanation.outcome; // => "not on register"
 * explanation.tables[0].rows[0].matched; // => "not matched"
 * ```
 */
export interface Explanation {
  /** The patient. */
  readonly subject: string;
  /** The contract. */
  readonly contract: Omit<Identity, "until">;
  /** The indicator. */
  readonly indicator: string;
  /** The day up to which records count. */
  readonly achievementDate: string;
  /** `in numerator`, `in denominator`, `adjusted`, `excluded`, `not on register`, or `undetermined`. */
  readonly outcome: string;
  /** The decision as one byte, as evaluations of populations give it. */
  readonly decision: number;
  /** Why the patient was excluded, adjusted or left out; null where the outcome needs no reason. */
  readonly reason: Reason | null;
  /** The table and row that decided: `denominator of DM020, row 8`. */
  readonly decidedBy: string;
  /** The rule tables of the register, the denominator and the numerator. */
  readonly tables: readonly ExplainedTable[];
  /** The facts that were not said and that the outcome waits for, where it is undetermined. */
  readonly needs: readonly string[];
  /** `an assumed figure or reading`, `a local term`, both or neither. */
  readonly restsOn: RestsOn;
  /** Records that do not count, since they are after the achievement date. */
  readonly ignored: readonly string[];
}
