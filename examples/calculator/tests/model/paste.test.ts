import assert from "node:assert/strict";
import { test } from "node:test";
import { countsAsCsv } from "../../src/model/save.ts";
import { without } from "../../src/model/state.ts";
import { flat, published } from "../published.ts";
import { visit } from "./visit.ts";

function qof() {
  const session = visit();
  session.choose("qof-england", "2025-06-30");
  return session;
}

function pasted(text: string) {
  const session = qof();
  return { session, result: session.paste(text) };
}

test("a table out of a spreadsheet gives every count: 564 points", () => {
  const { facts, expect } = published("qof-england", "statement.toml", "W14");
  const { numerator = {}, denominator = {}, register_size = {}, national_prevalence = {}, list_size } = facts as Record<string, Record<string, string>>;
  const session = qof();
  const counts = Object.keys(numerator).map((item) => `${item}\t${numerator[item]}\t${denominator[item]}`);
  const registers = Object.keys(register_size).map((item) => `${item}\t${register_size[item]}\t${national_prevalence[item]}`);
  assert.equal(session.paste(["Indicator\tNumerator\tDenominator", ...counts].join("\r\n"))?.taken, 88);
  assert.equal(session.paste(["Register\tRegister size\tNational prevalence", ...registers].join("\n"))?.taken, 44);
  assert.equal(session.paste(`List size,${String(list_size)}`)?.taken, 1);
  assert.equal(session.chosen?.answers?.payment?.exact, expect.line?.["total"]);
});

test("a name and a value in each line, with a heading or without", () => {
  for (const heading of ["", "name,value\n"]) {
    const { session, result } = pasted(`${heading}list_size,10184\nnumerator.DM020,6\ndenominator,DM020,17`);
    assert.deepEqual(result?.faults, []);
    assert.equal(session.state.typed["list_size"], "10184");
    assert.equal(session.chosen?.answers?.indicators[0]?.points.exact, "0.125");
  }
});

test("a row of one practice under headings", () => {
  const { session, result } = pasted("practice,list_size,numerator.DM020,denominator.DM020\nMill Lane,10184,6,17");
  assert.equal(result?.taken, 3);
  assert.equal(session.chosen?.answers?.indicators[0]?.points.exact, "0.125");
});

test("thousands are read exactly, and told with row and column", () => {
  const { session, result } = pasted("indicator\tnumerator\tdenominator\nDM020\t1,006\t1,017");
  assert.deepEqual(result?.remarks, [
    "Row 2, column “numerator”: 1,006 was read as 1006",
    "Row 2, column “denominator”: 1,017 was read as 1017",
  ]);
  assert.equal(session.chosen?.answers?.indicators[0]?.name, "DM020");
});

test("rows and columns that the contract does not know are passed over, and told", () => {
  const { result } = pasted("indicator,numerator,denominator,exceptions\nDM020,6,17,2\nDM017,1,2,3\n");
  assert.equal(result?.taken, 2);
  assert.deepEqual(result?.remarks, [
    "Row 3 passed over: “DM017” is no indicator or register of this contract",
    "Column “exceptions” passed over: it is no fact of this contract",
  ]);
});

test("a table with a fault is taken not at all; the fault names row, column and what to do", () => {
  const { session, result } = pasted("indicator,numerator,denominator\nAF006,5,10\nDM020,six,17\n");
  assert.equal(result?.state, null);
  assert.equal(result?.faults.length, 1);
  assert.match(result?.faults[0] ?? "", /^Row 3, column “numerator”: `six`: .*whole number.*Write digits/);
  assert.deepEqual(session.state.typed, {});
});

test("more achieved than counted, twice the same, and a comma without quotes are faults", () => {
  assert.match(pasted("indicator,numerator,denominator\nDM020,18,17").result?.faults[0] ?? "", /^Row 2, column “numerator”: numerator\.DM020 is 18/);
  assert.match(pasted("list_size,5\nlist_size,6").result?.faults[0] ?? "", /^Row 2: list_size stands in row 1 already/);
  assert.match(pasted("list_size,10,184").result?.faults[0] ?? "", /^Row 1 has more than a name and a value/);
});

test("a row with more values than headings is refused, in every form: a number may have fallen apart at its commas", () => {
  // 5 of 890 would have been taken of 5,890 of 8,314.
  const table = pasted("Indicator,Numerator,Denominator\nDM020,6,17\nSMOK004,5,890,8,314");
  assert.equal(table.result?.state, null);
  assert.match(table.result?.faults.join() ?? "", /^Row 3 has more values than there are headings\. Put a number with commas in quotes, or leave the commas out$/);
  assert.deepEqual(table.session.state.typed, {});
  assert.match(pasted("Indicator,Numerator,Denominator,,\nSMOK004,5,890,8,314").result?.faults[0] ?? "", /^Row 2 has more/);
  assert.match(pasted("practice,list_size,numerator.DM020\nMill Lane,10,184,6").result?.faults[0] ?? "", /^Row 2 has more/);
  assert.match(pasted("numerator,SMOK004,5,890").result?.faults[0] ?? "", /^Row 1 has more than a name and a value/);
  // Excel copies empty columns along.
  assert.equal(pasted("Indicator,Numerator,Denominator\nDM020,6,17,,").result?.taken, 2);
});

