// A population evaluated piece by piece: the kernel counts, this half hands columns over and says how far it is.

import { dayText, isPlain, kindOf, oneOf, options, text, truth } from "./checks.js";
import { type Columns, type Names, type ReadableColumn, columnOf, formOf, namesOf } from "./columns.js";
import { refusal } from "./errors.js";
import type { Fact } from "./facts.js";
import { type Given, type GivenRecord, facts as factsOf, record } from "./given.js";
import { Held } from "./held.js";
import { call } from "./instance.js";
import { plain } from "./plain.js";
import { type Identity, Statement, type StatementData } from "./statement.js";

/** Rows that go over at once: between two pieces somebody may stop the work. */
const PIECE_ROWS = 131_072;
/** The place of a row that names no practice. */
const NOBODY = 0xffffffff;

/** A practice of an evaluation: `practice` names it, `network` its network, and other names are its facts. */
export interface PracticeRow {
  readonly practice: string;
  readonly network?: string;
  readonly [fact: string]: Given[string];
}

/** How a population is evaluated. */
export interface EvaluateOptions {
  /** The practices with their facts: a row for each, or columns. Unless given, practices are those that patients name. */
  readonly practices?: readonly PracticeRow[] | Columns;
  /** The day up to which records count; the contract's last day unless given. */
  readonly achievementDate?: string;
  /** Facts of the contract as a whole: switches and the like. */
  readonly facts?: Given;
  /** Whether each row's decision for each indicator is kept, a byte each. Kept unless said otherwise. */
  readonly decisions?: boolean;
  /** Called with the rows done and all rows. */
  readonly progress?: (done: number, rows: number) => void;
  /** Stops the work between two pieces. What it throws is the reason of the signal. */
  readonly signal?: AbortSignal;
  /** Whether each patient is trusted to come once; names are then not remembered. */
  readonly patientsAreUnique?: boolean;
  /** `"refuse"`, or `"unknown"`: facts without a column are unknown, and what hangs on them is undetermined. */
  readonly missingColumns?: "refuse" | "unknown";
  /** `"fault"`, or `"keep"`: rows that cannot be taken are listed in `refused` and count nowhere. */
  readonly refused?: "fault" | "keep";
}

/** @internal */
export const EVALUATE_OPTIONS = [
  "practices",
  "achievementDate",
  "facts",
  "decisions",
  "progress",
  "signal",
  "patientsAreUnique",
  "missingColumns",
  "refused",
] as const;

/** The patients of a practice for an indicator, by outcome. */
export interface Count {
  readonly practice: string;
  readonly network: string;
  readonly indicator: string;
  readonly register: string;
  readonly patients: number;
  /** Null where somebody's membership is undetermined. */
  readonly registerSize: number | null;
  readonly notOnRegister: number;
  readonly denominator: number;
  readonly numerator: number;
  readonly exclusions: number;
  readonly adjustments: number;
  readonly undetermined: number;
}

/** The patients of a practice for an indicator that one rule decided. */
export interface ReasonCount {
  readonly practice: string;
  readonly network: string;
  readonly indicator: string;
  readonly outcome: string;
  readonly rule: string;
  readonly reason: string;
  readonly class: string;
  readonly text: string;
  readonly patients: number;
}

/** The patients of a practice on a register. */
export interface RegisterCount {
  readonly practice: string;
  readonly network: string;
  readonly register: string;
  readonly title: string;
  readonly patients: number;
  readonly members: number | null;
}

/** What a code of an indicator's decisions means. */
export interface Code {
  readonly indicator: string;
  readonly code: number;
  readonly outcome: string;
  readonly rule: string;
  readonly clause: string;
  readonly reason: string;
  readonly class: string;
  readonly text: string;
}

/** A fault of a row that was refused. */
export interface RefusedRow {
  /** The row, from 0. */
  readonly row: number;
  readonly patient: string;
  readonly practice: string;
  readonly column: string;
  readonly value: string;
  /** The number that every face gives the error. */
  readonly error: number;
  /** Its name. */
  readonly name: string;
  readonly why: string;
  readonly whatToDo: string;
}

/** The books: what came, what became of it, what is not known. */
export interface Summary {
  readonly contract: Omit<Identity, "until">;
  readonly achievementDate: string;
  readonly rows: number;
  readonly evaluated: number;
  readonly refused: number;
  /** Values after the achievement date, so not yet there, by fact. */
  readonly afterTheAchievementDate: Readonly<Record<string, number>>;
  /** Facts without a column. */
  readonly unknown: readonly string[];
  /** Networks whose practices disagree, and about what. */
  readonly notPooled: Readonly<Record<string, string>>;
}

