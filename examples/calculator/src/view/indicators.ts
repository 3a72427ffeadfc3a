/** The table of indicators: achieved, points, how far to full points, what the next patient is worth, and why. */

import { FULL, type Answers, type IndicatorRow } from "../model/answers.ts";
import { picture } from "./bars.ts";
import { h, type Child } from "./element.ts";
import { ASSUMED_SIGN, LOCAL_SIGN, details, detailsLater, table, tag } from "./pieces.ts";
import { reasons, rules, signed } from "./why.ts";

export function indicators({ indicators: rows, waiting }: Answers): Child[] {
  if (rows.length === 0 && waiting.length === 0) return [];
  const columns = [
    { heading: "Indicator" },
    { heading: "Achieved" },
    { heading: "Points", isNumber: true },
    { heading: "Patients to full points", isNumber: true },
    { heading: "Next patient brings", isNumber: true },
    { heading: "Payment", isNumber: true },
  ];
  const drawn = rows.map((row) => ({ cells: cells(row), beneath: why(row) }));
  return [
    h("h3", {}, "Indicators"),
    rows.length > 0 && h("p", { class: "nhsuk-hint app-key" }, "In each bar: dark, achieved; pale, what is missing for full points. The thin line is where points begin, the thick line where they are full.", ` ${ASSUMED_SIGN} rests on an assumed figure, ${LOCAL_SIGN} on a local term.`),
    rows.length > 0 && table("What is known of each indicator", columns, drawn, "hidden"),
    waiting.length > 0 && details("waiting", `${waiting.length} ${waiting.length === 1 ? "indicator waits" : "indicators wait"} for counts`, h("p", {}, waiting.join(", "))),
  ];
}

/** The same in a line, beside what was typed. */
export function outcomeSaid(answers: Answers | null, indicator: string): string {
  const row = answers?.indicators.find(({ name }) => name === indicator);
  if (row === undefined) return "";
  const points = row.points.isKnown ? `${row.points.shown} of ${row.most}` : "points undetermined";
  const room = /^\d/.test(row.needed) ? `${row.needed} more for full points` : row.needed === FULL ? "full points" : "";
  return [row.achieved, points, room].filter(Boolean).join(" · ");
}

function cells(row: IndicatorRow): (readonly Child[])[] {
  return [
    [h("strong", {}, row.name), " ", h("span", { class: "app-title" }, row.title)],
    [row.bar === null ? null : picture(row.bar), row.achieved],
    [h("span", { class: "app-whole" }, ...signed({ ...row.points, shown: row.points.shown.replace(/ points$/, "") }), row.points.isKnown && ` of ${row.most}`)],
    [row.needed],
    [row.next === "undetermined" ? tag(row.next, "grey") : row.next],
    row.payment === null ? [] : signed(row.payment),
  ];
}

function why(row: IndicatorRow): HTMLElement {
  const payment = row.payment === null ? null : reasons(row.payment.why, row.payment.exact);
  return details(
    `why-${row.name}`,
    `Why ${row.name} stands so`,
    h("p", {}, `Scale: ${row.scale}.`),
    h("h4", {}, "Points"),
    reasons(row.points.why, row.points.exact),
    payment === null ? null : h("h4", {}, row.payment?.title ?? ""),
    payment,
    row.rules.length > 0 && detailsLater(`rules-${row.name}`, `By which rules patients are counted into ${row.name}`, () => rules(row.rules)),
  );
}
