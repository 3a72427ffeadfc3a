// Completes the package beside what tsc wrote: its manifest, its texts, and the classic scripts for pages without a server.
//
//   node build/package.mjs [FOLDER]
//
// FOLDER is the package, target/wasm/package of the workspace unless given. It holds wasm/ and contracts/ already.

import { build } from "esbuild";
import { copyFile, mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const face = fileURLToPath(new URL("..", import.meta.url));
const workspace = join(face, "../..");
const folder = resolve(process.argv[2] ?? join(workspace, "target/wasm/package"));

/** The manifest without what only those need who work on it. */
async function writeManifest() {
  const { scripts, devDependencies, ...manifest } = JSON.parse(await readFile(join(face, "package.json"), "utf8"));
  await writeFile(join(folder, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
}

async function copyTexts() {
  await copyFile(join(face, "README.md"), join(folder, "README.md"));
  for (const name of ["LICENSE-APACHE", "LICENSE-MIT", "NOTICE"]) await copyFile(join(workspace, name), join(folder, name));
}

/** The API with the kernel inside. Other files are looked for beside the script's folder, where there is a server. */
async function bundleApi() {
  await build({
    entryPoints: [join(folder, "global.js")],
    outfile: join(folder, "global/entitle.js"),
    bundle: true,
    format: "iife",
    globalName: "entitle",
    target: "es2022",
    inject: [join(face, "build/place.mjs")],
    define: { "import.meta.url": "place" },
    logLevel: "warning",
  });
}

/** Every image in base64, registered under the name of its file. */
async function bundleContracts() {
  const names = (await readdir(join(folder, "contracts"))).filter((name) => name.endsWith(".image")).sort();
  const images = await Promise.all(names.map(async (name) => {
    return [name.replace(/\.image$/, ""), (await readFile(join(folder, "contracts", name))).toString("base64")];
  }));
  const script = `entitle.registerAll(${JSON.stringify(Object.fromEntries(images), null, 2)});\n`;
  await writeFile(join(folder, "global/contracts.js"), script);
}

await mkdir(join(folder, "global"), { recursive: true });
await Promise.all([writeManifest(), copyTexts(), bundleApi(), bundleContracts()]);
