/** Days as text, `YYYY-MM-DD`, and as the three fields in which people write them. */

export interface DayParts {
  readonly day: string;
  readonly month: string;
  readonly year: string;
}

const MONTHS = [
  "January", "February", "March", "April", "May", "June",
  "July", "August", "September", "October", "November", "December",
];

/** The day of three fields; "" where all are empty. What is no day stays as it was typed, for others to refuse. */
export function dayOf({ day, month, year }: DayParts): string {
  const parts = [year.trim().padStart(4, "0"), month.trim().padStart(2, "0"), day.trim().padStart(2, "0")];
  return day.trim() + month.trim() + year.trim() === "" ? "" : parts.join("-");
}

/** The three fields again, also of what is no day. */
export function partsOf(text: string): DayParts {
  const [year = "", month = "", day = ""] = text.split("-");
  return { day: unpadded(day), month: unpadded(month), year };
}

export function isDay(text: string): boolean {
  const { success, date } = parsed(text);
  return success && written(date) === text;
}

/** `31 March 2026`. */
export function daySaid(day: string): string {
  const { day: date, month, year } = partsOf(day);
  return `${date} ${MONTHS[Number(month) - 1] ?? month} ${year}`;
}

export function dayBefore(day: string): string {
  const { date } = parsed(day);
  date.setUTCDate(date.getUTCDate() - 1);
  return written(date);
}

/** The reader's own calendar day. */
export function today(now = new Date()): string {
  return dayOf({ day: `${now.getDate()}`, month: `${now.getMonth() + 1}`, year: `${now.getFullYear()}` });
}

function parsed(text: string): { success: boolean; date: Date } {
  const date = new Date(`${text}T00:00:00Z`);
  return { success: /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(date.getTime()), date };
}

function written(date: Date): string {
  return date.toISOString().slice(0, 10);
}

function unpadded(text: string): string {
  return text.replace(/^0+(?=.)/, "");
}
