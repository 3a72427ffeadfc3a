import assert from "node:assert/strict";
import { test } from "node:test";
import type { Fact } from "entitle";
import { read } from "../../src/model/reading.ts";

function fact(type: Fact["type"], more: Partial<Fact> = {}): Fact {
  const rest = { name: "x", scope: "practice", unit: "", least: null, most: null, places: 0, values: [], null: false, per: "subject", default: null, meaning: "", from: "", localTerm: false, builtIn: false } as const;
  return { type, ...rest, ...more };
}

test("thousands set apart are read exactly, and that is told", () => {
  for (const text of ["10,184", "10 184", "10\u00a0184", "10'184"]) {
    assert.deepEqual(read(text, fact("integer")), { text: "10184", remark: `${text.replace("\u00a0", " ")} was read as 10184` });
  }
  assert.deepEqual(read("1,234,567.50", fact("decimal")), { text: "1234567.50", remark: "1,234,567.50 was read as 1234567.50" });
});

test("a separator that may part anything is refused", () => {
  for (const text of ["1,23", "12,5", "1,2345", "1,234 567"]) assert.ok("fault" in read(text, fact("decimal")), text);
});

test("signs of percent and currency are refused with what to write", () => {
  assert.deepEqual(read("12.5%", fact("decimal", { unit: "fraction" })), { fault: "“12.5%” cannot be read: write a fraction: 0.125 for 12.5%" });
  assert.deepEqual(read("80%", fact("decimal", { unit: "percent" })), { fault: "“80%” cannot be read: leave out the % sign" });
  assert.deepEqual(read("£80", fact("decimal")), { fault: "“£80” cannot be read: leave out the sign of the currency" });
});

test("words, days and choices are read as people write them", () => {
  assert.deepEqual(read("Yes", fact("boolean")), { text: "true", remark: "" });
  assert.deepEqual(read("31/3/2027", fact("date")), { text: "2027-03-31", remark: "31/3/2027 was read as 2027-03-31, the day first" });
  assert.deepEqual(read("nhs trust", fact("text", { values: ["NHS trust"] })), { text: "NHS trust", remark: "" });
  assert.deepEqual(read(" null ", fact("date")), { text: "null", remark: "" });
});

test("everything else is left to the package as it stands", () => {
  for (const text of ["6.5", "abc", "-1", "1e3"]) assert.deepEqual(read(text, fact("integer")), { text, remark: "" });
});
