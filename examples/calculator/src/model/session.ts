/** One reader's visit: the state, the contract that it chooses, and what follows from both. */

import { load, type Contract } from "entitle";
import { answersOf, type Answers } from "./answers.ts";
import { dayFault, inForceOn, usualDay } from "./catalogue.ts";
import { formOf, type Form } from "./fields.ts";
import { ask, type Outcome } from "./given.ts";
import { paste, type Pasted } from "./paste.ts";
import { neededAtFirst } from "./shown.ts";
import { begin, choose, type State } from "./state.ts";
import type { Definition } from "./terms.ts";

const FIRST = "qof-england";

/** A contract in force on the day that was chosen, and everything about it that the page shows. */
export interface Chosen {
  readonly definition: Definition;
  readonly contract: Contract;
  readonly form: Form;
  /** Facts that something waits for, or once waited for. */
  readonly needed: ReadonlySet<string>;
  readonly outcome: Outcome;
  readonly answers: Answers | null;
}

export class Session {
  readonly definitions: readonly Definition[];
  readonly #images: readonly Uint8Array[];
  readonly #today: string;
  readonly #contracts = new Map<Definition, Contract>();
  #state: State;
  #chosen: Chosen | null = null;

  private constructor(definitions: readonly Definition[], images: readonly Uint8Array[], today: string) {
    this.definitions = definitions;
    this.#images = images;
    this.#today = today;
    this.#state = begin("", "");
  }

  static async begin(definitions: readonly Definition[], images: readonly Uint8Array[], today: string): Promise<Session> {
    const session = new Session(definitions, images, today);
    const first = definitions.findLast(({ id }) => id === FIRST) ?? definitions.at(-1);
    if (first !== undefined) await session.choose(first.id, usualDay(first, today));
    return session;
  }

  get state(): State {
    return this.#state;
  }

  /** Null while no definition covers the day: see `dayFault`. */
  get chosen(): Chosen | null {
    return this.#chosen;
  }

  get dayFault(): string | null {
    return this.#chosen === null ? dayFault(this.definitions, this.#state.contract, this.#state.day) : null;
  }

  /** Chooses a definition, and a day on which it is in force. */
  async chooseDefinition(definition: Definition): Promise<void> {
    await this.choose(definition.id, usualDay(definition, this.#today));
  }

  async choose(contract: string, day: string): Promise<void> {
    this.#state = choose(this.#state, contract, day);
    const definition = inForceOn(this.definitions, contract, day);
    const loaded = definition === undefined ? null : await this.#contract(definition);
    this.#chosen = definition === undefined || loaded === null ? null : this.#evaluated(definition, loaded, neededAtFirst(loaded));
  }

  /** Takes what was typed, and works everything out anew. */
  change(state: State): void {
    this.#state = state;
    if (this.#chosen === null) return;
    const { definition, contract, needed } = this.#chosen;
    this.#chosen = this.#evaluated(definition, contract, needed);
  }

  paste(text: string): Pasted | null {
    if (this.#chosen === null) return null;
    const pasted = paste(text, this.#chosen.contract, this.#chosen.definition, this.#state);
    if (pasted.state !== null) this.change(pasted.state);
    return pasted;
  }

  #evaluated(definition: Definition, contract: Contract, before: ReadonlySet<string>): Chosen {
    const form = formOf(contract, definition, this.#state);
    const outcome = ask(contract, form.fields, this.#state);
    const answers = outcome.statement === null ? null : answersOf(outcome.statement, definition);
    const needed = new Set([...before, ...(answers?.waitsFor ?? []).map(({ name }) => name)]);
    return { definition, contract, form, needed, outcome, answers };
  }

  async #contract(definition: Definition): Promise<Contract> {
    const known = this.#contracts.get(definition);
    if (known !== undefined) return known;
    const image = this.#images[this.definitions.indexOf(definition)];
    if (image === undefined) throw new Error(`there is no image of ${definition.file}`);
    const loaded = await load(image);
    this.#contracts.set(definition, loaded);
    return loaded;
  }
}
