// A module of the package: loaded once, called under one guard, made anew after a trap.

import { EntitleError, ofFault, refusal } from "./errors.js";
import { kindOf } from "./checks.js";
import type { CompiledModule, OfPlatform } from "./platform.js";
import { moduleOf, responseOf, urlOf } from "./source.js";

/** Where a module may come from. */
export type ModuleSource = ArrayBufferView<ArrayBuffer> | ArrayBuffer | OfPlatform<"Response"> | OfPlatform<"URL"> | string | CompiledModule;

/**
 * What the glue of every module has.
 *
 * @internal
 */
interface Glue {
  initSync(source: { module: WebAssembly.Module }): unknown;
  __wbg_reset_state(): void;
}

/**
 * A compiled module and its glue.
 *
 * @internal
 */
export class Module<Exports extends Glue> {
  readonly #name: string;
  readonly #mark: string;
  readonly #exports: Exports;
  #source: () => ModuleSource | Promise<ModuleSource>;
  #loading: Promise<void> | undefined;
  #compiled: WebAssembly.Module | undefined;
  #instance = 0;

  /** `mark` is an export that no other module of the package has. */
  constructor(name: string, mark: keyof Exports & string, exports: Exports, source: () => ModuleSource | Promise<ModuleSource>) {
    this.#name = name;
    this.#mark = mark;
    this.#exports = exports;
    this.#source = source;
  }

  /** Chooses where it comes from, before it is loaded. */
  comesFrom(source: () => ModuleSource | Promise<ModuleSource>): void {
    if (this.#loading) throw refusal(`the ${this.#name} module is loaded already`, { help: "call ready() with options before anything else" });
    this.#source = source;
  }

  /** Loads it, once. */
  async ready(): Promise<void> {
    this.#loading ??= this.#load();
    try {
      await this.#loading;
    } catch (error) {
      // What could not be loaded may be there at the next try.
      this.#loading = undefined;
      throw error;
    }
  }

  async #load(): Promise<void> {
    const module = await compiled(await this.#source(), this.#name);
    this.#refuseAnother(module);
    this.#exports.initSync({ module });
    this.#compiled = module;
  }

  /** What came may be another module than the one that was asked for: of a bundler that mixed two, or of a server. */
  #refuseAnother(module: WebAssembly.Module): void {
    if (WebAssembly.Module.exports(module).some(({ name }) => name === this.#mark)) return;
    const help = "see that the page's server and its bundler give each file of the package's `wasm/` under its own name, or take `entitle/inlined`";
    throw refusal(`the ${this.#name} module was asked for, and another module came: it has no \`${this.#mark}\``, { help });
  }

  /** What runs here: a worker takes it, so that nothing is fetched or compiled twice. */
  get compiled(): WebAssembly.Module {
    if (this.#compiled) return this.#compiled;
    throw refusal(`the ${this.#name} module is not loaded`, { help: "await ready(), or a contract, first" });
  }

  /** Which instance runs now: handles of those before are dead. */
  get instance(): number {
    return this.#instance;
  }

  /** Calls it. What it throws as a text is a fault of what was given; anything else is a trap. */
  call<Result>(ask: (exports: Exports) => Result): Result {
    if (!this.#compiled) return this.compiled as never;
    try {
      return ask(this.#exports);
    } catch (thrown) {
      if (typeof thrown === "string") throw ofFault(thrown);
      if (thrown instanceof EntitleError) throw thrown;
      throw this.#trapped(thrown);
    }
  }

  /** After a trap its memory is not to be trusted: it is dropped, and contracts open themselves again. */
  #trapped(cause: unknown): EntitleError {
    this.#instance += 1;
    this.#exports.__wbg_reset_state();
    const help = "this is a fault of Entitle itself: please report it; contracts can be used on";
    return new EntitleError(`the ${this.#name} module stopped: ${whyOf(cause)}\nhelp: ${help}`, { name: "Trap", help, cause });
  }
}

async function compiled(source: ModuleSource, name: string): Promise<WebAssembly.Module> {
  if (source instanceof WebAssembly.Module) return source;
  try {
    if (source instanceof Response) return await moduleOf(source);
    if (source instanceof URL || typeof source === "string") return await moduleOf(await responseOf(urlOf(source, "a module")));
    if (source instanceof ArrayBuffer || ArrayBuffer.isView(source)) return await WebAssembly.compile(source);
  } catch (cause) {
    if (cause instanceof EntitleError) throw cause;
    throw refusal(`the ${name} module cannot be compiled: ${whyOf(cause)}`, { help: "take the one in `wasm/` of this package", cause });
  }
  throw refusal(`a module is bytes, a Response, a URL or a WebAssembly.Module, not ${kindOf(source)}`);
}

function whyOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