/** Columns of a table, all of one length, by name. */
type Table = Readonly<Record<string, readonly unknown[]>>;

interface Finished {
  readonly summary: Summary;
  readonly indicators: readonly string[];
  readonly counts: Table;
  readonly reasons: Table;
  readonly registers: Table;
  readonly codes: Table;
  readonly refused: Table;
  readonly statements: readonly StatementData[];
  readonly networks: readonly StatementData[];
}

/** What an evaluation comes to, in a form that can be sent from a worker. */
export interface EvaluationData {
  /** What the kernel says at the end, in JSON. */
  readonly finished: string;
  /** Each row's code, for each indicator with rules, where they were kept. */
  readonly decisions: readonly Uint8Array<ArrayBuffer>[] | null;
}

/** Each row's outcome, reason and rule for one indicator, in words; null where the row was refused or has none. */
export interface Labels {
  readonly outcome: readonly (string | null)[];
  readonly reason: readonly (string | null)[];
  readonly rule: readonly (string | null)[];
}

/**
 * What came out of a population: counts, statements, and the books. It comes from `Contract.evaluate`.
 *
 * @example
 * ```js
 * import { contract } from "entitle";
 *
 * const qof = await contract("qof-england", "2025-06-30");
 * const patients = {
 *   patient: ["p1", "p2"],
 *   practice: ["North", "North"],
 *   age: Uint8Array.of(50, 16),
 *   dmlat_dat: { values: Int32Array.of(16335, -1), null: -1, baseDay: "1970-01-01" },
 *   dmres_dat: [null, null],
 * };
 * const result = qof.evaluate(patients, { missingColumns: "unknown" });
 * result.summary.evaluated; // => 2
 * result.registers.find((row) => row.register === "DM").members; // => 1
 * result.labelled("DM020").outcome; // => ["undetermined", "not on register"]
 * ```
 */
export class Evaluation {
  readonly #finished: Finished;
  readonly #decisions: ReadonlyMap<string, Uint8Array> | undefined;
  readonly #tables = new Map<string, readonly unknown[]>();

  /** @internal */
  constructor({ finished, decisions }: EvaluationData) {
    this.#finished = plain<Finished>(finished);
    this.#decisions = decisions ? new Map(decisions.map((codes, place) => [this.#finished.indicators[place]!, codes])) : undefined;
  }

  /** The books: rows, evaluated, refused; facts that are unknown; values after the achievement date, by fact. */
  get summary(): Summary {
    return this.#finished.summary;
  }

  /** The indicators that have patient rules. */
  get indicators(): readonly string[] {
    return this.#finished.indicators;
  }

  /** For each practice and indicator the patients by outcome. */
  get counts(): readonly Count[] {
    return this.#rows("counts");
  }

  /** For each practice and indicator the patients by outcome, rule and reason; what nobody met is left out. */
  get reasons(): readonly ReasonCount[] {
    return this.#rows("reasons");
  }

  /** Who is on which register. */
  get registers(): readonly RegisterCount[] {
    return this.#rows("registers");
  }

  /** What each code of each indicator means. */
  get codes(): readonly Code[] {
    return this.#rows("codes");
  }

  /** Every fault of every row that was refused. */
  get refused(): readonly RefusedRow[] {
    return this.#rows("refused");
  }

  /** A statement for each practice; none where the contract is about networks. */
  get statements(): readonly Statement[] {
    return this.#statements("statements");
  }

  /** A statement for each network, and the last for all practices together, counts pooled. */
  get networks(): readonly Statement[] {
    return this.#statements("networks");
  }

  /**
   * Each row's decision for an indicator as its code, in the order of the rows. `codes` says what each means; the code of a
   * row that was refused means nothing.
   *
   * @throws EntitleError where there is no such indicator, or the decisions were not kept.
   */
  decisions(indicator: string): Uint8Array {
    if (!this.#decisions) throw refusal("the decisions were not kept", { help: "evaluate with { decisions: true }" });
    const codes = this.#decisions.get(text(indicator, "an indicator"));
    if (codes) return codes;
    throw refusal(`no indicator ${indicator.slice(0, 80)} has patient rules`, { help: "`indicators` lists those that have" });
  }

  /**
   * Each row's outcome, reason and rule for one indicator, in words.
   *
   * @throws EntitleError as `decisions` does.
   */
  labelled(indicator: string): Labels {
    const codes = this.decisions(indicator);
    const meanings = new Map(this.codes.filter((code) => code.indicator === indicator).map((code) => [code.code, code]));
    const refused = new Set(this.refused.map((fault) => fault.row));
    const words = (of: (code: Code) => string): (string | null)[] => {
      const word = new Map([...meanings].map(([code, meaning]) => [code, of(meaning) || null]));
      return Array.from(codes, (code, row) => (refused.has(row) ? null : (word.get(code) ?? null)));
    };
    return { outcome: words((code) => code.outcome), reason: words((code) => code.reason), rule: words((code) => code.rule) };
  }

  #rows<Row>(name: "counts" | "reasons" | "registers" | "codes" | "refused"): readonly Row[] {
    return this.#once(name, () => rowsOf(this.#finished[name]));
  }

