// Populations in every form of column, against a loop that says the rules in plain JavaScript.

import { type Column, type Columns, type Contract, type EvaluateOptions, contract, load } from "entitle";
import { equal, holds, refused, test, there, untyped } from "./check.js";
import { place } from "./place.js";

const DEFINITION = `
semantics = 1

[contract]
id = "columns"
title = "Columns (invented)"
in_force = 2025-04-01
until = 2026-04-01
subject = "practice"

[source.invented]
title = "Invented for this test"
grade = "assumed"

[fact.patient.age]
type = "integer"
range = [0, 130]
unit = "years"
doc = "Whole years"

[fact.patient.score]
type = "decimal"
places = 1
range = ["0", "20"]
null = "allowed"
doc = "A score"

[fact.patient.seen]
type = "date"
null = "allowed"
doc = "Day of the first visit"
from = { cluster = "VISIT_COD", select = "earliest", until = "achievement_date" }

[fact.patient.smoker]
type = "boolean"
doc = "Smokes"

[fact.patient.frailty]
type = "text"
values = ["none", "mild", "severe"]
null = "allowed"
doc = "Frailty"

[fact.practice.list_size]
type = "integer"
range = [0, 1000000]
unit = "patients"
doc = "Registered patients"

[reason.frail]
text = "Severely frail"

[reason.unseen]
text = "Not seen for a year"

[register.ADULT]
title = "Adults who smoke"
source = "invented"
rows = [
  { if = "age < 18", then = "reject" },
  { if = "smoker = false", then = "reject" },
  { otherwise = "select" },
]

[indicator.SCORE1]
title = "A score of 8.5 or less"
register = "ADULT"
source = "invented"
points = 10
scale = { band = ["0%", "100%"] }
denominator = [
  { if = 'frailty = "severe"', then = "exclude", because = "frail" },
  { if = "score <= 8.5", then = "select" },
  { if = 'seen <= period_end - duration("P12M")', then = "adjust", because = "unseen" },
  { otherwise = "select" },
]
numerator = "score <= 8.5"

[line.payment]
per = "indicator"
title = "Payment"
value = "points * list_size"
unit = "GBP"
round = { place = "0.01", mode = "half up" }
`;

let loaded: Promise<Contract> | undefined;
const smokers = (): Promise<Contract> => (loaded ??= load(DEFINITION));

interface Person {
  readonly patient: string;
  readonly practice: string;
  readonly age: number;
  /** In tenths. */
  readonly score: number | null;
  /** Days from 1 January 1970. */
  readonly seen: number | null;
  readonly smoker: boolean;
  readonly frailty: string | null;
}

const dayNumber = (day: string): number => Date.parse(day) / 86_400_000;
/** A number that is no day of any year. */
const NONE = -(2 ** 31);
const YEAR_BEFORE_THE_END = dayNumber("2025-03-31");

/** The same numbers at each run, well mixed. */
function drawing(seed: number): <Item>(from: readonly Item[]) => Item {
  let state = seed;
  return (from) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return from[(state >>> 16) % from.length] as (typeof from)[number];
  };
}

function people(count: number): Person[] {
  const draw = drawing(7);
  const seen = [-400, -1, 0, 1, 300].map((days) => YEAR_BEFORE_THE_END + days);
  return Array.from({ length: count }, (_, number) => ({
    patient: `p${number}`,
    practice: draw(["North", "South"]),
    age: draw([17, 18, 40, 130]),
    score: draw([null, 84, 85, 86]),
    seen: draw([null, draw(seen)]),
    smoker: draw([true, true, false]),
    frailty: draw([null, "none", "mild", "severe"]),
  }));
}

/** The rules once more, as one would say them. */
function outcomeOf({ age, smoker, frailty, score, seen }: Person): string {
  if (age < 18 || !smoker) return "not on register";
  if (frailty === "severe") return "excluded";
  if (score !== null && score <= 85) return "in numerator";
  if (seen !== null && seen <= YEAR_BEFORE_THE_END) return "adjusted";
  return "in denominator";
}

const PEOPLE = people(3000);
const EXPECTED = PEOPLE.map(outcomeOf);

