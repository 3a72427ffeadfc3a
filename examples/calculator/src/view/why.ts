/** Why an answer is what it is: clause, source, detail, doubts, what it waits for, and the rules behind it. */

import type { Told, Why } from "../model/answers.ts";
import type { RuleTable } from "../model/terms.ts";
import { h, type Child } from "./element.ts";
import { doubts, signs, summary, table, tag } from "./pieces.ts";

/** The answer itself with its doubts. What is not known says so, and never looks like nothing or zero. */
export function value(told: Told): Child[] {
  return [text(told), ...spaced(told.why.restsOn)];
}

/** The same where many stand in a table. */
export function signed(told: Told): Child[] {
  return [text(told), ...signs(told.why.restsOn)];
}

function text(told: Told): Child {
  if (told.why.failure !== "") return tag("cannot be worked out", "red");
  return told.exact === "undetermined" ? tag("undetermined", "grey") : told.shown;
}

/** Doubts after something else. */
export function spaced(restsOn: readonly string[]): Child[] {
  return doubts(restsOn).flatMap((doubt) => [" ", doubt]);
}

export function reasons(why: Why, exact: string): HTMLElement | null {
  const rows: (readonly [string, readonly Child[]])[] = [];
  const say = (key: string, text: string) => {
    if (text !== "") rows.push([key, [text]]);
  };
  say("Clause", why.clause);
  say("Detail", why.detail);
  say("Failure", why.failure);
  say("Waits for", why.waitsFor.join(", "));
  say("Source", why.source);
  say("Rounded", why.rounding);
  if (exact !== "" && exact !== "undetermined") say("Every digit", exact);
  if (why.restsOn.length > 0) rows.push(["Rests on", spaced(why.restsOn)]);
  return rows.length === 0 ? null : summary(rows);
}

export function rules(tables: readonly RuleTable[]): HTMLElement[] {
  return tables.map((each) =>
    table(
      `Rules: ${each.table}. The first that matches decides`,
      [{ heading: "Row" }, { heading: "When" }, { heading: "Then" }, { heading: "Otherwise" }, { heading: "Clause" }],
      each.rows.map(({ when, then, otherwise, clause, grade }, place) => ({
        cells: [[`${place + 1}`], [h("code", {}, when)], [then], [otherwise], [clause, grade === "assumed" && " ", grade === "assumed" && tag("assumed", "yellow")]],
      })),
    ));
}
