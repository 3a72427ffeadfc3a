/** Many values at once, out of a spreadsheet: which cell is which fact, and what cannot be taken. */

import type { Contract, Fact } from "entitle";
import { formOf, type Field } from "./fields.ts";
import { ask, typedIn } from "./given.ts";
import { read } from "./reading.ts";
import { fill, type Assignment, type State } from "./state.ts";
import { rowsOf, type Row } from "./table.ts";
import type { Definition } from "./terms.ts";

export interface Pasted {
  /** With the values filled in; null where something is wrong: a table is taken whole or not at all. */
  readonly state: State | null;
  readonly faults: readonly string[];
  /** What the reader must know of what was taken: what was read otherwise than it was written, what was passed over. */
  readonly remarks: readonly string[];
  readonly taken: number;
  /** Values of the same facts that were there before and are not in what was pasted: the old rows of a table that lacks them. */
  readonly kept: readonly Kept[];
}

/** A value that stays as it was. */
export interface Kept {
  readonly place: string;
  readonly name: string;
}

/** A cell that was recognised, and where it stands. */
interface Cell extends Assignment {
  readonly where: string;
  /** What was read otherwise than it was written, apart from its text; or "". */
  readonly readAs: string;
}

/** Rows that are read alike. */
interface Block {
  readonly kind: "table" | "practices" | "lines";
  readonly rows: Row[];
}

interface Sorted {
  readonly cells: readonly Cell[];
  readonly faults: readonly string[];
  readonly passedOver: readonly string[];
}

const ITEMS = ["indicator", "register", "item", "code", "name", "indicator_code", ""];
const NAMES = ["practice", "subject", "practice_name"];
const HELP =
  "Begin with a row of headings such as indicator, numerator, denominator; or write a name and a value in each line, such as numerator.DM020, 6";

export function paste(text: string, contract: Contract, definition: Definition, state: State): Pasted {
  const rows = rowsOf(text);
  if (rows.length === 0) return refused(["There is nothing to read. Paste rows from a spreadsheet, or type a name and a value"]);
  const sorted = sort(rows, new Names(contract, definition));
  if (sorted.faults.length > 0) return refused(sorted.faults);
  if (sorted.cells.length === 0) return refused([`Nothing here is a fact of this contract. ${HELP}`]);
  return filledIn(sorted, contract, definition, state);
}

function filledIn({ cells, passedOver }: Sorted, contract: Contract, definition: Definition, state: State): Pasted {
  const next = fill(state, cells);
  const fields = formOf(contract, definition, next).fields;
  const fieldOf = (cell: Cell) => fields.find((field) => field.key === cell.key && (field.member?.name ?? null) === cell.practice);
  const placed = cells.flatMap((cell) => {
    const field = fieldOf(cell);
    return field === undefined ? [] : [{ cell, field }];
  });
  const faults = ask(contract, placed.map(({ field }) => field), next).faults.map((fault) => {
    const at = placed.findLast(({ field }) => field === fault.field);
    return at === undefined ? fault.text : `${at.cell.where}: ${fault.text}`;
  });
  if (faults.length > 0) return refused(faults);
  const remarks = placed.flatMap(({ cell, field }) => {
    const reading = read(cell.text, field.fact);
    return "remark" in reading && reading.remark !== "" ? [`${cell.where}: ${reading.remark}`] : [];
  });
  const readAs = new Set(cells.map((cell) => cell.readAs).filter(Boolean));
  return {
    state: next,
    faults: [],
    remarks: [...readAs, ...remarks, ...passedOver],
    taken: placed.length,
    kept: keptOf(fields, placed.map(({ field }) => field), next),
  };
}

/** What another row of the same fact says that was not pasted now. */
function keptOf(fields: readonly Field[], pasted: readonly Field[], state: State): Kept[] {
  const facts = new Set(pasted.map(({ fact }) => fact.name));
  const places = new Set(pasted.map(({ place }) => place));
  const kept = fields.filter((field) => facts.has(field.fact.name) && !places.has(field.place) && typedIn(state, field) !== "");
  return kept.map(({ place, key, member }) => ({ place, name: member === null ? key : `${key} of ${member.name}` }));
}

function refused(faults: readonly string[]): Pasted {
  return { state: null, faults, remarks: [], taken: 0, kept: [] };
}

/** Every block by itself, and what no two of them may say. */
function sort(rows: readonly Row[], names: Names): Sorted {
  const sorted = blocksOf(rows, names).map(({ kind, rows }) => {
    const [first, ...rest] = rows;
    const headings = first?.cells ?? [];
    if (kind === "table") return table(headings, rest, names);
    return kind === "practices" ? practices(headings, rest, names) : lines(rows, names);
  });
  const cells = sorted.flatMap((each) => each.cells);
  return {
    cells,
    faults: [...sorted.flatMap((each) => each.faults), ...twice(cells)],
    passedOver: sorted.flatMap((each) => each.passedOver),
  };
}

