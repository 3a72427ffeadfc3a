// Files that were mixed up by a bundler or a server, as a page meets them: each is refused, and nothing answers in its place.

import { copyFile, mkdir } from "node:fs/promises";
import { contract, ready } from "entitle";

const installed = new URL("./node_modules/entitle/", import.meta.url);
const mixed = new URL("./mixed/", import.meta.url);
await mkdir(mixed, { recursive: true });
await copyFile(new URL("contracts/aco-reach-2023-01-01-1.image", installed), new URL("qof-england-2025-04-01-1.image", mixed));
await copyFile(new URL("package.json", installed), new URL("qof-england-2023-04-01-1.image", mixed));

const refused = (asked) => asked.then(() => "answered", ({ name, message }) => `${name}: ${message.replaceAll(mixed.href, "").replace("\nhelp: see", "; see")}`);

console.log(await refused(ready({ module: new URL("wasm/compiler.wasm", installed) })));
await ready({ module: new URL("wasm/kernel.wasm", installed), contracts: mixed });
console.log(await refused(contract("qof-england", "2025-06-30")));
console.log(await refused(contract("qof-england", "2023-06-30")));
