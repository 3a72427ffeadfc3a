import assert from "node:assert/strict";
import { test } from "node:test";
import { dayBefore, dayOf, daySaid, isDay, partsOf, today } from "../../src/model/days.ts";

test("three fields make a day, and a day three fields", () => {
  assert.equal(dayOf({ day: "1", month: "4", year: "2025" }), "2025-04-01");
  assert.equal(dayOf({ day: "", month: " ", year: "" }), "");
  assert.deepEqual(partsOf("2025-04-01"), { day: "1", month: "4", year: "2025" });
  const typed = { day: "x", month: "13", year: "2025" };
  assert.deepEqual(partsOf(dayOf(typed)), typed);
});

test("what is no day is none", () => {
  assert.ok(isDay("2024-02-29"));
  for (const text of ["2025-02-29", "2025-2-1", "", "0000-00-00", dayOf({ day: "x", month: "2", year: "2025" })]) assert.ok(!isDay(text), text);
});

test("days are said in words, and the day before is known", () => {
  assert.equal(daySaid("2026-03-31"), "31 March 2026");
  assert.equal(dayBefore("2024-03-01"), "2024-02-29");
});

test("today is the reader's own calendar day", () => {
  assert.equal(today(new Date(2025, 5, 30, 23, 59)), "2025-06-30");
});
