import assert from "node:assert/strict";
import { test } from "node:test";
import { dayFault, families, firstOf, inForceOn, nameOf, notOfToday, usualDay } from "../../src/model/catalogue.ts";
import type { Definition } from "../../src/model/terms.ts";
import { visit } from "./visit.ts";

const TERMS = { doc: "", imageDigest: "", indicators: [], registers: [], lines: [], assumed: [] };

function definition(inForce: string, until: string | null, revision = 1): Definition {
  return { id: "c", title: "C", family: "F", subject: "practice", inForce, until, revision, terms: TERMS };
}

test("the usual day is today where terms are in force, else their last day, else their first", () => {
  assert.equal(usualDay(definition("2025-04-01", "2026-04-01"), "2025-06-30"), "2025-06-30");
  assert.equal(usualDay(definition("2025-04-01", "2026-04-01"), "2026-04-01"), "2026-03-31");
  assert.equal(usualDay(definition("2025-04-01", null), "2024-01-01"), "2025-04-01");
});

test("a visit begins with the terms in force today, else with the last before", () => {
  const [old, current, next] = [definition("2025-04-01", "2026-04-01"), definition("2026-04-01", "2027-04-01"), definition("2027-04-01", null)];
  assert.equal(firstOf([next, current, old], "c", "2026-12-01"), current);
  assert.equal(firstOf([old, next], "c", "2026-12-01"), old);
  assert.equal(firstOf([next], "c", "2026-12-01"), next);
  assert.equal(firstOf([old], "d", "2026-12-01"), undefined);
});

test("terms that are over, or have not begun, say so with today's date", () => {
  const [old, current] = [definition("2025-04-01", "2026-04-01"), definition("2026-04-01", "2027-04-01")];
  assert.equal(notOfToday([old], old, "2026-12-01"), "These terms ended on 31 March 2026; today is 1 December 2026. This page has no terms of this contract for today.");
  assert.equal(notOfToday([old, current], old, "2026-12-01"), "These terms ended on 31 March 2026; today is 1 December 2026. In force today: C.");
  assert.equal(notOfToday([old, current], current, "2026-12-01"), "");
  assert.match(notOfToday([old, current], current, "2025-12-01"), /^These terms begin on 1 April 2026; today is 1 December 2025/);
});

test("a corrected definition stands in the place of the first", () => {
  const [first, second] = [definition("2025-04-01", null), definition("2025-04-01", null, 2)];
  assert.equal(inForceOn([first, second], "c", "2025-06-30"), second);
  assert.deepEqual(families([first, second]), [{ name: "F", definitions: [second] }]);
});

test("a day without terms says which days have some", () => {
  const known = [definition("2023-04-01", "2024-04-01"), definition("2025-04-01", "2026-04-01")];
  assert.equal(inForceOn(known, "c", "2024-06-30"), undefined);
  const fault = dayFault(known, "c", "2024-06-30");
  assert.equal(fault, "No terms are known for 30 June 2024. Enter a day from 1 April 2023 to 31 March 2024, or from 1 April 2025 to 31 March 2026");
  assert.equal(dayFault(known, "c", "2025-02-30"), "Enter a day that exists, such as 30 6 2025");
});

test("every built-in contract can be chosen, on a day on which it is in force", () => {
  const session = visit();
  assert.ok(session.definitions.length >= 27);
  for (const each of session.definitions) {
    session.chooseDefinition(each);
    assert.equal(session.chosen?.definition, each);
    assert.ok(session.chosen.answers, `${nameOf(each)}: ${JSON.stringify(session.chosen.outcome.faults)}`);
  }
});

test("whatever an answer waits for at first has a field", () => {
  const session = visit();
  for (const each of session.definitions) {
    session.chooseDefinition(each);
    const keys = new Set(session.chosen?.form.fields.map(({ key }) => key));
    for (const name of session.chosen?.needed ?? []) assert.ok(name === "members" || keys.has(name), `${nameOf(each)}: ${name}`);
  }
});
