/** What definitions say of themselves. Read from the package when the page is built, so that the page needs no compiler. */

export interface Definition {
  readonly id: string;
  readonly title: string;
  readonly family: string;
  /** `practice` or `network`. */
  readonly subject: string;
  readonly inForce: string;
  readonly until: string | null;
  readonly revision: number;
  readonly terms: Terms;
}

export interface Terms {
  readonly doc: string;
  readonly imageDigest: string;
  readonly indicators: readonly Indicator[];
  readonly registers: readonly Named[];
  readonly lines: readonly Line[];
  readonly assumed: readonly Assumed[];
}

export interface Named {
  readonly name: string;
  readonly title: string;
}

export interface Indicator extends Named {
  /** The most points that it can earn. */
  readonly most: string;
  readonly scale: string;
  readonly register: string;
  /** Under which it is published, or "". */
  readonly domain: string;
  readonly grade: string;
  readonly source: string;
  readonly rules: readonly RuleTable[];
}

export interface Line extends Named {
  readonly per: string;
  readonly unit: string;
  readonly grade: string;
  readonly source: string;
  readonly rounding: string;
  /** Whether it is the payment, on which headroom is measured. */
  readonly pays: boolean;
}

export interface RuleTable {
  readonly table: string;
  readonly rows: readonly Rule[];
}

export interface Rule {
  readonly when: string;
  readonly then: string;
  readonly otherwise: string;
  readonly clause: string;
  readonly grade: string;
}

export interface Assumed {
  readonly name: string;
  readonly source: string;
  readonly note: string;
}
