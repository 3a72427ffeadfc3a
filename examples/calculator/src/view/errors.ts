/** Everything that must be put right, each leading to its field. */

import { h } from "./element.ts";

export interface Problem {
  readonly text: string;
  /** The field that it leads to. */
  readonly id: string | null;
  readonly reveal: () => void;
}

export function errorSummary(problems: readonly Problem[]): HTMLElement {
  return h(
    "div",
    { class: "nhsuk-error-summary", tabindex: "-1" },
    h(
      "div",
      { role: "alert" },
      h("h2", { class: "nhsuk-error-summary__heading" }, "There is a problem"),
      h("div", { class: "nhsuk-error-summary__body" }, h("ul", { class: "nhsuk-list nhsuk-error-summary__list" }, ...problems.map((each) => h("li", {}, link(each))))),
    ),
  );
}

function link({ text, id, reveal }: Problem): Node {
  if (id === null) return h("span", {}, text);
  const made = h("a", { href: `#${id}` }, text);
  made.addEventListener("click", (event) => {
    event.preventDefault();
    reveal();
    document.getElementById(id)?.focus();
  });
  return made;
}
