import { Listing } from "./listing.js";

/** A typed input about a subject. */
export interface Fact {
  /** As it stands in facts and in columns. */
  readonly name: string;
  /** Whose it is: the contract (the run as a whole), a network, a practice or a patient. */
  readonly scope: "contract" | "network" | "practice" | "patient";
  /** What its values are. */
  readonly type: "boolean" | "integer" | "decimal" | "date" | "text";
  /** Its unit, or "". */
  readonly unit: string;
  /** The least number or earliest day that is taken, or null. */
  readonly least: string | null;
  /** The greatest number or latest day that is taken, or null. */
  readonly most: string | null;
  /** Decimal places that are kept; a number with more is refused. */
  readonly places: number;
  /** The texts that are taken, where it is a text. */
  readonly values: readonly string[];
  /** Whether null is taken: "there is no such record". What is left out is unknown, which is another thing. */
  readonly null: boolean;
  /** One for the subject, or one for each register or indicator. */
  readonly per: "subject" | "register" | "indicator";
  /** The reading that a switch has unless it is set, or null. */
  readonly default: string | null;
  /** What it is. */
  readonly meaning: string;
  /** Where a system finds it: codes, and which record of them. */
  readonly from: string;
  /** Whether the contract leaves it to the parties. */
  readonly localTerm: boolean;
  /** Whether every contract of this form has it, such as `numerator`. */
  readonly builtIn: boolean;
}

/**
 * The facts of a contract in the order of its definition.
 *
 * @example
 * ```js
 * import { contract } from "entitle";
 *
 * const { facts } = await contract("qof-england", "2025-06-30");
 * facts.get("list_size").unit; // => "patients"
 * facts.of("practice").has("list_size"); // => true
 * facts.of("patient").has("list_size"); // => false
 * ```
 */
export class Facts extends Listing<Fact> {
  /** @internal */
  constructor(facts: readonly Fact[]) {
    super(facts, (fact) => fact.name, "fact");
  }

  /** The facts of one scope, in order. */
  of(scope: Fact["scope"]): Facts {
    return new Facts([...this].filter((fact) => fact.scope === scope));
  }
}
