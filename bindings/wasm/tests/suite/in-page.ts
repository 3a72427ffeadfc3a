// The suite in a page: `?simd` or `?base`. What becomes of it goes to the console, which the runner reads.

import { ready } from "entitle";
import { GROUPS, run } from "./all.js";
import { isHere } from "./place.js";

// What was fetched is asked about later.
performance.setResourceTimingBufferSize(100_000);
const simd = location.search !== "?base";

async function read(path: string): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetch(path);
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}

isHere({
  name: "page",
  simd,
  readWorkspace: (path) => read(`/workspace/${path}`),
  readScripts: (path) => read(`/scripts/${path}`),
});
try {
  await ready({ simd });
  for (const group of Object.keys(GROUPS)) console.log(JSON.stringify(await run(group)));
} catch (error) {
  console.error(String(error));
}
console.log("finished");
