import assert from "node:assert/strict";
import { test } from "node:test";
import { percent, shown, sum } from "../../src/model/decimal.ts";

test("a sum has every digit of its parts", () => {
  assert.equal(sum(["0.1", "0.2"]), "0.3");
  assert.equal(sum(["9007199254740993", "0.00000001"]), "9007199254740993.00000001");
  assert.equal(sum(["-1.50", "0.5"]), "-1.00");
  assert.equal(sum([]), "0");
});

test("amounts are shown with thousands and pence, long fractions are cut, other texts stay", () => {
  assert.equal(shown("127176.36", "GBP"), "£127,176.36");
  assert.equal(shown("-1207740.3", "USD"), "-$1,207,740.30");
  assert.equal(shown("80", "GBP per weighted patient and year"), "£80 per weighted patient and year");
  assert.equal(shown("0.05891594658287509819", "fraction"), "0.0589 fraction");
  assert.equal(shown("0.125", "points"), "0.125 points");
  assert.equal(shown("undetermined", "GBP"), "undetermined");
});

test("a fraction is shown as percent", () => {
  assert.equal(percent("0.3529411764705882352941176470588235"), "35.3");
  assert.equal(percent("1"), "100");
  assert.equal(percent("0"), "0");
});
