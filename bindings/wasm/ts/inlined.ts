/**
 * The same as `entitle`, with its modules as scripts in base64: nothing is fetched for them. Contracts are still fetched,
 * unless they are registered.
 *
 * @example
 * ```js
 * import { contract } from "entitle/inlined";
 *
 * (await contract("qof-england", "2025-06-30")).revision; // => 1
 * ```
 *
 * @packageDocumentation
 */

import { columns, compiler, isSimd, kernel } from "./modules.js";
import { ofBase64 } from "./source.js";

kernel.comesFrom(async () => ofBase64((await import("./wasm/kernel.inlined.js")).default));
compiler.comesFrom(async () => ofBase64((await import("./wasm/compiler.inlined.js")).default));
columns.comesFrom(async () => {
  const script = isSimd() ? import("./wasm/columns.simd.inlined.js") : import("./wasm/columns.base.inlined.js");
  return ofBase64((await script).default);
});

export * from "./index.js";
