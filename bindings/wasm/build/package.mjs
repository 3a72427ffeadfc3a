// Completes the package: the half in TypeScript, the contracts and modules as scripts, its manifest and texts.
//
//   ENTITLE_WASM_PACKAGE=FOLDER node build/package.mjs
//
// FOLDER is target/wasm/package of the workspace unless given. It holds the modules with their glue in `wasm/` and the
// images in `contracts/` already.

import { build } from "esbuild";
import { execFileSync } from "node:child_process";
import { copyFile, mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const face = fileURLToPath(new URL("..", import.meta.url));
const workspace = resolve(face, "../..");
const folder = resolve(process.env.ENTITLE_WASM_PACKAGE ?? join(workspace, "target/wasm/package"));

const MODULES = ["kernel", "columns.simd", "columns.base", "compiler"];
const base64Of = async (file) => (await readFile(join(folder, file))).toString("base64");
const write = (file, text) => writeFile(join(folder, file), text);

/** The half that users see. */
function compile() {
  execFileSync(process.execPath, [join(face, "node_modules/typescript/bin/tsc"), "-p", face, "--outDir", folder], { stdio: "inherit" });
}

/** The manifest without what only those need who work on it. */
async function writeManifest() {
  const { scripts, devDependencies, ...manifest } = JSON.parse(await readFile(join(face, "package.json"), "utf8"));
  await write("package.json", `${JSON.stringify(manifest, null, 2)}\n`);
}

async function copyTexts() {
  for (const name of ["README.md", "THIRD-PARTY.txt"]) await copyFile(join(face, name), join(folder, name));
  for (const name of ["LICENSE-APACHE", "LICENSE-MIT", "NOTICE"]) await copyFile(join(workspace, name), join(folder, name));
}

/** The images, by the names of their files without what they end in. */
async function images() {
  const files = (await readdir(join(folder, "contracts"))).filter((name) => name.endsWith(".image")).sort();
  const named = files.map(async (file) => [file.replace(/\.image$/, ""), await base64Of(`contracts/${file}`)]);
  return Promise.all(named);
}

/** Every image and module as a script to import. */
async function writeScripts() {
  for (const [name, base64] of await images()) {
    await write(`contracts/${name}.js`, `import { ofBase64 } from "../source.js";\n\nexport default /* @__PURE__ */ ofBase64("${base64}");\n`);
    await write(`contracts/${name}.d.ts`, "declare const image: Uint8Array<ArrayBuffer>;\nexport default image;\n");
  }
  for (const name of MODULES) {
    await write(`wasm/${name}.inlined.js`, `export default "${await base64Of(`wasm/${name}.wasm`)}";\n`);
    await write(`wasm/${name}.inlined.d.ts`, "declare const base64: string;\nexport default base64;\n");
  }
}

/** Where each image lies. A bundler finds a URL that is written out, and takes one of a template for any file that fits it. */
async function writeImages() {
  const entries = (await images()).map(([name]) => `  "${name}": () => new URL("./contracts/${name}.image", import.meta.url),`);
  await write("images.js", `export const images = {\n${entries.join("\n")}\n};\n`);
}

/** The classic scripts, for pages without a server or modules. */
async function writeClassicScripts() {
  await mkdir(join(folder, "global"), { recursive: true });
  await build({
    entryPoints: [join(folder, "global.js")],
    outfile: join(folder, "global/entitle.js"),
    bundle: true,
    format: "iife",
    globalName: "entitle",
    target: "es2022",
    // Other files are looked for beside the script's folder, where there is a server.
    inject: [join(face, "build/place.mjs")],
    define: { "import.meta.url": "place" },
    logLevel: "warning",
  });
  const [simd, base, compiler] = await Promise.all(["columns.simd", "columns.base", "compiler"].map((name) => base64Of(`wasm/${name}.wasm`)));
  await write("global/columns.js", `entitle.takeColumns("${simd}", "${base}");\n`);
  await write("global/compiler.js", `entitle.takeCompiler("${compiler}");\n`);
  await write("global/contracts.js", `entitle.takeContracts(${JSON.stringify(Object.fromEntries(await images()), null, 2)});\n`);
}

compile();
await Promise.all([writeScripts(), writeImages()]);
await Promise.all([writeManifest(), copyTexts()]);
// It reads the manifest.
await writeClassicScripts();
