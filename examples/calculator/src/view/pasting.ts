/** Many counts at once, out of a spreadsheet. */

import type { Pasted } from "../model/paste.ts";
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

  constructor(paste: (text: string) => Pasted | null) {
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
    this.#say(pasted.faults, isRefused ? [] : [h("p", {}, taken), pasted.remarks.length > 0 && list(some(pasted.remarks))]);
    if (isRefused) this.#text.focus();
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
