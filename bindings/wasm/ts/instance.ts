// The kernel module of this page or process: loaded once, called under one guard, made anew after a trap.

import * as kernel from "./wasm/kernel.js";
import { EntitleError, ofFault, refusal } from "./errors.js";
import { kindOf, options, text, truth } from "./checks.js";
import { moduleOf, responseOf } from "./source.js";

/** Where a kernel module may come from. */
export type ModuleSource = BufferSource | Response | URL | string | WebAssembly.Module;

/** How the kernel is loaded. */
export interface ReadyOptions {
  /** The module: bytes, an answer of a server, a URL, or compiled. Unless given, the package's own file. */
  readonly module?: ModuleSource;
  /** Whether the variant with 128-bit SIMD is taken. Unless given, where the machine has it. */
  readonly simd?: boolean;
  /** The folder that holds the images of contracts. Unless given, the package's own. */
  readonly contracts?: URL | string;
}

/** The kernel's variants. */
interface Variants {
  readonly simd: () => ModuleSource;
  readonly base: () => ModuleSource;
}

// Each URL is written out, since bundlers look for this form.
let variants: Variants = {
  simd: () => new URL("./wasm/kernel.simd.wasm", import.meta.url),
  base: () => new URL("./wasm/kernel.base.wasm", import.meta.url),
};

let loading: Promise<void> | undefined;
let loaded: WebAssembly.Module | undefined;
let contractFolder: URL | undefined;
/** Counts instances: what was begun in one that trapped is dead in the next. */
let current = 0;

/**
 * Loads the kernel. `contract` and `load` do it by themselves; call it first to choose where from, or to be ready early.
 *
 * @param options - Where from, and which variant. Once the kernel is loaded only `contracts` can be changed.
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
export async function ready(options_?: ReadyOptions): Promise<void> {
  const { module, simd, contracts } = options<ReadyOptions>(options_, ["module", "simd", "contracts"]);
  const wantsSimd = simd === undefined ? hasSimd() : truth(simd, "simd", true);
  if (contracts !== undefined) contractFolder = folderOf(contracts);
  if (loading && (module !== undefined || simd !== undefined)) {
    throw refusal("the kernel is loaded already", { help: "call ready() with options before anything else" });
  }
  loading ??= start(module ?? variants[wantsSimd ? "simd" : "base"]());
  try {
    await loading;
  } catch (error) {
    // What could not be loaded may be there at the next try.
    loading = undefined;
    throw error;
  }
}

/**
 * The version of Entitle. The kernel must be loaded.
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
  return call((kernel) => kernel.version());
}

/** Puts the kernel's variants in the place of the package's files. */
export function provide(instead: Variants): void {
  variants = instead;
}

/** The compiled module that runs here: a worker takes it, so that nothing is fetched or compiled twice. */
export function compiledModule(): WebAssembly.Module {
  if (!loaded) throw refusal("the kernel is not loaded", { help: "await ready(), or a contract, first" });
  return loaded;
}

/** The folder of images that was chosen, if one was. */
export function chosenFolder(): URL | undefined {
  return contractFolder;
}

/** Which instance runs now: handles of others are dead. */
export function instanceNumber(): number {
  return current;
}

/** Calls the kernel. What it throws as a text is a fault of what was given; anything else is a trap. */
export function call<Result>(ask: (exports: typeof kernel) => Result): Result {
  compiledModule();
  try {
    return ask(kernel);
  } catch (thrown) {
    if (typeof thrown === "string") throw ofFault(thrown);
    if (thrown instanceof EntitleError) throw thrown;
    throw trapped(thrown);
  }
}

/** After a trap the module's memory is not to be trusted: it is dropped, and contracts open themselves again. */
function trapped(cause: unknown): EntitleError {
  current += 1;
  kernel.__wbg_reset_state();
  const help = "this is a fault of Entitle itself: please report it; contracts can be used on";
  const why = cause instanceof Error ? cause.message : String(cause);
  return new EntitleError(`the kernel stopped: ${why}\nhelp: ${help}`, { name: "Trap", help, cause });
}

async function start(source: ModuleSource): Promise<void> {
  loaded = await compiled(source);
  kernel.initSync({ module: loaded });
}

async function compiled(source: ModuleSource): Promise<WebAssembly.Module> {
  if (source instanceof WebAssembly.Module) return source;
  try {
    if (source instanceof Response) return await moduleOf(source);
    if (source instanceof URL || typeof source === "string") return await moduleOf(await responseOf(urlOf(source, "module")));
    if (source instanceof ArrayBuffer || ArrayBuffer.isView(source)) return await WebAssembly.compile(source);
  } catch (cause) {
    if (cause instanceof EntitleError) throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw refusal(`the kernel module cannot be compiled: ${why}`, { help: "take wasm/kernel.base.wasm of this package", cause });
  }
  throw refusal(`module is bytes, a Response, a URL or a WebAssembly.Module, not ${kindOf(source)}`);
}

/** A URL out of a text, which may be relative to the page. */
export function urlOf(given: URL | string, what: string): URL {
  if (given instanceof URL) return given;
  try {
    return new URL(text(given, what), globalThis.document?.baseURI ?? globalThis.location?.href);
  } catch (cause) {
    if (cause instanceof EntitleError) throw cause;
    throw refusal(`${what} is no URL: ${given.slice(0, 80)}`, { help: "give a URL in full" });
  }
}

function folderOf(given: URL | string): URL {
  const url = urlOf(given, "contracts");
  return url.pathname.endsWith("/") ? url : new URL(`${url.pathname}/`, url);
}

/** Whether the machine takes a function that gives a vector. */
function hasSimd(): boolean {
  const header = [0, 97, 115, 109, 1, 0, 0, 0];
  const typeOfVector = [1, 5, 1, 96, 0, 1, 123];
  const oneFunction = [3, 2, 1, 0];
  const splatOfZero = [10, 8, 1, 6, 0, 65, 0, 253, 15, 11];
  return WebAssembly.validate(Uint8Array.from([...header, ...typeOfVector, ...oneFunction, ...splatOfZero]));
}
