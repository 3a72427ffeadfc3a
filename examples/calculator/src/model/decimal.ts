/** Decimals as the package writes them. No float: a sum here has every digit of its parts. */

interface Decimal {
  readonly digits: bigint;
  readonly places: number;
}

const MONEY = ["GBP", "USD"];
const SIGNS: Readonly<Record<string, string>> = { GBP: "£", USD: "$" };
/** More decimal places than these are cut for the eye; the exact text stands beside. */
const SHOWN_PLACES = 4;

export function isDecimal(text: string): boolean {
  return /^-?\d+(\.\d+)?$/.test(text);
}

/** The exact sum of texts that are decimals. */
export function sum(texts: readonly string[]): string {
  const parts = texts.map(parse);
  const places = Math.max(0, ...parts.map((part) => part.places));
  return write({ digits: parts.reduce((total, part) => total + scaled(part, places), 0n), places });
}

/** An answer for the eye: thousands set apart, money with its pence, long fractions cut. Other texts as they are. */
export function shown(text: string, unit: string): string {
  if (!isDecimal(text)) return text;
  const exact = parse(text);
  const cut = exact.places > SHOWN_PLACES ? shortest(rounded(exact, SHOWN_PLACES)) : exact;
  const [currency, ...rest] = unit.split(" ");
  const sign = SIGNS[currency ?? ""];
  if (sign === undefined) return `${grouped(write(cut))} ${unit}`.trim();
  const pence = cut.places === 1 ? { digits: cut.digits * 10n, places: 2 } : cut;
  const amount = grouped(write(pence));
  const money = amount.startsWith("-") ? `-${sign}${amount.slice(1)}` : sign + amount;
  return [money, ...rest].join(" ");
}

/** A fraction as percent, to one place: `0.3529…` is `35.3`. */
export function percent(fraction: string): string {
  const { digits, places } = parse(fraction);
  return write(shortest(rounded({ digits: digits * 100n, places }, 1)));
}

export function isMoney(unit: string): boolean {
  return MONEY.includes(unit);
}

function parse(text: string): Decimal {
  const [whole = "", fraction = ""] = text.split(".");
  return { digits: BigInt(whole + fraction), places: fraction.length };
}

function write({ digits, places }: Decimal): string {
  const sign = digits < 0n ? "-" : "";
  const all = (digits < 0n ? -digits : digits).toString().padStart(places + 1, "0");
  const whole = all.slice(0, all.length - places);
  return sign + (places === 0 ? whole : `${whole}.${all.slice(-places)}`);
}

function scaled(part: Decimal, places: number): bigint {
  return part.digits * 10n ** BigInt(places - part.places);
}

/** Half away from zero, as money is read; for the eye only. */
function rounded(exact: Decimal, places: number): Decimal {
  if (exact.places <= places) return exact;
  const divisor = 10n ** BigInt(exact.places - places);
  const half = exact.digits < 0n ? -divisor / 2n : divisor / 2n;
  return { digits: (exact.digits + half) / divisor, places };
}

function shortest({ digits, places }: Decimal): Decimal {
  return places > 0 && digits % 10n === 0n ? shortest({ digits: digits / 10n, places: places - 1 }) : { digits, places };
}

function grouped(text: string): string {
  const [whole = "", fraction] = text.split(".");
  const parts = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return fraction === undefined ? parts : `${parts}.${fraction}`;
}
