import { isNumber, shown } from "./exact.js";
import { Listing } from "./listing.js";
import { refusal } from "./errors.js";

/** What an answer is reproduced by. */
export interface Identity {
  /** The contract's id. */
  readonly id: string;
  /** Its first day. */
  readonly inForce: string;
  /** The day after its last, or null. */
  readonly until: string | null;
  /** 1, and one more for each correction. */
  readonly revision: number;
  /** `sha256:` and the digest of its definition. */
  readonly sourceDigest: string;
  /** `sha256:` and the digest of its image, computed from the bytes: what evaluated. */
  readonly imageDigest: string;
  /** `sha256:` and the digest of its titles and documentation, or null where the image has none. */
  readonly textDigest: string | null;
}

/** Why an answer could not be worked out: the failure stands in the value's place. */
export interface AnswerError {
  /** The number that every face gives it. */
  readonly code: number;
  /** The name that every face gives it. */
  readonly name: string;
  /** What went wrong. */
  readonly text: string;
}

/** What an answer rests on that is not settled by the contract's sources. */
export type RestsOn = readonly string[];

/** One answer of a statement: a line, points, what was achieved, a condition or a criterion's verdict. */
export interface Answer {
  /** Its name in the contract. */
  readonly name: string;
  /** The register or indicator that it is of, or "". */
  readonly item: string;
  /** `achievement.DM020`, or the name alone where the answer is of the subject. */
  readonly fullName: string;
  /** The answer as every face of Entitle writes it, byte for byte: every digit of a number, `met`, `undetermined`. */
  readonly text: string;
  /** Whether the text is a number. */
  readonly isNumber: boolean;
  /** The answer for the eye: thousands set apart, a fraction cut to four places, the unit after it. */
  readonly shown: string;
  /** Its unit: `GBP`, `points`, or "". */
  readonly unit: string;
  /** Its title in the contract. */
  readonly title: string;
  /** The clause that it follows. */
  readonly clause: string;
  /** What a reader must know beside the value. */
  readonly detail: string;
  /** `an assumed figure`, `a local term`, both or neither. */
  readonly restsOn: RestsOn;
  /** The facts that it waits for, where it is undetermined. Undetermined is never zero. */
  readonly waitsFor: readonly string[];
  /** The failure that stands in the value's place, or null. */
  readonly error: AnswerError | null;
}

/** How far an indicator is from full points, and what the next step is worth. */
export interface Room {
  /** The indicator. */
  readonly indicator: string;
  /** Patients still to be achieved for full points; 0 where they are earned; null where no number is known or even every patient does not suffice (`detail` says which). */
  readonly patientsNeeded: number | null;
  /** What the payment gains with the next patient, in `unit`, as every face writes it: a number or `undetermined`. */
  readonly nextPatient: string;
  /** The same for the eye. */
  readonly nextPatientShown: string;
  /** The unit of the payment, such as `GBP`. */
  readonly unit: string;
  /** Why the patients needed are no number, or "". */
  readonly detail: string;
}

/** A fact that was not given and that answers wait for. */
export interface Lacking {
  /** The fact, with its register or indicator after a dot. */
  readonly name: string;
  /** The practices that have not said it, where it is of practices of a network. */
  readonly practices: readonly string[];
  /** What it is. */
  readonly meaning: string;
  /** Its unit, or "". */
  readonly unit: string;
  /** Whether the contract leaves it to the parties, so that no source can give it. */
  readonly localTerm: boolean;
}

/** An answer as the kernel writes it. */
export interface AnswerData extends Omit<Answer, "fullName" | "text" | "isNumber" | "shown"> {
  /** What `Answer.text` is. */
  readonly value: string;
}

/** The headroom of an indicator as the kernel writes it. */
export interface RoomData extends Omit<Room, "patientsNeeded" | "nextPatientShown"> {
  /** A number, or a word in its place. */
  readonly patientsNeeded: string;
}

/** Everything in a statement as plain data: what `entitle statement --format json` writes, in camelCase. */
export interface StatementData {
  /** The practice or network. */
  readonly subject: string;
  /** The contract. */
  readonly contract: Identity;
  /** The verdict of all criteria together; null where there are none. */
  readonly eligible: AnswerData | null;
  /** The verdict of each criterion. */
  readonly criteria: readonly AnswerData[];
  /** The conditions that the contract names. */
  readonly conditions: readonly AnswerData[];
  /** What was achieved, by indicator. */
  readonly achieved: readonly AnswerData[];
  /** Points, by indicator. */
  readonly points: readonly AnswerData[];
  /** Amounts and what they are made of. */
  readonly lines: readonly AnswerData[];
  /** How far each indicator is from full points; empty where it was not worked out. */
  readonly headroom: readonly RoomData[];
  /** The facts that criteria and payment wait for. */
  readonly waitsFor: readonly Lacking[];
  /** What decided each answer, where it was kept. */
  readonly trace?: readonly string[];
}

/**
 * Answers of one kind in the contract's order. Points and what was achieved go by indicator (`points.get("DM020")`);
 * lines by name, and with the register or indicator after a dot where there is one for each
 * (`lines.get("achievement.DM020")`).
 */
export class Answers extends Listing<Answer> {
  /** @internal */
  constructor(data: readonly AnswerData[], kind: string) {
    super(data.map(answerOf), (answer) => answer.fullName, kind);
  }
}

