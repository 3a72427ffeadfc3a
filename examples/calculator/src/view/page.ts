/** The whole page: what the reader does changes the session, and the parts are drawn from it. */

import { nameOf } from "../model/catalogue.ts";
import { answersAsCsv, countsAsCsv } from "../model/save.ts";
import type { Session } from "../model/session.ts";
import { clear, without } from "../model/state.ts";
import { answers } from "./answers.ts";
import { Choice, DAY_ID } from "./choice.ts";
import { idOf } from "./control.ts";
import { Counts } from "./counts.ts";
import { download } from "./download.ts";
import { fill, h } from "./element.ts";
import { errorSummary, type Problem } from "./errors.ts";
import { Pasting } from "./pasting.ts";
import { button } from "./pieces.ts";

export class Page {
  readonly root: HTMLElement;
  readonly #session: Session;
  readonly #choice: Choice;
  readonly #counts: Counts;
  readonly #pasting: Pasting;
  readonly #errors = h("div");
  readonly #answers = h("div");
  readonly #heading = h("h2", { id: "answers", tabindex: "-1" }, "Answers");

  constructor(session: Session) {
    this.#session = session;
    this.#choice = new Choice(
      session,
      (contract, day) => {
        session.choose(contract, day);
        this.#chosen();
      },
      (definition) => {
        session.chooseDefinition(definition);
        this.#chosen();
      },
    );
    this.#counts = new Counts(session, (state) => {
      session.change(state);
      this.#draw();
    });
    this.#pasting = new Pasting((text) => {
      const pasted = session.paste(text);
      this.#draw();
      return pasted;
    }, (kept) => {
      session.change(without(session.state, kept.map(({ place }) => place)));
      this.#draw();
    });
    const form = h(
      "form",
      { novalidate: true, autocomplete: "off" },
      this.#choice.root,
      h("section", { "aria-labelledby": "counts-heading" }, h("h2", { id: "counts-heading" }, "Counts and other facts"), this.#pasting.root, this.#counts.root),
      h("button", { class: "nhsuk-button", type: "submit" }, "Show the answers"),
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    this.root = h("div", {}, this.#errors, form, h("section", { "aria-labelledby": "answers" }, this.#heading, this.#answers, this.#tools()));
    this.#draw();
  }

  #chosen(): void {
    this.#pasting.forget();
    this.#draw();
  }

  #draw(): void {
    const open = this.#openDetails();
    this.#choice.draw();
    this.#counts.draw();
    const { chosen } = this.#session;
    const problems = this.#problems();
    this.root.dataset["contract"] = chosen === null ? "" : nameOf(chosen.definition);
    fill(this.#answers, chosen?.answers ? answers(chosen.answers, chosen.definition, this.#session.state.day) : [noAnswers(problems.length)]);
    for (const each of this.#answers.querySelectorAll("details")) each.open = open.has(each.dataset["name"]);
    // A summary that stands already follows what is mended; it comes only when the reader asks for answers.
    if (this.#errors.hasChildNodes()) this.#summarise(problems);
  }

  #openDetails(): Set<string | undefined> {
    return new Set([...this.#answers.querySelectorAll("details")].filter(({ open }) => open).map(({ dataset }) => dataset["name"]));
  }

  #submit(): void {
    const problems = this.#problems();
    this.#summarise(problems);
    if (problems.length === 0) this.#heading.focus();
    else this.#errors.querySelector<HTMLElement>(".nhsuk-error-summary")?.focus();
  }

  #summarise(problems: readonly Problem[]): void {
    this.#errors.replaceChildren(...(problems.length === 0 ? [] : [errorSummary(problems)]));
  }

  #problems(): Problem[] {
    const { dayFault, chosen } = this.#session;
    if (dayFault !== null) return [{ text: dayFault, id: DAY_ID, reveal: () => undefined }];
    return (chosen?.outcome.faults ?? []).map(({ field, text }) => ({
      text: field === null ? text : `${[field.member?.name, field.label, field.item].filter(Boolean).join(", ")}: ${text}`,
      id: field === null ? null : idOf(field),
      reveal: () => {
        if (field !== null) this.#counts.reveal(field);
      },
    }));
  }

  #tools(): HTMLElement {
    const { definitions } = this.#session;
    const save = (what: string, text: () => string | null) => () => {
      const { chosen } = this.#session;
      const content = text();
      if (chosen !== null && content !== null) download(`${nameOf(chosen.definition).replace(/[@#]/g, "-")}-${what}.csv`, content);
    };
    return h(
      "div",
      { class: "app-buttons" },
      button("Save the counts", "secondary", save("counts", () => {
        const { chosen, state } = this.#session;
        return chosen === null ? null : countsAsCsv(chosen.form.fields, state);
      })),
      button("Save the answers", "secondary", save("answers", () => {
        const statement = this.#session.chosen?.outcome.statement ?? null;
        return statement === null ? null : answersAsCsv(statement);
      })),
      button("Print", "secondary", () => window.print()),
      button("Clear everything typed", "secondary", () => {
        this.#session.change(clear(this.#session.state));
        this.#draw();
      }),
      h("p", { class: "nhsuk-hint" }, `${definitions.length} definitions are in this page; files are made in it, and sent nowhere.`),
    );
  }
}

function noAnswers(problems: number): HTMLElement {
  const what = problems === 1 ? "1 value must be put right first" : `${problems} values must be put right first`;
  return h("div", { class: "nhsuk-warning-callout" }, h("h3", { class: "nhsuk-warning-callout__label" }, "No answers"), h("p", {}, `${what}. The problems stand beside the fields; “Show the answers” lists them.`));
}
