// The package in bundlers and under jest: each makes a small program that asks it for every contract, and the program is run once.
// What is installed for them is kept between runs.

import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { lines } from "./browser.mjs";
import { policy, serve } from "./server.mjs";

/** What cannot be had here. */
export class Missing extends Error {}

/** Groups to run in Node, and groups to run in a page, by their names. */
export function bundlers({ face, archive, folder, program, npm, mustBe, POINTS }) {
  const own = join(face, "tests/bundlers");
  const SAID = [POINTS, "contracts all", "title Family care network, proposed by The King's Fund, February 2014", "patient not on register"];
  const IN_PAGE = [...SAID, "worker not on register"];
  const bin = (name) => join(folder, "node_modules/.bin", name);

  let installing;
  /** Everything is installed once, and again where the list of it changed; the package itself each time. */
  const installed = () => (installing ??= install());
  async function install() {
    await mkdir(folder, { recursive: true });
    const wanted = await readFile(join(own, "package-lock.json"), "utf8");
    const had = await readFile(join(folder, "installed.json"), "utf8").catch(() => "");
    for (const name of ["package.json", "package-lock.json", ".npmrc"]) await cp(join(own, name), join(folder, name));
    if (had !== wanted) {
      // Not `npm ci`, which asks for the binaries of machines that a registry need not have.
      await npm(["install", "--prefer-offline"], { cwd: folder }).catch((error) => {
        throw new Missing(`npm cannot install the bundlers: ${String(error.stdout).trim().split("\n")[0]}`);
      });
      await writeFile(join(folder, "installed.json"), wanted);
    }
    await rm(join(folder, "node_modules/entitle"), { recursive: true, force: true });
    await npm(["install", "--no-save", "--offline", "--no-package-lock", archive], { cwd: folder });
  }

  /** A program of its own beside what is installed. */
  async function place(app, as = app) {
    await installed();
    const at = join(folder, as);
    await rm(at, { recursive: true, force: true });
    await cp(join(own, app), at, { recursive: true });
    await cp(join(own, "ask.js"), join(at, "ask.js"));
    return at;
  }

  /** The package's files beside a bundle whose bundler leaves URLs as they are. */
  async function withFiles(out) {
    const ours = join(folder, "node_modules/entitle");
    const isFile = (path) => !/\.(js|ts)$/.test(path);
    for (const name of ["contracts", "wasm"]) await cp(join(ours, name), join(out, name), { recursive: true, filter: isFile });
  }

  const run = (file, cwd) => program(process.execPath, [file], { cwd });

  async function esbuild() {
    const at = await place("esbuild");
    const { build } = await import("esbuild");
    const options = { absWorkingDir: at, bundle: true, format: "esm", outdir: join(at, "out"), logLevel: "error" };
    await build({ ...options, entryPoints: ["main.js", "inlined.js"] });
    mustBe(await run("out/inlined.js", at), [POINTS]);
    await withFiles(join(at, "out"));
    mustBe(await run("out/main.js", at), SAID);
  }

  async function rollup() {
    const at = await place("rollup");
    await program(bin("rollup"), ["--config", "--silent"], { cwd: at });
    mustBe(await run("out/main.js", at), SAID);
  }

  async function jest() {
    const at = await place("jest");
    const environment = { ...process.env, NODE_OPTIONS: "--experimental-vm-modules --no-warnings" };
    await program(bin("jest"), ["--silent"], { cwd: at, env: environment });
  }

  async function vite(context) {
    const at = await place("vite");
    await program(bin("vite"), ["build"], { cwd: at });
    const { preview } = await import(pathToFileURL(join(folder, "node_modules/vite/dist/node/index.js")).href);
    const server = await preview({ root: at, preview: { port: 0, host: "127.0.0.1", headers: { "content-security-policy": policy() } } });
    try {
      mustBe(await lines(context, `http://127.0.0.1:${server.httpServer.address().port}/`), IN_PAGE);
    } finally {
      await server.close();
    }
  }

  /** A page, and one that Node evaluated while the pages were made. */
  const next = (bundler) => async (context) => {
    const at = await place("next", `next-${bundler}`);
    const environment = { ...process.env, NEXT_TELEMETRY_DISABLED: "1" };
    await program(bin("next"), ["build", `--${bundler}`], { cwd: at, env: environment });
    const prerendered = await readFile(join(at, "out/prerendered.html"), "utf8");
    for (const line of SAID) if (!prerendered.includes(line.replace("'", "&#x27;"))) throw new Error(`Next did not prerender "${line}": ${prerendered}`);
    // Next writes scripts into its pages.
    const server = await serve({ folders: { "/": join(at, "out") }, hasPolicy: false });
    try {
      mustBe(await lines(context, `${server.origin}/`), IN_PAGE);
    } finally {
      await server.close();
    }
  };

  return {
    inNode: { esbuild, Rollup: rollup, jest },
    inPages: { Vite: vite, "Next by Turbopack": next("turbopack"), "Next by webpack": next("webpack") },
  };
}
