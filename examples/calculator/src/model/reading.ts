/** What was typed or pasted, as the package takes it. Whether the contract takes the value is left to the package. */

import type { Fact } from "entitle";

export type Reading =
  | { readonly text: string; readonly remark: string }
  | { readonly fault: string };

const SPACES = /[\u00a0\u2009\u202f]/g;
const THOUSANDS = /^[+-]?\d{1,3}([, '])\d{3}(?:\1\d{3})*(\.\d+)?$/;
const TRUTHS: Readonly<Record<string, string>> = { yes: "true", true: "true", no: "false", false: "false" };

export function read(typed: string, fact: Fact): Reading {
  const text = typed.replace(SPACES, " ").trim();
  if (text.toLowerCase() === "null") return exactly("null");
  switch (fact.type) {
    case "integer":
    case "decimal":
      return readNumber(text, fact);
    case "boolean":
      return exactly(TRUTHS[text.toLowerCase()] ?? text);
    case "date":
      return readDay(text);
    default:
      return exactly(fact.values.find((value) => value.toLowerCase() === text.toLowerCase()) ?? text);
  }
}

function readNumber(text: string, { unit }: Fact): Reading {
  if (text.includes("%") && unit === "fraction") return fault(text, "write a fraction: 0.125 for 12.5%");
  if (text.includes("%")) return fault(text, "leave out the % sign");
  if (/[£$€]/.test(text)) return fault(text, "leave out the sign of the currency");
  if (THOUSANDS.test(text)) {
    const digits = text.replace(/[, ']/g, "");
    return { text: digits, remark: `${text} was read as ${digits}` };
  }
  if (/\d[, ']\d/.test(text)) return fault(text, "it is not clear what the separator parts; write digits, and a point before decimals");
  return exactly(text);
}

/** Spreadsheets of this country write the day first. */
function readDay(text: string): Reading {
  const [, day, month, year] = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(text) ?? [];
  if (day === undefined || month === undefined || year === undefined) return exactly(text);
  const iso = `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
  return { text: iso, remark: `${text} was read as ${iso}, the day first` };
}

function exactly(text: string): Reading {
  return { text, remark: "" };
}

function fault(text: string, help: string): Reading {
  return { fault: `“${text}” cannot be read: ${help}` };
}
