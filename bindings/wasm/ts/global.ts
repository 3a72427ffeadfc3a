// The classic script: everything of `entitle` and `entitle/kernel` as `globalThis.entitle`, with the kernel inside. What is
// exported here becomes that object; `global/contracts.js` hands it the images in base64.

export * from "./inlined.js";
export * as kernel from "./kernel.js";

import { register } from "./built-in.js";
import { ofBase64 } from "./source.js";

/** Registers images in base64, by the names of their files. */
export function registerAll(images: Readonly<Record<string, string>>): void {
  for (const [file, image] of Object.entries(images)) register(file, ofBase64(image));
}
