import { text } from "./checks.js";
import { refusal } from "./errors.js";

/**
 * Named things in their order, which never change: by name (`get`), by place (`at`), one after another (`for … of`).
 *
 * @example
 * ```js
 * import { contract } from "entitle";
 *
 * const qof = await contract("qof-england", "2025-06-30");
 * const { points } = qof.statement({ numerator: { DM020: 6 }, denominator: { DM020: 17 } });
 * points.get("DM020").text; // => "0.125"
 * points.length; // => 44
 * points.at(0).name; // => "AF006"
 * points.has("DM20"); // => false
 * [...points].filter((point) => point.text !== "undetermined").map((point) => point.name).includes("DM020"); // => true
 * ```
 */
export class Listing<Item> implements Iterable<Item> {
  readonly #items: readonly Item[];
  readonly #byName = new Map<string, Item>();
  readonly #kind: string;

  /** @internal */
  constructor(items: readonly Item[], nameOf: (item: Item) => string, kind: string) {
    this.#items = items;
    this.#kind = kind;
    for (const item of items) {
      const name = nameOf(item);
      if (!this.#byName.has(name)) this.#byName.set(name, item);
    }
  }

  /** How many there are. */
  get length(): number {
    return this.#items.length;
  }

  /** The names, in order. */
  get names(): readonly string[] {
    return [...this.#byName.keys()];
  }

  /** Whether there is one of that name. */
  has(name: string): boolean {
    return this.#byName.has(name);
  }

  /**
   * The one of that name.
   *
   * @throws EntitleError where there is none; it says which name may be meant.
   */
  get(name: string): Item {
    const found = this.#byName.get(text(name, `the name of ${this.#kind}`));
    if (found === undefined) throw refusal(`no ${this.#kind} ${name.slice(0, 80)}`, { help: this.#advice(name) });
    return found;
  }

  /** The one at a place, from 0, or from the end where it is negative; undefined where there is none. */
  at(place: number): Item | undefined {
    return this.#items.at(place);
  }

  /** One after another. */
  [Symbol.iterator](): IterableIterator<Item> {
    return this.#items[Symbol.iterator]();
  }

  #advice(name: string): string {
    const items = this.names.filter((known) => known.startsWith(`${name}.`));
    if (items[0] !== undefined) return `${name} stands for each item: ask for "${items[0]}"${items.length > 1 ? ", and so on" : ""}`;
    const near = nearest(name, this.names);
    return near === undefined ? "`names` lists what there is" : `did you mean "${near}"?`;
  }
}

/** The known name that was probably meant, if one is near. */
function nearest(name: string, known: readonly string[]): string | undefined {
  // What is far longer than any name is none of them, and would take long to measure.
  if (name.length > 200) return undefined;
  const wanted = name.toLowerCase();
  let least = 1 + Math.floor(wanted.length / 3);
  let found: string | undefined;
  for (const candidate of known) {
    const steps = distance(wanted, candidate.toLowerCase());
    if (steps < least || (found === undefined && steps === least)) [least, found] = [steps, candidate];
  }
  return found;
}

/** How many letters must be put in, taken out or changed between two texts. */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, place) => place);
  for (const [line, letter] of [...from].entries()) {
    const next = [line + 1];
    for (let place = 0; place < to.length; place += 1) {
      const changed = row[place]! + (letter === to[place] ? 0 : 1);
      next.push(Math.min(changed, row[place + 1]! + 1, next[place]! + 1));
    }
    row = next;
  }
  return row[to.length]!;
}
