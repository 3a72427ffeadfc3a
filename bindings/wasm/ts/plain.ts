// Answers of the kernel as plain data: camelCase, frozen.

/** Entries whose keys are names of facts or networks, which stay as the contract has them. */
const NAMED_BY_FACTS = new Set(["saw", "windows", "after_the_achievement_date", "not_pooled", "practices_with_refused_rows"]);

/** Names in camelCase: they are few, and each stands in many objects. */
const inCamelCase = new Map<string, string>();

function camelCase(name: string): string {
  let known = inCamelCase.get(name);
  if (known === undefined) {
    known = name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
    inCamelCase.set(name, known);
  }
  return known;
}

/** The data of a text in JSON. Numbers of contracts are texts in it, so none is rounded. */
export function plain<Data>(json: string): Data {
  return frozen(JSON.parse(json) as unknown, true) as Data;
}

function frozen(data: unknown, renames: boolean): unknown {
  if (typeof data !== "object" || data === null) return data;
  if (Array.isArray(data)) {
    for (let place = 0; place < data.length; place += 1) data[place] = frozen(data[place], true);
    return Object.freeze(data);
  }
  const held = data as Record<string, unknown>;
  const renamed: Record<string, unknown> = {};
  for (const name of Object.keys(held)) renamed[renames ? camelCase(name) : name] = frozen(held[name], !NAMED_BY_FACTS.has(name));
  return Object.freeze(renamed);
}
