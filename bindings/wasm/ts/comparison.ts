import { isPlain, kindOf, optionsOf, text } from "./checks.js";
import { type Contract, type Opened, imageOf } from "./contract.js";
import { refusal } from "./errors.js";
import { shown } from "./exact.js";
import { type Given, type Value, records, tokens } from "./given.js";
import { Held } from "./held.js";
import { columns as module } from "./modules.js";
import { plain } from "./plain.js";
import type { Lacking, RestsOn } from "./statement.js";

/** An amount of a comparison. */
export interface Amount {
  /** As every face writes it: every digit, or `undetermined`, or that no amount is stated. */
  readonly text: string;
  /** The amount for the eye: thousands set apart, the unit after it. */
  readonly shown: string;
  /** Its unit, or "". */
  readonly unit: string;
  /** `an assumed figure`, `a local term`, both or neither. */
  readonly restsOn: RestsOn;
}

/** A column of a comparison. */
export interface ComparedColumn {
  /** `A` for what is held now, then `B`, `C` and so on. */
  readonly letter: string;
  /** Its contracts with day and revision, joined by ` + `. */
  readonly name: string;
  /** Their titles. */
  readonly titles: readonly string[];
  /** The digests of their images. */
  readonly digests: readonly string[];
}

/** What a column means for one practice of the network. */
export interface PracticeOutcome {
  /** Its name. */
  readonly practice: string;
  /** False where it stays behind. */
  readonly takesPart: boolean;
  /** What contracts about practices pay it. */
  readonly total: Amount;
  /** What it gains on the first column, or null in that column. */
  readonly gain: Amount | null;
  /** Whether the others may hold the contract without it: a verdict, or null. */
  readonly networkWithoutIt: string | null;
}

/** What a column means for a subject as a whole. */
export interface Outcome {
  /** The column. */
  readonly letter: string;
  /** `met`, `not met`, `refer`, `undetermined`; null where no contract of it has criteria. */
  readonly eligible: string | null;
  /** What it pays in all. A contract that states no amount is never taken to pay zero. */
  readonly total: Amount;
  /** What is gained on the first column, or null in that column. */
  readonly gain: Amount | null;
  /** What it means for each practice. */
  readonly practices: readonly PracticeOutcome[];
  /** What becomes of those that stay behind. */
  readonly behind: readonly Behind[];
}

/** What becomes of a practice that stays behind under the first column. */
export interface Behind {
  /** The practice. */
  readonly subject: string;
  /** The contract that it then holds. */
  readonly contract: string;
  /** May it hold that: a verdict; null where the contract has no criteria. */
  readonly eligible: string | null;
  /** What it is paid. */
  readonly total: Amount;
  /** The verdict of each criterion. */
  readonly criteria: readonly BehindCriterion[];
}

/** The verdict of a criterion on a practice that stays behind. */
export interface BehindCriterion {
  /** The criterion. */
  readonly name: string;
  /** `met`, `not met`, `refer` or `undetermined`. */
  readonly value: string;
  /** Its title. */
  readonly title: string;
}

/** The comparison for one subject. */
export interface Compared {
  /** The network or practice. */
  readonly subject: string;
  /** The practices of a network. */
  readonly members: readonly string[];
  /** Those of them that stay behind under the first column. */
  readonly staying: readonly string[];
  /** For each criterion, by name, its verdict in each column that has it, by letter. */
  readonly criteria: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** For each line, by name, its amount in each column that has it, by letter. */
  readonly lines: Readonly<Record<string, Readonly<Record<string, Amount>>>>;
  /** What each column means in all, in order. */
  readonly outcomes: readonly Outcome[];
  /** The facts that were not given and are waited for. */
  readonly waitsFor: readonly Lacking[];
}

interface AmountData {
  readonly value: string;
  readonly unit: string;
  readonly restsOn: RestsOn;
}

interface RowData {
  readonly name: string;
  readonly columns: Readonly<Record<string, AmountData & { readonly title: string; readonly clause: string; readonly note: string }>>;
}

