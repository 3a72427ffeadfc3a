// What an evaluation comes to, row by row.

import type { Identity } from "./statement.js";

/** Whose a count is. */
interface Counted {
  /** The practice; `all` where patients name none. */
  readonly practice: string;
  /** Its network, or "". */
  readonly network: string;
  /** How many patients were evaluated. */
  readonly patients: number;
  /**
   * How many rows that were refused may be about its patients. Where there are some, what is counted is null, unless it is
   * `countWithoutRefused`.
   */
  readonly refused: number;
}

/**
 * The patients of a practice for an indicator, by outcome. Those not on the register, in the denominator, excluded,
 * adjusted and undetermined are all patients. Counts are null where `refused` is not 0, unless it is `countWithoutRefused`.
 */
export interface Count extends Counted {
  /** The indicator. */
  readonly indicator: string;
  /** The register that it is of. */
  readonly register: string;
  /** How many are on that register; null where somebody's membership is undetermined. */
  readonly registerSize: number | null;
  /** How many are not on it. */
  readonly notOnRegister: number | null;
  /** How many are counted, whether the target was met or not. */
  readonly denominator: number | null;
  /** For how many of them the target was met. */
  readonly numerator: number | null;
  /** How many are excluded by definition. */
  readonly exclusions: number | null;
  /** How many are left out by personalised care adjustment. */
  readonly adjustments: number | null;
  /** Of how many a fact that decides is not known. */
  readonly undetermined: number | null;
}

/** What a decision means. */
interface Meaning {
  /** The indicator. */
  readonly indicator: string;
  /** `in numerator`, `in denominator`, `adjusted`, `excluded`, `not on register`, or `undetermined`. */
  readonly outcome: string;
  /** The rule that decided: its row, or "". */
  readonly rule: string;
  /** The reason's name in the contract, or "". */
  readonly reason: string;
  /** The class of reasons that it is of, or "". */
  readonly class: string;
  /** What the reason means, or "". */
  readonly text: string;
}

/** The patients of a practice for an indicator that one rule decided. */
export interface ReasonCount extends Counted, Meaning {}

/** What a code of an indicator's decisions means. */
export interface Code extends Meaning {
  /** The code: what `Evaluation.decisions` holds. */
  readonly code: number;
  /** The clause that its rule follows. */
  readonly clause: string;
}

/** The patients of a practice on a register. */
export interface RegisterCount extends Counted {
  /** The register. */
  readonly register: string;
  /** Its title. */
  readonly title: string;
  /** How many are on it; null where somebody's membership is undetermined. */
  readonly members: number | null;
}

/** A fault of a row that was refused. */
export interface RefusedRow {
  /** The row, from 0. */
  readonly row: number;
  /** Its patient, or "". */
  readonly patient: string;
  /** Its practice, or "". */
  readonly practice: string;
  /** The column that is at fault, or "". */
  readonly column: string;
  /** The value that is at fault, as text. */
  readonly value: string;
  /** The number that every face gives the error. */
  readonly error: number;
  /** Its name. */
  readonly name: string;
  /** What is wrong. */
  readonly why: string;
  /** What to do about it. */
  readonly whatToDo: string;
}

/** The books: what came, what became of it, what is not known. */
export interface Summary {
  /** The contract. */
  readonly contract: Omit<Identity, "until">;
  /** The day up to which records count. */
  readonly achievementDate: string;
  /** How many rows came. */
  readonly rows: number;
  /** How many were evaluated. */
  readonly evaluated: number;
  /** How many were refused. */
  readonly refused: number;
  /** Rows refused that name no practice: they may be of any. */
  readonly refusedOfAnyPractice: number;
  /** Rows refused that name a practice which was not given: they are of none of those. */
  readonly refusedOfOtherPractices: number;
  /** Practices about whose patients rows may have been refused, and how many. */
  readonly practicesWithRefusedRows: Readonly<Record<string, number>>;
  /** Whether practices were counted without the rows that were refused. */
  readonly countedWithoutRefused: boolean;
  /** Values after the achievement date, so not yet there, by fact. */
  readonly afterTheAchievementDate: Readonly<Record<string, number>>;
  /** Facts without a column. */
  readonly unknown: readonly string[];
  /** Networks whose practices disagree, and about what. */
  readonly notPooled: Readonly<Record<string, string>>;
}

/** Each row in words for one indicator; null where the row was refused or has no such word. */
export interface Labels {
  /** Where each row's patient stands. */
  readonly outcome: readonly (string | null)[];
  /** Why, by the reason's name. */
  readonly reason: readonly (string | null)[];
  /** Which rule decided. */
  readonly rule: readonly (string | null)[];
}