test("a list size above a table: both are taken", () => {
  const table = "Indicator\tNumerator\tDenominator\nDM020\t6\t17";
  for (const text of [`List size\t9240\n\n${table}`, `List size\t9240\n${table}`, `${table}\n\nList size\t9240`, `List size\t9240\n\n${table.replaceAll("\t", ",")}`]) {
    const { session, result } = pasted(text);
    assert.deepEqual([result?.faults, result?.remarks, result?.taken], [[], [], 3], text);
    assert.equal(session.state.typed["list_size"], "9240");
    assert.equal(session.chosen?.answers?.indicators[0]?.points.exact, "0.125");
  }
});

test("two tables in one paste are taken, and no value may stand in both", () => {
  const [counts, registers] = ["indicator,numerator,denominator\nDM020,6,17", "register,register_size\nDM,600"];
  assert.equal(pasted(`${counts}\n\n${registers}`).result?.taken, 3);
  assert.match(pasted(`${counts}\n\n${counts}`).result?.faults[0] ?? "", /^Row 5, column “numerator”: numerator\.DM020 stands in row 2/);
});

test("a table under headings that are not known is no success beside a list size: nothing is taken", () => {
  const { session, result } = pasted("List size\t9240\n\nCode\tNum\tDen\nDM020\t6\t17");
  assert.deepEqual(result?.faults, [
    "Row 4 does not say what the values of “DM020” are. Put a row of headings above it, such as indicator, numerator, denominator",
  ]);
  assert.deepEqual(session.state.typed, {});
});

test("old counts of rows that a second paste lacks are told, and can be cleared", () => {
  const session = qof();
  session.paste("list_size,10184\n\nindicator,numerator,denominator\nDM020,6,17\nAF006,5,10");
  const second = session.paste("indicator,numerator,denominator\nDM020,7,17");
  assert.deepEqual(second?.kept.map(({ name }) => name), ["numerator.AF006", "denominator.AF006"]);
  session.change(without(session.state, second?.kept.map(({ place }) => place) ?? []));
  assert.deepEqual(session.state.typed, { list_size: "10184", "numerator.DM020": "7", "denominator.DM020": "17" });
  assert.deepEqual(session.paste("list_size,10185")?.kept, []);

  const network = visit();
  network.choose("family-care-network", "2025-06-30");
  network.paste("practice,list_size\nMill Lane,15000\nHill Top,9999");
  assert.deepEqual(network.paste("practice,list_size\nMill Lane,15001")?.kept.map(({ name }) => name), ["list_size of Hill Top"]);
});

test("an indicator in other letters is found, and that is told", () => {
  const { session, result } = pasted("indicator,numerator,denominator\ndm020,6,17");
  assert.deepEqual(result?.remarks, ["Row 2: “dm020” was read as DM020"]);
  assert.equal(session.state.typed["numerator.DM020"], "6");
  assert.deepEqual(pasted("numerator.dm020,6").result?.remarks, ["Row 1 was read as numerator.DM020"]);
  assert.deepEqual(pasted("indicator,numerator\nDM020: HbA1c,6").result?.remarks, []);
});

test("what is nothing of this contract says how to begin", () => {
  assert.match(pasted("hello\nworld").result?.faults[0] ?? "", /Begin with a row of headings such as indicator, numerator, denominator/);
  assert.match(pasted("  \n ").result?.faults[0] ?? "", /nothing to read/);
});

test("a row for each practice of a network; a practice's fact without its practice is a fault", () => {
  const session = visit();
  session.choose("family-care-network", "2025-06-30");
  const result = session.paste("practice\tlist_size\nMill Lane\t15,000\nHill Top\t9,999");
  assert.equal(result?.taken, 2);
  assert.deepEqual(session.state.members.map(({ name }) => name), ["Mill Lane", "Hill Top"]);
  assert.equal(session.chosen?.answers?.criteria.find(({ name }) => name === "population")?.exact, "not met");
  assert.match(session.paste("list_size,5")?.faults[0] ?? "", /Paste a row for each practice/);
});

test("counts that were saved can be pasted again", () => {
  const session = qof();
  session.change({ ...session.state, typed: { ...flat(published("qof-england", "statement.toml", "6 of 17").facts), list_size: "10,184" } });
  const again = qof();
  assert.equal(again.paste(countsAsCsv(session.chosen?.form.fields ?? [], session.state))?.taken, 5);
  assert.equal(again.chosen?.answers?.indicators[0]?.payment?.exact, "28.19");

  const network = visit();
  network.choose("family-care-network", "2025-06-30");
  network.paste("practice,list_size,one_budget\nMill Lane,15000,yes\nHill Top,9999,\n");
  const saved = countsAsCsv(network.chosen?.form.fields ?? [], network.state);
  const second = visit();
  second.choose("family-care-network", "2025-06-30");
  assert.equal(second.paste(saved)?.taken, 3);
  assert.deepEqual(second.state.members, network.state.members);
});
