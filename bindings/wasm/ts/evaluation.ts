// A population evaluated piece by piece: the kernel counts, this half hands columns over and says how far it is.

import { dayText, isPlain, kindOf, oneOf, optionsOf, text, truth } from "./checks.js";
import { type Columns, type Names, type ReadableColumn, columnOf, formOf, namesOf, tokensOf } from "./columns.js";
import { refusal } from "./errors.js";
import type { Fact } from "./facts.js";
import { type Given, type GivenRecord, facts as factsOf, record, tokens } from "./given.js";
import { Held } from "./held.js";
import { columns as module } from "./modules.js";
import { plain } from "./plain.js";
import type { OfPlatform } from "./platform.js";
import { Statement, type StatementData } from "./statement.js";
import type { Code, Count, Labels, ReasonCount, RefusedRow, RegisterCount, Summary } from "./tables.js";

/** Rows that go over at once: between two pieces somebody may stop the work. */
const PIECE_ROWS = 131_072;
/** The place of a row that names no practice. */
const NOBODY = 0xffffffff;

/** A practice of an evaluation: `practice` names it, `network` its network, and other names are its facts. */
export interface PracticeRow {
  /** Its name. */
  readonly practice: string;
  /** The network that it is of, if any. */
  readonly network?: string;
  /** Its facts, by name. */
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
  /** Whether statements of practices and networks are made. Made unless said otherwise; for thousands it takes its time. */
  readonly statements?: boolean;
  /** Called with the rows done and all rows. */
  readonly progress?: (done: number, rows: number) => void;
  /** Stops the work between two pieces. What it throws is the reason of the signal. */
  readonly signal?: OfPlatform<"AbortSignal">;
  /** Whether each patient is trusted to come once; names are then not remembered. */
  readonly patientsAreUnique?: boolean;
  /** `"refuse"`, or `"unknown"`: facts without a column are unknown, and what hangs on them is undetermined. */
  readonly missingColumns?: "refuse" | "unknown";
  /** `"fault"`, or `"keep"`: rows that cannot be taken are listed in `refused` and count nowhere. */
  readonly refused?: "fault" | "keep";
  /**
   * Whether practices are counted without the rows that were refused. Unless said, every count of a practice is unknown where a
   * refused row may be about one of its patients: where the row names the practice, or none.
   */
  readonly countWithoutRefused?: boolean;
}

/** @internal */
export const EVALUATE_OPTIONS = [
  "practices",
  "achievementDate",
  "facts",
  "decisions",
  "statements",
  "progress",
  "signal",
  "patientsAreUnique",
  "missingColumns",
  "refused",
  "countWithoutRefused",
] as const;

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
}

