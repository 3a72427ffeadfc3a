/** Where facts are typed: of the practice or network, then of each register with its indicators. */

import { spoken, type Field, type Group, type Section } from "../model/fields.ts";
import { typedIn, type Fault } from "../model/given.ts";
import type { Session } from "../model/session.ts";
import { isAsked, isFound, type Wanted } from "../model/shown.ts";
import { addMember, nameMember, removeMember, type, type State } from "../model/state.ts";
import { Control } from "./control.ts";
import { h } from "./element.ts";
import { button, details } from "./pieces.ts";
import { outcomeSaid } from "./indicators.ts";

type Change = (state: State) => void;

interface DrawnGroup {
  readonly section: Section;
  readonly group: Group;
  readonly root: HTMLElement;
  readonly controls: readonly Control[];
  readonly said: HTMLElement;
}

interface DrawnSection {
  readonly section: Section;
  readonly root: HTMLElement;
  readonly groups: readonly DrawnGroup[];
  readonly given: HTMLElement;
}

export class Counts {
  readonly root: HTMLElement;
  readonly #session: Session;
  readonly #change: Change;
  readonly #sections = h("div");
  readonly #filter = h("input", { class: "nhsuk-input app-wide", id: "filter", type: "search", autocomplete: "off", "aria-describedby": "filter-hint filter-found" });
  readonly #everything = h("input", { class: "nhsuk-checkboxes__input", type: "checkbox", id: "everything" });
  readonly #found = h("p", { class: "nhsuk-hint", role: "status", id: "filter-found" });
  readonly #search = h(
    "div",
    { class: "nhsuk-form-group" },
    h("label", { class: "nhsuk-label", for: "filter" }, "Find an indicator, register or fact"),
    h("div", { class: "nhsuk-hint", id: "filter-hint" }, "By its code or by words of its title"),
    this.#filter,
    this.#found,
  );
  #drawn: readonly DrawnSection[] = [];
  /** Of what the fields are drawn: they are kept while it stays the same, so that no focus is lost. */
  #of = "";

  constructor(session: Session, change: Change) {
    this.#session = session;
    this.#change = change;
    this.#filter.addEventListener("input", () => this.#sift());
    this.#filter.addEventListener("keydown", (event) => {
      // To look for a field is not to ask for answers.
      if (event.key === "Enter") event.preventDefault();
    });
    this.#everything.addEventListener("change", () => this.#sift());
    this.root = h("div", {}, this.#tools(), this.#sections);
    this.draw();
  }

  draw(): void {
    const { chosen, state } = this.#session;
    if (chosen === null) {
      this.#sections.replaceChildren();
      [this.#drawn, this.#of] = [[], ""];
      return;
    }
    const of = [chosen.contract.name, ...state.members.map(({ number }) => number)].join(" ");
    if (of !== this.#of) {
      this.#filter.value = "";
      this.#build(chosen.form.sections);
    }
    // A few facts are found by eye.
    this.#search.hidden = !chosen.form.sections.some(({ folds }) => folds);
    this.#of = of;
    for (const { controls } of this.#groups()) {
      for (const control of controls) control.show(typedIn(state, control.field));
    }
    this.#mark(chosen.outcome.faults);
    for (const drawn of this.#drawn) {
      drawn.given.textContent = givenSaid(drawn.groups.flatMap(({ controls }) => controls.map(({ field }) => field)), state);
      for (const { group, said } of drawn.groups) said.textContent = drawn.section.member === null ? outcomeSaid(chosen.answers, group.name) : "";
    }
    this.#sift();
  }

  /** Brings a field to sight: whatever hides it is opened. */
  reveal(field: Field): void {
    this.#filter.value = "";
    this.#sift();
    const control = this.#groups().flatMap(({ controls }) => controls).find((each) => each.field.place === field.place);
    const folded = control?.root.closest("details");
    if (folded) folded.open = true;
  }

  #tools(): HTMLElement {
    return h(
      "div",
      { class: "app-tools" },
      this.#search,
      h(
        "div",
        { class: "nhsuk-checkboxes nhsuk-checkboxes--small nhsuk-form-group" },
        h("div", { class: "nhsuk-checkboxes__item" }, this.#everything, h("label", { class: "nhsuk-label nhsuk-checkboxes__label", for: "everything" }, "Show also what no answer waits for")),
      ),
    );
  }

  #groups(): readonly DrawnGroup[] {
    return this.#drawn.flatMap(({ groups }) => groups);
  }

  #build(sections: readonly Section[]): void {
    const open = new Set(this.#drawn.filter(({ root }) => root instanceof HTMLDetailsElement && root.open).map(({ section }) => section.name));
    this.#drawn = sections.map((section) => this.#section(section, open.has(section.name)));
    const isNetwork = this.#session.chosen?.contract.subject === "network";
    const takesPractices = sections.some(({ member }) => member !== null) || this.#session.state.members.length === 0;
    const add = isNetwork && takesPractices ? button("Add a practice", "secondary", () => this.#change(addMember(this.#session.state))) : null;
    this.#sections.replaceChildren(...this.#glossary(sections), ...inDomains(this.#drawn), ...(add === null ? [] : [add]));
  }

  /** What is asked for each of many items, explained once. */
  #glossary(sections: readonly Section[]): HTMLElement[] {
    const facts = sections.flatMap(({ groups }) => groups.flatMap(({ fields }) => fields.filter(({ item }) => item !== "")));
    const byName = new Map(facts.map(({ label, fact }) => [label, fact]));
    if (byName.size === 0) return [];
    const rows = [...byName].map(([label, { meaning, localTerm }]) => [
      h("dt", {}, label),
      h("dd", {}, `${meaning}${localTerm ? ". A local term: no source can give it" : ""}.`),
    ]);
    return [details("glossary", "What is asked of registers and indicators", h("dl", { class: "app-glossary" }, ...rows.flat()))];
  }

  #section(section: Section, isOpen: boolean): DrawnSection {
    const groups = section.groups.map((group) => this.#group(section, group));
    const given = h("span", { class: "app-given" });
    const content = groups.map(({ root }) => root);
    if (!section.folds) {
      const head = section.member === null ? [] : this.#memberHead(section.member.number, section.member.name);
      const root = h("section", { class: "app-section", "aria-label": section.heading }, h("h3", {}, section.heading, " ", given), ...head, ...content);
      return { section, root, groups, given };
    }
    const root = h(
      "details",
      { class: "nhsuk-details nhsuk-expander", "data-name": section.name },
      h("summary", { class: "nhsuk-details__summary" }, h("span", { class: "nhsuk-details__summary-text" }, section.heading), " ", given),
      h("div", { class: "nhsuk-details__text" }, ...content),
    );
    root.open = isOpen;
    return { section, root, groups, given };
  }

  #memberHead(number: number, name: string): HTMLElement[] {
    const id = `member-${number}-name`;
    const input = h("input", { class: "nhsuk-input nhsuk-input--width-20", id, type: "text", autocomplete: "off", value: name });
    input.addEventListener("change", () => this.#change(nameMember(this.#session.state, number, input.value.trim() || `Practice ${number}`)));
    const remove = button(`Remove ${name}`, "secondary", () => this.#change(removeMember(this.#session.state, number)));
    return [h("div", { class: "nhsuk-form-group" }, h("label", { class: "nhsuk-label", for: id }, "Name"), input), remove];
  }

  #group(section: Section, group: Group): DrawnGroup {
    const controls = group.fields.map((field) => new Control(field, (text) => this.#change(type(this.#session.state, field.place, text))));
    const said = h("output", { class: "app-said" });
    const roots = controls.map(({ root }) => root);
    if (group.fields.every(({ item }) => item === "")) return { section, group, root: h("div", {}, ...roots), controls, said };
    const root = group.name === ""
      ? h("div", { class: "app-row" }, ...roots)
      : h("fieldset", { class: "nhsuk-fieldset app-indicator" }, h("legend", { class: "nhsuk-fieldset__legend" }, h("strong", {}, group.name), ` ${group.title}`), h("div", { class: "app-row" }, ...roots), said);
    return { section, group, root, controls, said };
  }

  #mark(faults: readonly Fault[]): void {
    for (const { controls } of this.#groups()) {
      for (const control of controls) {
        const own = faults.filter(({ field }) => field?.place === control.field.place);
        control.fault(own.length === 0 ? null : own.map(({ text }) => text).join(". "));
      }
    }
  }

  #sift(): void {
    const { chosen, state } = this.#session;
    if (chosen === null) return;
    const wanted: Wanted = { text: this.#filter.value, everything: this.#everything.checked };
    let found = 0;
    for (const { root, groups, section } of this.#drawn) {
      for (const { group, root: groupRoot, controls } of groups) {
        const isWanted = isFound(section, group, wanted);
        const shown = controls.filter((control) => {
          control.root.hidden = !(isWanted && isAsked(control.field, chosen.needed, state, wanted));
          return !control.root.hidden;
        });
        groupRoot.hidden = shown.length === 0;
        if (!groupRoot.hidden) found += 1;
      }
      const isEmpty = groups.every((group) => group.root.hidden);
      // A practice's own section holds its name, and stays.
      root.hidden = isEmpty && (section.folds || section.member === null || wanted.text !== "");
      if (root instanceof HTMLDetailsElement && wanted.text !== "") root.open = !isEmpty;
    }
    this.#found.textContent = wanted.text === "" ? "" : found === 0 ? "Nothing is found" : "";
  }
}

/** Sections that fold stand under the domain of their indicators, the others by themselves. */
function inDomains(drawn: readonly DrawnSection[]): HTMLElement[] {
  const runs = drawn.reduce<DrawnSection[][]>((made, each) => {
    const last = made.at(-1)?.[0]?.section;
    const isSame = last?.folds === true && each.section.folds && last.domain === each.section.domain && last.member === each.section.member;
    return isSame ? [...made.slice(0, -1), [...(made.at(-1) ?? []), each]] : [...made, [each]];
  }, []);
  return runs.flatMap((run) => {
    const roots = run.map(({ root }) => root);
    const [first] = run;
    if (first === undefined || !first.section.folds) return roots;
    return [h("div", { class: "nhsuk-expander-group app-domain" }, first.section.domain !== "" && h("h3", {}, spoken(first.section.domain)), ...roots)];
  });
}

function givenSaid(fields: readonly Field[], state: State): string {
  const given = fields.filter((field) => typedIn(state, field) !== "").length;
  return given === 0 ? "" : `${given} given`;
}