/** Each column as a list of values. */
function listsOf(of: readonly Person[]): Record<string, Column> {
  const column = <Item>(take: (person: Person) => Item): Item[] => of.map(take);
  return {
    patient: column((person) => person.patient),
    practice: column((person) => person.practice),
    age: column((person) => person.age),
    score: column((person) => person.score && person.score / 10),
    seen: { values: column((person) => person.seen), baseDay: "1970-01-01" },
    smoker: column((person) => person.smoker),
    frailty: column((person) => person.frailty),
  };
}

const lists = (): Record<string, Column> => listsOf(PEOPLE);
const FRAILTIES = ["none", "mild", "severe"];
const placesOf = (word: (person: Person) => string | null, words: readonly string[]): number[] => PEOPLE.map((person) => words.indexOf(word(person) ?? ""));
const ages = PEOPLE.map((person) => person.age);
const seenOr = (none: number): number[] => PEOPLE.map((person) => person.seen ?? none);
const scoreOr = (none: number): number[] => PEOPLE.map((person) => person.score ?? none);
const hasScore = Uint8Array.from(PEOPLE, (person) => Number(person.score !== null));
const hasSeen = Uint8Array.from(PEOPLE, (person) => Number(person.seen !== null));
const dayText = (day: number): string => new Date(day * 86_400_000).toISOString().slice(0, 10);

/** The columns that another form is in, by the name of the form. */
const FORMS: Record<string, Record<string, Column>> = {
  "lists of values": {},
  "ages in bytes": { age: Uint8Array.from(ages) },
  "ages in clamped bytes": { age: Uint8ClampedArray.from(ages) },
  "ages in 16 bits": { age: Int16Array.from(ages) },
  "ages in 16 bits without sign": { age: Uint16Array.from(ages) },
  "ages in 32 bits": { age: Int32Array.from(ages) },
  "ages in 32 bits without sign": { age: Uint32Array.from(ages) },
  "ages in 64 bits": { age: BigInt64Array.from(ages, BigInt) },
  "ages in 64 bits without sign": { age: BigUint64Array.from(ages, BigInt) },
  "ages in floats": { age: Float64Array.from(ages) },
  "ages in short floats": { age: Float32Array.from(ages) },
  "ages as bigints": { age: ages.map(BigInt) },
  "ages in a view of a larger buffer": { age: new Uint8Array([...new Uint8Array(100), ...ages]).subarray(100) },
  "smokers in bytes": { smoker: Uint8Array.from(PEOPLE, (person) => Number(person.smoker)) },
  "scores in floats with validity": { score: { values: Float64Array.from(scoreOr(0), (score) => score / 10), valid: hasScore } },
  "scores in tenths with a number for none": { score: { values: Int16Array.from(scoreOr(-1)), null: -1, places: 1 } },
  "scores in tenths with validity": { score: { values: Uint8Array.from(scoreOr(0)), valid: hasScore, places: 1 } },
  "days in 32 bits with a number for none": { seen: { values: Int32Array.from(seenOr(NONE)), null: NONE, baseDay: "1970-01-01" } },
  "days in 16 bits from 1900": { seen: { values: Uint16Array.from(seenOr(0), (day) => day + 25567), valid: hasSeen, baseDay: "1900-01-01" } },
  "days as dates at midnight": { seen: PEOPLE.map((person) => (person.seen === null ? null : new Date(person.seen * 86_400_000))) },
  "days as text": { seen: PEOPLE.map((person) => (person.seen === null ? null : dayText(person.seen))) },
  "frailty in a dictionary": { frailty: { values: Int8Array.from(placesOf((person) => person.frailty, FRAILTIES)), null: -1, dictionary: FRAILTIES } },
  "frailty in a dictionary with a list of places": {
    frailty: { values: placesOf((person) => person.frailty, FRAILTIES).map((place) => (place < 0 ? null : place)), dictionary: FRAILTIES },
  },
  "frailty in a dictionary with words that nobody has": {
    frailty: { values: Int8Array.from(placesOf((person) => person.frailty, ["moderate", ...FRAILTIES])), null: -1, dictionary: ["moderate", ...FRAILTIES] },
  },
  "practices in a dictionary": { practice: { values: Uint8Array.from(placesOf((person) => person.practice, ["South", "North", "East"])), dictionary: ["South", "North", "East"] } },
  "patients as numbers": { patient: Uint32Array.from(PEOPLE.keys()) },
  "patients with letters of several bytes": { patient: PEOPLE.map((person) => `${person.patient} Ж 😀`) },
};