/** A list size above a table, and a table below another, are read each in its own way. */
function blocksOf(rows: readonly Row[], names: Names): Block[] {
  const blocks: Block[] = [];
  for (const [at, row] of rows.entries()) {
    const isApart = row.number - 1 !== rows[at - 1]?.number;
    const current = blocks.at(-1);
    const kind = begunBy(row, isApart, current?.kind, names);
    if (kind !== null) blocks.push({ kind, rows: [row] });
    else current?.rows.push(row);
  }
  return blocks;
}

/** The kind of block that a row begins; null where it goes on with the one before. `isApart`: an empty row stands above it. */
function begunBy({ cells: [first = "", ...beyond] }: Row, isApart: boolean, current: Block["kind"] | undefined, names: Names): Block["kind"] | null {
  if (ITEMS.includes(plain(first)) && beyond.some((heading) => names.fact(heading) !== null)) return "table";
  if (NAMES.includes(plain(first)) || (isApart && beyond.some((heading) => names.key(heading) !== null))) return "practices";
  if (current === undefined) return "lines";
  const isLine = names.key(first) !== null || names.key(`${first}.${beyond[0] ?? ""}`) !== null;
  const mayEnd = current === "table" ? names.item(first) === null : current === "practices" && isApart;
  return isLine && mayEnd ? "lines" : null;
}

/** A row for each indicator or register, a column for each fact. */
function table(headings: readonly string[], rows: readonly Row[], names: Names): Sorted {
  const itemOf = (row: Row) => names.item(row.cells[0] ?? "");
  const cells = rows.flatMap((row) => {
    const item = itemOf(row);
    const readAs = item === null ? "" : readOtherwise(row, item);
    return headings.slice(1).flatMap((heading, place) => {
      const text = row.cells[place + 1] ?? "";
      const fact = names.fact(heading);
      const key = fact === null || item === null ? null : names.key(`${fact.name}.${item}`);
      return text === "" || key === null ? [] : [{ practice: null, key, text, where: where(row, heading), readAs }];
    });
  });
  const strangers = rows.filter((row) => itemOf(row) === null);
  return {
    cells,
    faults: [...overfull(headings, rows), ...names.ofPractices(cells)],
    passedOver: [
      ...strangers.map((row) => `Row ${row.number} passed over: ${quoted(row.cells[0] ?? "")} is no indicator or register of this contract`),
      ...unknownColumns(headings.slice(1), (heading) => names.fact(heading) !== null),
    ],
  };
}

/** A row for each practice, a column for each fact. */
function practices(headings: readonly string[], rows: readonly Row[], names: Names): Sorted {
  const isNamed = NAMES.includes(plain(headings[0] ?? ""));
  if (!names.isNetwork && rows.length !== 1) {
    const help = "Leave the headings and the row of one practice; this contract is of one practice";
    return { cells: [], faults: [`There are ${rows.length} rows under the headings. ${help}`], passedOver: [] };
  }
  const cells = rows.flatMap((row, at) => {
    const practice = names.isNetwork ? (isNamed ? row.cells[0] : "") || `Practice ${at + 1}` : null;
    return headings.flatMap((heading, place) => {
      const key = names.key(heading);
      const text = row.cells[place] ?? "";
      return text === "" || key === null ? [] : [{ practice: names.isOfPractice(key) ? practice : null, key, text, where: where(row, heading), readAs: "" }];
    });
  });
  const isKnown = (heading: string) => names.key(heading) !== null || NAMES.includes(plain(heading));
  return { cells, faults: overfull(headings, rows), passedOver: unknownColumns(headings, isKnown) };
}

const COMMAS = "Put a number with commas in quotes, or leave the commas out";

/** A value under no heading: a number fell apart at its commas, and every value after it would stand in the wrong column. */
function overfull(headings: readonly string[], rows: readonly Row[]): string[] {
  const isUnder = (place: number) => place === 0 || (headings[place] ?? "") !== "";
  const found = rows.filter(({ cells }) => cells.some((cell, place) => cell !== "" && !isUnder(place)));
  return found.map((row) => `Row ${row.number} has more values than there are headings. ${COMMAS}`);
}

/** Upper and lower case are told, since another system may hold them apart. */
function readOtherwise(row: Row, item: string): string {
  const written = row.cells[0] ?? "";
  return written.includes(item) ? "" : `Row ${row.number}: ${quoted(written)} was read as ${item}`;
}