/** What `entitle compare --format json` writes, in camelCase. */
interface ComparisonData {
  readonly columns: readonly {
    readonly column: string;
    readonly name: string;
    readonly contracts: readonly { readonly id: string; readonly title: string; readonly imageDigest: string }[];
  }[];
  readonly comparisons: readonly {
    readonly subject: string;
    readonly members: readonly string[];
    readonly staying: readonly string[];
    readonly criteria: readonly RowData[];
    readonly conditions: readonly RowData[];
    readonly lines: readonly RowData[];
    readonly outcomes: readonly {
      readonly column: string;
      readonly eligible: string | null;
      readonly total: AmountData;
      readonly gain: AmountData | null;
      readonly practices: readonly {
        readonly practice: string;
        readonly takesPart: boolean;
        readonly total: AmountData;
        readonly gain: AmountData | null;
        readonly networkWithoutIt: string | null;
      }[];
      readonly behind: readonly (Omit<Behind, "total"> & { readonly total: AmountData })[];
    }[];
    readonly waitsFor: readonly (Lacking & { readonly columns: readonly string[] })[];
  }[];
}

/** How contracts are compared. */
export interface CompareOptions {
  /** Practices of the network that stay behind under the first column. */
  readonly stay?: readonly string[];
  /** Facts or local terms of one column, in place of what the facts say: `{ "B.budget_per_patient": "150" }`. */
  readonly set?: { readonly [name: string]: Value };
}

/**
 * Contracts side by side over the same facts. It is made by `compare`.
 */
export class Comparison {
  readonly #data: ComparisonData;
  /** The columns in order. */
  readonly columns: readonly ComparedColumn[];
  /** A comparison for each subject. */
  readonly subjects: readonly Compared[];

  /** @internal */
  constructor(data: ComparisonData) {
    this.#data = data;
    this.columns = data.columns.map(({ column, name, contracts }) => ({
      letter: column,
      name,
      titles: contracts.map((contract) => contract.title),
      digests: contracts.map((contract) => contract.imageDigest),
    }));
    this.subjects = data.comparisons.map(compared);
  }

  /**
   * What each column means for the only subject.
   *
   * @throws EntitleError where several subjects were compared; each of `subjects` has its own.
   */
  get outcomes(): readonly Outcome[] {
    return this.of().outcomes;
  }

  /**
   * The comparison for a subject.
   *
   * @param subject - Its name; may be left out where there is one only.
   * @throws EntitleError where there is none of that name, or there are several and none was named.
   */
  of(subject?: string): Compared {
    const names = this.subjects.map((compared) => compared.subject).slice(0, 6).join(", ");
    if (subject === undefined && this.subjects.length !== 1) {
      throw refusal(`${this.subjects.length} subjects were compared`, { help: `name one of them: ${names}` });
    }
    const found = this.subjects.find((compared) => subject === undefined || compared.subject === subject);
    if (!found) throw refusal(`no subject ${text(subject, "a subject").slice(0, 80)} was compared`, { help: `there are ${names}` });
    return found;
  }

  /**
   * What a column means for the only subject.
   *
   * @param letter - The column's letter.
   * @throws EntitleError where there is no such column.
   */
  get(letter: string): Outcome {
    const found = this.outcomes.find((outcome) => outcome.letter === letter);
    if (found) return found;
    const letters = this.columns.map((column) => column.letter).join(", ");
    throw refusal(`no column ${text(letter, "a column").slice(0, 80)}; there are ${letters}`);
  }

  /** Everything in it as plain data: what `entitle compare --format json` writes, in camelCase. Numbers are texts. */
  toJSON(): unknown {
    return this.#data;
  }
}

/**
 * Contracts side by side: who may hold them, what each pays, what moving from the first one brings.
 *
 * One set of facts serves all: each contract takes the facts that it knows, and what is absent is unknown. Contracts
 * about a practice are evaluated for each member of a network.
 *
 * @param contracts - What is held now, then each alternative; several that are held together stand in a list.
 * @param facts - As `Contract.statement` takes them.
 * @param options - Who stays behind, and what is set in one column.
 * @returns What came out; the module for it is loaded first.
 * @throws EntitleError for fewer than two columns, a practice that is not there, a fact that no contract knows, facts that
 * contradict one another.
 *
 * @example
 * ```js
 * import { compare, contract } from "entitle";
 *
 * const federation = { members: [{ list_size: 15000 }, { list_size: 10000 }] };
 * const contracts = [await contract("voluntary-gp-contract"), await contract("family-care-network")];
 * const comparison = await compare(contracts, federation, { set: { "B.budget_per_patient": 150 } });
 * comparison.get("B").total.text; // => "3750000"
 * comparison.subjects[0].criteria.population; // => { A: "not met", B: "met" }
 * ```
 */
