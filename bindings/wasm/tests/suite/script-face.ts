// The face of the conformance suite: a script in, its transcript out. What a script is, tests/script/src/lib.rs says.
// Every command is a call of the public face, and transcripts are put together here from what it gives.

import { type Contract, EntitleError, contract, load } from "entitle";
import { type Member, Patient, type Statement, Subject, Tally } from "entitle/kernel";

/** The script asks for what was not begun: no call of the library. */
class NotBegun extends Error {}

function begun<Wanted>(wanted: Wanted | undefined): Wanted {
  if (wanted === undefined) throw new NotBegun();
  return wanted;
}

/** A transcript of a script; `readImage` reads the images that it names. */
export async function transcriptOf(script: string, readImage: (path: string) => Promise<Uint8Array>): Promise<string> {
  const face = new Face(readImage);
  for (const line of script.split("\n").slice(0, -1)) await face.obey(line);
  return face.written.join("");
}

type Command = (this: Face, ...fields: string[]) => void | Promise<void>;

class Face {
  readonly written: string[] = [];
  readonly #readImage: (path: string) => Promise<Uint8Array>;
  /** Contracts by how they were asked for: a script comes back to few. */
  readonly #contracts = new Map<string, Contract>();
  #chosen: Contract | undefined;
  #current: Subject | Member | Patient | undefined;
  #subject: Subject | undefined;
  #member: Member | undefined;
  #statement: Statement | undefined;
  #patient: Patient | undefined;
  #tally: Tally | undefined;

  constructor(readImage: (path: string) => Promise<Uint8Array>) {
    this.#readImage = readImage;
  }

  async obey(line: string): Promise<void> {
    const [command = "", ...fields] = line.split("\t");
    try {
      await begun(this.#commands[`${command} ${fields.length}`]).apply(this, fields);
    } catch (error) {
      if (error instanceof NotBegun) this.#write("error", 901, "BadArgument");
      else if (error instanceof EntitleError) this.#write("error", error.code, error.name);
      else throw error;
    }
  }

  readonly #commands: Record<string, Command> = {
    "case 1": (name) => this.#write("case", name),
    "contract 2": (id, day) => this.#choose(`${id}@${day}`, () => contract(id!, day)),
    "image 1": (path) => this.#choose(path!, async () => load(await this.#image(path!))),
    "subject 0": () => this.#beginSubject(),
    "set 2": (name, text) => begun(this.#current).set(name!, text!),
    "member 0": () => this.#beginMember(),
    "add 0": () => this.#addMember(),
    "statement 0": () => this.#state(),
    "headroom 0": () => this.#writeHeadroom(),
    "patient 1": (day) => this.#beginPatient(day!),
    "decide 0": () => this.#decide(),
    "tally 0": () => this.#beginTally(),
    "count 0": () => begun(this.#tally).addPatient(begun(this.#patient)),
    "write 0": () => begun(this.#tally).write(begun(this.#subject)),
  };

  async #choose(how: string, get: () => Promise<Contract>): Promise<void> {
    for (const each of [this.#subject, this.#member, this.#statement, this.#patient, this.#tally]) each?.free();
    this.#chosen = this.#current = this.#subject = this.#member = this.#statement = this.#patient = this.#tally = undefined;
    const chosen = this.#contracts.get(how) ?? (await get());
    this.#contracts.set(how, chosen);
    this.#chosen = chosen;
  }

  async #image(path: string): Promise<Uint8Array> {
    try {
      return await this.#readImage(path);
    } catch {
      throw new NotBegun();
    }
  }

  #beginSubject(): void {
    for (const each of [this.#subject, this.#member, this.#statement]) each?.free();
    this.#subject = this.#member = this.#statement = this.#current = undefined;
    this.#subject = this.#current = new Subject(begun(this.#chosen));
  }

  #beginMember(): void {
    this.#member = this.#current = undefined;
    this.#member = this.#current = begun(this.#subject).member();
  }

  #addMember(): void {
    const member = begun(this.#member);
    this.#member = undefined;
    const subject = begun(this.#subject);
    this.#current = subject;
    subject.add(member);
    member.free();
  }

  #state(): void {
    const subject = begun(this.#subject);
    this.#statement?.free();
    this.#statement = undefined;
    const statement = (this.#statement = subject.statement());
    this.#write("contract", statement.identity);
    for (const { kind, fullName, text, unit } of statement.answers) this.#write("answer", kind, fullName, text, unit);
    this.#writeTrace(statement.trace);
  }

  #writeHeadroom(): void {
    const statement = begun(this.#statement);
    for (const indicator of begun(this.#chosen).indicators) {
      const { patientsNeeded, nextPatient } = statement.headroom(indicator);
      this.#write("headroom", indicator, patientsNeeded, nextPatient);
    }
  }

  #beginPatient(day: string): void {
    this.#patient?.free();
    this.#patient = this.#current = undefined;
    this.#patient = this.#current = new Patient(begun(this.#chosen), day);
  }

  #decide(): void {
    const [patient, contract] = [begun(this.#patient), begun(this.#chosen)];
    // Where the border refuses the facts, nothing is written.
    const members = contract.registers.map((register) => ({
      register,
      found: whereThereAreRules(() => patient.onRegister(register)),
    }));
    this.#write("contract", patient.identity);
    this.#write("patient", patient.achievementDate);
    for (const { register, found } of members) {
      if (!found) continue;
      this.#write("register", register, found.member ?? "undetermined");
      this.#writeTrace(found.trace);
    }
    for (const indicator of contract.indicators) {
      const decision = whereThereAreRules(() => patient.decide(indicator));
      if (!decision) continue;
      const { code, outcome, reason, grade, trace } = decision;
      this.#write("decision", indicator, code, outcome, reason ?? "", grade ?? "");
      this.#writeTrace(trace);
    }
  }

  #beginTally(): void {
    this.#tally?.free();
    this.#tally = new Tally(begun(this.#chosen));
  }

  #write(...fields: unknown[]): void {
    this.written.push(`${fields.map(String).join("\t")}\n`);
  }

  #writeTrace(lines: readonly string[]): void {
    for (const line of lines) this.#write("trace", line);
  }
}

function whereThereAreRules<Found>(ask: () => Found): Found | undefined {
  try {
    return ask();
  } catch (error) {
    if (error instanceof EntitleError && error.name === "NoPatientRules") return undefined;
    throw error;
  }
}
