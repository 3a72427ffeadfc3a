// Contracts side by side over the same facts.

import { type Contract, compare, contract } from "entitle";
import { equal, refused, test, there, untyped } from "./check.js";

const NETWORK = {
  subject: "Riverside",
  members: [
    { subject: "A1", list_size: 9000 },
    { subject: "A2", list_size: 8000 },
    { subject: "A3", list_size: 8000 },
  ],
};

const two = async (): Promise<[Contract, Contract]> => [await contract("voluntary-gp-contract"), await contract("family-care-network")];

test("one set of facts serves all columns", async () => {
  const comparison = await compare(await two(), NETWORK);
  equal(comparison.columns.map((column) => column.letter), ["A", "B"]);
  const compared = comparison.of();
  // 25,000 patients: the voluntary contract asks for 30,000, the family care network for 25,000.
  equal(compared.criteria["population"], { A: "not met", B: "met" });
  equal(compared.members, ["A1", "A2", "A3"]);
});

test("a term is set in one column alone, in every exact form", async () => {
  // 25,000 x £150, as the vector of three practices has it.
  for (const budget of ["150", 150, 150n, "150.00"]) {
    const comparison = await compare(await two(), NETWORK, { set: { "B.budget_per_patient": budget } });
    const { total } = comparison.get("B");
    equal([total.text, total.shown, total.restsOn], ["3750000", "3,750,000 GBP", ["a local term"]]);
    equal(comparison.get("A").total.text === "3750000", false);
  }
});

test("a term that may not be exact is refused, and how it is given is said", async () => {
  const contracts = await two();
  await refused(() => compare(contracts, NETWORK, { set: { "B.budget_per_patient": 0.1 } }), 'give "0.1"');
  for (const bad of [NaN, Infinity, -0, 2 ** 53, new Date(), [150], Symbol("150"), { value: 150 }, undefined]) {
    await refused(() => compare(contracts, NETWORK, { set: { "B.budget_per_patient": untyped(bad) } }));
  }
});

for (const term of ["budget_per_patiens", "B.budget_per_patiens", "Z.budget_per_patient", ""]) {
  test(`a term of no column or fact is refused: "${term}"`, async () => {
    const contracts = await two();
    await refused(() => compare(contracts, NETWORK, { set: { [term]: "150" } }));
  });
}

test("several contracts that are held together are one column", async () => {
  const together = [await contract("gms-england"), await contract("network-contract-des")];
  const comparison = await compare([together, await contract("family-care-network")], NETWORK);
  equal(there(comparison.columns[0]).titles.length, 2);
  equal(there(comparison.columns[0]).digests, together.map((each) => each.imageDigest));
});

test("practices that stay behind are named", async () => {
  const comparison = await compare(await two(), NETWORK, { stay: ["A3"] });
  equal(comparison.of().staying, ["A3"]);
  const practices = comparison.get("B").practices.map((practice) => [practice.practice, practice.takesPart]);
  equal(practices, [["A1", true], ["A2", true], ["A3", false]]);
});

test("a practice that is not there cannot stay behind, and one name is no list", async () => {
  const contracts = await two();
  await refused(() => compare(contracts, NETWORK, { stay: ["A9"] }), "A9");
  await refused(() => compare(contracts, NETWORK, { stay: untyped("A3") }), 'stay: ["A3"]');
  for (const bad of [7, [7], [Symbol("A3")], {}]) await refused(() => compare(contracts, NETWORK, { stay: untyped(bad) }));
});

test("one contract is no comparison, and what is no contract is refused", async () => {
  const [one] = await two();
  for (const contracts of [[one], one, [], "gms-england", null]) {
    await refused(() => compare(untyped(contracts), NETWORK), "two contracts or more");
  }
  for (const column of ["family-care-network", 3, null, {}, []]) await refused(() => compare([one, untyped(column)], NETWORK));
});

test("a contract that was freed is not compared", async () => {
  const [one, other] = await two();
  other.free();
  await refused(() => compare([one, other], NETWORK), "freed", "BadArgument");
});

test("several subjects are asked for by name", async () => {
  const comparison = await compare(await two(), [NETWORK, { ...NETWORK, subject: "Lakeside" }]);
  equal(comparison.of("Lakeside").subject, "Lakeside");
  await refused(() => comparison.outcomes, "name one of them: Riverside, Lakeside");
  await refused(() => comparison.of("Hillside"), "no subject Hillside");
});

test("facts that no contract knows, or that are none, are refused", async () => {
  const contracts = await two();
  await refused(() => compare(contracts, { members: [{ list_sise: 9000 }] }), "list_sise");
  for (const facts of [null, 3, "list_size", undefined]) await refused(() => compare(contracts, untyped(facts)));
});

test("a letter that is no column is refused", async () => {
  const comparison = await compare(await two(), NETWORK);
  await refused(() => comparison.get("C"), "there are A, B");
});

test("options that are not known are refused", async () => {
  const contracts = await two();
  for (const bad of [7, { stays: [] }, { set: 7 }, { set: [1] }]) await refused(() => compare(contracts, NETWORK, untyped(bad)));
});