for (const [form, columns] of Object.entries(FORMS)) {
  test(`${form}: the answer of the rules`, async () => {
    const result = await (await smokers()).evaluate({ ...lists(), ...columns });
    equal(result.labelled("SCORE1").outcome, EXPECTED);
    equal([...new Set(result.counts.map((row) => row.practice))], ["North", "South"]);
  });
}

test("the module is the variant that was asked for", () => {
  // Only a page says what it fetched.
  if (place().name === "node") return;
  const fetched = performance.getEntriesByType("resource").map((entry) => entry.name);
  equal(
    fetched
      .filter((name) => name.includes("/columns.") && name.endsWith(".wasm"))
      .map((name) => name.slice(name.lastIndexOf("/") + 1)),
    [`columns.${place().simd ? "simd" : "base"}.wasm`],
  );
});

test("counts by practice are those of the rules", async () => {
  const { counts } = await (await smokers()).evaluate(lists(), { decisions: false });
  for (const row of counts) {
    const outcomes = EXPECTED.filter((_, place) => there(PEOPLE[place]).practice === row.practice);
    const count = (outcome: string): number => outcomes.filter((each) => each === outcome).length;
    equal(
      [row.patients, row.numerator, row.denominator, row.exclusions, row.adjustments, row.registerSize, row.notOnRegister, row.undetermined],
      [
        outcomes.length,
        count("in numerator"),
        count("in numerator") + count("in denominator"),
        count("excluded"),
        count("adjusted"),
        outcomes.length - count("not on register"),
        count("not on register"),
        0,
      ],
    );
  }
});

test("reasons add up to all patients and name their rule", async () => {
  const { reasons } = await (await smokers()).evaluate(lists());
  equal(reasons.reduce((sum, row) => sum + row.patients, 0), PEOPLE.length);
  const frail = reasons.filter((row) => row.reason === "frail");
  equal(frail.reduce((sum, row) => sum + row.patients, 0), EXPECTED.filter((outcome) => outcome === "excluded").length);
  equal(new Set(frail.map((row) => row.rule)), new Set(["1"]));
});

test("an explanation is the decision of the row", async () => {
  const contract = await smokers();
  const decisions = (await contract.evaluate(listsOf(PEOPLE.slice(0, 200)))).decisions("SCORE1");
  for (const [row, { age, score, seen, smoker, frailty }] of PEOPLE.slice(0, 200).entries()) {
    const facts = { age, smoker, frailty, score: score && score / 10, seen: seen === null ? null : dayText(seen) };
    equal(contract.explain(facts, "SCORE1").decision, decisions[row], JSON.stringify(facts));
  }
});

for (const [form, practices] of Object.entries<NonNullable<EvaluateOptions["practices"]>>({
  rows: [
    { practice: "South", network: "N", list_size: 700 },
    { practice: "North", network: "N", list_size: 300 },
  ],
  columns: { practice: ["South", "North"], network: ["N", "N"], list_size: Int32Array.of(700, 300) },
})) {
  test(`statements are of the practices with their own facts, given as ${form}`, async () => {
    const result = await (await smokers()).evaluate(lists(), { practices });
    equal(result.statements.map((statement) => statement.subject), ["South", "North"]);
    for (const [place, listSize] of [700, 300].entries()) {
      const statement = there(result.statements[place]);
      const row = there(result.counts.find((count) => count.practice === statement.subject));
      // Ten points on a band from 0 to 100 %: a tenth of the percentage, to the penny.
      const payment = ((10 * there(row.numerator)) / there(row.denominator)) * listSize;
      holds(Math.abs(Number(statement.lines.get("payment.SCORE1").text) - payment) <= 0.00501, "the payment is that of the counts");
    }
    equal(result.networks.map((statement) => statement.subject), ["N", "all practices"]);
  });
}

test("days after the achievement date are not yet there", async () => {
  const result = await (await smokers()).evaluate(lists(), { achievementDate: "2025-12-31" });
  const later = PEOPLE.filter((person) => (person.seen ?? 0) > dayNumber("2025-12-31")).length;
  holds(later > 0, "some are later");
  equal([result.summary.afterTheAchievementDate, result.summary.achievementDate], [{ seen: later }, "2025-12-31"]);
});

test("without a practice everybody is of one", async () => {
  const { patient: _, practice: __, ...columns } = lists();
  const { counts } = await (await smokers()).evaluate(columns);
  equal(counts.map((row) => [row.practice, row.patients]), [["all", PEOPLE.length]]);
});

