// Contracts are found by id and day, loaded from definitions and images, and say what they are.

import { contract, contracts, load, ready, register, version } from "entitle";
import { equal, holds, refused, test, there, untyped } from "./check.js";
import { SIX_OF_SEVENTEEN, VISITS, qof } from "./given.js";
import { place } from "./place.js";

test("a day finds the definition in force on it", async () => {
  equal((await contract("qof-england", "2024-03-31")).inForce, "2023-04-01");
  equal((await contract("qof-england", "2025-04-01")).inForce, "2025-04-01");
});

test("without a day the latest definition is found", async () => {
  const starts = (await contracts()).filter((name) => name.id === "gms-england").map((name) => name.inForce);
  equal((await contract("gms-england")).inForce, starts.sort().at(-1));
});

test("an id may name its day and revision", async () => {
  equal((await contract("qof-england@2025-06-30#1")).name, (await qof()).name);
});

test("two days are refused", async () => {
  await refused(() => contract("qof-england@2025-06-30", "2024-06-30"), "give one of them");
});

test("a day that no definition covers is refused and not extrapolated", async () => {
  await refused(() => contract("qof-england", "1999-12-31"), "1999", "NotInForce");
});

test("an unknown id is refused and the nearest offered", async () => {
  await refused(() => contract("qof-englnd"), "qof-england", "ContractNotFound");
});

test("a revision that is not there is refused", async () => {
  await refused(() => contract("qof-england@2025-06-30#7"));
});

const NO_DAYS = [new Date(), 20250630, "30/06/2025", "2025-02-30", "", "x".repeat(1_000_000), Symbol("day"), {}, ["2025-06-30"], NaN];
for (const day of NO_DAYS) {
  test(`${String(day).slice(0, 20)} is no day`, async () => {
    await refused(() => contract("qof-england", untyped(day)));
  });
}

for (const id of [undefined, null, 7, {}, ["qof-england"], Symbol("id"), () => "qof-england", "", "\ud800", "x".repeat(1_000_000), "../kernel.simd"]) {
  test(`${String(id).slice(0, 20)} is no id`, async () => {
    await refused(() => contract(untyped(id)));
  });
}

test("a contract says what it is", async () => {
  const contract = await qof();
  equal([contract.id, contract.revision, contract.subject, contract.family], ["qof-england", 1, "practice", "QOF"]);
  equal(contract.name, "qof-england@2025-04-01#1");
  equal([contract.inForce, contract.until, contract.periodEnd], ["2025-04-01", "2026-04-01", "2026-03-31"]);
  for (const digest of [contract.sourceDigest, contract.imageDigest, contract.textDigest]) holds(digest !== null && digest.startsWith("sha256:") && digest.length === 71, digest ?? "none");
  // The contract of 2025/26 has 44 indicators; 25 registers know patients.
  equal([contract.indicators.length, contract.registers.length], [44, 25]);
});

test("contracts are listed", async () => {
  const listed = await contracts();
  const ours = there(listed.find((each) => each.name === "qof-england@2025-04-01#1"));
  equal([ours.id, ours.inForce, ours.until, ours.revision], ["qof-england", "2025-04-01", "2026-04-01", 1]);
  equal(new Set(listed.map((each) => each.name)).size, listed.length);
});

test("every contract that is listed can be had, and names itself as listed", async () => {
  for (const { id, inForce, name } of await contracts()) {
    const found = await contract(id, inForce);
    equal(found.name, name);
    found.free();
  }
});

test("facts say type, unit, range and meaning", async () => {
  const { facts } = await qof();
  equal([facts.get("list_size").type, facts.get("list_size").unit], ["integer", "patients"]);
  const prevalence = facts.get("national_prevalence");
  equal([prevalence.localTerm, prevalence.per, prevalence.places], [true, "register", 6]);
  equal([facts.get("frailty").values, facts.get("frailty").null], [["none", "mild", "moderate", "severe"], true]);
  equal(facts.get("same_day_resolution_removes").default, "false");
  equal(new Set([...facts].map((fact) => fact.scope)), new Set(["contract", "practice", "patient"]));
  await refused(() => facts.get("list_sise"), "list_size");
});

