/** Which contract, and on which day. */

import { families, nameOf, period } from "../model/catalogue.ts";
import type { Session } from "../model/session.ts";
import type { Definition } from "../model/terms.ts";
import { dateInput } from "./control.ts";
import { h } from "./element.ts";
import { inset, warning } from "./pieces.ts";

export const DAY_ID = "day";

export class Choice {
  readonly root: HTMLElement;
  readonly #session: Session;
  readonly #select: HTMLSelectElement;
  readonly #day: ReturnType<typeof dateInput>;
  readonly #dayGroup: HTMLElement;
  readonly #dayError: HTMLElement;
  readonly #about: HTMLElement;

  constructor(session: Session, choose: (contract: string, day: string) => void, chooseDefinition: (definition: Definition) => void) {
    this.#session = session;
    const options = families(session.definitions).map(({ name, definitions }) =>
      h("optgroup", { label: name || "Others" }, ...definitions.map((each) => h("option", { value: nameOf(each) }, each.title))));
    this.#select = h("select", { class: "nhsuk-select app-wide", id: "contract" }, ...options);
    this.#select.addEventListener("change", () => {
      const chosen = session.definitions.find((each) => nameOf(each) === this.#select.value);
      if (chosen !== undefined) chooseDefinition(chosen);
    });
    this.#day = dateInput(DAY_ID, (day) => {
      if (day !== session.state.day) choose(session.state.contract, day);
    });
    this.#dayError = h("span", { class: "nhsuk-error-message", id: "day-error" });
    this.#dayGroup = h(
      "div",
      { class: "nhsuk-form-group" },
      h(
        "fieldset",
        { class: "nhsuk-fieldset", role: "group", "aria-describedby": "day-hint day-error" },
        h("legend", { class: "nhsuk-fieldset__legend" }, "Day"),
        h("div", { class: "nhsuk-hint", id: "day-hint" }, "The terms in force on this day are used. For example, 30 6 2025"),
        this.#dayError,
        this.#day.root,
      ),
    );
    this.#about = h("div", { class: "app-about" });
    this.root = h(
      "section",
      { "aria-labelledby": "choice-heading" },
      h("h2", { id: "choice-heading" }, "Contract and day"),
      h("div", { class: "nhsuk-form-group" }, h("label", { class: "nhsuk-label", for: "contract" }, "Contract"), this.#select),
      this.#dayGroup,
      this.#about,
    );
    this.draw();
  }

  draw(): void {
    const { chosen, state, dayFault, notOfToday } = this.#session;
    if (chosen !== null) this.#select.value = nameOf(chosen.definition);
    this.#day.show(state.day);
    this.#day.mark(dayFault !== null);
    this.#dayGroup.classList.toggle("nhsuk-form-group--error", dayFault !== null);
    this.#dayError.replaceChildren(...(dayFault === null ? [] : [h("span", { class: "nhsuk-u-visually-hidden" }, "Error: "), dayFault]));
    this.#about.replaceChildren(...(chosen === null ? [] : [warning(notOfToday), inset(
      h("p", {}, h("strong", {}, chosen.definition.title), `. In force ${period(chosen.definition)}.`),
      chosen.definition.terms.doc !== "" && h("p", {}, `${chosen.definition.terms.doc}.`),
    )]));
  }
}