test("an empty population counts nobody", async () => {
  const result = await (await smokers()).evaluate(listsOf([]));
  equal([result.summary.rows, result.counts.length, result.decisions("SCORE1").length], [0, 0, 0]);
});

test("columns that are no facts are passed over, whatever they hold", async () => {
  const result = await (await smokers()).evaluate({ ...lists(), postcode: untyped(new Map()), notes: untyped([Symbol("note")]) });
  equal(result.labelled("SCORE1").outcome, EXPECTED);
});

test("decisions that were not kept, and indicators that are not there, are refused", async () => {
  const contract = await smokers();
  const without = await contract.evaluate(lists(), { decisions: false });
  await refused(() => without.decisions("SCORE1"), "decisions: true");
  const result = await contract.evaluate(lists());
  for (const indicator of ["SCORE2", "", 7, null]) await refused(() => result.labelled(untyped(indicator)));
});

test("more rows than one piece give the same answer, and progress ends at all rows", async () => {
  const times = 90;
  const repeat = <Item>(values: Item[]): Item[] => Array.from({ length: times }, () => values).flat();
  const many: Columns = {
    practice: repeat(PEOPLE.map((person) => person.practice)),
    age: Uint8Array.from(repeat(ages)),
    score: { values: Uint8Array.from(repeat(scoreOr(0))), valid: Uint8Array.from(repeat([...hasScore])), places: 1 },
    seen: { values: Int32Array.from(repeat(seenOr(NONE))), null: NONE, baseDay: "1970-01-01" },
    smoker: Uint8Array.from(repeat(PEOPLE.map((person) => Number(person.smoker)))),
    frailty: { values: Int8Array.from(repeat(placesOf((person) => person.frailty, FRAILTIES))), null: -1, dictionary: FRAILTIES },
  };
  const contract = await smokers();
  const seen: [number, number][] = [];
  const result = await contract.evaluate(many, { progress: (done, rows) => seen.push([done, rows]) });
  const rows = times * PEOPLE.length;
  equal(seen, [[131072, rows], [262144, rows], [rows, rows]]);
  const once = (await contract.evaluate(lists())).decisions("SCORE1");
  const decisions = result.decisions("SCORE1");
  for (let time = 0; time < times; time += 1) equal(decisions.subarray(time * once.length, (time + 1) * once.length), once);
  equal(result.summary.evaluated, rows);
});

test("a fault of the callback ends the work, and the next evaluation works", async () => {
  const contract = await smokers();
  const stop = new Error("enough");
  let found: unknown;
  try {
    await contract.evaluate(lists(), { progress: () => { throw stop; } });
  } catch (error) {
    found = error;
  }
  holds(found === stop, "the callback's own error comes out");
  equal((await contract.evaluate(lists())).summary.evaluated, PEOPLE.length);
});

test("a signal ends the work with its reason", async () => {
  const contract = await smokers();
  const reason = new Error("no longer wanted");
  const controller = new AbortController();
  const outcomeOfAbort = (options: EvaluateOptions): Promise<unknown> => contract.evaluate(lists(), options).catch((error: unknown) => error);
  holds((await outcomeOfAbort({ signal: controller.signal, progress: () => controller.abort(reason) })) === reason, "aborted on the way");
  holds((await outcomeOfAbort({ signal: controller.signal })) === reason, "aborted before");
});

test("rows that are refused have no label and are counted nowhere", async () => {
  const contract = await smokers();
  const few = { ...listsOf(PEOPLE.slice(0, 3)), age: [200, 40, 40] };
  const result = await contract.evaluate(few, { refused: "keep" });
  equal([result.labelled("SCORE1").outcome[0], result.summary.refused], [null, 1]);
  equal(result.counts.reduce((sum, row) => sum + row.patients, 0), 2);
  const fault = there(result.refused[0]);
  equal([fault.row, fault.column, fault.value, fault.name, fault.error, fault.patient], [0, "age", "200", "OutOfRange", 104, "p0"]);
});

