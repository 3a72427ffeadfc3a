// The three modules: the kernel, which everybody needs; columns, for populations; the compiler, for definitions of one's
// own and for what contracts say of themselves. Each is loaded when it is first needed.

import { optionsOf, truth } from "./checks.js";
import { Module, type ModuleSource } from "./module.js";
import type { OfPlatform } from "./platform.js";
import { folderOf } from "./source.js";
import * as columnsGlue from "./wasm/columns.js";
import * as compilerGlue from "./wasm/compiler.js";
import * as kernelGlue from "./wasm/kernel.js";

/** How Entitle is loaded. */
export interface ReadyOptions {
  /** The kernel module: bytes, an answer of a server, a URL, or compiled. Unless given, the package's own file. */
  readonly module?: ModuleSource;
  /** The module that evaluates populations. Unless given, the package's own file. */
  readonly columns?: ModuleSource;
  /** The module that compiles definitions and shows rules. Unless given, the package's own file. */
  readonly compiler?: ModuleSource;
  /** Whether populations are evaluated with 128-bit SIMD. Unless given, where the machine has it. */
  readonly simd?: boolean;
  /** The folder that holds the images of contracts. Unless given, the package's own. */
  readonly contracts?: OfPlatform<"URL"> | string;
}

// Each URL is written out, since bundlers look for this form.

/**
 * Contracts, statements, explanations, comparisons.
 *
 * @internal
 */
export const kernel = new Module("kernel", "choose", kernelGlue, () => new URL("./wasm/kernel.wasm", import.meta.url));

/**
 * Populations.
 *
 * @internal
 */
export const columns = new Module("columns", "evaluation", columnsGlue, () =>
  isSimd() ? new URL("./wasm/columns.simd.wasm", import.meta.url) : new URL("./wasm/columns.base.wasm", import.meta.url),
);

/**
 * Definitions in text.
 *
 * @internal
 */
export const compiler = new Module("compiler", "compile", compilerGlue, () => new URL("./wasm/compiler.wasm", import.meta.url));

let chosenSimd: boolean | undefined;
let contractFolder: URL | undefined;

/**
 * Loads the kernel. `contract` and `load` do it by themselves; call it first to choose where from, or to be ready early.
 *
 * @param options - Where modules and contracts come from. What is loaded already is not loaded again from elsewhere.
 * @throws EntitleError where the module cannot be read or is none.
 *
 * @example
 * ```js
 * import { ready, version } from "entitle";
 *
 * await ready({ simd: false });
 * version(); // => "0.1.0"
 * ```
 */
export async function ready(options?: ReadyOptions): Promise<void> {
  const asked = optionsOf<ReadyOptions>(options, ["module", "columns", "compiler", "simd", "contracts"]);
  if (asked.simd !== undefined) chosenSimd = truth(asked.simd, "simd", true);
  if (asked.contracts !== undefined) contractFolder = folderOf(asked.contracts);
  const { module, columns: ofColumns, compiler: ofCompiler } = asked;
  if (ofColumns !== undefined) columns.comesFrom(() => ofColumns);
  if (ofCompiler !== undefined) compiler.comesFrom(() => ofCompiler);
  if (module !== undefined) kernel.comesFrom(() => module);
  await kernel.ready();
}

/**
 * The version of Entitle. The kernel must be loaded.
 *
 * @throws EntitleError where it is not.
 *
 * @example
 * ```js
 * import { ready, version } from "entitle";
 *
 * await ready();
 * version(); // => "0.1.0"
 * ```
 */
export function version(): string {
  return kernel.call((kernel) => kernel.version());
}

/**
 * The folder of images that was chosen, if one was.
 *
 * @internal
 */
export function chosenFolder(): URL | undefined {
  return contractFolder;
}

/** Whether populations are evaluated with SIMD. */
export function isSimd(): boolean {
  return chosenSimd ?? hasSimd();
}

/** Whether the machine takes a function that gives a vector. */
function hasSimd(): boolean {
  const header = [0, 97, 115, 109, 1, 0, 0, 0];
  const typeOfVector = [1, 5, 1, 96, 0, 1, 123];
  const oneFunction = [3, 2, 1, 0];
  const splatOfZero = [10, 8, 1, 6, 0, 65, 0, 253, 15, 11];
  return WebAssembly.validate(Uint8Array.from([...header, ...typeOfVector, ...oneFunction, ...splatOfZero]));
}
