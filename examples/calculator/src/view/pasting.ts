/** Many counts at once, out of a spreadsheet. */

import type { Kept, Pasted } from "../model/paste.ts";
import { fill, h, type Child } from "./element.ts";
import { button, details, list } from "./pieces.ts";

/** So many are shown; the rest are counted. */
const MOST = 10;

export class Pasting {
  readonly root: HTMLElement;
  readonly #text = h("textarea", { class: "nhsuk-textarea", id: "paste", rows: "8", spellcheck: "false", autocomplete: "off", "aria-describedby": "paste-hint paste-error" });
  readonly #group: HTMLElement;
  readonly #error = h("div", { class: "nhsuk-error-message", id: "paste-error", role: "alert" });
  readonly #said = h("div", { role: "status" });

  readonly #clear: (kept: readonly Kept[]) => void;

  constructor(paste: (text: string) => Pasted | null, clear: (kept: readonly Kept[]) => void) {
    this.#clear = clear;
    this.#group = h(
      "div",
      { class: "nhsuk-form-group" },
      h("label", { class: "nhsuk-label", for: "paste" }, "Rows from a spreadsheet, CSV, or a name and a value in each line"),
      h(
        "div",
        { class: "nhsuk-hint", id: "paste-hint" },
        "With headings such as indicator, numerator, denominator; or lines such as list_size, 10184 and numerator.DM020, 6",
      ),
      this.#error,
      this.#text,
    );
    const take = button("Take these counts", "secondary", () => this.#show(paste(this.#text.value)));
    this.root = details("paste", "Paste many counts at once", this.#group, take, this.#said);
  }

  /** What was said of one contract does not hold of another. */
  forget(): void {
    this.#say([], []);
  }

  #show(pasted: Pasted | null): void {
    if (pasted === null) return;
    const taken = h("strong", {}, `${pasted.taken} ${pasted.taken === 1 ? "value" : "values"} taken.`);
    const isRefused = pasted.state === null;
    const remarks = pasted.remarks.length > 0 && list(some(pasted.remarks));
    this.#say(pasted.faults, isRefused ? [] : [h("p", {}, taken), remarks, this.#kept(pasted.kept)]);
    if (isRefused) this.#text.focus();
  }

  /** Old rows beside new ones would be added up with them. */
  #kept(kept: readonly Kept[]): Child {
    if (kept.length === 0) return null;
    const [values, stay, them] = kept.length === 1 ? ["1 value from before is", "stays as it was", "Clear it"] : [`${kept.length} values from before are`, "stay as they were", "Clear them"];
    const said = h("div", {}, h("p", {}, `${values} not in what you pasted, and ${stay}:`), list(some(kept.map(({ name }) => name))));
    said.append(button(them, "secondary", () => {
      this.#clear(kept);
      said.replaceChildren(h("p", {}, kept.length === 1 ? "1 value from before was cleared." : `${kept.length} values from before were cleared.`));
    }));
    return said;
  }

  #say(faults: readonly string[], taken: readonly Child[]): void {
    const isRefused = faults.length > 0;
    this.#group.classList.toggle("nhsuk-form-group--error", isRefused);
    this.#text.classList.toggle("nhsuk-textarea--error", isRefused);
    this.#error.replaceChildren(...(isRefused ? ["Nothing was taken. ", list(some(faults))] : []));
    fill(this.#said, taken);
  }
}

function some(texts: readonly string[]): string[] {
  const rest = texts.length - MOST;
  return rest > 0 ? [...texts.slice(0, MOST), `and ${rest} more`] : [...texts];
}