test("a definition is loaded from its text", async () => {
  // By hand: 40 visits at £31.50.
  equal((await load(VISITS)).statement({ visits: 40 }).lines.get("payment").text, "1260");
});

test("an image is loaded from bytes, a buffer, an answer and a URL", async () => {
  const own = await load(VISITS);
  const bytes = own.image as Uint8Array<ArrayBuffer>;
  const url = new URL(`data:application/octet-stream;base64,${btoa(String.fromCharCode(...bytes))}`);
  for (const source of [bytes, bytes.buffer, new Response(bytes), url]) equal((await load(source)).imageDigest, own.imageDigest);
});

test("a definition is loaded from an answer and a URL", async () => {
  const own = await load(VISITS);
  for (const source of [new Response(VISITS), new URL(`data:text/plain,${encodeURIComponent(VISITS)}`)]) {
    equal((await load(source)).imageDigest, own.imageDigest);
  }
});

test("an image is a copy: whoever changes it changes no contract", async () => {
  const own = await load(VISITS);
  own.image.fill(0);
  const given = own.image;
  const again = await load(given);
  given.fill(0);
  equal(again.statement({ visits: 40 }).lines.get("payment").text, "1260");
});

test("a fault of a definition has line, column and help", async () => {
  const error = await refused(() => load(VISITS.replace("visits * value_per_visit", "visits * value_per_vist")), "value_per_vist");
  equal(error.line, VISITS.split("\n").indexOf('value = "visits * value_per_visit"') + 1);
  holds(there(error.column) >= 'value = "'.length, String(error.column));
  holds(error.message.includes("value_per_visit"), error.message);
});

test("every fault of a definition is told at once", async () => {
  const faulty = VISITS.replace("visits * value_per_visit", "visitors * value").replace("[0, 100000]", "[5, 1]");
  holds((await refused(() => load(faulty))).details.length >= 2, "there are two details or more");
});

test("a hostile definition is refused, and the compiler goes on", async () => {
  const hostile = [
    VISITS.replace("visits * value_per_visit", `${"(".repeat(100_000)}visits${")".repeat(100_000)}`),
    VISITS.replace("visits * value_per_visit", `${"-".repeat(100_000)}visits`),
    `a = ${"[".repeat(100_000)}`,
    `a${".a".repeat(100_000)} = 1`,
    "x".repeat(4_000_000),
    "\u0000".repeat(1000),
    `${VISITS}\n${"# comment\n".repeat(400_000)}x = 1`,
    "",
    "\n",
  ];
  for (const definition of hostile) await refused(() => load(definition));
  equal((await load(VISITS)).id, "visits");
});

test("a damaged image is refused whatever byte is damaged, or answers as the checksum allows", async () => {
  const { image } = await load(VISITS);
  for (let place = 0; place < image.length; place += Math.max(1, Math.floor(image.length / 50))) {
    const damaged = image.slice();
    damaged[place] = there(damaged[place]) ^ 0xff;
    await refused(() => load(damaged));
  }
});

for (const [what, bytes] of Object.entries({
  nothing: new Uint8Array(),
  "the first bytes alone": new TextEncoder().encode("ENTL"),
  zeros: new Uint8Array(4096),
  "a definition as bytes of an image": new TextEncoder().encode(VISITS),
})) {
  test(`${what}: no image`, async () => {
    await refused(() => load(bytes));
  });
}

test("an image whose buffer is detached is refused", async () => {
  const { image } = await load(VISITS);
  structuredClone(image, { transfer: [image.buffer as ArrayBuffer] });
  await refused(() => load(image));
  await refused(() => load(image.buffer as ArrayBuffer), "detached", "BadArgument");
});

test("what is neither definition nor image is refused", async () => {
  await refused(() => load(new Response(Uint8Array.of(0x89, 0x50, 0xff, 0xfe))), "neither a definition nor an image");
  for (const source of [7, null, undefined, {}, [1, 2], Symbol("source"), () => VISITS, new Blob([VISITS])]) {
    await refused(() => load(untyped(source)));
  }
});

test("a URL that has nothing is refused", async () => {
  const url = place().name === "page" ? new URL("/nothing-here", location.href) : new URL("file:///nothing-here");
  await refused(() => load(url), "nothing-here");
});

