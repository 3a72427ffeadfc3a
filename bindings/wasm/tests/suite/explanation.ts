// An explanation shows each rule, what it saw, and the row that decided.

import type { Given } from "entitle";
import { equal, refused, test, there, untyped } from "./check.js";
import { qof } from "./given.js";
import { workspaceText } from "./place.js";

/** The patient of the vector `qof-patient-at-58`. */
async function at58(changed: Record<string, unknown> = {}): Promise<Given> {
  const lines = (await workspaceText("tests/vectors/qof_england.tsv")).split("\n");
  const columns = there(lines.find((line) => line.startsWith("qof-patient-at-58\t"))).split("\t");
  const { patient } = JSON.parse(there(columns[3])) as { patient: Given };
  return { ...patient, ...changed } as Given;
}

const INVITED = { ifcchba_val: 64, dm_invite1_dat: "2025-09-01", dm_invite2_dat: "2025-10-01" };

test("the row that decided is marked, and those after it were not reached", async () => {
  const explanation = (await qof()).explain(await at58(), "DM020");
  equal([explanation.outcome, explanation.indicator, explanation.reason], ["in numerator", "DM020", null]);
  const { rows } = there(explanation.tables[1]);
  // The second row selects whoever is at 58 or less; the vector says so too.
  equal(rows.filter((row) => row.decided).map((row) => row.row), [2]);
  equal([there(rows[1]).action, new Set(rows.slice(2).map((row) => row.matched)), there(rows[2]).saw], ["select", new Set(["not reached"]), null]);
});

test("a rule shows what it saw and the days of its windows, by the contract's own names", async () => {
  const row = there((await qof()).explain(await at58(), "DM020").tables[1]?.rows[1]);
  equal(row.saw, { ifcchba_val: "58", ifcchba_dat: "2025-06-01" });
  equal(row.windows, { "period_end - 12 months": "2025-03-31" });
});

test("an adjusted patient has a reason", async () => {
  const facts = await at58({ ifcchba_val: 64, dm_invite1_dat: "2025-09-01", dm_invite2_dat: "2025-09-15" });
  const explanation = (await qof()).explain(facts, "DM020");
  equal([explanation.outcome, explanation.reason?.name], ["adjusted", "no_response"]);
});

test("an unknown fact makes the outcome undetermined and is named; null is not unknown", async () => {
  const contract = await qof();
  const unknown = contract.explain(await at58({ frailty: undefined }), "DM020");
  equal([unknown.outcome, unknown.needs], ["undetermined", ["frailty"]]);
  equal(contract.explain(await at58({ frailty: null }), "DM020").outcome, "in numerator");
});

test("records after the achievement date do not count", async () => {
  const contract = await qof();
  const explanation = contract.explain(await at58(INVITED), "DM020", "2025-09-30");
  equal([explanation.achievementDate, explanation.outcome, explanation.ignored], ["2025-09-30", "in denominator", ["dm_invite2_dat"]]);
  equal(contract.explain(await at58(INVITED), "DM020", "2025-10-01").outcome, "adjusted");
});

test("a later record that hides an earlier one is refused", async () => {
  const [contract, facts] = [await qof(), await at58({ ifcchba_dat: "2025-10-01" })];
  await refused(() => contract.explain(facts, "DM020", "2025-09-30"), "ifcchba_dat");
});

test("without an achievement date the contract's last day is taken", async () => {
  const contract = await qof();
  equal(contract.explain(await at58(), "DM020").achievementDate, contract.periodEnd);
});

test("what is no achievement date, indicator or patient is refused", async () => {
  const [contract, facts] = [await qof(), await at58()];
  for (const day of [new Date(), 20250930, "2025-13-01", "9999-12-31", {}]) await refused(() => contract.explain(facts, "DM020", untyped(day)));
  for (const item of ["DM20", "", 7, null, undefined, Symbol("DM020")]) await refused(() => contract.explain(facts, untyped(item)));
  for (const patient of [null, 3, "age=60", [facts], new Date()]) await refused(() => contract.explain(untyped(patient), "DM020"));
});

test("a fact that is no fact of a patient is refused, and a number must be exact", async () => {
  const contract = await qof();
  const [misspelt, inexact] = [await at58({ ifcchba_date: "2025-06-01" }), await at58({ ifcchba_val: 58.4 })];
  await refused(() => contract.explain(misspelt, "DM020"), "ifcchba_dat");
  await refused(() => contract.explain(inexact, "DM020"), "ifcchba_val");
  equal(contract.explain(await at58({ ifcchba_val: 58.0 }), "DM020").outcome, "in numerator");
});

test("an explanation names its patient and contract", async () => {
  const contract = await qof();
  const explanation = contract.explain(await at58({ subject: "Patient 1" }), "DM020");
  equal([explanation.subject, explanation.contract.imageDigest], ["Patient 1", contract.imageDigest]);
});
