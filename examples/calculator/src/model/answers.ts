/** A statement as the page shows it. Amounts stay the package's own texts; numbers are made of them for pictures only. */

import type { Lacking, StatementData } from "entitle";
import { isDecimal, isMoney, percent, shown, sum } from "./decimal.ts";
import { bar, type Bar } from "./bar.ts";
import type { Definition, Indicator, Line, RuleTable } from "./terms.ts";

type Answer = StatementData["lines"][number];
type Room = StatementData["headroom"][number];

/** What is needed where points are full. */
export const FULL = "none";

export interface Told {
  readonly name: string;
  readonly item: string;
  readonly title: string;
  /** For the eye; `exact` has every digit. */
  readonly shown: string;
  readonly exact: string;
  readonly unit: string;
  readonly isKnown: boolean;
  readonly why: Why;
}

/** Why an answer is what it is, and how firmly. */
export interface Why {
  readonly clause: string;
  readonly detail: string;
  readonly restsOn: readonly string[];
  readonly waitsFor: readonly string[];
  readonly failure: string;
  readonly source: string;
  readonly rounding: string;
}

export interface IndicatorRow {
  readonly name: string;
  readonly title: string;
  readonly achieved: string;
  readonly points: Told;
  readonly most: string;
  readonly scale: string;
  readonly needed: string;
  readonly next: string;
  readonly payment: Told | null;
  readonly bar: Bar | null;
  readonly rules: readonly RuleTable[];
}

/** What the indicators of a domain earn together, as far as it is known. */
export interface Subtotal {
  readonly domain: string;
  readonly points: string;
  readonly payment: string;
  readonly restsOn: readonly string[];
  readonly known: number;
  readonly indicators: number;
}

export interface LineGroup {
  readonly title: string;
  readonly answers: readonly Told[];
}

export interface Answers {
  readonly payment: Told | null;
  readonly eligible: Told | null;
  readonly criteria: readonly Told[];
  readonly conditions: readonly Told[];
  readonly ofSubject: readonly Told[];
  readonly indicators: readonly IndicatorRow[];
  /** Indicators of which nothing is known yet. */
  readonly waiting: readonly string[];
  readonly domains: readonly Subtotal[];
  readonly perItem: readonly LineGroup[];
  readonly waitsFor: readonly Lacking[];
  readonly restsOn: readonly string[];
  readonly trace: readonly string[];
}

export function answersOf(statement: StatementData, definition: Definition): Answers {
  const { terms } = definition;
  const line = (answer: Answer) => terms.lines.find(({ name }) => name === answer.name);
  const lines = statement.lines.map((answer) => told(answer, line(answer)));
  const ofSubject = lines.filter(({ item }) => item === "");
  const pays = terms.lines.find((each) => each.pays)?.name;
  const rows = terms.indicators.map((indicator) => row(indicator, statement, lines));
  const known = rows.filter(isKnown);
  const every = [...statement.criteria, ...statement.points, ...statement.lines];
  return {
    payment: ofSubject.find(({ name }) => name === pays) ?? null,
    eligible: statement.eligible === null ? null : told(statement.eligible),
    criteria: statement.criteria.map((answer) => told(answer)),
    conditions: statement.conditions.map((answer) => told(answer)),
    ofSubject,
    indicators: known,
    waiting: rows.filter((each) => !isKnown(each)).map(({ name }) => name),
    domains: subtotals(terms.indicators, rows),
    perItem: terms.lines.filter(({ per }) => per !== "subject").map(({ name, title }) => {
      return { title: title || name, answers: lines.filter((each) => each.name === name && each.isKnown) };
    }).filter(({ answers }) => answers.length > 0),
    waitsFor: statement.waitsFor,
    restsOn: doubtsOf(every),
    trace: statement.trace ?? [],
  };
}

/** `numerator.DM020`, of practices by name where it is theirs. */
export function lackingSaid({ name, practices }: Lacking): string {
  return practices.length === 0 ? name : `${name} of ${practices.join(", ")}`;
}