  #statements(name: "statements" | "networks"): readonly Statement[] {
    return this.#once(name, () => this.#finished[name].map((data) => new Statement(data)));
  }

  #once<Item>(name: string, make: () => readonly unknown[]): readonly Item[] {
    if (!this.#tables.has(name)) this.#tables.set(name, Object.freeze(make()));
    return this.#tables.get(name) as readonly Item[];
  }
}

/** What is asked of a population, judged before anything of it goes over. */
export interface Population {
  readonly asked: object;
  readonly rows: number;
  readonly columns: readonly ReadableColumn[];
  readonly patients: Names | undefined;
  readonly practices: Uint32Array | undefined;
  readonly keepsDecisions: boolean;
}

/** Judges columns and options by the facts of a contract. */
export function populationOf(facts: Iterable<Fact>, patients: unknown, options_: unknown): Population {
  const asked = options<EvaluateOptions>(options_, EVALUATE_OPTIONS);
  if (!isPlain(patients)) {
    throw refusal(`patients are an object of columns, not ${kindOf(patients)}`, { help: "give { age: Uint8Array.of(50, 16), … }" });
  }
  const columns = columnsOf(facts, patients);
  const names = patients["patient"] === undefined ? undefined : namesOf("patient", patients["patient"]);
  const practices = patients["practice"] === undefined ? undefined : namesOf("practice", patients["practice"]);
  const rows = rowsOfAll([...columns.map((column) => ({ name: column.asked.name, ...lengthOf(column) })), ...named("patient", names), ...named("practice", practices)]);
  const places = practices && placesOf(practices);
  const keepsDecisions = truth(asked.decisions, "decisions", true);
  return {
    asked: {
      day: dayText(asked.achievementDate, "an achievement date") ?? null,
      facts: asked.facts === undefined ? [] : factsOf(asked.facts),
      columns: columns.map((column) => column.asked),
      practice_names: places?.names ?? null,
      practices: asked.practices === undefined ? null : practiceRecords(asked.practices),
      patients: names !== undefined,
      unique: truth(asked.patientsAreUnique, "patientsAreUnique", false),
      missing: oneOf(asked.missingColumns, "missingColumns", ["refuse", "unknown"]),
      refused: oneOf(asked.refused, "refused", ["fault", "keep"]),
      decisions: keepsDecisions,
    },
    rows,
    columns,
    patients: names,
    practices: places?.rows,
    keepsDecisions,
  };
}

/** Evaluates piece by piece; between two pieces the caller may do other things, or stop. */
export function* evaluating(contract: number, population: Population): Generator<number, EvaluationData, void> {
  const { rows, keepsDecisions } = population;
  const held = new Held(call((kernel) => kernel.evaluation(contract, JSON.stringify(population.asked))));
  const evaluation = () => held.handle("the evaluation");
  const indicators = keepsDecisions ? indicatorCount(contract) : 0;
  const decisions = Array.from({ length: indicators }, () => new Uint8Array(rows));
  try {
    for (let first = 0; first < rows; first += PIECE_ROWS) {
      const end = Math.min(first + PIECE_ROWS, rows);
      handOver(evaluation(), population, first, end);
      call((kernel) => kernel.run(evaluation(), end - first));
      decisions.forEach((codes, place) => codes.set(call((kernel) => kernel.decisions(evaluation(), place)), first));
      yield end;
    }
    const finished = call((kernel) => kernel.finish(evaluation()));
    return { finished, decisions: keepsDecisions ? decisions : null };
  } finally {
    held.close();
  }
}

function handOver(evaluation: number, population: Population, first: number, end: number): void {
  call((kernel) => {
    population.columns.forEach((column, place) => column.feed(kernel, evaluation, place, first, end));
    if (population.practices) kernel.practices(evaluation, population.practices.subarray(first, end));
    if (population.patients) kernel.patients(evaluation, ...encoded(population.patients, first, end));
  });
}

