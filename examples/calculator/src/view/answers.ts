/** What the contract says: what is paid, whether it may be held, what each answer rests on and waits for. */

import { lackingSaid, type Answers, type LineGroup, type Subtotal, type Told } from "../model/answers.ts";
import { nameOf } from "../model/catalogue.ts";
import { daySaid } from "../model/days.ts";
import { spoken } from "../model/fields.ts";
import type { Definition } from "../model/terms.ts";
import { h, type Child } from "./element.ts";
import { indicators } from "./indicators.ts";
import { details, detailsLater, doubts, list, localTerm, table, tag } from "./pieces.ts";
import { reasons, spaced, value } from "./why.ts";

/** So many facts are named in a sentence. */
const FEW = 6;

const VERDICTS: Readonly<Record<string, string>> = { met: "green", "not met": "red", refer: "orange", undetermined: "grey" };

export function answers(told: Answers, definition: Definition, day: string): Child[] {
  return [
    by(definition, day),
    ...headline(told),
    ...eligibility(told),
    ...ofSubject(told.ofSubject.filter((each) => each !== told.payment)),
    ...byDomain(told.domains),
    ...indicators(told),
    ...conditions(told.conditions),
    ...perItem(told.perItem),
    ...waitsFor(told),
    ...restsOn(told, definition),
    trace(told.trace),
  ];
}

/** By what the answers can be reproduced; on paper, the only place that says so. */
function by(definition: Definition, day: string): Child {
  return h("p", { class: "nhsuk-hint app-by" }, `${definition.title}, on ${daySaid(day)}. By ${nameOf(definition)}, ${definition.terms.imageDigest}.`);
}

function headline({ payment, eligible }: Answers): Child[] {
  const first = payment ?? eligible;
  if (first === null) return [];
  const title = payment === null ? "May it be held" : payment.title;
  const { waitsFor: facts } = first.why;
  const waits = facts.length > FEW ? `${facts.length} facts, which stand below` : facts.join(", ");
  return [
    h(
      "div",
      { class: "nhsuk-card app-headline" },
      h(
        "div",
        { class: "nhsuk-card__content", role: "status" },
        h("p", { class: "app-headline__title" }, title),
        h("p", { class: "app-headline__value" }, ...value(first)),
        waits !== "" && h("p", {}, `It waits for ${waits}. Undetermined is not zero.`),
      ),
    ),
  ];
}

function eligibility({ eligible, criteria }: Answers): Child[] {
  if (criteria.length === 0) return [];
  const verdict = (told: Told) => [tag(told.exact, VERDICTS[told.exact] ?? "grey"), ...spaced(told.why.restsOn)];
  return [
    h("h3", {}, "May the contract be held?"),
    eligible === null ? null : h("p", {}, "All criteria together: ", ...verdict(eligible)),
    table("Criteria", [{ heading: "Criterion" }, { heading: "Verdict" }], criteria.map((each) => ({
      cells: [[each.title], verdict(each)],
      beneath: why("criterion", each),
    })), "hidden"),
  ];
}

function ofSubject(lines: readonly Told[]): Child[] {
  if (lines.length === 0) return [];
  return [h("h3", {}, "Amounts and what they are made of"), lineTable("Lines of the subject", lines, "hidden")];
}

function lineTable(caption: string, lines: readonly Told[], captionIs: "shown" | "hidden" = "shown"): HTMLElement {
  return table(caption, [{ heading: "Line" }, { heading: "Answer", isNumber: true }], lines.map((each) => ({
    cells: [[each.title, each.item !== "" && h("span", { class: "app-title" }, ` ${each.item}`)], value(each)],
    beneath: why("line", each),
  })), captionIs);
}

function byDomain(domains: readonly Subtotal[]): Child[] {
  if (domains.every(({ known }) => known === 0)) return [];
  const columns = [
    { heading: "Domain" },
    { heading: "Indicators counted" },
    { heading: "Points so far", isNumber: true },
    { heading: "Payment so far", isNumber: true },
  ];
  const rows = domains.map(({ domain, points, payment, restsOn, known, indicators: all }) => ({
    cells: [[domain === "" ? "None" : spoken(domain)], [`${known} of ${all}`], [points || "none known"], [payment || "none known", ...spaced(restsOn)]],
  }));
  return [h("h3", {}, "By domain"), table("Sums of what is known; what is undetermined is left out", columns, rows)];
}

function conditions(told: readonly Told[]): Child[] {
  if (told.length === 0) return [];
  return [h("h3", {}, "Conditions"), lineTable("Conditions that the contract names", told, "hidden")];
}

function perItem(groups: readonly LineGroup[]): Child[] {
  if (groups.length === 0) return [];
  const tables = () => groups.map(({ title, answers: lines }) => lineTable(title, lines));
  return [detailsLater("lines", "Amounts of each register and indicator", tables)];
}

function waitsFor({ waitsFor: lacking }: Answers): Child[] {
  if (lacking.length === 0) return [];
  const items = lacking.map((each) => h("span", {}, lackingSaid(each), each.localTerm && " ", each.localTerm && localTerm()));
  return [details("waits", `What criteria and payment wait for: ${lacking.length}`, list(items))];
}

function restsOn({ restsOn: doubted }: Answers, { terms }: Definition): Child[] {
  if (doubted.length === 0 && terms.assumed.length === 0) return [];
  const columns = [{ heading: "What" }, { heading: "Source" }, { heading: "Note" }];
  const rows = terms.assumed.map(({ name, source, note }) => ({ cells: [[name], [source], [note]] }));
  const assumed = () => [table("Assumed figures and readings", columns, rows)];
  return [
    doubted.length > 0 && h("p", {}, "Answers here rest on ", ...doubted.flatMap((doubt, place) => [place > 0 && " and ", ...doubts([doubt])]), "."),
    rows.length > 0 && detailsLater("assumed", `What is assumed in this definition: ${rows.length}`, assumed),
  ];
}

function trace(steps: readonly string[]): Child {
  const entries = () => [h("ol", { class: "app-trace" }, ...steps.map((step) => h("li", {}, step)))];
  return steps.length === 0 ? null : detailsLater("trace", "Trace: what decided each answer, in order", entries);
}

function why(kind: string, told: Told): Child {
  const said = reasons(told.why, told.exact);
  const name = [kind, told.name, told.item].filter(Boolean).join("-");
  return said === null ? null : details(`why-${name}`, h("span", {}, "Why", h("span", { class: "nhsuk-u-visually-hidden" }, `: ${told.title} ${told.item}`)), said);
}
