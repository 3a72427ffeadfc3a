/// <reference lib="esnext.disposable" preserve="true" />

import { dayText, kindOf, optionsOf, text, truth } from "./checks.js";
import type { Columns } from "./columns.js";
import { refusal } from "./errors.js";
import { type EvaluateOptions, Evaluation, evaluated, populationOf, watchedBy } from "./evaluation.js";
import type { Explanation } from "./explanation.js";
import { type Fact, Facts } from "./facts.js";
import { type Given, records, tokens } from "./given.js";
import { Held } from "./held.js";
import { compiler, kernel } from "./modules.js";
import { plain } from "./plain.js";
import { type Content, type Rules, contentOf } from "./rules.js";
import { type Criteria, type Headroom, Statement, type StatementData } from "./statement.js";

/** What a statement holds beside its answers. */
export interface StatementOptions {
  /** Whether to keep what decided each answer. Not kept unless asked for. */
  readonly trace?: boolean;
  /** Whether to work out headroom, the greater part of the work. Worked out unless said otherwise. */
  readonly headroom?: boolean;
}

interface About {
  readonly id: string;
  readonly title: string;
  readonly doc: string;
  readonly family: string;
  readonly subject: "practice" | "network";
  readonly inForce: string;
  readonly until: string | null;
  readonly readUntil: string | null;
  readonly periodEnd: string | null;
  readonly published: string | null;
  readonly revision: number;
  readonly sourceDigest: string;
  readonly imageDigest: string;
  readonly textDigest: string | null;
  readonly indicators: readonly string[];
  readonly registers: readonly string[];
}

/** The bytes of an image, and what else there is to say of it. */
export interface Opened {
  readonly image: Uint8Array;
  /** What messages call it. */
  readonly name: string;
  /** The day that it was asked for, where it was chosen by one. */
  readonly day?: string | null;
  /** What a reader must know of the choice, or "". */
  readonly remark?: string;
  /** Whether it was fetched for the file of that name among the package's: the kernel then refuses any other image. */
  readonly isFetched?: boolean;
  readonly warnings?: readonly string[];
}

/** The handle of a contract, for a call. */
export let handleOf: (contract: unknown) => number;
/** The image of a contract that was not freed, and what messages call it. */
export let imageOf: (contract: unknown) => Opened;
/** Opens an image, which is checked. */
export let opened: (from: Opened) => Contract;

/**
 * A contract in force from a day: which facts it takes, who may hold it, what it pays, and by which rules. It comes from
 * `contract` or `load`, and never changes. Days are texts, `YYYY-MM-DD`.
 *
 * @example
 * ```js
 * import { contract } from "entitle";
 *
 * const qof = await contract("qof-england", "2025-06-30");
 * qof.name; // => "qof-england@2025-04-01#1"
 * qof.title; // => "Quality and Outcomes Framework, England, 2025/26"
 * qof.inForce; // => "2025-04-01"
 * qof.periodEnd; // => "2026-03-31"
 * ```
 */
export class Contract {
  static {
    handleOf = (contract) => {
      if (contract instanceof Contract) return contract.#handle();
      throw refusal(`a contract comes from contract() or load(), it is not ${kindOf(contract)}`, {
        help: 'give await contract("qof-england", "2025-06-30")',
      });
    };
    imageOf = (contract) => {
      handleOf(contract);
      return (contract as Contract).#from;
    };
    opened = (from) => new Contract(from);
  }

  readonly #from: Opened;
  readonly #about: About;
  #held: Held;
  #isFreed = false;
  #facts?: Facts;

  private constructor(from: Opened) {
    this.#from = { ...from, image: from.image.slice() };
    this.#held = this.#open();
    this.#about = plain<About>(kernel.call((exports) => exports.about(this.#handle())));
  }