/**
 * The verdicts on whether the contract may be held: `met`, `not met`, `refer` (the commissioner decides) or
 * `undetermined`.
 *
 * @example
 * ```js
 * import { contract } from "entitle";
 *
 * const network = await contract("family-care-network");
 * const criteria = network.criteria({ members: [{ list_size: 15000 }, { list_size: 9999 }] });
 * criteria.get("population").text; // => "not met"
 * criteria.eligible.text; // => "not met"
 * ```
 */
export class Criteria extends Answers {
  /** The verdict of all together, with what it rests on and waits for; null where the contract has no criteria. */
  readonly eligible: Answer | null;

  /** @internal */
  constructor(data: StatementData) {
    super(data.criteria, "criterion");
    this.eligible = data.eligible && answerOf(data.eligible);
  }
}

/**
 * The headroom of each indicator, in the contract's order.
 *
 * @example
 * ```js
 * import { contract } from "entitle";
 *
 * const qof = await contract("qof-england", "2025-06-30");
 * const headroom = qof.headroom({ numerator: { DM020: 6 }, denominator: { DM020: 17 } });
 * headroom.get("DM020").patientsNeeded; // => 7
 * ```
 */
export class Headroom extends Listing<Room> {
  /** @internal */
  constructor(data: StatementData) {
    super(data.headroom.map(roomOf), (room) => room.indicator, "indicator");
  }
}

/**
 * All answers of a contract for one subject. It is made by `Contract.statement` or by an evaluation.
 *
 * @example
 * ```js
 * import { contract } from "entitle";
 *
 * const gms = await contract("gms-england", "2016-01-31");
 * const statement = gms.statement({ subject: "Mill Lane", weighted_list_size: 8750, global_sum_per_weighted_patient: "80" });
 * statement.subject; // => "Mill Lane"
 * statement.lines.get("global_sum").text; // => "700000"
 * statement.lines.get("global_sum").shown; // => "700,000 GBP"
 * statement.lines.get("payment").text; // => "undetermined"
 * ```
 */
export class Statement {
  /** Everything in it as plain data. Numbers are texts. */
  readonly data: StatementData;
  /** Whether headroom was worked out. */
  readonly withHeadroom: boolean;
  #conditions?: Answers;
  #achieved?: Answers;
  #points?: Answers;
  #lines?: Answers;

  /** @internal */
  constructor(data: StatementData, withHeadroom = true) {
    this.data = data;
    this.withHeadroom = withHeadroom;
  }

  /** The practice or network that it is of. */
  get subject(): string {
    return this.data.subject;
  }

  /** The contract by which it was made: id, day, revision and digests. */
  get contract(): Identity {
    return this.data.contract;
  }

  /** May the subject hold the contract: `met`, `not met`, `refer`, `undetermined`; null without criteria. */
  get eligible(): string | null {
    return this.data.eligible?.value ?? null;
  }

  /** The verdict of each criterion. */
  get criteria(): Criteria {
    return new Criteria(this.data);
  }

  /** The conditions of the subject that the contract names: `true`, `false` or `undetermined`. */
  get conditions(): Answers {
    return (this.#conditions ??= new Answers(this.data.conditions, "condition"));
  }

  /** What was achieved, as a fraction of the denominator or as the contract computes it, by indicator. */
  get achieved(): Answers {
    return (this.#achieved ??= new Answers(this.data.achieved, "indicator"));
  }

  /** Points, by indicator. */
  get points(): Answers {
    return (this.#points ??= new Answers(this.data.points, "indicator"));
  }

  /** Amounts and what they are made of, by name, or `name.item` where there is one for each item. */
  get lines(): Answers {
    return (this.#lines ??= new Answers(this.data.lines, "line"));
  }

  /**
   * How far each indicator is from full points, and what the next patient is worth.
   *
   * @throws EntitleError where the statement was made without headroom.
   */
  get headroom(): Headroom {
    if (!this.withHeadroom) throw refusal("this statement was made without headroom", { help: "ask with { headroom: true }" });
    return new Headroom(this.data);
  }

  /** The facts that criteria and payment wait for, each once. */
  get waitsFor(): readonly Lacking[] {
    return this.data.waitsFor;
  }

  /**
   * What decided each answer, in order: branches, bands, caps, facts that were not known.
   *
   * @throws EntitleError where the statement was made without a trace.
   */
  get trace(): readonly string[] {
    if (!this.data.trace) throw refusal("this statement was made without a trace", { help: "ask with { trace: true }" });
    return this.data.trace;
  }

  /** The plain data, for `JSON.stringify`. */
  toJSON(): StatementData {
    return this.data;
  }
}

function answerOf({ value, ...rest }: AnswerData): Answer {
  const fullName = rest.item === "" ? rest.name : `${rest.name}.${rest.item}`;
  return Object.freeze({ ...rest, fullName, text: value, isNumber: isNumber(value), shown: shown(value, rest.unit) });
}

function roomOf(data: RoomData): Room {
  return Object.freeze({
    ...data,
    patientsNeeded: isNumber(data.patientsNeeded) ? Number(data.patientsNeeded) : null,
    nextPatientShown: shown(data.nextPatient, data.unit),
  });
}