function doubtsOf(answers: readonly { readonly restsOn: readonly string[] }[]): string[] {
  return [...new Set(answers.flatMap(({ restsOn }) => restsOn))].sort();
}

function told(answer: Answer, line?: Line): Told {
  const isKnown = answer.error === null && answer.value !== "undetermined" && answer.value !== "null";
  return {
    name: answer.name,
    item: answer.item,
    title: answer.title || answer.name,
    shown: answer.value === "null" ? "none" : shown(answer.value, answer.unit),
    exact: answer.value,
    unit: answer.unit,
    isKnown,
    why: {
      clause: answer.clause,
      detail: beside(answer),
      restsOn: answer.restsOn,
      waitsFor: answer.waitsFor,
      failure: answer.error?.text ?? "",
      source: line === undefined ? "" : graded(line),
      rounding: line?.rounding ?? "",
    },
  };
}

/** What the detail adds to the clause, and to what the answer rests on and waits for: those stand by themselves. */
function beside({ detail, clause }: Answer): string {
  const parts = detail.split("; ").filter((part) => part !== clause && !/^(rests on|waits for) /.test(part));
  return parts.join("; ");
}

function graded({ grade, source }: { readonly grade: string; readonly source: string }): string {
  return [grade, source].filter(Boolean).join(": ");
}

function row(indicator: Indicator, statement: StatementData, lines: readonly Told[]): IndicatorRow {
  const { name } = indicator;
  const achieved = statement.achieved.find((answer) => answer.name === name);
  const points = statement.points.find((answer) => answer.name === name);
  const room = statement.headroom.find((each) => each.indicator === name);
  const amounts = lines.filter((each) => each.item === name && isMoney(each.unit));
  const scored = points === undefined ? null : told(points);
  return {
    name,
    title: indicator.title,
    achieved: achieved === undefined ? "" : rate(achieved.value),
    points: { ...(scored ?? nothing(name)), why: { ...(scored ?? nothing(name)).why, source: graded(indicator) } },
    most: shown(indicator.most, ""),
    scale: indicator.scale,
    needed: room === undefined ? "" : needed(room),
    next: room === undefined ? "" : shown(room.nextPatient, room.unit),
    // A contract states what is paid after what it is made of: the value of a point, then the payment.
    payment: amounts.at(-1) ?? null,
    bar: achieved === undefined ? null : bar(indicator, achieved.value),
    rules: indicator.rules,
  };
}

function nothing(name: string): Told {
  const why = { clause: "", detail: "", restsOn: [], waitsFor: [], failure: "", source: "", rounding: "" };
  return { name, item: "", title: name, shown: "", exact: "", unit: "", isKnown: false, why };
}

function isKnown(row: IndicatorRow): boolean {
  return row.points.isKnown || row.bar !== null || row.payment?.isKnown === true;
}

function rate(achieved: string): string {
  if (achieved === "null") return "nobody counted";
  return isDecimal(achieved) ? `${percent(achieved)}%` : achieved;
}

function needed({ patientsNeeded, detail }: Room): string {
  if (patientsNeeded === "0") return FULL;
  return isDecimal(patientsNeeded) ? shown(patientsNeeded, "") : detail || patientsNeeded;
}

function subtotals(indicators: readonly Indicator[], rows: readonly IndicatorRow[]): Subtotal[] {
  const domains = [...new Set(indicators.map(({ domain }) => domain))];
  if (domains.length < 2) return [];
  return domains.map((domain) => {
    const own = rows.filter((_, place) => indicators[place]?.domain === domain);
    const points = own.map((each) => each.points).filter((each) => each.isKnown);
    const paid = own.flatMap((each) => (each.payment?.isKnown ? [each.payment] : []));
    return {
      domain,
      points: points.length === 0 ? "" : shown(sum(points.map(({ exact }) => exact)), ""),
      payment: paid.length === 0 ? "" : shown(sum(paid.map(({ exact }) => exact)), paid[0]?.unit ?? ""),
      restsOn: doubtsOf([...points, ...paid].map(({ why }) => why)),
      known: points.length,
      indicators: own.length,
    };
  });
}