  #open(): Held {
    const { image, name, day, remark = "", isFetched = false } = this.#from;
    const handle = kernel.call((exports) => (isFetched ? exports.open_fetched(image, name, day, remark) : exports.open(image, name, day, remark)));
    return new Held(kernel, handle);
  }

  #handle(): number {
    // What was lost with a trap is opened again from its image.
    if (!this.#isFreed && !this.#held.isAlive) this.#held = this.#open();
    return this.#held.handle("the contract");
  }

  /** Its id, the same for every year. */
  get id(): string {
    return this.#about.id;
  }

  /** `qof-england@2025-04-01#1`: id, day and revision, by which an answer can be reproduced. */
  get name(): string {
    return `${this.id}@${this.inForce}#${this.revision}`;
  }

  /** Its title. */
  get title(): string {
    return this.#about.title;
  }

  /** What its definition says of it as a whole. */
  get doc(): string {
    return this.#about.doc;
  }

  /** The group to which it belongs, or "". */
  get family(): string {
    return this.#about.family;
  }

  /** What a statement is about. */
  get subject(): "practice" | "network" {
    return this.#about.subject;
  }

  /** Its first day. */
  get inForce(): string {
    return this.#about.inForce;
  }

  /** The day after its last, or null. */
  get until(): string | null {
    return this.#about.until;
  }

  /** Where no end is known, the last day that its sources speak of; asked for later, its answers rest on "beyond what was read". */
  get readUntil(): string | null {
    return this.#about.readUntil;
  }

  /** Its own last day: the day before `until`, or null. */
  get periodEnd(): string | null {
    return this.#about.periodEnd;
  }

  /** When it was published, where the definition says so. */
  get published(): string | null {
    return this.#about.published;
  }

  /** 1, and one more for each correction. */
  get revision(): number {
    return this.#about.revision;
  }

  /** `sha256:` and the digest of its definition: of what it says, whatever its layout. */
  get sourceDigest(): string {
    return this.#about.sourceDigest;
  }

  /** `sha256:` and the digest of its image, computed from the bytes: what evaluates. Its text is left out. */
  get imageDigest(): string {
    return this.#about.imageDigest;
  }

  /** `sha256:` and the digest of its titles and documentation, or null where the image has none. */
  get textDigest(): string | null {
    return this.#about.textDigest;
  }

  /** Its compiled, checked bytes: what `load` takes. A copy. */
  get image(): Uint8Array {
    return this.#from.image.slice();
  }

  /** The names of its indicators. */
  get indicators(): readonly string[] {
    return this.#about.indicators;
  }

  /** The names of its registers. */
  get registers(): readonly string[] {
    return this.#about.registers;
  }

  /** What the compiler found doubtful in a definition that was loaded, with its position. */
  get warnings(): readonly string[] {
    return this.#from.warnings ?? [];
  }

  /** The facts that it takes: name, scope, type, unit, range, meaning, and where systems find them. */
  get facts(): Facts {
    return (this.#facts ??= new Facts(plain<Fact[]>(kernel.call((exports) => exports.facts(this.#handle())))));
  }

  /**
   * Who may hold the contract, which targets are met, what is paid, and what each answer rests on.
   *
   * @param facts - Names with values for one subject, or a list of such. Values are numbers that are exact at the fact's
   * places, texts, days as texts, true, false, and null for "no such record"; what is left out is unknown.
   * @param options - Whether to keep a trace, and to work out headroom.
   * @returns A statement, or a list of them where a list was given.
   * @throws EntitleError for facts that the contract does not take, values of the wrong type or out of range, facts that
   * contradict one another. Every fault is told at once in `details`.
   *
   * @example
   * ```js
   * import { contract } from "entitle";
   *
   * const qof = await contract("qof-england", "2025-06-30");
   * const statement = qof.statement({ list_size: 10184, numerator: { DM020: 6 }, denominator: { DM020: 17 } });
   * statement.points.get("DM020").text; // => "0.125"
   * ```
   */
  statement(facts: Given, options?: StatementOptions): Statement;
  statement(facts: readonly Given[], options?: StatementOptions): Statement[];
  statement(facts: Given | readonly Given[], options?: StatementOptions): Statement | Statement[] {
    const asked = optionsOf<StatementOptions>(options, ["trace", "headroom"]);
    const headroom = truth(asked.headroom, "headroom", true);
    const trace = truth(asked.trace, "trace", false);
    return each(facts, (subjects) => this.#statements(subjects, headroom, trace));
  }

  #statements(subjects: readonly unknown[], headroom: boolean, trace: boolean): Statement[] {
    const given = tokens(records(subjects));
    const written = kernel.call((exports) => exports.statements(this.#handle(), given, headroom, trace));
    const { statements, warning } = plain<{ statements: StatementData[]; warning: string | null }>(written);
    if (warning !== null) console.warn(`entitle: ${warning}`);
    return statements.map((data) => new Statement(data, headroom));
  }

  /**
   * May the subject hold the contract, and which clause stands in the way?
   *
   * @param facts - As `statement` takes them.
   * @returns The verdict of each criterion and of all together; a list of such where a list was given.
   * @throws EntitleError as `statement` does.
   *
   * @example
   * ```js
   * import { contract } from "entitle";
   *
   * const network = await contract("family-care-network");
   * network.criteria({ members: [{ list_size: 60000 }, { list_size: 40001 }] }).get("not_too_large").text; // => "refer"
   * ```
   */
  criteria(facts: Given): Criteria;
  criteria(facts: readonly Given[]): Criteria[];
  criteria(facts: Given | readonly Given[]): Criteria | Criteria[] {
    return each(facts, (subjects) => this.#statements(subjects, false, false).map((statement) => statement.criteria));
  }

  /**
   * How far is each indicator from full points, and what is the next patient worth?
   *
   * @param facts - As `statement` takes them.
   * @returns The headroom of each indicator; a list of such where a list was given.
   * @throws EntitleError as `statement` does.
   *
   * @example
   * ```js
   * import { contract } from "entitle";
   *
   * const qof = await contract("qof-england", "2025-06-30");
   * qof.headroom({ numerator: { DM020: 15 }, denominator: { DM020: 20 } }).get("DM020").patientsNeeded; // => 0
   * ```
   */
  headroom(facts: Given): Headroom;
  headroom(facts: readonly Given[]): Headroom[];
  headroom(facts: Given | readonly Given[]): Headroom | Headroom[] {
    return each(facts, (subjects) => this.#statements(subjects, true, false).map((statement) => statement.headroom));
  }

  /**
   * Why does this patient stand where they stand for this indicator?
   *
   * @param patient - Facts of the patient, and switches of the contract, as `statement` takes them; null means that there is
   * no such record.
   * @param indicator - The indicator's name.
   * @param achievementDate - The day up to which records count; the contract's last day unless given.
   * @returns The outcome, its reason, and every rule with what it saw.
   * @throws EntitleError where there is no such indicator, or it is known by counts only, or for facts as `statement` does.
   *
   * @example
   * ```js
   * import { contract } from "entitle";
   *
   * const qof = await contract("qof-england", "2025-06-30");
   * const patient = { dmlat_dat: "2014-09-22", dmres_dat: null, age: 16 };
   * qof.explain(patient, "DM020").decidedBy; // => "register DM, row 2"
   * ```
   */
  explain(patient: Given, indicator: string, achievementDate?: string): Explanation {
    const given = tokens(records([patient]));
    const name = text(indicator, "an indicator");
    const day = dayText(achievementDate, "an achievement date");
    return plain<Explanation>(kernel.call((exports) => exports.explain(this.#handle(), given, name, day)));
  }

  /**
   * Evaluates every patient of a population, and counts them into their practices and networks.
   *
   * Columns are found by the names of facts; others are passed over. A column that is missing or of a form that its fact
   * does not take is refused before any row is read. Rows are read in pieces of 131,072; between two of them the page has
   * its turn. `entitle/worker` does the same beside the page.
   *
   * @param patients - A column for each fact: a typed array, a list of values, or an object with `values` and what else
   * there is to say of them. `patient` names each row's patient, who has one row (without that column nobody is known to
   * come twice); `practice` the practice.
   * @param options - The practices, the day, what is kept, and who is told how far it is.
   * @returns Counts, reasons, registers and decisions; statements; the books.
   * @throws EntitleError where columns or rows cannot be taken; `details` names column, row, value and what to do.
   *
   * @example
   * ```js
   * import { contract } from "entitle";
   *
   * const qof = await contract("qof-england", "2025-06-30");
   * const patients = { age: Uint8Array.of(64, 16), dmlat_dat: { values: Uint16Array.of(16335, 16335), baseDay: "1970-01-01" }, dmres_dat: [null, null] };
   * const result = await qof.evaluate(patients, { missingColumns: "unknown" });
   * result.labelled("DM020").outcome; // => ["undetermined", "not on register"]
   * ```
   */
  async evaluate(patients: Columns, options?: EvaluateOptions): Promise<Evaluation> {
    const watched = watchedBy(options);
    const population = populationOf(this.facts, patients, options);
    const { image, name } = imageOf(this);
    return new Evaluation(await evaluated(image, name, population, watched));
  }

  /**
   * What the contract says of itself. It loads the compiler module, which is not needed for anything else but a definition
   * of one's own.
   *
   * @example
   * ```js
   * import { contract } from "entitle";
   *
   * const qof = await contract("qof-england", "2025-06-30");
   * (await qof.show()).indicators.find((each) => each.name === "DM020").scale; // => "35% to 75%"
   * ```
   */
  show(): Promise<Content>;
  /**
   * The rules of one indicator or register.
   *
   * @param item - An indicator or register.
   * @throws EntitleError where there is no such item, or it is known by its count only and has no rules.
   *
   * @example
   * ```js
   * import { contract } from "entitle";
   *
   * const qof = await contract("qof-england", "2025-06-30");
   * (await qof.show("DM020")).title; // => "Diabetes without moderate or severe frailty: last HbA1c 58 mmol/mol or less"
   * ```
   */
  show(item: string): Promise<Rules>;
  async show(item?: string): Promise<Content | Rules> {
    const name = item === undefined ? undefined : text(item, "an indicator or register");
    // What was freed says nothing more.
    this.#handle();
    await compiler.ready();
    return contentOf(compiler.call((exports) => exports.show(this.#from.image, name)));
  }

  /** Gives the kernel's memory of it back, which happens by itself once nobody holds it. It cannot be asked any more. */
  free(): void {
    this.#isFreed = true;
    this.#held.close();
  }

  /** The same as `free`, for `using`. */
  [Symbol.dispose](): void {
    this.free();
  }
}

/** Asks for a list of subjects, or for one and takes it out of its list. */
function each<Answer>(facts: unknown, ask: (subjects: readonly unknown[]) => Answer[]): Answer | Answer[] {
  return Array.isArray(facts) ? ask(Array.from(facts as readonly unknown[])) : ask([facts])[0]!;
}
