/** What the page must know of every built-in definition, asked of the package when the page is built. */

import { contract, contracts, type Contract, type ContractName } from "entitle";
import type { Definition, Indicator, RuleTable, Terms } from "../src/model/terms.ts";

// The package hands these on as the commands of Entitle print them: texts under names.
type Entry = Readonly<Record<string, string>>;
interface Content {
  readonly indicators: readonly Entry[];
  readonly registers: readonly Entry[];
  readonly lines: readonly Entry[];
  readonly sources: readonly Entry[];
  readonly assumed: readonly Entry[];
}
interface Rules {
  readonly tables: readonly { readonly table: string; readonly rows: readonly Entry[] }[];
}

export async function definitions(): Promise<Definition[]> {
  const described = [];
  for (const name of await contracts()) described.push(await describe(name));
  return described;
}

async function describe({ id, name, inForce, revision }: ContractName): Promise<Definition> {
  const loaded = await contract(name);
  const { title, family, subject, until } = loaded;
  return { id, title, family, subject, inForce, until, revision, terms: await termsOf(loaded) };
}

async function termsOf(contract: Contract): Promise<Terms> {
  const content = (await contract.show()) as unknown as Content;
  const source = (entry: Entry) => content.sources.find(({ name }) => name === entry["source"])?.["title"] ?? "";
  const domain = groupingOf(content.indicators);
  const indicators: Indicator[] = [];
  for (const entry of content.indicators) {
    indicators.push({
      name: text(entry, "name"),
      title: text(entry, "title"),
      most: text(entry, "value"),
      scale: text(entry, "scale"),
      register: text(entry, "register"),
      domain: attributes(entry)[domain] ?? "",
      grade: text(entry, "grade"),
      source: source(entry),
      rules: text(entry, "known").includes("rule") ? await rulesOf(contract, text(entry, "name")) : [],
    });
  }
  return {
    doc: contract.doc,
    imageDigest: contract.imageDigest,
    indicators,
    registers: content.registers.map((entry) => ({ name: text(entry, "name"), title: text(entry, "title") })),
    lines: content.lines.map((entry) => ({
      name: text(entry, "name"),
      title: text(entry, "title"),
      per: text(entry, "per"),
      unit: text(entry, "unit"),
      grade: text(entry, "grade"),
      source: source(entry),
      rounding: text(entry, "rounding"),
      pays: text(entry, "pays") !== "",
    })),
    assumed: content.assumed.map((entry) => ({ name: text(entry, "name"), source: text(entry, "source"), note: text(entry, "note") })),
  };
}

async function rulesOf(contract: Contract, item: string): Promise<RuleTable[]> {
  const { tables } = (await contract.show(item)) as unknown as Rules;
  return tables.map(({ table, rows }) => ({
    table,
    rows: rows.map((row) => ({
      when: text(row, "meaning") || text(row, "if"),
      then: outcome(text(row, "then"), text(row, "because")),
      otherwise: outcome(text(row, "else"), text(row, "elseBecause")),
      clause: text(row, "clause"),
      grade: text(row, "grade"),
    })),
  }));
}

function outcome(action: string, because: string): string {
  return because === "" ? action : `${action}: ${because.replaceAll("_", " ")}`;
}

/** The first attribute that is a word: a domain or category under which indicators are published. */
function groupingOf(indicators: readonly Entry[]): string {
  const of = indicators.map(attributes);
  const isWord = (name: string) => of.every((each) => !["true", "false"].includes(each[name] ?? ""));
  return Object.keys(of[0] ?? {}).find(isWord) ?? "";
}

function attributes(entry: Entry): Record<string, string> {
  const pairs = text(entry, "attributes").split(", ").filter(Boolean).map((pair) => pair.split(" = "));
  return Object.fromEntries(pairs) as Record<string, string>;
}

function text(entry: Entry, key: string): string {
  return entry[key] ?? "";
}
