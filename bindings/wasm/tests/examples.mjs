// Every @example of the sources and every block of the README: each is run as it stands, in Node, by itself. A line that
// ends in `// => value` is compared with that value.

import { readFile, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Blocks of code in JavaScript, with where they stand. */
export async function examples(face) {
  const sources = (await readdir(join(face, "ts"))).filter((name) => name.endsWith(".ts") && !name.endsWith(".d.ts")).sort();
  const ofSources = sources.map(async (name) => blocks(`ts/${name}`, commentsOf(await readFile(join(face, "ts", name), "utf8"))));
  const ofReadme = blocks("README.md", await readFile(join(face, "README.md"), "utf8"));
  return [...(await Promise.all(ofSources)).flat(), ...ofReadme];
}

/** Writes an example as a module that compares what it says; gives back how many comparisons it has. */
export async function writeExample({ code }, file) {
  let comparisons = 0;
  const compared = code.replace(/^(\s*)(.+?); \/\/ => (.+)$/gm, (_, indent, found, expected) => {
    comparisons += 1;
    return `${indent}isDeepStrictEqual(plain(${found}), ${expected}) || differs(${JSON.stringify(found)}, ${found}, ${JSON.stringify(expected)});`;
  });
  await writeFile(file, `${COMPARE}\n${compared}`);
  return comparisons;
}

const COMPARE = `import { isDeepStrictEqual } from "node:util";
const plain = (value) => (typeof value === "object" && value !== null ? JSON.parse(JSON.stringify(value)) : value);
const differs = (code, found, expected) => { throw new Error(\`\${code} is \${JSON.stringify(found)}, not \${expected}\`); };`;

/** The comments of a source, without what marks them. Lines keep their places. */
function commentsOf(source) {
  let isComment = false;
  return source.split("\n").map((line) => {
    if (line.trimStart().startsWith("/**")) isComment = true;
    const content = isComment ? line.replace(/^\s*\/?\*+\/? ?/, "") : "";
    if (line.includes("*/")) isComment = false;
    return content;
  }).join("\n");
}

function blocks(file, text) {
  const found = [...text.matchAll(/^```js\n([\s\S]*?)^```$/gm)];
  return found.map((match) => ({ where: `${file}:${text.slice(0, match.index).split("\n").length}`, code: match[1] }));
}
