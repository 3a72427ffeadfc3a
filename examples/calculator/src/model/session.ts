/** One reader's visit: the state, the contract that it chooses, and what follows from both. */

import type { Contract } from "entitle";
import { answersOf, type Answers } from "./answers.ts";
import { dayFault, firstOf, inForceOn, notOfToday, usualDay } from "./catalogue.ts";
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
  readonly #contracts: ReadonlyMap<Definition, Contract>;
  readonly #today: string;
  #state: State = begin("", "");
  #chosen: Chosen | null = null;

  constructor(contracts: ReadonlyMap<Definition, Contract>, today: string) {
    this.definitions = [...contracts.keys()];
    this.#contracts = contracts;
    this.#today = today;
    const first = firstOf(this.definitions, FIRST, today) ?? this.definitions.at(-1);
    if (first !== undefined) this.chooseDefinition(first);
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

  /** That the chosen terms are not those of today; "" where they are. */
  get notOfToday(): string {
    return this.#chosen === null ? "" : notOfToday(this.definitions, this.#chosen.definition, this.#today);
  }

  /** Chooses a definition, and a day on which it is in force. */
  chooseDefinition(definition: Definition): void {
    this.choose(definition.id, usualDay(definition, this.#today));
  }

  choose(id: string, day: string): void {
    this.#state = choose(this.#state, id, day);
    const definition = inForceOn(this.definitions, id, day);
    const contract = definition && this.#contracts.get(definition);
    this.#chosen = definition && contract ? this.#evaluated(definition, contract, neededAtFirst(contract)) : null;
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
}
