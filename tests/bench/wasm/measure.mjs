// Measures the WebAssembly face in Node and in Chromium: the module ready, a statement, a million patients beside the Rust call.
//
//   node measure.mjs BENCH FOLDER ROWS PACKAGE REPORT [--quick]
//
// tests/bench/wasm.sh calls it. Contenders take turns; answers are compared first; medians are told.

import { execFileSync, spawn } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { join } from "node:path";
import { cpus } from "node:os";
import { pathToFileURL } from "node:url";

const [bench, folder, rowsText, packageFolder, report, quick] = process.argv.slice(2);
const rows = Number(rowsText);
const rounds = quick ? 3 : 15;
const entitle = pathToFileURL(join(packageFolder, "index.js")).href;

const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
const ms = (value) => (value < 10 ? value.toFixed(2) : value.toFixed(0));

/** A program that answers each line with one. */
function lines(command, args, env = process.env) {
  const child = spawn(command, args, { env, stdio: ["pipe", "pipe", "inherit"] });
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async ask() {
      child.stdin.write("\n");
      return (await answers.next()).value;
    },
    end: () => child.stdin.end(),
  };
}

/** What a NumPy file holds. */
async function npy(name) {
  const bytes = await readFile(join(folder, `${name}.npy`));
  const header = bytes.readUInt16LE(8);
  const kind = /'descr': *'(.)(\w\d)'/.exec(bytes.toString("latin1", 10, 10 + header));
  const kinds = { u1: Uint8Array, u2: Uint16Array, i4: Int32Array };
  return new kinds[kind[2]](new Uint8Array(bytes.subarray(10 + header)).buffer);
}

/** The columns as a page would have them: typed arrays, and what is said of each. */
async function population(facts) {
  const { columns } = JSON.parse(await readFile(join(folder, "columns.json"), "utf8"));
  const of = async ({ name, is_date, base, null: none }) => {
    const fact = facts.get(name);
    const column = { values: (await npy(name)).subarray(0, rows) };
    if (none !== null) column.null = none;
    if (is_date) column.baseDay = new Date(base * 86_400_000).toISOString().slice(0, 10);
    if (fact.type === "text") column.dictionary = fact.values;
    if (fact.type === "decimal") column.places = fact.places;
    return [name, column];
  };
  return Object.fromEntries(await Promise.all(columns.map(of)));
}

/** Counts for every indicator and register, and whatever else a practice says. */
function practice(contract) {
  const facts = {};
  for (const fact of contract.facts) {
    if (fact.scope !== "practice" && fact.scope !== "contract") continue;
    const names = { indicator: contract.indicators, register: contract.registers, subject: [null] }[fact.per];
    const value = { numerator: 31, denominator: 50, register_size: 400, national_prevalence: 0.03, list_size: 10184 }[fact.name];
    if (value === undefined) continue;
    for (const name of names) facts[name === null ? fact.name : `${fact.name}.${name}`] = value;
  }
  return facts;
}

/** Seconds of one evaluation, and the sum of all its decisions. */
async function evaluated(contract, patients) {
  const begun = performance.now();
  const result = await contract.evaluate(patients, { patientsAreUnique: true, statements: false });
  const seconds = (performance.now() - begun) / 1000;
  let sum = 0;
  for (const indicator of result.indicators) for (const code of result.decisions(indicator)) sum += code;
  return { seconds, sum };
}

/** A process of its own says how long the module took to be ready after its bytes arrived. */
const READY = `
import { readFile } from "node:fs/promises";
const { ready } = await import(${JSON.stringify(entitle)});
const bytes = await readFile(${JSON.stringify(join(packageFolder, "wasm/kernel.wasm"))});
const begun = performance.now();
await ready({ module: bytes });
console.log(performance.now() - begun);`;

async function times(run, count) {
  const list = [];
  for (let round = 0; round < count; round += 1) {
    const begun = performance.now();
    run();
    list.push(performance.now() - begun);
  }
  return list;
}

/** One population with SIMD or without, in a process of its own: the choice is made once. */
if (process.env.ENTITLE_SIMD) {
  const { contract, ready } = await import(entitle);
  await ready({ simd: process.env.ENTITLE_SIMD === "yes" });
  const qof = await contract("qof-england", "2025-06-30");
  const patients = await population(qof.facts);
  for await (const _ of createInterface({ input: process.stdin })) {
    const { seconds, sum } = await evaluated(qof, patients);
    console.log(`${seconds} ${sum}`);
  }
  process.exit(0);
}

const { contract } = await import(entitle);
const qof = await contract("qof-england", "2025-06-30");

const readyTimes = Array.from({ length: rounds }, () => Number(execFileSync(process.execPath, ["--input-type=module", "-e", READY], { encoding: "utf8" })));

const facts = practice(qof);
if (qof.statement(facts).waitsFor.length > 0) throw new Error("something is not known: the statement is not whole");
const first = await times(() => qof.statement(facts), 1);
await times(() => qof.statement(facts), 50);
const whole = await times(() => qof.statement(facts), 20 * rounds);
const bare = await times(() => qof.statement(facts, { headroom: false }), 20 * rounds);
const patient = { dmlat_dat: "2014-09-22", dmres_dat: null, age: 16 };
await times(() => qof.explain(patient, "DM020"), 50);
const explained = await times(() => qof.explain(patient, "DM020"), 20 * rounds);

const again = (simd) => lines(process.execPath, process.argv.slice(1), { ...process.env, ENTITLE_SIMD: simd });
const contenders = { native: lines(bench, ["plain", folder, String(rows)]), simd: again("yes"), base: again("no") };
const seconds = { native: [], simd: [], base: [] };
const sums = new Set();
for (let round = -1; round < rounds; round += 1) {
  for (const [name, contender] of Object.entries(contenders)) {
    const [taken, sum] = (await contender.ask()).split(" ");
    sums.add(sum);
    if (round >= 0) seconds[name].push(Number(taken));
  }
}
if (sums.size !== 1) throw new Error(`the decisions differ: ${[...sums].join(", ")}`);
for (const contender of Object.values(contenders)) contender.end();

const [native, simd, base] = ["native", "simd", "base"].map((name) => median(seconds[name]) * 1000);
const text = `${cpus()[0].model} (${cpus().length} processors), Node ${process.version}, ${new Date().toISOString().slice(0, 10)}; medians of ${rounds} rounds.

| | measured |
|---|---:|
| the kernel module ready after its bytes arrived, a new process each time | ${ms(median(readyTimes))} ms |
| a whole statement of qof-england, ${qof.indicators.length} indicators, with headroom | ${ms(median(whole))} ms |
| the same without headroom | ${ms(median(bare))} ms |
| the first statement after loading, with headroom | ${ms(first[0])} ms |
| \`explain\` of one patient | ${ms(median(explained) * 1000)} µs |

| ${rows.toLocaleString("en")} patients, all indicators, decisions kept | milliseconds | times the Rust call |
|---|---:|---:|
| the Rust call (\`Population::add_batch\`, one thread, AVX2) | ${ms(native)} | 1.00 |
| \`evaluate\`, SIMD128 | ${ms(simd)} | ${(simd / native).toFixed(2)} |
| \`evaluate\`, without SIMD | ${ms(base)} | ${(base / native).toFixed(2)} |
`;
await writeFile(report, text);
console.log(text);
