// The kernel one call at a time: states, errors, and that nothing passes from one contract or statement to another.

import { contract } from "entitle";
import { Patient, type Statement, Subject, Tally } from "entitle/kernel";
import { equal, holds, refused, test, there, untyped } from "./check.js";
import { qof } from "./given.js";

const network = () => contract("network-contract-des", "2025-06-30");

function points(statement: Statement, indicator: string): string {
  return there(statement.answers.find(({ kind, name }) => kind === "points" && name === indicator)).text;
}

async function practice(numerator: number, denominator: number): Promise<Subject> {
  const subject = new Subject(await qof());
  subject.set("numerator.DM020", String(numerator));
  subject.set("denominator.DM020", String(denominator));
  return subject;
}

test("what is not set is unknown", async () => {
  equal(new Subject(await qof()).get("list_size"), "unknown");
  equal(new Patient(await qof(), "2026-03-31").get("age"), "unknown");
});

test("a fact that is refused stays as it was", async () => {
  const subject = new Subject(await qof());
  subject.set("list_size", "9240");
  for (const text of ["-1", "many", "1.5", "1,000", " 5"]) await refused(() => subject.set("list_size", text));
  equal(subject.get("list_size"), "9240");
});

test("errors have the number and name of the kernel", async () => {
  const contract = await qof();
  const cases: [number, string, () => unknown][] = [
    [101, "UnknownFact", () => new Subject(contract).set("lst_size", "1")],
    [102, "UnknownItem", () => new Subject(contract).set("numerator.DM999", "1")],
    [108, "InvalidDate", () => new Patient(contract, "2026-02-30")],
    [102, "UnknownItem", () => new Patient(contract, "2026-03-31").decide("DM999")],
    [102, "UnknownItem", () => new Tally(contract).addMembership("DM999", true)],
    [901, "BadArgument", () => new Tally(contract).withOutcome("DM020", "in the moon")],
  ];
  for (const [code, name, call] of cases) {
    const error = await refused(call);
    equal([error.code, error.name], [code, name]);
    holds(there(error.help).length > 0, "it says what to do");
  }
});

test("a statement keeps the facts of which it was made", async () => {
  // 17 points between 35 % and 75 %: 6 of 17 earn 17 x (6/17 - 0.35) / 0.4, and three quarters of 17 are 13 patients.
  const subject = await practice(6, 17);
  const before = subject.statement();
  subject.set("numerator.DM020", "13");
  const after = subject.statement();
  equal([points(before, "DM020"), points(after, "DM020")], ["0.125", "17"]);
  equal([before.headroom("DM020").patientsNeeded, after.headroom("DM020").patientsNeeded], [7, 0]);
});

test("a member of another subject or contract is refused", async () => {
  const [one, other] = [new Subject(await network()), new Subject(await network())];
  const member = one.member();
  await refused(() => other.add(member), "", "BadArgument");
  const ofQof = new Subject(await qof()).member();
  await refused(() => one.add(ofQof), "", "BadArgument");
  equal([one.members, other.members], [0, 0]);
  one.add(member);
  equal(one.members, 1);
});

test("a patient is evaluated anew when facts change", async () => {
  const patient = new Patient(await qof(), "2026-03-31");
  patient.set("dmlat_dat", "null");
  equal(patient.onRegister("DM").member, false);
  patient.clear();
  equal([patient.get("dmlat_dat"), patient.onRegister("DM").member], ["unknown", null]);
});

test("a decision has outcome, reason, grade and trace", async () => {
  const patient = new Patient(await qof(), "2026-03-31");
  equal([patient.achievementDate, patient.identity.startsWith("qof-england@2025-04-01#1 source:")], ["2026-03-31", true]);
  const decision = patient.decide("DM020");
  equal([decision.outcome, decision.code, decision.reason], ["undetermined", 255, null]);
  holds(decision.trace.length > 0, "there is a trace");
});

test("counts of two tallies add up", async () => {
  const contract = await qof();
  const [one, other] = [new Tally(contract), new Tally(contract)];
  one.addDecision("DM020", 0);
  other.addDecision("DM020", 0);
  other.addDecision("DM020", 255);
  one.addTally(other);
  equal([one.count("DM020", 0), one.count("DM020", 255)], [2, 1]);
  equal([one.withOutcome("DM020", "not on register"), one.withOutcome("DM020", "undetermined")], [2, 1]);
  await refused(() => one.addTally(one), "", "BadArgument");
});

test("a count that hangs on an undetermined patient is unknown", async () => {
  const contract = await qof();
  const [tally, subject] = [new Tally(contract), new Subject(contract)];
  tally.addMembership("DM", true);
  tally.addMembership("DM", null);
  tally.write(subject);
  equal([tally.members("DM"), subject.get("register_size.DM")], [null, "unknown"]);
});

test("what is of another contract is refused", async () => {
  const [tally, other] = [new Tally(await qof()), new Subject(await network())];
  await refused(() => tally.write(other), "", "BadArgument");
  const patient = new Patient(await contract("qof-england", "2024-01-31"), "2024-03-31");
  await refused(() => tally.addPatient(patient), "", "BadArgument");
});

test("what is no contract, subject, patient, tally, text, day or byte is refused in words", async () => {
  const contract = await qof();
  const [subject, patient, tally] = [new Subject(contract), new Patient(contract, "2026-03-31"), new Tally(contract)];
  for (const bad of [undefined, null, 7, "qof-england", {}, Symbol("x"), () => 1]) {
    const any = untyped(bad);
    await refused(() => new Subject(any), "contract()");
    await refused(() => new Tally(any), "contract()");
    await refused(() => new Patient(any, "2026-03-31"), "contract()");
    await refused(() => subject.add(any), "Member");
    await refused(() => tally.addPatient(any), "Patient");
    await refused(() => tally.addTally(any), "Tally");
    await refused(() => tally.write(any), "Subject");
    if (typeof bad === "string") continue;
    await refused(() => new Patient(contract, any));
    await refused(() => subject.set(any, "1"));
    await refused(() => subject.set("list_size", any));
    await refused(() => subject.get(any));
    await refused(() => patient.set("age", any));
    await refused(() => patient.decide(any));
    await refused(() => patient.onRegister(any));
    await refused(() => subject.statement().headroom(any));
    await refused(() => tally.withOutcome("DM020", any));
    if (bad !== null) await refused(() => tally.addMembership("DM", any));
    if (typeof bad !== "number") await refused(() => tally.addDecision("DM020", any), "0 to 255");
  }
  for (const code of [-1, 256, 0.5, NaN, 2 ** 32]) await refused(() => tally.count("DM020", code), "0 to 255");
});

test("what was freed answers no more", async () => {
  const contract = await qof();
  const subject = new Subject(contract);
  const [member, statement] = [subject.member(), subject.statement()];
  const [patient, tally] = [new Patient(contract, "2026-03-31"), new Tally(contract)];
  for (const each of [member, statement, subject, patient, tally]) {
    each.free();
    each.free();
  }
  const calls = [
    () => member.set("list_size", "1"),
    () => statement.answers,
    () => subject.get("list_size"),
    () => patient.clear(),
    () => tally.members("DM"),
    () => new Tally(contract).write(subject),
  ];
  for (const call of calls) await refused(call, "freed", "BadArgument");
});

test("subjects outlive a contract that is freed, or say that it was", async () => {
  const contract = await qof();
  const subject = new Subject(contract);
  contract.free();
  try {
    equal(subject.get("list_size"), "unknown");
  } catch (error) {
    equal((error as Error).name, "BadArgument");
  }
});
