/**
 * The same as `entitle`, with the kernel inside the scripts: nothing is fetched for it. Contracts are still fetched, unless
 * they are registered; the compiler too, where it is asked for.
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

import { provide } from "./instance.js";
import { ofBase64 } from "./source.js";
import { base, simd } from "./wasm/inlined.js";

provide({
  simd: () => ofBase64(simd),
  base: () => ofBase64(base),
});

export * from "./index.js";