test("an image can be registered in the place of a file", async () => {
  const own = await contract("gms-england", "2016-01-31");
  const { file } = there((await contracts()).find((each) => each.name === own.name));
  register(file, new Uint8Array(8));
  await refused(() => contract("gms-england", "2016-01-31"));
  register(file, own.image);
  equal((await contract("gms-england", "2016-01-31")).imageDigest, own.imageDigest);
  for (const bad of [null, "ENTL", [1], new ArrayBuffer(1)]) await refused(() => register(file, untyped(bad)));
  await refused(() => register(untyped(7), own.image));
});

test("another contract's image in the place of the one that was asked for is refused, and answers nothing", async () => {
  const [gms, qof] = [await contract("gms-england", "2016-01-31"), await contract("qof-england", "2025-06-30")];
  const { file } = there((await contracts()).find((each) => each.name === gms.name));
  register(file, qof.image);
  const error = await refused(() => contract("gms-england", "2016-01-31"), `was asked for, and ${qof.name} came`, "AnotherContract");
  holds(error.message.includes(file) && there(error.help).includes("bundler"), error.message);
  // Another day's definition of the same contract is another contract.
  register(file, (await contract("gms-england", "2026-06-01")).image);
  await refused(() => contract("gms-england", "2016-01-31"), "gms-england@2026-04-01#1");
  register(file, gms.image);
  equal((await contract("gms-england", "2016-01-31")).name, gms.name);
});

test("another image of the same contract, day and revision is refused", async () => {
  const gms = await contract("gms-england", "2016-01-31");
  const { file } = there((await contracts()).find((each) => each.name === gms.name));
  // The same contract, day and revision: compiled from another definition.
  const other = await load(VISITS.replace('id = "visits"', 'id = "gms-england"').replace("in_force = 2026-04-01", "in_force = 2015-12-07"));
  register(file, other.image);
  await refused(() => contract("gms-england", "2016-01-31"), "another image", "AnotherContract");
  register(file, gms.image);
  equal((await contract("gms-england", "2016-01-31")).imageDigest, gms.imageDigest);
});

test("rules of an indicator stand in their order", async () => {
  const rules = await (await qof()).show("DM020");
  equal(rules.tables.map((table) => table.table), ["register DM", "denominator of DM020", "numerator of DM020"]);
  equal([rules.item, there(rules.tables[1]?.rows[0]).because], ["DM020", "frail"]);
});

test("content gives points and scale of an indicator, and what is paid", async () => {
  const content = await (await qof()).show();
  const indicator = there(content.indicators.find((each) => each.name === "DM020"));
  // Statement of Financial Entitlements 2025/26: DM020, 17 points, 35 to 75 %.
  equal([indicator.value, indicator.scale], ["17", "35% to 75%"]);
  equal(there(content.localTerms[0])["name"], "national_prevalence");
});

test("an item that is not there is refused", async () => {
  const contract = await qof();
  await refused(() => contract.show("DM20"), "DM20");
  for (const item of [7, null, {}, Symbol("DM020")]) await refused(() => contract.show(untyped(item)));
});

test("a contract that was freed answers no more, and may be freed twice", async () => {
  const own = await load(VISITS);
  own.free();
  own.free();
  own[Symbol.dispose]?.();
  equal(own.id, "visits");
  const calls = [
    () => own.statement({ visits: 40 }),
    () => own.criteria({}),
    () => own.headroom({}),
    () => own.explain({}, "DM020"),
    () => own.evaluate({}),
    () => own.facts,
    () => own.show(),
  ];
  for (const call of calls) await refused(call, "freed", "BadArgument");
});

test("many contracts that are dropped leave room for more", async () => {
  const { image } = await qof();
  for (let times = 0; times < 300; times += 1) (await load(image)).free();
  equal((await qof()).statement(SIX_OF_SEVENTEEN).points.get("DM020").text, "0.125");
});

test("the kernel is loaded once, and says its version", async () => {
  await ready();
  equal(version(), "0.1.0");
  await refused(() => ready({ module: new Uint8Array(8) }), "already");
  for (const bad of [7, "simd", { sind: true }, { simd: 1 }, { contracts: 7 }]) await refused(() => ready(untyped(bad)));
});