/** What an evaluation comes to, in a form that can be sent from a worker. */
export interface EvaluationData {
  /** What the kernel says at the end, in JSON. */
  readonly finished: string;
  /** Each row's code, for each indicator with rules, where they were kept. */
  readonly decisions: readonly Uint8Array<ArrayBuffer>[] | null;
  /** Statements of practices in JSON, where they were made. */
  readonly statements: string | null;
  /** Statements of networks in JSON, where they were made. */
  readonly networks: string | null;
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
 *   dmlat_dat: ["2014-09-22", null],
 *   dmres_dat: [null, null],
 * };
 * const result = await qof.evaluate(patients, { missingColumns: "unknown" });
 * result.summary.evaluated; // => 2
 * result.registers.find((row) => row.register === "DM").members; // => 1
 * result.labelled("DM020").outcome; // => ["undetermined", "not on register"]
 * ```
 */
export class Evaluation {
  readonly #finished: Finished;
  readonly #data: EvaluationData;
  readonly #decisions: ReadonlyMap<string, Uint8Array> | undefined;
  readonly #tables = new Map<string, readonly unknown[]>();

  /** @internal */
  constructor(data: EvaluationData) {
    this.#data = data;
    this.#finished = plain<Finished>(data.finished);
    this.#decisions = data.decisions ? byIndicator(this.#finished, data.decisions) : undefined;
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

  /**
   * A statement for each practice; none where the contract is about networks.
   *
   * @throws EntitleError where they were not made.
   */
  get statements(): readonly Statement[] {
    return this.#statements("statements");
  }

  /**
   * A statement for each network, and the last for all practices together, counts pooled.
   *
   * @throws EntitleError where they were not made.
   */
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
    const made = this.#data[name];
    if (made === null) throw refusal("no statements were made", { help: "evaluate with { statements: true }" });
    return this.#once(name, () => plain<StatementData[]>(made).map((data) => new Statement(data)));
  }

  #once<Item>(name: string, make: () => readonly unknown[]): readonly Item[] {
    if (!this.#tables.has(name)) this.#tables.set(name, Object.freeze(make()));
    return this.#tables.get(name) as readonly Item[];
  }
}

/** What the module is told of a population before any of its rows. */
interface Asked {
  readonly day: string | undefined;
  readonly facts: string[];
  readonly columns: string[];
  /** Columns that are no facts: one may be meant where a fact has none. */
  readonly others: string[];
  readonly practiceNames: string[] | undefined;
  readonly practices: string[] | undefined;
  readonly options: string[];
}

/**
 * What is asked of a population, judged before anything of it goes over.
 *
 * @internal
 */
export interface Population {
  readonly asked: Asked;
  readonly rows: number;
  readonly columns: readonly ReadableColumn[];
  readonly patients: Names | undefined;
  readonly practices: Uint32Array | undefined;
  readonly keepsDecisions: boolean;
  readonly makesStatements: boolean;
}

/**
 * Judges columns and options by the facts of a contract.
 *
 * @internal
 */
export function populationOf(facts: Iterable<Fact>, patients: unknown, options: unknown): Population {
  const asked = optionsOf<EvaluateOptions>(options, EVALUATE_OPTIONS);
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
      day: dayText(asked.achievementDate, "an achievement date"),
      facts: tokens([factsOf(asked.facts ?? {})]),
      columns: columns.flatMap(({ asked }) => tokensOf(asked)),
      others: Object.keys(patients).filter((name) => !columns.some((column) => column.asked.name === name)),
      practiceNames: places?.names,
      practices: asked.practices === undefined ? undefined : tokens(practiceRecords(asked.practices)),
      options: [
        ...(names === undefined ? [] : ["patients"]),
        ...(truth(asked.patientsAreUnique, "patientsAreUnique", false) ? ["unique"] : []),
        ...(oneOf(asked.missingColumns, "missingColumns", ["refuse", "unknown"]) === "unknown" ? ["unknown"] : []),
        ...(oneOf(asked.refused, "refused", ["fault", "keep"]) === "keep" ? ["keep"] : []),
        ...(truth(asked.countWithoutRefused, "countWithoutRefused", false) ? ["without"] : []),
        ...(keepsDecisions ? ["decisions"] : []),
      ],
    },
    rows,
    columns,
    patients: names,
    practices: places?.rows,
    keepsDecisions,
    makesStatements: truth(asked.statements, "statements", true),
  };
}

/** How an evaluation is watched and stopped. */
export type Watched = Pick<EvaluateOptions, "progress" | "signal">;

/**
 * Who is told how far an evaluation is, and who may stop it.
 *
 * @internal
 */
export function watchedBy(given: unknown): Watched {
  const { progress, signal } = optionsOf<EvaluateOptions>(given, EVALUATE_OPTIONS);
  if (progress !== undefined && typeof progress !== "function") throw refusal(`progress is a function, not ${kindOf(progress)}`);
  if (signal !== undefined && !(signal instanceof AbortSignal)) throw refusal(`signal is an AbortSignal, not ${kindOf(signal)}`);
  return { ...(progress && { progress }), ...(signal && { signal }) };
}

/**
 * Evaluates piece by piece. Between two pieces others have their turn: whoever shows progress, or wants to stop it.
 *
 * @internal
 */
export async function evaluated(image: Uint8Array, name: string, population: Population, watched: Watched): Promise<EvaluationData> {
  const { progress, signal } = watched;
  await module.ready();
  signal?.throwIfAborted();
  const pieces = evaluating(image, name, population);
  try {
    let piece = pieces.next();
    for (; !piece.done; piece = pieces.next()) {
      progress?.(piece.value, population.rows);
      if (piece.value < population.rows) await nextTurn();
      signal?.throwIfAborted();
    }
    return piece.value;
  } finally {
    // Where the callback or the signal ended it, what lies in the module's memory goes too.
    pieces.return(undefined as never);
  }
}

function* evaluating(image: Uint8Array, name: string, population: Population): Generator<number, EvaluationData, void> {
  const { rows, keepsDecisions, makesStatements } = population;
  const contract = new Held(module, module.call((exports) => exports.open(image, name, null, "")));
  const held = new Held(module, begun(contract, population));
  contract.close();
  const ask = <Answer>(ask: (exports: Exports, evaluation: number) => Answer): Answer => {
    return module.call((exports) => ask(exports, held.handle("the evaluation")));
  };
  const decisions: Uint8Array<ArrayBuffer>[] = [];
  try {
    for (let first = 0; first < rows; first += PIECE_ROWS) {
      const end = Math.min(first + PIECE_ROWS, rows);
      ask((exports, evaluation) => handOver(exports, evaluation, population, first, end));
      ask((exports, evaluation) => exports.run(evaluation, end - first));
      if (keepsDecisions) ask((exports, evaluation) => keep(exports, evaluation, decisions, rows, first));
      yield end;
    }
    const finished = ask((exports, evaluation) => exports.finish(evaluation));
    return {
      finished,
      decisions: keepsDecisions ? decisions : null,
      statements: makesStatements ? ask((exports, evaluation) => exports.finished_statements(evaluation)) : null,
      networks: makesStatements ? ask((exports, evaluation) => exports.finished_networks(evaluation)) : null,
    };
  } finally {
    held.close();
  }
}

function begun(contract: Held, population: Population): number {
  try {
    const { day, facts, columns, others, practiceNames, practices, options } = population.asked;
    return module.call((exports) => exports.evaluation(contract.handle("the contract"), day, facts, columns, others, practiceNames, practices, options));
  } catch (error) {
    contract.close();
    throw error;
  }
}

/** Copies the last piece's codes behind those of the pieces before, for each indicator that has rules. */
function keep(exports: Exports, evaluation: number, decisions: Uint8Array[], rows: number, first: number): void {
  for (let place = 0; ; place += 1) {
    const codes = exports.decisions(evaluation, place);
    if (codes.length === 0) return;
    (decisions[place] ??= new Uint8Array(rows)).set(codes, first);
  }
}

/** Lets in what waits: messages, timers, the page itself. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

type Exports = typeof import("./wasm/columns.js");

function handOver(exports: Exports, evaluation: number, population: Population, first: number, end: number): void {
  population.columns.forEach((column, place) => column.feed(exports, evaluation, place, first, end));
  if (population.practices) exports.practices(evaluation, population.practices.subarray(first, end));
  if (population.patients) exports.patients(evaluation, ...encoded(population.patients, first, end));
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
    const name = practice === undefined || practice === null ? "" : text(practice, "the name of a practice");
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

/** The codes of each indicator. Where there are no rows there are no codes, but indicators. */
function byIndicator({ indicators }: Finished, decisions: readonly Uint8Array[]): ReadonlyMap<string, Uint8Array> {
  return new Map(indicators.map((indicator, place) => [indicator, decisions[place] ?? new Uint8Array()]));
}

function rowsOf(table: Table): object[] {
  const columns = Object.entries(table);
  const rows = columns[0]?.[1].length ?? 0;
  return Array.from({ length: rows }, (_, row) => Object.freeze(Object.fromEntries(columns.map(([name, values]) => [name, values[row]]))));
}
