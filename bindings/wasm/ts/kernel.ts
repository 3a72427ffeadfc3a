/// <reference lib="esnext.disposable" preserve="true" />

/**
 * The kernel one call at a time: for systems that hold facts of their own and ask as these change.
 *
 * Most people want `Contract.statement`, `.explain` and `.evaluate`. Here, a fact is set by itself and as text, and names
 * are those of the kernel in Rust: `Subject` with its members, `Patient`, and `Tally`, which counts patients into a
 * subject. An error has the kernel's `code` and `name`, the same in every language.
 *
 * @example
 * ```js
 * import { contract } from "entitle";
 * import { Patient, Subject, Tally } from "entitle/kernel";
 *
 * const qof = await contract("qof-england", "2025-06-30");
 * const patient = new Patient(qof, "2026-03-31");
 * patient.set("dmlat_dat", "2014-09-22");
 * patient.set("dmres_dat", "null");
 * patient.set("age", "16");
 * patient.onRegister("DM").member; // => false
 * const tally = new Tally(qof);
 * tally.addPatient(patient);
 * const practice = new Subject(qof);
 * tally.write(practice);
 * practice.get("register_size.DM"); // => "0"
 * ```
 *
 * @packageDocumentation
 */

import { dayText, kindOf, text } from "./checks.js";
import { type Contract, handleOf } from "./contract.js";
import { refusal } from "./errors.js";
import { Held } from "./held.js";
import { kernel } from "./modules.js";
import { plain } from "./plain.js";

/** One answer of a statement. */
export interface Answer {
  /** `eligible`, `criterion`, `condition`, `achieved`, `points` or `line`. */
  readonly kind: string;
  /** The criterion's, condition's, indicator's or line's; "" for `eligible`. */
  readonly name: string;
  /** The register or indicator of a line that has an amount for each, or "". */
  readonly item: string;
  /** The name, and the register or indicator: `achievement.DM020`. */
  readonly fullName: string;
  /** The value as every face writes it. */
  readonly text: string;
  /** Its unit, or "". */
  readonly unit: string;
}

/** How far an indicator is from full points. */
export interface Headroom {
  /** How many patients more bring full points; null where no number does, or it is not known. */
  readonly patientsNeeded: number | null;
  /** What the next patient adds to the payment, as every face writes it. */
  readonly nextPatient: string;
}

/** Whether a patient is on a register. */
export interface Membership {
  /** Null where a fact that decides is unknown. */
  readonly member: boolean | null;
  /** What the evaluation did, a line each. */
  readonly trace: readonly string[];
}

/** What is decided about a patient for an indicator. */
export interface Decision {
  /** The decision as one byte: what `Tally.addDecision` takes. */
  readonly code: number;
  /** What it means, such as `in numerator`. */
  readonly outcome: string;
  /** The reason's name, or null. */
  readonly reason: string | null;
  /** The weakest grade of source that it rests on, or null. */
  readonly grade: string | null;
  /** What the evaluation did, a line each. */
  readonly trace: readonly string[];
}

type Kernel = typeof import("./wasm/kernel.js");

/** What lies in the kernel's memory, with what it is called in errors. */
abstract class Kept {
  /** What it is called in errors. */
  protected abstract readonly what: string;
  readonly #held: Held;

  /** @internal */
  protected constructor(handle: number) {
    this.#held = new Held(kernel, handle);
  }

