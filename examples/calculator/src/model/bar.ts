/** What was achieved against the thresholds, as places on a bar from 0 to 100. Only pixels are floats. */

import { isDecimal, percent } from "./decimal.ts";
import type { Indicator } from "./terms.ts";

export interface Bar {
  readonly achieved: number;
  readonly lower: number;
  readonly upper: number;
  /** What is still to be achieved for full points, from and to. */
  readonly short: readonly [number, number];
  readonly said: string;
}

/** Null where nothing is known, or the scale is no band of what was achieved. */
export function bar({ scale }: Indicator, achieved: string): Bar | null {
  const [, low, high] = /^([\d.]+)% to ([\d.]+)%(?:, lower is better)?$/.exec(scale) ?? [];
  if (low === undefined || high === undefined || !isDecimal(achieved)) return null;
  const at = Number(percent(achieved));
  const [lower, upper] = [Number(low), Number(high)];
  const isShort = scale.endsWith("lower is better") ? at > upper : at < upper;
  return {
    achieved: at,
    lower,
    upper,
    short: isShort ? [Math.min(at, upper), Math.max(at, upper)] : [at, at],
    said: `${percent(achieved)}% achieved; points begin at ${low}%, full points at ${high}%`,
  };
}
