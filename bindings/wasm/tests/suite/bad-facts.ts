// Bad facts are refused by name, with what to do; none crashes and none gives a silent wrong answer.

import { contract } from "entitle";
import { equal, holds, refused, test, untyped } from "./check.js";
import { SIX_OF_SEVENTEEN, qof } from "./given.js";

test("an unknown fact is refused and the nearest offered", async () => {
  const contract = await qof();
  await refused(() => contract.statement({ list_sise: 9240 }), "list_size", "UnknownFact");
});

test("an unknown item of a fact is refused", async () => {
  const contract = await qof();
  await refused(() => contract.statement({ numerator: { DM999: 1 } }), "DM999");
});

test("every fault is told at once", async () => {
  const contract = await qof();
  const error = await refused(() => contract.statement({ list_sise: 1, list_size: "many", numerator: { DM020: -1 } }));
  equal(error.details.length, 3);
});

const NO_LIST_SIZES: Record<string, unknown> = {
  "not a number": NaN,
  infinity: Infinity,
  "minus infinity": -Infinity,
  "negative zero": -0,
  "a number beyond safe integers": 2 ** 53,
  "a number far beyond": 1e300,
  "the least number": 5e-324,
  "a fraction": 9240.5,
  "a negative number": -1,
  zero: 0,
  "beyond the range": 10 ** 8 + 1,
  "a bigint beyond 64 bits": 2n ** 64n,
  "a huge bigint": 10n ** 5000n,
  "a text that says NaN": "NaN",
  "a text of letters": "many",
  "an exponent": "1e400",
  "a hexadecimal text": "0x10",
  "a text with a space": " 9240",
  "a text with a space after": "9240 ",
  "a text with a line break": "9240\n",
  "a text with a comma": "1,000",
  "Arabic digits": "٥",
  truth: true,
  "a Date": new Date(0),
  "a list": [9240],
  "a list of lists": [[9240]],
  "a set": new Set([9240]),
  "a map": new Map([["list_size", 9240]]),
  "a symbol": Symbol("9240"),
  "a function": () => 9240,
  "a boxed number": Object(9240),
  "a typed array": Uint8Array.of(1),
  "a buffer": new ArrayBuffer(8),
  "a regular expression": /9240/,
  "a null": null,
  "a text of a million digits": "9".repeat(1_000_000),
  "a text of a million letters": "x".repeat(1_000_000),
  "half of a surrogate pair": "\ud800",
  "a nested object": { DM020: { deeper: 1 } },
};

for (const [what, value] of Object.entries(NO_LIST_SIZES)) {
  test(`${what} is no list size and refused by name`, async () => {
    const contract = await qof();
    await refused(() => contract.statement({ list_size: untyped(value) }), "list_size");
  });
}

test("a number that is whole is a whole number, whatever its form", async () => {
  const contract = await qof();
  const { data } = contract.statement({ list_size: 10184 });
  for (const each of ["10184", 10184n, 10184.0]) equal(contract.statement({ list_size: each }).data, data);
});

test("a number that is not exact at the declared places is refused", async () => {
  const contract = await qof();
  const facts = { list_size: 9240, national_prevalence: { DM: 0.1 + 0.2 - 0.23 } };
  await refused(() => contract.statement(facts), "national_prevalence.DM");
});

test("a number that is exact at the declared places is that number", async () => {
  const contract = await qof();
  // 0.078 has three places; the fact keeps six.
  const asNumber = contract.statement({ national_prevalence: { DM: 0.078 } });
  equal(asNumber.data, contract.statement({ national_prevalence: { DM: "0.078" } }).data);
});

test("what is undefined was not said", async () => {
  const contract = await qof();
  equal(contract.statement({ list_size: undefined, numerator: { DM020: undefined } }).data, contract.statement({}).data);
});

test("an empty text is not known, as a blank cell of a file is", async () => {
  const contract = await qof();
  equal(contract.statement({ list_size: "" }).data, contract.statement({}).data);
});

const NO_DAYS: Record<string, unknown> = {
  "a Date": new Date("2026-06-01T00:00:00Z"),
  "a Date that is none": new Date(NaN),
  "a day that is not in the calendar": "2026-02-30",
  "a day with slashes": "01/06/2026",
  "a point in time": "2026-06-01T00:00:00Z",
  "a year of five digits": "10000-01-01",
  "a number": 20260601,
  "milliseconds": 1780272000000,
};

