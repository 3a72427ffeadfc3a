// Numbers stay texts. Nothing here passes through a float.

const MONEY = new Set(["GBP", "USD"]);

/** Whether a text of an answer is a number, rather than `undetermined`, `met` or a day. */
export function isNumber(text: string): text is `${number}` {
  return /^-?\d+(\.\d+)?$/.test(text);
}

/**
 * An answer for the eye: thousands set apart, fractions cut to four places, money with its pence, the unit after it. Any
 * other text stays as it is.
 */
export function shown(text: string, unit: string): string {
  if (!isNumber(text)) return text;
  const hasPence = MONEY.has(unit) && text.split(".")[1]?.length === 1;
  const format = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 4, minimumFractionDigits: hasPence ? 2 : 0 });
  return `${format.format(text)} ${unit}`.trimEnd();
}
