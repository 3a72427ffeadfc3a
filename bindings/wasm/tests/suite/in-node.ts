// The suite in Node: `node in-node.js simd|base`.

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { ready } from "entitle";
import { GROUPS, run } from "./all.js";
import { isHere } from "./place.js";

const { ENTITLE_WORKSPACE = "", ENTITLE_SCRIPTS = "" } = process.env;
const simd = process.argv[2] !== "base";
const read = async (folder: string, path: string): Promise<Uint8Array<ArrayBuffer>> => new Uint8Array(await readFile(join(folder, path)));

isHere({
  name: "node",
  simd,
  readWorkspace: (path) => read(ENTITLE_WORKSPACE, path),
  readScripts: (path) => read(ENTITLE_SCRIPTS, path),
});
await ready({ simd });
for (const group of Object.keys(GROUPS)) console.log(JSON.stringify(await run(group)));
