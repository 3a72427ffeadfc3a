/** A field on the page: its label, what it takes, its control, and what is wrong with it. */

import { dayOf, partsOf } from "../model/days.ts";
import { takes, type Field } from "../model/fields.ts";
import { h, type Child } from "./element.ts";
import { localTerm } from "./pieces.ts";

type Typed = (text: string) => void;

export class Control {
  readonly field: Field;
  readonly root: HTMLElement;
  readonly #input: Input;
  readonly #error: HTMLElement;

  constructor(field: Field, typed: Typed) {
    this.field = field;
    const id = idOf(field);
    const { fact, item, label } = field;
    // What is asked for each of many items is explained once, above them.
    const said = item === "" ? [fact.meaning, takes(fact)].filter(Boolean).join(". ") : "";
    const hint = said === "" ? null : h("div", { class: "nhsuk-hint", id: `${id}-hint` }, said);
    this.#error = h("span", { class: "nhsuk-error-message", id: `${id}-error`, hidden: true });
    const describedBy = [hint?.id, this.#error.id].filter(Boolean).join(" ");
    this.#input = inputFor(field, id, describedBy, typed);
    const heading: Child[] = [label, fact.localTerm && " ", fact.localTerm && localTerm()];
    const labelled = this.#input.isGroup
      ? h(
          "fieldset",
          { class: "nhsuk-fieldset", role: "group", "aria-describedby": describedBy },
          h("legend", { class: "nhsuk-fieldset__legend" }, ...heading),
          ...[hint, this.#error, this.#input.root],
        )
      : h("div", {}, h("label", { class: "nhsuk-label", for: id }, ...heading), hint, this.#error, this.#input.root);
    this.root = h("div", { class: "nhsuk-form-group app-field" }, labelled);
  }

  show(text: string): void {
    this.#input.show(text);
  }

  fault(text: string | null): void {
    this.#error.hidden = text === null;
    this.#error.replaceChildren(...(text === null ? [] : [h("span", { class: "nhsuk-u-visually-hidden" }, "Error: "), text]));
    this.root.classList.toggle("nhsuk-form-group--error", text !== null);
    this.#input.mark(text !== null);
  }
}

/** What an error summary leads to. */
export function idOf({ place }: Field): string {
  return `at-${place}`;
}

interface Input {
  readonly root: HTMLElement;
  /** Whether it is several inputs under one heading. */
  readonly isGroup: boolean;
  show(text: string): void;
  mark(isFaulty: boolean): void;
}

function inputFor(field: Field, id: string, describedBy: string, typed: Typed): Input {
  const { type, values } = field.fact;
  if (type === "boolean") return selectOf(field, id, describedBy, [["yes", "Yes"], ["no", "No"]], typed);
  if (type === "text" && values.length > 0) return selectOf(field, id, describedBy, values.map((value) => [value, value]), typed);
  return withNone(field, id, type === "date" ? dateInput(id, typed) : textInput(field, id, describedBy, typed), typed);
}

function textInput({ fact }: Field, id: string, describedBy: string, typed: Typed): Input {
  const mode = fact.type === "integer" ? "numeric" : fact.type === "decimal" ? "decimal" : "text";
  const width = fact.type === "text" ? "20" : "10";
  const input = h("input", {
    class: `nhsuk-input nhsuk-input--width-${width}`, id, type: "text", inputmode: mode,
    autocomplete: "off", spellcheck: "false", "aria-describedby": describedBy,
  });
  input.addEventListener("change", () => typed(input.value));
  return {
    root: input,
    isGroup: false,
    show: (text) => { input.value = text; },
    mark: (isFaulty) => markInput(input, isFaulty),
  };
}

function selectOf(
  { fact }: Field,
  id: string,
  describedBy: string,
  choices: readonly (readonly [string, string])[],
  typed: Typed,
): Input {
  const unset = fact.default === null ? "Not said" : `As the definition has it: ${spokenDefault(fact.default)}`;
  const none: readonly (readonly [string, string])[] = fact.null ? [["null", "There is none"]] : [];
  const options = [["", unset] as const, ...choices, ...none].map(([value, said]) => h("option", { value }, said));
  const select = h("select", { class: "nhsuk-select", id, "aria-describedby": describedBy }, ...options);
  select.addEventListener("change", () => typed(select.value));
  return {
    root: select,
    isGroup: false,
    show: (text) => {
      const shown = { true: "yes", false: "no" }[text.toLowerCase()] ?? text.toLowerCase();
      select.value = options.find(({ value }) => value.toLowerCase() === shown)?.value ?? "";
    },
    mark: (isFaulty) => markInput(select, isFaulty),
  };
}

export function dateInput(id: string, typed: Typed): Input {
  const part = (name: "day" | "month" | "year", place: number) => {
    // The first bears the id itself, so that an error summary leads to it.
    const own = place === 0 ? id : `${id}-${name}`;
    const input = h("input", {
      class: `nhsuk-input nhsuk-date-input__input nhsuk-input--width-${name === "year" ? 4 : 2}`,
      id: own, type: "text", inputmode: "numeric", autocomplete: "off",
    });
    const label = h("label", { class: "nhsuk-label nhsuk-date-input__label", for: own }, name.charAt(0).toUpperCase() + name.slice(1));
    return { input, item: h("div", { class: "nhsuk-date-input__item" }, h("div", { class: "nhsuk-form-group" }, label, input)) };
  };
  const [day, month, year] = [part("day", 0), part("month", 1), part("year", 2)];
  const inputs = [day.input, month.input, year.input];
  const root = h("div", { class: "nhsuk-date-input" }, day.item, month.item, year.item);
  // Once, when the reader leaves the three: half a day is no mistake.
  root.addEventListener("focusout", (event) => {
    const isLeaving = !(event.relatedTarget instanceof Node && root.contains(event.relatedTarget));
    if (isLeaving) typed(dayOf({ day: day.input.value, month: month.input.value, year: year.input.value }));
  });
  return {
    root,
    isGroup: true,
    show: (text) => {
      const parts = partsOf(text);
      [day.input.value, month.input.value, year.input.value] = [parts.day, parts.month, parts.year];
    },
    mark: (isFaulty) => inputs.forEach((input) => markInput(input, isFaulty)),
  };
}

/** Adds a tick for "there is none", where the fact takes it: that is another thing than not saying. */
function withNone({ fact }: Field, id: string, input: Input, typed: Typed): Input {
  if (!fact.null) return input;
  const tick = h("input", { class: "nhsuk-checkboxes__input", type: "checkbox", id: `${id}-none` });
  const label = h("label", { class: "nhsuk-label nhsuk-checkboxes__label", for: `${id}-none` }, "There is none");
  tick.addEventListener("change", () => {
    if (tick.checked) input.show("");
    typed(tick.checked ? "null" : "");
  });
  input.root.addEventListener("input", () => { tick.checked = false; });
  const box = h("div", { class: "nhsuk-checkboxes nhsuk-checkboxes--small" }, h("div", { class: "nhsuk-checkboxes__item" }, tick, label));
  return {
    ...input,
    root: h("div", {}, input.root, box),
    show: (text) => {
      tick.checked = text === "null";
      input.show(text === "null" ? "" : text);
    },
  };
}

function markInput(input: HTMLElement, isFaulty: boolean): void {
  const kind = input instanceof HTMLSelectElement ? "nhsuk-select" : "nhsuk-input";
  input.classList.toggle(`${kind}--error`, isFaulty);
  if (isFaulty) input.setAttribute("aria-invalid", "true");
  else input.removeAttribute("aria-invalid");
}

function spokenDefault(text: string): string {
  return { true: "yes", false: "no" }[text] ?? text;
}
