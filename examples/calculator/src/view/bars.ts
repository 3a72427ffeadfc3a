/** What was achieved against the thresholds, for people who would rather look than read. */

import type { Bar } from "../model/bar.ts";
import { svg } from "./element.ts";

export function picture({ achieved, lower, upper, short: [from, to], said }: Bar): SVGSVGElement {
  const part = (kind: string, x: number, width: number, y = 5, height = 10) =>
    svg("rect", { class: `app-bar__${kind}`, x: `${x}`, y: `${y}`, width: `${Math.max(width, 0)}`, height: `${height}` });
  const mark = (kind: string, x: number) =>
    svg("line", { class: `app-bar__${kind}`, x1: `${x}`, x2: `${x}`, y1: "0", y2: "20", "vector-effect": "non-scaling-stroke" });
  return svg(
    "svg",
    { class: "app-bar", viewBox: "0 0 100 20", preserveAspectRatio: "none", role: "img", "aria-label": said, focusable: "false" },
    part("whole", 0, 100),
    part("achieved", 0, achieved),
    part("short", from, to - from),
    mark("lower", lower),
    mark("upper", upper),
  );
}
