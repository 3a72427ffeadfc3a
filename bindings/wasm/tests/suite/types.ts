// What the types say: what is right compiles, and each wrong line is an error. It is compiled and never run.

import { type Contract, type Listing, type Statement, compare, contract, load, ready } from "entitle";
import * as entitle from "entitle";
import * as inlined from "entitle/inlined";
import image from "entitle/contracts/qof-england-2025-04-01-1.js";
import { Patient, Subject, Tally } from "entitle/kernel";
import { EntitleWorker } from "entitle/worker";

type Same<One, Other> = (<T>() => T extends One ? 1 : 2) extends <T>() => T extends Other ? 1 : 2 ? true : false;
const holds = <_Claim extends true>(): void => undefined;

export async function types(): Promise<void> {
  const qof = await contract("qof-england", "2025-06-30");
  holds<Same<typeof qof, Contract>>();
  // @ts-expect-error: a day is a text.
  await contract("qof-england", new Date());
  // @ts-expect-error: an id is a text.
  await contract(7);
  await load(image);
  // @ts-expect-error: a number is no source.
  await load(7);
  await ready({ simd: false, contracts: new URL("https://example.org/contracts/") });
  // @ts-expect-error: there is no such option.
  await ready({ sind: false });

  holds<Same<ReturnType<typeof qof.statement>, Statement[]>>();
  const one = qof.statement({ list_size: 10184, numerator: { DM020: 6n }, "denominator.DM020": "17", frailty: null });
  holds<Same<typeof one, Statement>>();
  const several = qof.statement([{ subject: "A" }, { subject: "B", members: [{ list_size: 1 }] }], { trace: true });
  holds<Same<typeof several, Statement[]>>();
  // @ts-expect-error: a Date is no value.
  qof.statement({ remedial_notice_on: new Date() });
  // @ts-expect-error: a list is no value.
  qof.statement({ list_size: [9240] });
  // @ts-expect-error: a symbol is no value.
  qof.statement({ list_size: Symbol("9240") });
  // @ts-expect-error: there is no such option.
  qof.statement({}, { trase: true });

  holds<Same<typeof one.eligible, string | null>>();
  const point = one.points.get("DM020");
  holds<Same<typeof point.text, string>>();
  const first = one.points.at(0);
  // @ts-expect-error: there may be none at that place.
  void first.text;
  // @ts-expect-error: an answer does not change.
  point.text = "17";
  // @ts-expect-error: data does not change.
  one.data.subject = "A";
  for (const answer of one.lines) holds<Same<typeof answer.restsOn, readonly string[]>>();
  holds<Same<(typeof qof.facts) extends Listing<entitle.Fact> ? true : false, true>>();
  // @ts-expect-error: there is no such scope.
  qof.facts.of("everybody");

  const rules = await qof.show("DM020");
  holds<Same<(typeof rules.tables)[0]["rows"][0]["then"], string>>();
  const content = await qof.show();
  holds<Same<typeof content.inForce, string>>();

  const result = await qof.evaluate({ age: Uint8Array.of(1), sex: ["f", null], seen: { values: new Int32Array(1), null: -1, baseDay: "1970-01-01" } });
  holds<Same<(typeof result.counts)[0]["registerSize"], number | null>>();
  // @ts-expect-error: a number is no column.
  await qof.evaluate({ age: 7 });
  // @ts-expect-error: a column that names no values.
  await qof.evaluate({ age: { value: [1] } });
  // @ts-expect-error: there is no such word.
  await qof.evaluate({}, { missingColumns: "null" });

  compare([qof, [qof, qof]], {}, { set: { "B.budget": 150n }, stay: ["A3"] });
  // @ts-expect-error: contracts are compared, which are had before; not ids.
  compare(["gms-england", "family-care-network"], {});

  const subject = new Subject(qof);
  subject.set("list_size", "9240");
  // @ts-expect-error: facts are set as texts.
  subject.set("list_size", 9240);
  // @ts-expect-error: a contract has no constructor for callers.
  new entitle.Contract();
  new Tally(qof).addPatient(new Patient(qof, "2026-03-31"));
  // @ts-expect-error: a member comes from its subject.
  subject.add(subject);

  const evaluated = await new EntitleWorker().evaluate(qof, { age: Uint8Array.of(1) }, { transfer: [new ArrayBuffer(1)] });
  holds<Same<typeof evaluated, entitle.Evaluation>>();
  holds<Same<typeof inlined.contract, typeof entitle.contract>>();
}
