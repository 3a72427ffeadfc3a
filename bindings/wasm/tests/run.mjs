// Everything that is tested of the WebAssembly face, a line for each group.
//
//   ENTITLE_WASM_PACKAGE=target/wasm/package ENTITLE_SCRIPTS=FOLDER npm test [-- WORDS...]
//
// FOLDER is what `cargo run -p entitle-conformance --bin transcripts -- FOLDER` wrote. WORDS choose groups whose names
// hold one of them. Exits with 1 where something is wrong, and with 77 where there is no Chromium or a bundler cannot be had: all
// else has then run.

import { execFile } from "node:child_process";
import { cp, mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { BROWSER, begin, hasBrowser, lines } from "./browser.mjs";
import { Missing, bundlers } from "./bundlers.mjs";
import { examples, writeExample } from "./examples.mjs";
import { serve } from "./server.mjs";

const face = fileURLToPath(new URL("..", import.meta.url));
const workspace = resolve(face, "../..");
const made = resolve(process.env.ENTITLE_WASM_PACKAGE ?? join(workspace, "target/wasm/package"));
const scripts = resolve(process.env.ENTITLE_SCRIPTS ?? join(workspace, "target/wasm/scripts"));
const work = join(workspace, "target/wasm/tests");
const project = join(work, "project");
const asked = process.argv.slice(2);
const MODULES = ["kernel", "columns", "compiler"];

let failed = 0;
const missing = [];

/** Says what became of a group. */
function say(group, outcome, why = []) {
  console.log(`${group}: ${outcome}`);
  for (const each of why) console.log(`  ${each.replaceAll("\n", "\n    ")}`);
  if (why.length > 0) failed += 1;
}

/** What could not be had: a skip that is said last, and a failure where everything is required. */
function missed(group, what) {
  console.log(`${group}: SKIPPED, ${what}`);
  missing.push(`${group}: ${what}`);
}

/** Does a group's work, unless others were asked for; what it throws is what is wrong with it. */
async function group(name, run, isNeeded = false) {
  if (!isNeeded && asked.length > 0 && !asked.some((word) => name.includes(word))) return;
  const begun = performance.now();
  try {
    const outcome = await run();
    say(name, `${outcome ?? "well"}, ${((performance.now() - begun) / 1000).toFixed(1)} s`);
  } catch (error) {
    if (error instanceof Missing) return missed(name, error.message);
    say(name, "WRONG", [String(error.stdout || error.stderr || error.stack || error).trim()]);
  }
}

/** Runs a program and gives its lines, each told as it comes. */
function program(command, args, { told = () => undefined, ...options } = {}) {
  return new Promise((resolve, reject) => {
    const child = execFile(command, args, { cwd: project, maxBuffer: 1 << 26, ...options }, (error, stdout, stderr) => {
      if (error) return reject(Object.assign(error, { stdout: `${stdout}\n${stderr}`.trim() }));
      resolve(stdout.split("\n").slice(0, -1));
    });
    createInterface({ input: child.stdout }).on("line", told);
  });
}

const npm = (args, options) => program("npm", [...args, "--no-audit", "--no-fund", "--loglevel=error"], options);
const node = (args, options) => program(process.execPath, args, options);
const bin = (name) => join(face, "node_modules/.bin", name);

/** A project that holds nothing but the package, packed and installed without any server. */
async function prepare() {
  await rm(work, { recursive: true, force: true });
  await mkdir(project, { recursive: true });
  await npm(["pack", made, "--pack-destination", work]);
  const archive = (await readdir(work)).find((name) => name.endsWith(".tgz"));
  await writeFile(join(project, "package.json"), JSON.stringify({ name: "tests", private: true, type: "module" }));
  await npm(["install", "--offline", "--no-package-lock", join(work, archive)]);
  await cp(join(face, "tests/suite"), join(project, "suite"), { recursive: true });
  await cp(join(face, "tests/pages"), project, { recursive: true });
  return join(work, archive);
}

/** What tests/api.tsv, the list of the public interface, says of this face: each name as a type, so that one that is not there is told. */
async function listed() {
  const [head, ...rows] = (await readFile(join(workspace, "tests/api.tsv"), "utf8")).trimEnd().split("\n").map((line) => line.split("\t"));
  const [names, why] = ["javascript", "why javascript"].map((name) => head.indexOf(name));
  // A name in capitals is a class or a record, of which a part is named; any other is a function.
  const said = rows.flatMap((row) => [...row[names].split(" "), ...(row[why].match(/\b(kernel\.)?[A-Z]\w+\.\w+/g) ?? [])]);
  const types = [...new Set(said.filter(Boolean))].map((name, place) => {
    const [last, ...path] = name.split(".").reverse();
    const isInner = path.at(-1) === "kernel";
    const module = `import("entitle${isInner ? "/kernel" : ""}")`;
    const owner = path.reverse().slice(isInner ? 1 : 0);
    if (owner.length > 0) return `export type Name${place} = ${module}.${owner[0]}["${last}"];`;
    return `export type Name${place} = typeof ${module}.${last};`;
  });
  if (types.length < 40) throw new Error(`${types.length} names in tests/api.tsv are too few`);
  return `${types.join("\n")}\n`;
}

/** Every test under the strictest checks, the types' own among them, against the declarations of the package. */
async function compile() {
  const types = ["--typeRoots", join(face, "node_modules/@types")];
  await program(bin("tsc"), ["-p", "suite", ...types, "--rootDir", "suite", "--outDir", "built"]);
  // Whoever uses the package need not know of newer libraries than it runs on, nor of the web's: a program for Node has none.
  await writeFile(join(project, "suite/older.ts"), OLDER);
  for (const library of ["ES2022", "ES2022,DOM"]) {
    const options = ["--noEmit", "--strict", "--skipLibCheck", "false", "--target", "ES2022", "--module", "NodeNext", "--lib", library];
    await program(bin("tsc"), ["suite/older.ts", ...options]);
  }
  // With Node's own types its classes are known.
  await writeFile(join(project, "suite/for-node.ts"), FOR_NODE);
  await program(bin("tsc"), ["suite/for-node.ts", "--noEmit", "--strict", "--skipLibCheck", "false", "--target", "ES2022", "--module", "NodeNext", "--lib", "ES2022", "--types", "node", ...types]);
  await Promise.all(["older", "for-node"].map((name) => rm(join(project, `suite/${name}.ts`))));
  // What this half relies on, and what wasm-bindgen made.
  await writeFile(join(project, "suite/halves.ts"), halves());
  await writeFile(join(project, "suite/listed.ts"), await listed());
  for (const name of MODULES) await cp(join(face, `ts/wasm/${name}.d.ts`), join(project, `suite/relied/${name}.d.ts`));
  await program(bin("tsc"), ["-p", "suite", ...types, "--noEmit"]);
}

const OLDER = `import { contract, load } from "entitle";
import { Subject } from "entitle/kernel";
import { EntitleWorker } from "entitle/worker";
import "entitle/inlined";
import image from "entitle/contracts/qof-england-2025-04-01-1.js";

export async function used(): Promise<[string, Subject, EntitleWorker]> {
  const qof = await contract("qof-england", "2025-06-30");
  const result = await qof.evaluate({ age: Uint8Array.of(1), seen: [new Date(0)] });
  return [qof.statement({ list_size: 1 }).lines.get("total").text + String(result.counts.length), new Subject(await load(image)), new EntitleWorker()];
}
`;

const FOR_NODE = `import { contract, load, ready } from "entitle";

export async function used(): Promise<void> {
  await ready({ contracts: new URL("file:///contracts/") });
  await load(new Response("semantics = 1"));
  // @ts-expect-error: a number is no source.
  await load(7);
  await (await contract("qof-england")).evaluate({}, { signal: AbortSignal.timeout(1000) });
}
`;

function halves() {
  const of = (name) => `import type * as ${name} from "./relied/${name}.js";
import type * as ${name}Made from "entitle/wasm/${name}.js";
export type ${name}Fits = Fits<typeof ${name}Made, typeof ${name}>;\n`;
  return `type Fits<Made extends Relied, Relied> = Made;\n${MODULES.map(of).join("")}`;
}

/** With SIMD and without: not the same module twice. */
async function differentVariants() {
  const [simd, base] = await Promise.all(
    ["simd", "base"].map((variant) => readFile(join(made, `wasm/columns.${variant}.wasm`))),
  );
  if (simd.equals(base)) throw new Error("columns.simd.wasm and columns.base.wasm are the same");
}

/** A line of the suite: what became of one of its groups. */
function report(where) {
  return (line) => {
    const { group, passed, failures, milliseconds } = JSON.parse(line);
    const why = failures.map(({ test, why }) => `${test}\n${why}`);
    say(`${where}, ${group}`, `${passed} passed, ${failures.length} failed, ${(milliseconds / 1000).toFixed(1)} s`, why);
  };
}

async function suiteInNode(variant) {
  const environment = { ...process.env, ENTITLE_WORKSPACE: workspace, ENTITLE_SCRIPTS: scripts };
  await node(["--expose-gc", "built/in-node.js", variant], { env: environment, told: report(`node, ${variant}`) });
  return "finished";
}

async function suiteInPage(context, variant) {
  const imports = { imports: { entitle: "/node_modules/entitle/index.js", "entitle/": "/node_modules/entitle/" } };
  for (const name of ["kernel", "worker", "inlined"]) imports.imports[`entitle/${name}`] = `/node_modules/entitle/${name}.js`;
  const map = JSON.stringify(imports);
  const page = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Tests</title><script type="importmap">${map}</script><script type="module" src="/built/in-page.js"></script></html>`;
  const server = await serve({
    folders: { "/workspace/": workspace, "/scripts/": scripts, "/": project },
    texts: { "/suite": page },
    inlineScripts: [map],
  });
  try {
    await lines(context, `${server.origin}/suite?${variant}`, { seconds: 200, told: report(`page, ${variant}`) });
    return "finished";
  } finally {
    await server.close();
  }
}

async function runExamples() {
  const found = await examples(face);
  const folder = join(project, "examples");
  await mkdir(folder, { recursive: true });
  let comparisons = 0;
  for (const [place, example] of found.entries()) {
    const file = join(folder, `${place}.mjs`);
    comparisons += await writeExample(example, file);
    await node([file]).catch((error) => Promise.reject(new Error(`${example.where}\n${error.stdout}`)));
  }
  if (found.length < 20 || comparisons < 40) throw new Error(`${found.length} examples with ${comparisons} values are too few`);
  return `${found.length} examples, ${comparisons} values`;
}

/** The lines that a use of the package must write. */
function mustBe(found, expected) {
  if (JSON.stringify(found) !== JSON.stringify(expected)) throw new Error(`it wrote ${JSON.stringify(found)}, not ${JSON.stringify(expected)}`);
}

const POINTS = "points 0.125";
const MIXED = [
  "EntitleError: the kernel module was asked for, and another module came: it has no `choose`",
  "AnotherContract: Qof-england@2025-04-01#1 was asked for, and aco-reach@2023-01-01#1 came; it came from qof-england-2025-04-01-1.image",
  "ImageMagic: Qof-england: these bytes are not a contract image (error 202, ImageMagic); it came from qof-england-2023-04-01-1.image",
];
const CLASSIC = [POINTS, "patient not on register", "scale 35% to 75%", "kernel undetermined"];

async function pageFromServer(context, name, expected, options = {}) {
  const server = await serve({ folders: { "/": project }, ...options });
  try {
    mustBe(await lines(context, `${server.origin}/${name}`), expected);
  } finally {
    await server.close();
  }
}

/** Ends with what became of it all. */
function end() {
  for (const each of missing) console.log(`missing: ${each}`);
  process.exit(failed > 0 ? 1 : missing.length > 0 ? 77 : 0);
}

const archive = await prepare();
// Whatever else is asked for runs what this writes.
await group("types", compile, true);
await group("two variants", differentVariants);
await group("reference", () => program(bin("typedoc"), [], { cwd: face }).then(() => undefined));
await group("examples", runExamples);
await group("node, import", async () => mustBe(await node(["use.mjs"]), [POINTS]));
await group("node, files mixed up", async () => mustBe((await node(["mixed.mjs"])).map((line) => line.split("; see")[0].replace(/ \(source:[^)]*\)/, "")), MIXED));
await group("node, require", async () => mustBe(await node(["use.cjs"]), [POINTS]));
for (const variant of ["simd", "base"]) await group(`node, ${variant}`, () => suiteInNode(variant));
const { inNode, inPages } = bundlers({ face, archive, folder: join(workspace, "target/wasm/bundlers"), program, npm, mustBe, POINTS });
for (const [name, run] of Object.entries(inNode)) await group(`node, ${name}`, run);

if (!hasBrowser()) {
  missed("pages", `no Chromium at ${BROWSER}: no page was tested`);
  end();
}
const { context, end: leave } = await begin();
try {
  await group("page, module", () => pageFromServer(context, "module.html", [POINTS]));
  await group("page, server that does not know WebAssembly", () => pageFromServer(context, "module.html", [POINTS], { wasmType: false }));
  await group("page, inlined", () => pageFromServer(context, "inlined.html", [POINTS, "fetched 0"]));
  await group("page, classic scripts", () => pageFromServer(context, "classic.html", CLASSIC));
  await group("page, file:", async () => {
    mustBe(await lines(context, pathToFileURL(join(project, "classic.html")).href), CLASSIC);
  });
  for (const [name, run] of Object.entries(inPages)) await group(`page, ${name}`, () => run(context));
  for (const variant of ["simd", "base"]) await group(`page, ${variant}`, () => suiteInPage(context, variant));
} finally {
  await leave();
}
end();
