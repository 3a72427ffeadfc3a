/** Expected answers as the contracts' own rule tests have them: from sources or by hand, never from this page. */

import { readFileSync } from "node:fs";

type Values = Readonly<Record<string, string | number | Readonly<Record<string, string | number>>>>;

export interface Case {
  readonly facts: Values;
  readonly expect: { readonly points?: Readonly<Record<string, string>>; readonly line?: Values };
}

/** A test of `core/contracts/<id>/tests/<file>`, by how its name begins. */
export function published(id: string, file: string, name: string): Case {
  const path = new URL(`../../../../core/contracts/${id}/tests/${file}`, import.meta.url);
  const tests = readFileSync(path, "utf8").split("[[test]]");
  const found = tests.find((test) => test.includes(`name = "${name}`));
  if (found === undefined) throw new Error(`no test of ${id} begins with ${name}`);
  return { facts: inline(found, "facts") as Values, expect: inline(found, "expect") as Case["expect"] };
}

/** `list_size`, `numerator.DM020`: facts with one name each, as the page holds them. */
export function flat(facts: Values): Record<string, string> {
  const entries = Object.entries(facts).flatMap(([name, value]) =>
    typeof value === "object" ? Object.entries(value).map(([item, each]) => [`${name}.${item}`, `${each}`]) : [[name, `${value}`]]);
  return Object.fromEntries(entries) as Record<string, string>;
}

/** An inline table of TOML is JSON but for how it writes names. */
function inline(test: string, key: string): unknown {
  const [, table = "{}"] = new RegExp(`^${key} = (\\{.*\\})$`, "m").exec(test) ?? [];
  return JSON.parse(table.replace(/(\w+) = /g, '"$1": '));
}