  /** @internal */
  protected ask<Result>(ask: (exports: Kernel, handle: number) => Result): Result {
    return kernel.call((exports) => ask(exports, this.#held.handle(this.what)));
  }

  /** @internal */
  protected handleOf(other: unknown, kind: typeof Kept & { readonly name: string }): number {
    if (other instanceof kind) return (other as Kept).#held.handle((other as Kept).what);
    throw refusal(`a ${kind.name} is wanted, not ${kindOf(other)}`, { error: "BadArgument" });
  }

  /** Gives the kernel's memory of it back, which happens by itself once nobody holds it. It cannot be asked any more. */
  free(): void {
    this.#held.close();
  }

  /** The same as `free`, for `using`. */
  [Symbol.dispose](): void {
    this.free();
  }
}

/**
 * A statement of a subject's facts as they stood when it was asked for. It comes from `Subject.statement`.
 *
 * @example
 * ```js
 * import { contract } from "entitle";
 * import { Subject } from "entitle/kernel";
 *
 * const practice = new Subject(await contract("qof-england", "2025-06-30"));
 * practice.set("numerator.DM020", "6");
 * practice.set("denominator.DM020", "17");
 * const statement = practice.statement();
 * statement.identity.startsWith("qof-england@2025-04-01#1 source:"); // => true
 * statement.answers.find(({ kind, name }) => kind === "points" && name === "DM020").text; // => "0.125"
 * statement.headroom("DM020"); // => { patientsNeeded: 7, nextPatient: "undetermined" }
 * ```
 */
export class Statement extends Kept {
  protected readonly what = "the statement";

  /** @internal */
  constructor(handle: number) {
    super(handle);
  }

  /** The contract: id, day, revision and digests. */
  get identity(): string {
    return this.ask((exports, handle) => exports.statement_identity(handle));
  }

  /** Every answer: eligibility and criteria, conditions, achieved and points of each indicator, lines. */
  get answers(): readonly Answer[] {
    const answers = plain<Omit<Answer, "fullName">[]>(this.ask((exports, handle) => exports.statement_answers(handle)));
    return answers.map((answer) => Object.freeze({ ...answer, fullName: answer.item === "" ? answer.name : `${answer.name}.${answer.item}` }));
  }

  /** What the evaluation did, a line each. */
  get trace(): readonly string[] {
    return plain<string[]>(this.ask((exports, handle) => exports.statement_trace(handle)));
  }

  /**
   * How far is an indicator from full points, and what is the next patient worth?
   *
   * @param indicator - The indicator's name.
   * @throws EntitleError `UnknownItem`.
   */
  headroom(indicator: string): Headroom {
    const name = text(indicator, "an indicator");
    return plain<Headroom>(this.ask((exports, handle) => exports.statement_headroom(handle, name)));
  }
}

/** Facts of a member practice, every one unknown. It comes from `Subject.member`. */
export class Member extends Kept {
  protected readonly what = "the member";

  /** @internal */
  constructor(handle: number) {
    super(handle);
  }

  /** Sets a fact to what a text says: `Subject.set`, with the facts that a member practice has. */
  set(name: string, value: string): void {
    const [fact, said] = factAndText(name, value);
    this.ask((exports, handle) => exports.member_set(handle, fact, said));
  }
}

/**
 * Facts of a practice or network, and what its members brought.
 *
 * @example
 * ```js
 * import { contract } from "entitle";
 * import { Subject } from "entitle/kernel";
 *
 * const practice = new Subject(await contract("qof-england", "2025-06-30"));
 * practice.set("list_size", "9240");
 * practice.get("list_size"); // => "9240"
 * practice.get("numerator.DM020"); // => "unknown"
 * ```
 */
export class Subject extends Kept {
  protected readonly what = "the subject";

  /** @param contract - Whose facts they are. */
  constructor(contract: Contract) {
    super(kernel.call((exports) => exports.subject(handleOf(contract))));
  }

  /**
   * Sets a fact to what a text says, as a file would.
   *
   * @param name - The fact's name, with its register or indicator where it has one for each: `numerator.DM020`.
   * @param value - The value as a file has it: `9240`, `1.5`, `2025-06-30`, `true`, `rural`; `null` for none, `?` for not
   * known. Nothing at all is null where the fact allows it, else a switch's default, else unknown.
   * @throws EntitleError `UnknownFact`, `UnknownItem`, or that the text is no value of the fact, which then stays as it was.
   */
  set(name: string, value: string): void {
    const [fact, said] = factAndText(name, value);
    this.ask((exports, handle) => exports.subject_set(handle, fact, said));
  }

  /**
   * A fact as every face writes it; `unknown` where it was not set.
   *
   * @param name - As `set` takes it.
   * @throws EntitleError `UnknownFact` or `UnknownItem`.
   */
  get(name: string): string {
    const fact = text(name, "the name of a fact");
    return this.ask((exports, handle) => exports.subject_get(handle, fact));
  }

  /**
   * Begins a member practice. The first one begins the network; what was set before, members' conditions read.
   *
   * @returns The member, with every fact unknown; `add` pools it.
   */
  member(): Member {
    return new Member(this.ask((exports, handle) => exports.subject_member(handle)));
  }

  /**
   * Pools a member practice into the network; its facts are not kept.
   *
   * @param member - From `member` of this subject.
   * @throws EntitleError `MembersDisagree`, `TooMany`, or `BadArgument` for another contract's; the network then stays as
   * it was.
   */
  add(member: Member): void {
    this.ask((exports, handle) => exports.subject_add(handle, this.handleOf(member, Member as never)));
  }

  /** How many member practices were pooled. */
  get members(): number {
    return this.ask((exports, handle) => exports.subject_members(handle));
  }

  /**
   * Evaluates the facts as they stand now.
   *
   * @returns Answers, trace and headroom; later changes of facts leave it as it is.
   * @throws EntitleError where the kernel refused the facts.
   */
  statement(): Statement {
    return new Statement(this.ask((exports, handle) => exports.subject_statement(handle)));
  }
}

/**
 * Facts of a patient up to a day, every one unknown.
 *
 * @example
 * ```js
 * import { contract } from "entitle";
 * import { Patient } from "entitle/kernel";
 *
 * const patient = new Patient(await contract("qof-england", "2025-06-30"), "2026-03-31");
 * patient.decide("DM020").outcome; // => "undetermined"
 * patient.set("dmlat_dat", "null");
 * patient.decide("DM020").outcome; // => "not on register"
 * ```
 */
export class Patient extends Kept {
  protected readonly what = "the patient";

  /**
   * @param contract - Whose rules are asked.
   * @param achievementDate - The day up to which records count. Facts are given as they stood on it.
   * @throws EntitleError `InvalidDate`, or `OutOfRange` for a day that no record can have.
   */
  constructor(contract: Contract, achievementDate: string) {
    const day = dayText(achievementDate, "an achievement date");
    if (day === undefined) throw refusal("a patient has an achievement date", { help: 'give "2026-03-31"' });
    super(kernel.call((exports) => exports.patient(handleOf(contract), day)));
  }

  /** The contract: id, day, revision and digests. */
  get identity(): string {
    return this.ask((exports, handle) => exports.patient_identity(handle));
  }

  /** The day up to which records count. */
  get achievementDate(): string {
    return this.ask((exports, handle) => exports.patient_day(handle));
  }

  /**
   * Sets a fact to what a text says: `null` that there is no such record, `?` that nobody looked.
   *
   * @param name - The fact's name.
   * @param value - The value, as `Subject.set` takes it.
   * @throws EntitleError `UnknownFact`, or that the text is no value of the fact, which then stays as it was.
   */
  set(name: string, value: string): void {
    const [fact, said] = factAndText(name, value);
    this.ask((exports, handle) => exports.patient_set(handle, fact, said));
  }

  /**
   * A fact as every face writes it; `unknown` where it was not set.
   *
   * @param name - The fact's name.
   * @throws EntitleError `UnknownFact`.
   */
  get(name: string): string {
    const fact = text(name, "the name of a fact");
    return this.ask((exports, handle) => exports.patient_get(handle, fact));
  }

  /** Makes every fact unknown again, for the next patient. */
  clear(): void {
    this.ask((exports, handle) => exports.patient_clear(handle));
  }

  /**
   * Is the patient on a register?
   *
   * @param register - The register's name.
   * @throws EntitleError `UnknownItem`; `NoPatientRules` where the contract holds none for the register.
   */
  onRegister(register: string): Membership {
    const name = text(register, "a register");
    return plain<Membership>(this.ask((exports, handle) => exports.patient_on_register(handle, name)));
  }

  /**
   * What is decided about the patient for an indicator?
   *
   * @param indicator - The indicator's name.
   * @throws EntitleError `UnknownItem`; `NoPatientRules` where the contract holds none for the indicator.
   */
  decide(indicator: string): Decision {
    const name = text(indicator, "an indicator");
    return plain<Decision>(this.ask((exports, handle) => exports.patient_decide(handle, name)));
  }
}

/**
 * Counts of patients, from which a practice's counts come.
 *
 * @example
 * ```js
 * import { contract } from "entitle";
 * import { Tally } from "entitle/kernel";
 *
 * const tally = new Tally(await contract("qof-england", "2025-06-30"));
 * tally.addMembership("DM", true);
 * tally.addMembership("DM", false);
 * tally.members("DM"); // => 1
 * ```
 */
export class Tally extends Kept {
  protected readonly what = "the tally";

  /** @param contract - Whose registers and indicators are counted. */
  constructor(contract: Contract) {
    super(kernel.call((exports) => exports.tally(handleOf(contract))));
  }

  /**
   * Counts a patient for every register and indicator that has rules.
   *
   * @throws EntitleError `BadArgument` for a patient of another contract, `TooMany`.
   */
  addPatient(patient: Patient): void {
    this.ask((exports, handle) => exports.tally_add_patient(handle, this.handleOf(patient, Patient as never)));
  }

  /**
   * Counts a decision that was made before, by its code, and no register.
   *
   * @throws EntitleError `UnknownItem` where there is no such indicator or decision, `TooMany`.
   */
  addDecision(indicator: string, decision: number): void {
    const [name, code] = [text(indicator, "an indicator"), codeOf(decision)];
    this.ask((exports, handle) => exports.tally_add_decision(handle, name, code));
  }

  /**
   * Counts whether a patient is on a register, as it was found before; null where it is not known.
   *
   * @throws EntitleError `UnknownItem`, `TooMany`.
   */
  addMembership(register: string, member: boolean | null): void {
    const name = text(register, "a register");
    if (member !== null && typeof member !== "boolean") throw refusal(`a membership is true, false or null, not ${kindOf(member)}`);
    this.ask((exports, handle) => exports.tally_add_membership(handle, name, member ?? undefined));
  }

  /**
   * Adds the counts of another tally.
   *
   * @throws EntitleError `BadArgument` for another contract's or the same tally, `TooMany`; the counts then stay.
   */
  addTally(other: Tally): void {
    this.ask((exports, handle) => exports.tally_add_tally(handle, this.handleOf(other, Tally as never)));
  }

  /**
   * How many patients are on a register; null where it is not known of one of them.
   *
   * @throws EntitleError `UnknownItem`.
   */
  members(register: string): number | null {
    const name = text(register, "a register");
    return this.ask((exports, handle) => exports.tally_members(handle, name)) ?? null;
  }

  /**
   * How many patients had a decision for an indicator.
   *
   * @throws EntitleError `UnknownItem` where there is no such indicator or decision.
   */
  count(indicator: string, decision: number): number {
    const [name, code] = [text(indicator, "an indicator"), codeOf(decision)];
    return this.ask((exports, handle) => exports.tally_count(handle, name, code));
  }

  /**
   * How many patients had an outcome for an indicator, over all decisions that mean it.
   *
   * @param indicator - The indicator's name.
   * @param outcome - As `Decision.outcome` says it.
   * @throws EntitleError `UnknownItem`; `BadArgument` where there is no such outcome.
   */
  withOutcome(indicator: string, outcome: string): number {
    const [name, word] = [text(indicator, "an indicator"), text(outcome, "an outcome")];
    return this.ask((exports, handle) => exports.tally_with_outcome(handle, name, word));
  }

  /**
   * Puts the counts into a subject's facts; a count that hangs on an undetermined patient is unknown.
   *
   * @throws EntitleError `BadArgument` for a subject of another contract; `OutOfRange` where a count is above what the
   * contract's counts allow: some may have been written by then.
   */
  write(subject: Subject): void {
    this.ask((exports, handle) => exports.tally_write(handle, this.handleOf(subject, Subject as never)));
  }
}

function factAndText(name: unknown, value: unknown): [string, string] {
  return [text(name, "the name of a fact"), text(value, "the value of a fact", "facts are set as texts here; statement() takes numbers")];
}

/** A byte: numbers beyond would wrap around on their way. */
function codeOf(decision: unknown): number {
  if (Number.isInteger(decision) && Number(decision) >= 0 && Number(decision) <= 255) return Number(decision);
  throw refusal("a decision is a whole number from 0 to 255", { error: "BadArgument", help: "it comes from decide() or an evaluation" });
}
