/** Delimited text as rows of cells: tabs as spreadsheets copy them, commas or semicolons, quotes as in CSV. */

export interface Row {
  /** As the reader counts them, from 1, empty ones too. */
  readonly number: number;
  readonly cells: readonly string[];
}

export function rowsOf(text: string): Row[] {
  const rows = split(text.replace(/^\ufeff/, ""), delimiterOf(text));
  return rows
    .map((cells, place) => ({ number: place + 1, cells: cells.map((cell) => cell.replaceAll("\u00a0", " ").trim()) }))
    .filter(({ cells }) => cells.some((cell) => cell !== ""));
}

/** As CSV; a cell is in quotes where it must be. */
export function csv(rows: readonly (readonly string[])[]): string {
  const cell = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return rows.map((row) => `${row.map(cell).join(",")}\r\n`).join("");
}

function delimiterOf(text: string): string {
  if (text.includes("\t")) return "\t";
  const [first = ""] = text.trimStart().split(/\r?\n/, 1);
  return first.includes(";") && !first.includes(",") ? ";" : ",";
}

function split(text: string, delimiter: string): string[][] {
  const rows: string[][] = [[]];
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
    } else if (isQuoted || letter !== "\r") {
      cell += letter;
    }
  }
  endCell();
  return rows;
}
