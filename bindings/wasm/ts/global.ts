// The classic script: everything of `entitle` and `entitle/kernel` as `globalThis.entitle`, with the kernel inside. The
// other scripts of `global/` hand it the other modules, and the images of contracts.

export * from "./index.js";
export * as kernel from "./kernel.js";

import { register } from "./built-in.js";
import { columns, compiler, isSimd, kernel } from "./modules.js";
import { ofBase64 } from "./source.js";
import base64 from "./wasm/kernel.inlined.js";

kernel.comesFrom(() => ofBase64(base64));

/** Takes images in base64, by the names of their files. */
export function takeContracts(images: Readonly<Record<string, string>>): void {
  for (const [file, image] of Object.entries(images)) register(file, ofBase64(image));
}

/** Takes the module of columns in base64, with SIMD and without. */
export function takeColumns(simd: string, base: string): void {
  columns.comesFrom(() => ofBase64(isSimd() ? simd : base));
}

/** Takes the compiler in base64. */
export function takeCompiler(base64: string): void {
  compiler.comesFrom(() => ofBase64(base64));
}