/** The names of some rows as bytes, and where each ends. A row without a name has an empty one. */
function encoded(names: Names, first: number, end: number): [Uint8Array, Uint32Array] {
  const texts = Array.from({ length: end - first }, (_, row) => names.at(first + row) ?? "");
  const encoder = new TextEncoder();
  const bytes = encoder.encode(texts.join(""));
  const letters = texts.reduce((sum, name) => sum + name.length, 0);
  // Where each letter is a byte, nothing has to be encoded twice.
  const lengthOf = letters === bytes.length ? (name: string) => name.length : (name: string) => encoder.encode(name).length;
  let at = 0;
  return [bytes, Uint32Array.from(texts, (name) => (at += lengthOf(name)))];
}

/** How many indicators have patient rules: what the evaluation of nobody says. */
function indicatorCount(contract: number): number {
  const { asked } = populationOf([], {}, { missingColumns: "unknown", decisions: false });
  const held = new Held(call((kernel) => kernel.evaluation(contract, JSON.stringify(asked))));
  try {
    return plain<Finished>(call((kernel) => kernel.finish(held.handle("the evaluation")))).indicators.length;
  } finally {
    held.close();
  }
}

/** The columns of facts; others are passed over, since tables have many. */
function columnsOf(facts: Iterable<Fact>, patients: Record<string, unknown>): ReadableColumn[] {
  const known = new Map([...facts].filter((fact) => fact.scope === "patient").map((fact) => [fact.name, fact]));
  return Object.entries(patients).flatMap(([name, given]) => {
    const fact = known.get(name);
    return fact && given !== undefined ? [columnOf(name, given, fact)] : [];
  });
}

function lengthOf({ length }: { length: number }): { length: number } {
  return { length };
}

function named(name: string, names: Names | undefined): { name: string; length: number }[] {
  return names ? [{ name, length: names.length }] : [];
}

/** How many rows there are: as many as every column has. */
function rowsOfAll(columns: readonly { name: string; length: number }[]): number {
  const [first] = columns;
  if (!first) return 0;
  const other = columns.find((column) => column.length !== first.length);
  if (!other) return first.length;
  throw refusal(`the columns are not of one length: ${first.name} has ${first.length} rows, ${other.name} ${other.length}`, { error: "ColumnLength" });
}

/** The practices that rows name, in order of their names, and each row's place among them. */
function placesOf(practices: Names): { names: string[]; rows: Uint32Array } {
  const found = new Map<string, number>();
  const rows = new Uint32Array(practices.length).fill(NOBODY);
  for (let row = 0; row < rows.length; row += 1) {
    const name = practices.at(row) || null;
    if (name === null) continue;
    let place = found.get(name);
    if (place === undefined) found.set(name, (place = found.size));
    rows[row] = place;
  }
  return { names: [...found.keys()], rows };
}

/** Practices as rows, whether they came as rows or as columns. */
function practiceRecords(given: unknown): GivenRecord[] {
  const rows = Array.isArray(given) ? Array.from(given as readonly unknown[]) : rowsOfColumns(given);
  return rows.map((row) => {
    if (!isPlain(row)) throw refusal(`a practice is an object, not ${kindOf(row)}`, { help: 'give { practice: "North", list_size: 9240, … }' });
    const { practice, ...facts } = row;
    const name = practice === undefined || practice === null ? null : text(practice, "the name of a practice");
    return { ...record(facts), subject: name };
  });
}

function rowsOfColumns(given: unknown): object[] {
  if (!isPlain(given)) throw refusal(`practices are a list of objects or columns, not ${kindOf(given)}`, { help: 'give [{ practice: "North", list_size: 9240 }, …]' });
  const columns = Object.entries(given).map(([name, column]) => {
    const { values, ...other } = formOf(name, column);
    if (Object.keys(other).length > 0) throw refusal(`column ${name} of the practices: give plain values`);
    if (!Array.isArray(values) && !ArrayBuffer.isView(values)) throw refusal(`column ${name} of the practices is a list, not ${kindOf(values)}`);
    return { name, values, length: values.length };
  });
  const rows = rowsOfAll(columns);
  return Array.from({ length: rows }, (_, row) => Object.fromEntries(columns.map(({ name, values }) => [name, values[row]])));
}

function rowsOf(table: Table): object[] {
  const columns = Object.entries(table);
  const rows = columns[0]?.[1].length ?? 0;
  return Array.from({ length: rows }, (_, row) => Object.freeze(Object.fromEntries(columns.map(([name, values]) => [name, values[row]]))));
}