for (const [what, value] of Object.entries(NO_DAYS)) {
  test(`${what} is no day and refused by name`, async () => {
    const gms = await contract("gms-england", "2026-06-01");
    await refused(() => gms.statement({ remedial_notice_on: untyped(value) }), "remedial_notice_on");
  });
}

test("a Date is told how it becomes a day", async () => {
  const gms = await contract("gms-england", "2026-06-01");
  await refused(() => gms.statement({ remedial_notice_on: untyped(new Date()) }), "YYYY-MM-DD");
});

for (const value of ["perhaps", "TRUE!", 2, -1, 0.5, NaN]) {
  test(`${String(value)} is no truth`, async () => {
    const gms = await contract("gms-england", "2016-01-31");
    await refused(() => gms.statement({ opted_out_of_hours: value }), "opted_out_of_hours");
  });
}

test("a text that is none of the values is refused", async () => {
  const gms = await contract("gms-england", "2016-01-31");
  await refused(() => gms.statement({ holder: "partners" }), "partnership");
});

const cyclic: Record<string, unknown> = {};
cyclic["members"] = [cyclic];
const deep = Array.from({ length: 10_000 }).reduce((inner: object) => ({ members: [inner] }), {});

const NO_FACTS: Record<string, unknown> = {
  null: null,
  undefined: undefined,
  "a number": 7,
  "a text": "list_size=9240",
  "a Date": new Date(),
  "a map": new Map(),
  "a typed array": Uint8Array.of(1),
  "a function": () => ({}),
  "a symbol": Symbol("facts"),
  "a list of null": [null],
  "a list of lists": [[]],
  "a list with holes": new Array(2),
  "members that are a number": { members: 3 },
  "members that are an object": { members: {} },
  "members that are numbers": { members: [15000, 9999] },
  "members with holes": { members: new Array(1) },
  "members of members": { members: [{ members: [] }] },
  "members of themselves": cyclic,
  "members ten thousand deep": deep,
  "a subject that is a number": { subject: 7 },
  "a subject that is null": { subject: null },
  "a name that is a symbol": { [Symbol("list_size")]: 9240 },
  "a name that is no Unicode": { "\udc00": 1 },
};

for (const [what, facts] of Object.entries(NO_FACTS)) {
  test(`${what}: no facts, and refused`, async () => {
    const network = await contract("family-care-network");
    await refused(() => network.statement(untyped(facts)));
    await refused(() => network.criteria(untyped(facts)));
    await refused(() => network.headroom(untyped(facts)));
  });
}

test("names that every object has are names like others", async () => {
  const contract = await qof();
  for (const name of ["__proto__", "constructor", "toString", "hasOwnProperty"]) {
    await refused(() => contract.statement(JSON.parse(`{"${name}": 1}`)), name);
    await refused(() => contract.statement({ numerator: JSON.parse(`{"${name}": 1}`) }), name);
  }
});

test("a name twice, nested and in full, is refused", async () => {
  const contract = await qof();
  await refused(() => contract.statement({ numerator: { DM020: 6 }, "numerator.DM020": 7 }), "numerator.DM020");
});

test("facts that contradict one another are refused", async () => {
  const gms = await contract("gms-england", "2026-06-01");
  const facts = { holder: "company limited by shares", partners: 3 };
  const error = await refused(() => gms.statement(facts), "contradict", "FactsContradict");
  equal(error.code, 117);
});

test("texts with odd characters are names like others", async () => {
  const contract = await qof();
  const name = `Ж\u202e<b>\u0000😀${"\n".repeat(3)}`;
  equal(contract.statement({ subject: name }).subject, name);
});

test("a refusal has parts", async () => {
  const contract = await qof();
  const error = await refused(() => contract.statement({ list_sise: 9240 }));
  holds(error instanceof Error && Array.isArray(error.details), "it is an Error with details");
  equal([error.code, error.name, error.line, error.column], [101, "UnknownFact", null, null]);
});

test("what this half refuses has no number", async () => {
  const contract = await qof();
  const error = await refused(() => contract.statement(untyped(7)));
  equal([error.code, error.name], [null, "EntitleError"]);
});

test("options that are not known or of the wrong type are refused", async () => {
  const contract = await qof();
  for (const each of [{ trase: true }, { trace: "yes" }, { headroom: 1 }, 7, "trace", [true], Symbol("trace")]) {
    await refused(() => contract.statement(SIX_OF_SEVENTEEN, untyped(each)));
  }
});
