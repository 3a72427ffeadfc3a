/** Counts and answers as CSV: the first can be pasted back, the second has every digit. */

import type { StatementData } from "entitle";
import type { Field } from "./fields.ts";
import { typedIn } from "./given.ts";
import { read } from "./reading.ts";
import type { State } from "./state.ts";
import { csv } from "./table.ts";

export function countsAsCsv(fields: readonly Field[], state: State): string {
  const filled = fields.filter((field) => typedIn(state, field) !== "");
  const ofSubject = filled.filter(({ member }) => member === null);
  const ofMembers = filled.filter(({ member }) => member !== null);
  if (ofMembers.length === 0) return csv([["name", "value"], ...ofSubject.map((field) => [field.key, exact(field, state)])]);
  // The network's own facts stand in the first row; its practices have a row each.
  const keys = [...new Set(filled.map(({ key }) => key))];
  const rows = state.members.map(({ number, name }, place) => {
    const own = place === 0 ? filled.filter(({ member }) => member === null || member.number === number) : filled.filter(({ member }) => member?.number === number);
    return [name, ...keys.map((key) => own.filter((field) => field.key === key).map((field) => exact(field, state))[0] ?? "")];
  });
  return csv([["practice", ...keys], ...rows]);
}

export function answersAsCsv(statement: StatementData): string {
  const kinds = [
    ["criterion", statement.criteria],
    ["condition", statement.conditions],
    ["achieved", statement.achieved],
    ["points", statement.points],
    ["line", statement.lines],
  ] as const;
  const rows = kinds.flatMap(([kind, answers]) => answers.map((answer) => [
    kind, answer.name, answer.item, answer.value, answer.unit, answer.title, answer.clause,
    answer.restsOn.join("; "), answer.waitsFor.join("; "),
  ]));
  return csv([["kind", "name", "item", "value", "unit", "title", "clause", "rests on", "waits for"], ...rows]);
}

function exact(field: Field, state: State): string {
  const reading = read(typedIn(state, field), field.fact);
  return "text" in reading ? reading.text : typedIn(state, field);
}
