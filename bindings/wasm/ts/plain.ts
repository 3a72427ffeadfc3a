// Answers of the kernel as plain data: camelCase, frozen.

/** Entries whose keys are names of facts or networks, which stay as the contract has them. */
const NAMED_BY_FACTS = new Set(["saw", "windows", "after_the_achievement_date", "not_pooled"]);

const camelCase = (name: string): string => name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

/** The data of a text in JSON. Numbers of contracts are texts in it, so none is rounded. */
export function plain<Data>(json: string): Data {
  return frozen(JSON.parse(json)) as Data;
}

function frozen(data: unknown, keepKeys = false): unknown {
  if (typeof data !== "object" || data === null) return data;
  if (Array.isArray(data)) return Object.freeze(data.map((item) => frozen(item)));
  const entries = Object.entries(data).map(([name, value]) => {
    return [keepKeys ? name : camelCase(name), frozen(value, NAMED_BY_FACTS.has(name))];
  });
  return Object.freeze(Object.fromEntries(entries));
}