export async function compare(
  contracts: readonly (Contract | readonly Contract[])[],
  facts: Given | readonly Given[],
  options?: CompareOptions,
): Promise<Comparison> {
  const { stay, set } = optionsOf<CompareOptions>(options, ["stay", "set"]);
  if (!Array.isArray(contracts) || contracts.length < 2) {
    throw refusal("a comparison needs two contracts or more", { help: 'give [await contract("gms-england"), await contract("voluntary-gp-contract")]' });
  }
  const together = Array.from(contracts as readonly unknown[], column);
  const given = tokens(records(Array.isArray(facts) ? facts : [facts]));
  const [staying, terms] = [stayOf(stay), termsOf(set)];
  await module.ready();
  const opened: Held[] = [];
  try {
    const open = ({ image, name, remark = "" }: Opened): number => {
      const held = new Held(module, module.call((exports) => exports.open(image, name, remark)));
      opened.push(held);
      return held.handle("the contract");
    };
    const handles = together.flatMap((column, place) => [...(place > 0 ? [BETWEEN] : []), ...column.map(open)]);
    return new Comparison(plain<ComparisonData>(module.call((exports) => exports.compare(Uint32Array.from(handles), given, staying, terms))));
  } finally {
    for (const held of opened) held.close();
  }
}

/** No handle: it stands between two columns. */
const BETWEEN = 0;

function column(given: unknown): Opened[] {
  const together: unknown[] = Array.isArray(given) ? given : [given];
  if (together.length === 0) throw refusal("a column of the comparison holds no contract", { help: "name one in each column" });
  return Array.from(together, imageOf);
}

function stayOf(stay: unknown): string[] {
  if (stay === undefined) return [];
  if (!Array.isArray(stay)) {
    throw refusal("the practices that stay behind are a list of names", { help: `give { stay: [${JSON.stringify(String(stay).slice(0, 80))}] }` });
  }
  return Array.from(stay, (name) => text(name, "the name of a practice"));
}

function termsOf(set: unknown): string[] {
  if (set === undefined) return [];
  if (!isPlain(set)) throw refusal(`set is an object, not ${kindOf(set)}`, { help: 'give { set: { "B.budget_per_patient": "150" } }' });
  return Object.entries(set).map(([name, value]) => `${text(name, "the name of a term")}=${termOf(name, value)}`);
}

function termOf(name: string, value: unknown): string {
  if (value === null) return "null";
  if (typeof value === "string") return text(value, name);
  if (typeof value === "boolean" || typeof value === "bigint") return String(value);
  if (typeof value !== "number") throw refusal(`${name} is given as ${kindOf(value)}`, { help: "give a number, a day, a text, true, false or null" });
  if (Number.isSafeInteger(value) && !Object.is(value, -0)) return String(value);
  throw refusal(`${name} is given as the number ${value}, which may not be exact`, { help: `give "${value}"` });
}

function amount({ value, unit, restsOn }: AmountData): Amount {
  return { text: value, shown: shown(value, unit), unit, restsOn };
}

type ComparedData = ComparisonData["comparisons"][number];

function compared(data: ComparedData): Compared {
  return {
    subject: data.subject,
    members: data.members,
    staying: data.staying,
    criteria: byName(data.criteria, (cell) => cell.value),
    lines: byName(data.lines, amount),
    outcomes: data.outcomes.map(outcome),
    waitsFor: data.waitsFor,
  };
}

function byName<Cell>(rows: readonly RowData[], of: (cell: RowData["columns"][string]) => Cell): Record<string, Record<string, Cell>> {
  const cells = (row: RowData) => Object.fromEntries(Object.entries(row.columns).map(([letter, cell]) => [letter, of(cell)]));
  return Object.fromEntries(rows.map((row) => [row.name, cells(row)]));
}

function outcome(data: ComparedData["outcomes"][number]): Outcome {
  return {
    letter: data.column,
    eligible: data.eligible,
    total: amount(data.total),
    gain: data.gain && amount(data.gain),
    practices: data.practices.map((practice) => ({
      ...practice,
      total: amount(practice.total),
      gain: practice.gain && amount(practice.gain),
    })),
    behind: data.behind.map((each) => ({ ...each, total: amount(each.total) })),
  };
}
