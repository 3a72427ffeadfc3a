// Statements: every answer by name, exact, with what it rests on and waits for.

import { contract } from "entitle";
import { equal, holds, refused, test, there } from "./check.js";
import { SIX_OF_SEVENTEEN, qof } from "./given.js";

test("points are exact", async () => {
  const points = (await qof()).statement(SIX_OF_SEVENTEEN).points.get("DM020");
  equal([points.text, points.unit, points.shown, points.isNumber], ["0.125", "points", "0.125 points", true]);
});

test("what is not known is undetermined and never zero", async () => {
  const total = (await qof()).statement(SIX_OF_SEVENTEEN).lines.get("total");
  equal([total.text, total.isNumber], ["undetermined", false]);
  holds(total.waitsFor.length > 0, "it says what it waits for");
});

test("what a statement waits for is told with its meaning", async () => {
  const { waitsFor } = (await qof()).statement(SIX_OF_SEVENTEEN);
  const prevalence = there(waitsFor.find((lack) => lack.name === "national_prevalence.DM"));
  holds(prevalence.localTerm && prevalence.meaning.includes("prevalence"), "it is a local term with a meaning");
});

test("facts of items are given nested or by full name", async () => {
  const flat = { list_size: 10184, "numerator.DM020": 6, "denominator.DM020": 17 };
  equal((await qof()).statement(flat).data, (await qof()).statement(SIX_OF_SEVENTEEN).data);
});

test("values are taken in every exact form", async () => {
  const gms = await contract("gms-england", "2016-01-31");
  // 8,750 weighted patients at £80.
  for (const each of ["80", 80, 80n, "80.00"]) {
    const facts = { weighted_list_size: 8750, global_sum_per_weighted_patient: each };
    equal(gms.statement(facts).lines.get("global_sum").text, "700000", String(each));
  }
});

test("a list of subjects gives a list of statements in order", async () => {
  const contract = await qof();
  const statements = contract.statement([{ ...SIX_OF_SEVENTEEN, subject: "A" }, { subject: "B" }]);
  equal(statements.map((statement) => statement.subject), ["A", "B"]);
  equal(contract.statement([]), []);
});

test("a line for each item is found by its full name", async () => {
  const { lines } = (await qof()).statement(SIX_OF_SEVENTEEN);
  equal(lines.get("achievement.DM020").item, "DM020");
  await refused(() => lines.get("achievement"), 'ask for "achievement.AF006"');
});

test("an answer that is not there is refused, and the nearest offered", async () => {
  const { lines } = (await qof()).statement(SIX_OF_SEVENTEEN);
  await refused(() => lines.get("totl"), 'did you mean "total"');
  await refused(() => lines.get("x".repeat(1_000_000)));
});

test("answers are a sequence with names", async () => {
  const contract = await qof();
  const { points } = contract.statement(SIX_OF_SEVENTEEN);
  equal(points.length, 44);
  equal(points.names, contract.indicators);
  equal([...points].slice(0, 2).map((point) => point.name), ["AF006", "AF008"]);
  equal([points.at(0)?.name, points.at(44)], ["AF006", undefined]);
  equal([points.has("DM020"), points.has("DM20")], [true, false]);
});

test("headroom says how many patients full points need", async () => {
  const contract = await qof();
  // 13 of 17 is 76.5 %, the least at 75 %: seven more than six.
  equal(contract.headroom(SIX_OF_SEVENTEEN).get("DM020").patientsNeeded, 7);
  // 15 of 20 is 75 %: nothing is needed.
  const full = { list_size: 10184, numerator: { DM020: 15 }, denominator: { DM020: 20 } };
  equal(contract.headroom(full).get("DM020").patientsNeeded, 0);
});

test("headroom that is not known is null and says why", async () => {
  const room = (await qof()).headroom(SIX_OF_SEVENTEEN).get("AF006");
  equal(room.patientsNeeded, null);
  holds(room.detail.includes("waits"), room.detail);
});

test("headroom that was not asked for is refused and not empty", async () => {
  const statement = (await qof()).statement(SIX_OF_SEVENTEEN, { headroom: false });
  await refused(() => statement.headroom, "headroom: true");
});

test("a trace is kept where it is asked for", async () => {
  const contract = await qof();
  const { trace } = contract.statement(SIX_OF_SEVENTEEN, { trace: true });
  holds(trace.some((entry) => entry.includes("DM020")), "an entry names DM020");
  await refused(() => contract.statement(SIX_OF_SEVENTEEN).trace, "trace: true");
});

test("criteria say which clause stands in the way", async () => {
  const criteria = (await contract("family-care-network")).criteria({ members: [{ list_size: 15000 }, { list_size: 9999 }] });
  const population = criteria.get("population");
  equal([population.text, criteria.eligible?.text], ["not met", "not met"]);
  holds(population.title.includes("25,000"), population.title);
});

test("a contract without criteria has no verdict", async () => {
  const statement = (await qof()).statement(SIX_OF_SEVENTEEN);
  equal([statement.eligible, statement.criteria.length, statement.criteria.eligible], [null, 0, null]);
});

test("criteria and headroom of a list are lists", async () => {
  const contract = await qof();
  const facts = [SIX_OF_SEVENTEEN, SIX_OF_SEVENTEEN];
  equal(contract.headroom(facts).map((headroom) => headroom.get("DM020").patientsNeeded), [7, 7]);
  equal(contract.criteria(facts).map((criteria) => criteria.eligible), [null, null]);
});

test("data holds texts as every face writes them, and stays as it is", async () => {
  const contract = await qof();
  const statement = contract.statement({ ...SIX_OF_SEVENTEEN, subject: "Mill Lane" });
  equal([statement.data.subject, statement.subject], ["Mill Lane", "Mill Lane"]);
  equal([statement.contract.imageDigest, statement.contract.inForce], [contract.imageDigest, "2025-04-01"]);
  // 6 / 17 = 0.352941176470588235 repeating, at 34 significant digits.
  equal(statement.achieved.get("DM020").text, "0.3529411764705882352941176470588235");
  equal(statement.achieved.get("DM020").shown, "0.3529");
  holds(Object.isFrozen(statement.data) && Object.isFrozen(statement.data.points[0]), "data is frozen");
  equal(JSON.parse(JSON.stringify(statement)), statement.data);
});

test("days are taken as text", async () => {
  const gms = await contract("gms-england", "2026-06-01");
  const facts = { remedial_notice_on: "2026-06-01", remedial_period_ends: "2026-06-29" };
  // 28 days from 1 June to 29 June.
  equal(gms.statement(facts).lines.get("remedial_days").text, "28");
});

test("amounts are shown with thousands and pence", async () => {
  const gms = await contract("gms-england", "2016-01-31");
  const facts = { weighted_list_size: 8750, global_sum_per_weighted_patient: "80.01" };
  // 8,750 x 80.01 = 700,087.5.
  const line = gms.statement(facts).lines.get("global_sum");
  equal([line.text, line.shown], ["700087.5", "700,087.50 GBP"]);
});
