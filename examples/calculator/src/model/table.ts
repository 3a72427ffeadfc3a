/** Delimited text as rows of cells: tabs as spreadsheets copy them, commas or semicolons, quotes as in CSV. */

export interface Row {
  /** As the reader counts them, from 1, empty ones too. */
  readonly number: number;
  readonly cells: readonly string[];
}

export function rowsOf(text: string): Row[] {
  const rows = split(text.replace(/^\ufeff/, ""));
  return rows
    .map((cells, place) => ({ number: place + 1, cells: cells.map((cell) => cell.replaceAll("\u00a0", " ").trim()) }))
    .filter(({ cells }) => cells.some((cell) => cell !== ""));
}

/** As CSV; a cell is in quotes where it must be. */
export function csv(rows: readonly (readonly string[])[]): string {
  const cell = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return rows.map((row) => `${row.map(cell).join(",")}\r\n`).join("");
}

/** What parts the cells of a line: two tables of one paste may be parted differently. */
function delimiters(text: string): (at: number) => string {
  const first = text.split(/\r?\n/).find((line) => line.trim() !== "" && !line.includes("\t")) ?? "";
  const otherwise = first.includes(";") && !first.includes(",") ? ";" : ",";
  return (at) => {
    const end = text.indexOf("\n", at);
    return text.slice(at, end < 0 ? text.length : end).includes("\t") ? "\t" : otherwise;
  };
}

function split(text: string): string[][] {
  const rows: string[][] = [[]];
  const delimiterAt = delimiters(text);
  let delimiter = delimiterAt(0);
  let cell = "";
  let isQuoted = false;
  const endCell = () => {
    rows.at(-1)?.push(cell);
    cell = "";
  };
  for (let at = 0; at < text.length; at += 1) {
    const letter = text.charAt(at);
    if (isQuoted && letter === '"' && text.charAt(at + 1) === '"') {
      cell += letter;
      at += 1;
    } else if (isQuoted ? letter === '"' : letter === '"' && cell.trim() === "") {
      isQuoted = !isQuoted;
      if (isQuoted) cell = "";
    } else if (!isQuoted && letter === delimiter) {
      endCell();
    } else if (!isQuoted && letter === "\n") {
      endCell();
      rows.push([]);
      delimiter = delimiterAt(at + 1);
    } else if (isQuoted || letter !== "\r") {
      cell += letter;
    }
  }
  endCell();
  return rows;
}
