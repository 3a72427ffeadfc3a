// Everything that this page must keep: the model in Node, then the page as built in Chromium.
// Ends with 77 and a reason where there is no Chromium.

import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, rmSync } from "node:fs";

const CHROMIUM = "/usr/bin/chromium";

run("node", ["node_modules/typescript/bin/tsc", "--noEmit"]);
rmSync(".tests", { recursive: true, force: true });
run("node", ["node_modules/typescript/bin/tsc", "--project", "tests"]);
test("model");
run("node", ["node_modules/vite/bin/vite.js", "build", "--logLevel", "warn"]);
if (!existsSync(CHROMIUM)) {
  console.log(`skipped: the page in a browser, since there is no ${CHROMIUM}`);
  process.exit(77);
}
test("page");

function test(folder) {
  const path = `.tests/tests/${folder}`;
  const files = readdirSync(path).filter((name) => name.endsWith(".test.js"));
  run("node", ["--test", "--test-concurrency=1", ...files.map((name) => `${path}/${name}`)]);
}

function run(command, words) {
  const { status } = spawnSync(command, words, { stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}