/** A name and a value in each row; or fact, item and value. */
function lines(rows: readonly Row[], names: Names): Sorted {
  const read = rows.map((row) => {
    const [name = "", second = "", third = ""] = row.cells;
    const whole = names.key(name);
    return whole === null ? { row, key: names.key(`${name}.${second}`), text: third, most: 3 } : { row, key: whole, text: second, most: 2 };
  });
  const known = read.flatMap(({ row, key, text }) => {
    if (key === null || text === "") return [];
    const [, item = ""] = key.split(".");
    const isOtherwise = !row.cells.slice(0, 2).join(".").includes(item);
    return [{ practice: null, key, text, where: `Row ${row.number}`, readAs: isOtherwise ? `Row ${row.number} was read as ${key}` : "" }];
  });
  const isHeading = (row: Row) => row === rows[0] && ["name", "fact"].includes(plain(row.cells[0] ?? ""));
  const unsaid = read.filter(({ key, row }) => key === null && !isHeading(row) && names.item(row.cells[0] ?? "") !== null);
  const strangers = read.filter((each) => each.key === null && !isHeading(each.row) && !unsaid.includes(each));
  const passedOver = strangers.map(({ row }) => {
    return `Row ${row.number} passed over: ${quoted(row.cells[0] ?? "")} is no fact of this contract`;
  });
  const overfull = read.filter(({ row, key, most }) => key !== null && row.cells.slice(most).some(Boolean));
  const faults = [
    ...overfull.map(({ row }) => `Row ${row.number} has more than a name and a value. ${COMMAS}`),
    ...unsaid.map(({ row }) => `Row ${row.number} does not say what the values of ${quoted(row.cells[0] ?? "")} are. Put a row of headings above it, such as indicator, numerator, denominator`),
  ];
  return { cells: known, faults: [...faults, ...names.ofPractices(known)], passedOver };
}

/** Finds facts, registers and indicators however their names are written: `List size`, `list_size`, `dm020`. */
class Names {
  readonly isNetwork: boolean;
  readonly #facts: readonly Fact[];
  readonly #fields: readonly Field[];
  readonly #items: readonly string[];

  constructor(contract: Contract, definition: Definition) {
    this.isNetwork = contract.subject === "network";
    this.#facts = [...contract.facts];
    const members = [{ number: 1, name: "" }];
    this.#fields = formOf(contract, definition, { contract: "", day: "", typed: {}, members }).fields;
    this.#items = [...contract.indicators, ...contract.registers];
  }

  fact(heading: string): Fact | null {
    return this.#facts.find(({ name, per, scope }) => scope !== "patient" && per !== "subject" && name === plain(heading)) ?? null;
  }

  key(heading: string): string | null {
    return this.#fields.find(({ key }) => plain(key) === plain(heading))?.key ?? null;
  }

  /** By its code, which may have its title after it. */
  item(text: string): string | null {
    const [code = ""] = text.split(/[\s:–-]/, 1);
    return this.#items.find((item) => plain(item) === plain(text) || plain(item) === plain(code)) ?? null;
  }

  isOfPractice(key: string): boolean {
    return this.#fields.some((field) => field.key === key && field.member !== null);
  }

  /** Why facts of a network's practices cannot be taken without saying whose they are. */
  ofPractices(cells: readonly Cell[]): string[] {
    return cells.filter(({ key }) => this.isOfPractice(key)).map(({ where, key }) => {
      return `${where}: ${key} is of a practice of the network. Paste a row for each practice, under headings such as practice, ${key}`;
    });
  }
}

function twice(cells: readonly Cell[]): string[] {
  const same = (one: Cell, other: Cell) => one.key === other.key && one.practice === other.practice;
  return cells.flatMap((cell, place) => {
    const before = cells.slice(0, place).find((other) => same(cell, other));
    return before === undefined ? [] : [`${cell.where}: ${cell.key} stands in ${before.where.toLowerCase()} already. Leave one of them`];
  });
}

function unknownColumns(headings: readonly string[], isKnown: (heading: string) => boolean): string[] {
  const strangers = headings.filter((heading) => heading !== "" && !isKnown(heading));
  return strangers.map((heading) => `Column ${quoted(heading)} passed over: it is no fact of this contract`);
}

function where(row: Row, heading: string): string {
  return `Row ${row.number}, column ${quoted(heading)}`;
}

function quoted(text: string): string {
  return `“${text}”`;
}

function plain(name: string): string {
  return name.trim().toLowerCase().replace(/\s*\([^)]*\)$/, "").replace(/[\s-]+/g, "_");
}
