// The compiler module: for definitions of one's own and for what contracts say of themselves. Loaded when it is asked for.

import { EntitleError, ofFault } from "./errors.js";
import { moduleOf, responseOf } from "./source.js";

type Compiler = typeof import("./wasm/compiler.js");

let loading: Promise<Compiler> | undefined;

/** Asks the compiler. */
export async function compiler<Result>(ask: (compiler: Compiler) => Result): Promise<Result> {
  loading ??= start();
  let loaded: Compiler;
  try {
    loaded = await loading;
  } catch (error) {
    loading = undefined;
    throw error;
  }
  try {
    return ask(loaded);
  } catch (thrown) {
    if (typeof thrown === "string") throw ofFault(thrown);
    loaded.__wbg_reset_state();
    const why = thrown instanceof Error ? thrown.message : String(thrown);
    const help = "this is a fault of Entitle itself: please report it";
    throw new EntitleError(`the compiler stopped: ${why}\nhelp: ${help}`, { name: "Trap", help, cause: thrown });
  }
}

async function start(): Promise<Compiler> {
  const [compiler, module] = await Promise.all([
    import("./wasm/compiler.js"),
    responseOf(new URL("./wasm/compiler.wasm", import.meta.url)).then(moduleOf),
  ]);
  compiler.initSync({ module });
  return compiler;
}
