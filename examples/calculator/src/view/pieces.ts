/** Components of the NHS design system, as this page uses them. */

import { fill, h, type Child } from "./element.ts";

/** Text behind a summary; `name` keeps it open when what is around it is drawn anew. */
export function details(name: string, summary: Child, ...children: readonly Child[]): HTMLDetailsElement {
  return h(
    "details",
    { class: "nhsuk-details", "data-name": name },
    h("summary", { class: "nhsuk-details__summary" }, h("span", { class: "nhsuk-details__summary-text" }, summary)),
    h("div", { class: "nhsuk-details__text" }, ...children),
  );
}

/** The same for what is long: it is made when it is first opened. */
export function detailsLater(name: string, summary: string, content: () => readonly Child[]): HTMLDetailsElement {
  const made = details(name, summary);
  const make = () => made.lastElementChild && fill(made.lastElementChild, content());
  made.addEventListener("toggle", make, { once: true });
  return made;
}

export function tag(text: string, colour: string): HTMLElement {
  return h("strong", { class: `nhsuk-tag nhsuk-tag--${colour}` }, text);
}

/** How firm an answer is, never hidden: one tag for each doubt. */
export function doubts(restsOn: readonly string[]): HTMLElement[] {
  return restsOn.map((doubt) => tag(doubt, doubt === LOCAL ? "purple" : "yellow"));
}

/** The same in dense tables, by signs that a key above explains. */
export function signs(restsOn: readonly string[]): HTMLElement[] {
  return restsOn.map((doubt) =>
    h("span", { class: "app-sign" }, doubt === LOCAL ? LOCAL_SIGN : ASSUMED_SIGN, h("span", { class: "nhsuk-u-visually-hidden" }, ` rests on ${doubt}`)));
}

/** As the other faces of Entitle mark them. */
export const [ASSUMED_SIGN, LOCAL_SIGN] = ["*", "†"];

const LOCAL = "a local term";

export function localTerm(): HTMLElement {
  return tag("local term", "purple");
}

export function button(text: string, kind: "primary" | "secondary", press: () => void): HTMLButtonElement {
  const extra = kind === "secondary" ? " nhsuk-button--secondary" : "";
  const made = h("button", { type: "button", class: `nhsuk-button nhsuk-button--small${extra}` }, text);
  made.addEventListener("click", press);
  return made;
}

export function inset(...children: readonly Child[]): HTMLElement {
  return h("div", { class: "nhsuk-inset-text" }, h("span", { class: "nhsuk-u-visually-hidden" }, "Information: "), ...children);
}

/** What must not be overlooked; nothing where there is nothing to say. */
export function warning(text: string): HTMLElement | "" {
  if (text === "") return "";
  const label = h("h3", { class: "nhsuk-warning-callout__label" }, h("span", { class: "nhsuk-u-visually-hidden" }, "Important: "), "Not the terms of today");
  return h("div", { class: "nhsuk-warning-callout app-not-of-today" }, label, h("p", {}, text));
}

export function list(items: readonly Child[]): HTMLElement {
  return h("ul", { class: "nhsuk-list nhsuk-list--bullet" }, ...items.map((item) => h("li", {}, item)));
}

/** Names with what is to be said of each. */
export function summary(rows: readonly (readonly [string, readonly Child[]])[]): HTMLElement {
  return h(
    "dl",
    { class: "nhsuk-summary-list" },
    ...rows.map(([key, value]) =>
      h(
        "div",
        { class: "nhsuk-summary-list__row" },
        h("dt", { class: "nhsuk-summary-list__key" }, key),
        h("dd", { class: "nhsuk-summary-list__value" }, ...value),
      ),
    ),
  );
}

export interface Column {
  readonly heading: string;
  readonly isNumber?: boolean;
}

/** A table that becomes a list of its rows where the screen is narrow. Each row may have something wide beneath it. */
export function table(
  caption: string,
  columns: readonly Column[],
  rows: readonly { readonly cells: readonly (readonly Child[])[]; readonly beneath?: Child }[],
  /** Hidden where a heading above says the same. */
  captionIs: "shown" | "hidden" = "shown",
): HTMLElement {
  const numeric = (column: Column | undefined, of: string) => (column?.isNumber === true ? ` ${of}--numeric` : "");
  return h(
    "table",
    { class: "nhsuk-table nhsuk-table-responsive nhsuk-table--compact", role: "table" },
    h("caption", { class: captionIs === "shown" ? "nhsuk-table__caption nhsuk-table__caption--s" : "nhsuk-u-visually-hidden" }, caption),
    h(
      "thead",
      { class: "nhsuk-table__head", role: "rowgroup" },
      h("tr", { role: "row" }, ...columns.map((column) =>
        h("th", { class: `nhsuk-table__header${numeric(column, "nhsuk-table__header")}`, role: "columnheader", scope: "col" }, column.heading))),
    ),
    ...rows.map(({ cells, beneath }) =>
      h(
        "tbody",
        { class: "nhsuk-table__body", role: "rowgroup" },
        h("tr", { class: "nhsuk-table__row", role: "row" }, ...cells.map((cell, place) => bodyCell(columns[place], cell, place, numeric(columns[place], "nhsuk-table__cell")))),
        beneath === undefined
          ? null
          : h("tr", { class: "nhsuk-table__row app-beneath", role: "row" }, h("td", { class: "nhsuk-table__cell", role: "cell", colspan: `${columns.length}` }, beneath)),
      ),
    ),
  );
}

function bodyCell(column: Column | undefined, cell: readonly Child[], place: number, numeric: string): HTMLElement {
  const heading = h("span", { class: "nhsuk-table-responsive__heading", "aria-hidden": "true" }, `${column?.heading ?? ""} `);
  const content = h("span", { class: "app-cell" }, ...cell);
  if (place === 0) return h("th", { class: "nhsuk-table__cell app-row-heading", role: "rowheader", scope: "row" }, heading, content);
  return h("td", { class: `nhsuk-table__cell${numeric}`, role: "cell" }, heading, content);
}
