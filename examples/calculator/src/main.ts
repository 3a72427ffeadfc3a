import { contracts } from "./contracts.ts";
import { today } from "./model/days.ts";
import { Session } from "./model/session.ts";
import { h } from "./view/element.ts";
import { Page } from "./view/page.ts";

const place = document.querySelector("#page");

try {
  place?.replaceChildren(new Page(new Session(await contracts(), today())).root);
} catch (error) {
  const why = error instanceof Error ? error.message : String(error);
  place?.replaceChildren(h("p", { role: "alert" }, `The contracts cannot be loaded: ${why}`));
}
