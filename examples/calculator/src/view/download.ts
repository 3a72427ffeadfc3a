/** A file made in the page and kept by the reader: no server is asked. */

import { h } from "./element.ts";

export function download(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
  h("a", { href: url, download: name }).click();
  URL.revokeObjectURL(url);
}
