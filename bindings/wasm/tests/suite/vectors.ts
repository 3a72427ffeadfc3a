// Every vector: answers that a source published, and those of the independent oracle.

import { type Answer, type Contract, type Given, contract, load } from "entitle";
import { holds, test, there } from "./check.js";
import { workspaceText } from "./place.js";

/** The files of vectors, and the definitions beside them with the day of each. */
const FILES = [
  "aco-reach",
  "alternative-quality-contract",
  "apms-england",
  "confederation-contract",
  "extended-access",
  "family-care-network",
  "feel_spellings",
  "gms-england",
  "gp-fundholding",
  "integrated-apms",
  "mcp-contract",
  "mips",
  "mssp",
  "network-contract-des",
  "parallel-outcomes-contract",
  "pms-england",
  "qof_2023",
  "qof_england",
  "qof_worked",
  "voluntary-gp-contract",
];
const DEFINITIONS: Record<string, string> = {
  "feel-spellings": "2025-04-01",
  "worked-qof-2004": "2004-04-01",
  "worked-qof-2012": "2012-04-01",
  "worked-qof-2016": "2016-04-01",
  "worked-qof-2018": "2018-04-01",
  "worked-qof-2021": "2021-04-01",
  "worked-qof-2022": "2022-04-01",
  "worked-qof-2025": "2025-04-01",
};

interface Inputs {
  readonly patient?: Given;
  readonly facts?: Given;
  readonly members?: readonly Given[];
  readonly achievement_date?: string;
}

type Expected = Record<string, string | [string, string]>;

const contracts = new Map<string, Promise<Contract>>();

function contractOf(id: string, date: string): Promise<Contract> {
  const key = `${id}@${date}`;
  const found = contracts.get(key) ?? loaded(id, date);
  contracts.set(key, found);
  return found;
}

async function loaded(id: string, date: string): Promise<Contract> {
  const day = DEFINITIONS[id];
  return day === undefined ? contract(id, date) : load(await workspaceText(`tests/vectors/definitions/${id}/${day}.toml`));
}

function aboutSubject(contract: Contract, inputs: Inputs): Map<string, string> {
  const facts = inputs.members ? { ...inputs.facts, members: inputs.members } : (inputs.facts ?? (inputs as Given));
  const statement = contract.statement(facts);
  const found = new Map<string, string>();
  const take = (kind: string, answers: Iterable<Answer>): void => {
    for (const answer of answers) found.set(`${kind}.${answer.fullName}`, answer.text);
  };
  take("line", statement.lines);
  take("points", statement.points);
  take("achieved", statement.achieved);
  take("criterion", statement.criteria);
  take("condition", statement.conditions);
  if (statement.eligible !== null) found.set("eligible", statement.eligible);
  for (const room of statement.headroom) {
    found.set(`needed.${room.indicator}`, String(room.patientsNeeded));
    found.set(`next.${room.indicator}`, room.nextPatient);
  }
  return found;
}

function aboutPatient(contract: Contract, inputs: Inputs, keys: readonly string[]): Map<string, string> {
  const found = new Map<string, string>();
  for (const indicator of new Set(keys.map((key) => key.slice(key.indexOf(".") + 1)))) {
    const { outcome, reason } = contract.explain(there(inputs.patient), indicator, inputs.achievement_date);
    found.set(`outcome.${indicator}`, outcome);
    if (reason) found.set(`reason.${indicator}`, reason.name);
  }
  return found;
}

/** A decimal as an integer of many places, so that nothing is rounded. */
function scaled(text: string): bigint | undefined {
  if (!/^-?\d+(\.\d+)?$/.test(text)) return undefined;
  const [whole = "", fraction = ""] = text.split(".");
  return BigInt(whole + fraction.padEnd(40, "0"));
}

/** An expected value is one text, or a closed interval where a source rounds its inputs. */
function agrees(found: string, expected: string | [string, string]): boolean {
  const number = scaled(found);
  if (Array.isArray(expected)) return number !== undefined && there(scaled(expected[0])) <= number && number <= there(scaled(expected[1]));
  return found === expected || (number !== undefined && number === scaled(expected));
}

let count = 0;
let answers = 0;

for (const file of FILES) {
  test(`the vectors of ${file} have the expected answers`, async () => {
    const [, ...lines] = (await workspaceText(`tests/vectors/${file}.tsv`)).trimEnd().split("\n");
    for (const line of lines) {
      const [id = "", contractId = "", date = "", inputText = "", expectedText = "", why = ""] = line.split("\t");
      const inputs = JSON.parse(inputText) as Inputs;
      const all = Object.entries(JSON.parse(expectedText) as Expected);
      const asked = inputs.patient ? all.filter(([key]) => /^(outcome|reason)\./.test(key)) : all;
      const contract = await contractOf(contractId, date);
      const found = inputs.patient ? aboutPatient(contract, inputs, asked.map(([key]) => key)) : aboutSubject(contract, inputs);
      for (const [key, expected] of asked) {
        holds(agrees(found.get(key) ?? "", expected), `${id}: ${key} is ${found.get(key)}, expected ${String(expected)} (${why})`);
      }
      count += 1;
      answers += all.length;
    }
  });
}

test("no vector was lost", () => {
  // As many as there were when the Python face began; there can only be more.
  holds(count > 370 && answers > 1150, `${count} vectors with ${answers} answers`);
});