test("a practice with refused rows is unknown unless it is counted without them", async () => {
  const contract = await smokers();
  const few = { ...listsOf(PEOPLE.slice(0, 3)), practice: ["North", "North", "North"], age: [200, 40, 40] };
  for (const countWithoutRefused of [false, true]) {
    const result = await contract.evaluate(few, { refused: "keep", countWithoutRefused });
    for (const row of result.counts) equal([row.refused, row.denominator === null], [1, !countWithoutRefused]);
    for (const row of result.registers) equal([row.refused, row.members === null], [1, !countWithoutRefused]);
    equal(result.statements.map(({ data }) => [data.refused?.rows, data.refused?.countedWithout]), [[1, countWithoutRefused]]);
    equal(result.summary.practicesWithRefusedRows, { North: 1 });
  }
});

test("a missing column is named", async () => {
  const contract = await smokers();
  const { smoker: _, ...columns } = listsOf(PEOPLE.slice(0, 3));
  await refused(() => contract.evaluate(columns), "column smoker", "UnknownFact");
  // A column that is no fact is passed over, but it may be the one that is meant.
  await refused(() => contract.evaluate({ ...columns, smokes: [true, false, null] }), "is it `smokes`?", "UnknownFact");
});

test("a buffer that is handed away between two pieces ends the evaluation", async () => {
  const contract = await smokers();
  const rows = 200_000;
  const columns = { age: new Uint8Array(rows).fill(40), smoker: new Uint8Array(rows).fill(1) };
  const progress = (): void => void structuredClone(columns.age, { transfer: [columns.age.buffer] });
  await refused(() => contract.evaluate(columns, { missingColumns: "unknown", progress }), "detached", "BadArgument");
});

test("statements that were not made are refused and not empty", async () => {
  const result = await (await smokers()).evaluate(lists(), { statements: false });
  await refused(() => result.statements, "statements: true");
  await refused(() => result.networks, "statements: true");
});

test("a missing column is unknown where that is said", async () => {
  const { smoker: _, ...columns } = listsOf(PEOPLE.slice(0, 30));
  const result = await (await smokers()).evaluate(columns, { missingColumns: "unknown" });
  equal(result.summary.unknown.filter((name) => name !== "list_size"), ["smoker"]);
  const adults = PEOPLE.slice(0, 30).filter((person) => person.age >= 18).length;
  equal(result.counts.reduce((sum, row) => sum + (row.undetermined ?? 0), 0), adults);
});

