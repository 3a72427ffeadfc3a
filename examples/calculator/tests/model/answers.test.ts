import assert from "node:assert/strict";
import { test } from "node:test";
import { sum } from "../../src/model/decimal.ts";
import { addMember, placeOf, type } from "../../src/model/state.ts";
import { flat, published } from "../published.ts";
import { visit } from "./visit.ts";

function qof(facts: Readonly<Record<string, string>>) {
  const session = visit();
  session.choose("qof-england", "2025-06-30");
  session.change({ ...session.state, typed: facts });
  return session;
}

test("6 of 17 of DM020 is 0.125 points and 28.19 pounds, both doubts shown", () => {
  const { facts, expect } = published("qof-england", "statement.toml", "6 of 17 on the band");
  const answers = qof(flat(facts)).chosen?.answers;
  const row = answers?.indicators.find(({ name }) => name === "DM020");
  assert.equal(row?.points.exact, expect.points?.["DM020"]);
  assert.equal(row?.payment?.exact, "28.19");
  assert.equal(row?.payment?.shown, "£28.19");
  assert.deepEqual(row?.payment?.why.restsOn, ["an assumed figure", "a local term"]);
  assert.equal(row?.achieved, "35.3%");
  // By hand: 75% of 17 is 12.75, so 13 patients, 7 more than 6.
  assert.equal(row?.needed, "7");
  assert.deepEqual(row?.bar?.short, [35.3, 75]);
});

test("everything at its upper threshold is 564 points and 127,176.36 pounds, and domains add up to it", () => {
  const { facts, expect } = published("qof-england", "statement.toml", "W14");
  const answers = qof(flat(facts)).chosen?.answers;
  assert.equal(answers?.payment?.exact, expect.line?.["total"]);
  assert.equal(answers?.payment?.shown, "£127,176.36");
  assert.equal(answers?.waiting.length, 0);
  assert.equal(sum(answers?.domains.map(({ points }) => points) ?? []), expect.line?.["total_points"]);
  const payments = answers?.domains.map(({ payment }) => payment.replace(/[£,]/g, "")) ?? [];
  assert.equal(sum(payments), expect.line?.["total"]);
  assert.ok(answers?.indicators.every(({ needed }) => needed === "none"));
});

test("what is undetermined says what it waits for, and is never zero", () => {
  const session = qof({ "numerator.DM020": "3", "denominator.DM020": "4", "register_size.DM": "600", list_size: "10184" });
  const answers = session.chosen?.answers;
  const row = answers?.indicators.find(({ name }) => name === "DM020");
  assert.equal(row?.points.exact, "17");
  assert.equal(row?.payment?.exact, "undetermined");
  assert.deepEqual(row?.payment?.why.waitsFor, ["national_prevalence.DM"]);
  assert.equal(answers?.payment?.isKnown, false);
  const lacking = answers?.waitsFor.find(({ name }) => name === "national_prevalence.DM");
  assert.equal(lacking?.localTerm, true);
  assert.equal(answers?.domains.find(({ domain }) => domain === "clinical")?.payment, "");
});

test("a fault leads to its field, and there is no answer beside it", () => {
  const session = qof({ "numerator.DM020": "18", "denominator.DM020": "17", list_size: "12.5" });
  const outcome = session.chosen?.outcome;
  assert.equal(outcome?.statement, null);
  assert.deepEqual(outcome?.faults.map(({ field }) => field?.key), ["list_size", "numerator.DM020"]);
  session.change(type(session.state, "list_size", "10,184"));
  const [fault] = session.chosen?.outcome.faults ?? [];
  assert.equal(fault?.field?.key, "numerator.DM020");
  assert.match(fault?.text ?? "", /^numerator\.DM020 is 18 but denominator\.DM020 is 17/);
  session.change(type(session.state, "numerator.DM020", "6"));
  assert.equal(session.chosen?.answers?.indicators[0]?.points.exact, "0.125");
});

test("a practice's fault leads to that practice's field", () => {
  const session = visit();
  session.choose("family-care-network", "2025-06-30");
  session.change(addMember(session.state));
  session.change(type(type(session.state, placeOf(1, "list_size"), "15000"), placeOf(2, "list_size"), "0"));
  const [fault] = session.chosen?.outcome.faults ?? [];
  assert.equal(fault?.field?.member?.number, 2);
});

test("practices of 15,000 and 9,999 patients are too small a network, and those that wait are named", () => {
  const session = visit();
  session.choose("family-care-network", "2025-06-30");
  session.change(addMember(session.state));
  session.change(type(type(session.state, placeOf(1, "list_size"), "15000"), placeOf(2, "list_size"), "9999"));
  const answers = session.chosen?.answers;
  assert.equal(answers?.criteria.find(({ name }) => name === "population")?.exact, "not met");
  assert.equal(answers?.eligible?.exact, "not met");
});

test("a day without terms has no answer, and says so", () => {
  const session = visit();
  session.choose("qof-england", "2024-06-30");
  assert.equal(session.chosen, null);
  assert.match(session.dayFault ?? "", /^No terms are known for 30 June 2024/);
});