/** A column of three rows, what the error is called, and what it says. */
const BAD_COLUMNS: readonly [string, unknown, string | undefined, string][] = [
  ["age", [1.5, 2, 3], "TooManyPlaces", "age"],
  ["age", [1, NaN, 3], undefined, "age"],
  ["age", Float64Array.of(1, NaN, 3), undefined, "age"],
  ["age", Float64Array.of(1, Infinity, 3), undefined, "age"],
  ["age", Float64Array.of(1e30, 1, 1), undefined, "age"],
  ["age", Float64Array.of(2 ** 53, 1, 1), undefined, "age"],
  ["age", [-0, 1, 2], undefined, "age"],
  ["age", Float64Array.of(1, -0, 2), undefined, "age"],
  ["age", Int32Array.of(-1, 1, 131), "OutOfRange", "age"],
  ["age", BigUint64Array.of(2n ** 64n - 1n, 1n, 1n), "OutOfRange", "18446744073709551615"],
  ["age", [2n ** 70n, 1n, 1n], "OutOfRange", "64 bits"],
  ["age", [1, null, 3], "NullRefused", "row 1"],
  ["age", { values: Uint8Array.of(1, 255, 3), null: 255 }, "NullRefused", "row 1"],
  ["age", ["1", "two", "3"], undefined, "age"],
  ["age", [1, "2", 3], undefined, "row 1, column age"],
  ["age", [[1], [2], [3]], undefined, "age"],
  ["age", [{ years: 1 }, {}, {}], undefined, "age"],
  ["age", [Symbol("1"), 1, 1], undefined, "age"],
  ["age", [() => 1, 1, 1], undefined, "age"],
  ["age", [new Date(), new Date(), new Date()], undefined, "a Date is a day"],
  ["age", "123", undefined, "age"],
  ["age", 7, undefined, "age"],
  ["age", null, undefined, "age"],
  ["age", new Map(), undefined, "age"],
  ["age", new Set([1, 2, 3]), undefined, "age"],
  ["age", new DataView(new ArrayBuffer(3)), undefined, "age"],
  ["age", new ArrayBuffer(3), undefined, "age"],
  ["age", { values: null }, undefined, "age"],
  ["age", { value: [1, 2, 3] }, undefined, "value"],
  ["age", { values: [1, 2, 3], nul: 0 }, undefined, "nul"],
  ["age", { values: Uint8Array.of(1, 2, 3), null: 0.5 }, undefined, "age"],
  ["age", { values: Uint8Array.of(1, 2, 3), null: "0" }, undefined, "age"],
  ["age", { values: Uint8Array.of(1, 2, 3), places: -1 }, undefined, "age"],
  ["age", { values: Uint8Array.of(1, 2, 3), places: 1.5 }, undefined, "age"],
  ["age", { values: Uint8Array.of(1, 2, 3), places: 1e9 }, undefined, "age"],
  ["age", { values: Uint8Array.of(1, 2, 3), valid: [1, 1, 1] }, undefined, "age"],
  ["age", { values: Uint8Array.of(1, 2, 3), valid: Uint8Array.of(1) }, "ColumnLength", "age"],
  ["age", { values: Uint8Array.of(1, 2, 3), baseDay: "1970-01-01" }, undefined, "age"],
  ["age", Uint8Array.of(1, 2), "ColumnLength", "age"],
  ["age", [1, 2, 3, 4], "ColumnLength", "age"],
  ["age", new Array(3), "NullRefused", "age"],
  ["score", Float64Array.of(8.55, 1, 1), undefined, "score"],
  ["score", ["8.55", "1", "1"], undefined, "score"],
  ["seen", Int32Array.of(1, 2, 3), undefined, "seen"],
  ["seen", { values: Int32Array.of(1, 2, 3), baseDay: "1970-13-01" }, "InvalidDate", "1970-13-01"],
  ["seen", { values: Int32Array.of(1, 2, 3), baseDay: new Date() }, undefined, "seen"],
  ["seen", { values: Int32Array.of(1, 2, 3), baseDay: 1970 }, undefined, "seen"],
  ["seen", ["2025-02-30", null, null], undefined, "seen"],
  ["seen", [new Date(), null, null], undefined, "YYYY-MM-DD"],
  // Midnight in London on a summer's day is another day in UTC.
  ["seen", [null, new Date("2025-06-30T00:00:00+01:00"), null], undefined, "row 1, column seen: `2025-06-29 23:00:00 UTC`"],
  ["seen", [null, new Date(NaN), null], undefined, "row 1, column seen"],
  ["seen", [new Date(0), "2025-06-30", null], undefined, "row 1, column seen"],
  ["seen", { values: [new Date(0), null, null], baseDay: "1970-01-01" }, undefined, "points in time"],
  ["frailty", ["mild", "moderate", null], "UnknownText", "moderate"],
  ["frailty", { values: Uint8Array.of(0, 1, 0), dictionary: ["mild", "moderate"] }, "UnknownText", "moderate"],
  ["frailty", { values: Uint8Array.of(0, 1, 2), dictionary: ["mild"] }, undefined, "frailty"],
  ["frailty", { values: Int8Array.of(0, -1, 0), dictionary: ["mild"] }, undefined, "frailty"],
  ["frailty", { values: Uint8Array.of(0, 0, 0), dictionary: [7] }, undefined, "frailty"],
  ["frailty", { values: Uint8Array.of(0, 0, 0), dictionary: "mild" }, undefined, "frailty"],
  ["frailty", { values: Float64Array.of(0, 0.5, 0), dictionary: ["mild"] }, undefined, "frailty"],
  ["frailty", [1, 2, 3], undefined, "frailty"],
  ["frailty", ["x".repeat(3_000_000), null, null], undefined, "frailty"],
  ["frailty", ["\ud800", null, null], "InvalidUtf8", "frailty"],
  ["smoker", Uint8Array.of(0, 1, 2), undefined, "smoker"],
  ["smoker", ["perhaps", "no", "yes"], undefined, "smoker"],
  ["patient", ["p0", "p1", "p0"], "DuplicateSubject", "p0"],
  ["patient", ["p0", null, "p2"], "MalformedRow", "row 1"],
  ["patient", [0.5, 1.5, 2.5], undefined, "patient"],
  ["patient", [{}, {}, {}], undefined, "patient"],
  ["patient", ["\udc00", "b", "c"], "InvalidUtf8", "patient"],
  ["patient", ["a"], "ColumnLength", "patient"],
  ["practice", [["North"], ["North"], ["North"]], undefined, "practice"],
  ["practice", ["North"], "ColumnLength", "practice"],
  ["practice", { values: Uint8Array.of(0, 1, 2), dictionary: ["North"] }, undefined, "practice"],
];

for (const [place, [column, values, name, words]] of BAD_COLUMNS.entries()) {
  test(`bad column ${place}: ${column} is refused by name`, async () => {
    const contract = await smokers();
    const error = await refused(() => contract.evaluate({ ...listsOf(PEOPLE.slice(0, 3)), [column]: untyped(values) }), words);
    if (name !== undefined) equal(error.name, name, error.message);
  });
}

test("a column whose buffer is detached is refused", async () => {
  const contract = await smokers();
  for (const column of ["age", "patient", "practice"]) {
    const values = Uint8Array.of(1, 2, 3);
    structuredClone(values, { transfer: [values.buffer] });
    await refused(() => contract.evaluate({ ...listsOf(PEOPLE.slice(0, 3)), [column]: values }), "detached", "BadArgument");
  }
  const valid = new Uint8Array(3);
  structuredClone(valid, { transfer: [valid.buffer] });
  await refused(() => contract.evaluate({ ...listsOf(PEOPLE.slice(0, 3)), age: { values: Uint8Array.of(1, 2, 3), valid } }), "detached");
});

test("what are no patients is refused", async () => {
  const contract = await smokers();
  for (const patients of [null, undefined, 7, "patients.csv", [1, 2], new Map(), Uint8Array.of(1), Symbol("p"), () => ({})]) {
    await refused(() => contract.evaluate(untyped(patients)));
  }
});

const few = (): Columns => listsOf(PEOPLE.slice(0, 3));

const BAD_OPTIONS: readonly [unknown, string][] = [
  [{ missingColumns: "null" }, "missingColumns"],
  [{ refused: "drop" }, "refused"],
  [{ achievementDate: "2025-13-01" }, "2025-13-01"],
  [{ achievementDate: "9999-12-31" }, "achievement date"],
  [{ achievementDate: new Date() }, "achievement date"],
  [{ facts: { nonsense: 1 } }, "nonsense"],
  [{ facts: 7 }, "facts"],
  [{ decisions: "yes" }, "decisions"],
  [{ patientsAreUnique: 1 }, "patientsAreUnique"],
  [{ progress: true }, "progress"],
  [{ signal: true }, "signal"],
  [{ threads: 2 }, "threads"],
  [7, "options"],
];

for (const [options, words] of BAD_OPTIONS) {
  test(`options that are asked wrongly are refused: ${words}`, async () => {
    const contract = await smokers();
    await refused(() => contract.evaluate(few(), untyped(options)), words);
  });
}

const BAD_PRACTICES: readonly [unknown, string][] = [
  [[{ practice: "Nowhere", list_size: 1 }], ""],
  [[{ list_size: 1 }], ""],
  [[{ practice: "North", list_size: 1 }, { practice: "North", list_size: 1 }], "North"],
  [[{ practice: "North", list_size: 1 }, { practice: "", list_size: 1 }], ""],
  [[{ practice: "North", list_size: -1 }], "list_size"],
  [[{ practice: "North", list_size: 1.5 }], "list_size"],
  [[{ practice: "North", list_size: 1, network: "all practices" }], "pool of everybody"],
  [[{ practice: 7, list_size: 1 }], "practice"],
  [[null], ""],
  [7, ""],
  ["North", ""],
  [{ practice: ["North"], list_size: [1, 2] }, "list_size"],
  [{ practice: "North", list_size: [1] }, "practice"],
];

for (const [place, [practices, words]] of BAD_PRACTICES.entries()) {
  test(`bad practices ${place} are refused`, async () => {
    const contract = await smokers();
    await refused(() => contract.evaluate(few(), { practices: untyped(practices) }), words);
  });
}

test("practices that are not known are refused, and a few of the rows named", async () => {
  const contract = await smokers();
  const error = await refused(() => contract.evaluate(lists(), { practices: [{ practice: "North", list_size: 1 }] }), "practice");
  holds(error.details.length > 0 && error.details.length <= 20, `${error.details.length} details`);
});

test("a contract without patient rules says so", async () => {
  const savings = await contract("medicare-shared-savings");
  await refused(() => savings.evaluate(few()), "", "NoPatientRules");
});
