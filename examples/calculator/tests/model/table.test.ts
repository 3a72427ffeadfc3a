import assert from "node:assert/strict";
import { test } from "node:test";
import { csv, rowsOf } from "../../src/model/table.ts";

const cells = (text: string) => rowsOf(text).map((row) => row.cells);

test("tabs, commas and semicolons part cells", () => {
  assert.deepEqual(cells("a\tb\r\n1\t2\r\n"), [["a", "b"], ["1", "2"]]);
  assert.deepEqual(cells("a,b\n1,2"), [["a", "b"], ["1", "2"]]);
  assert.deepEqual(cells("a;b\n1;2"), [["a", "b"], ["1", "2"]]);
});

test("commas within tabs are part of a cell", () => {
  assert.deepEqual(cells("list_size\t10,184"), [["list_size", "10,184"]]);
});

test("quotes hold separators, quotes and new lines", () => {
  assert.deepEqual(cells('a,"1,000","say ""yes""","two\nlines"'), [["a", "1,000", 'say "yes"', "two\nlines"]]);
});

test("rows are counted as the reader counts them, empty ones too", () => {
  assert.deepEqual(rowsOf("\ufeffa,b\n\n , \n1,2\n").map(({ number }) => number), [1, 4]);
});

test("what is written as CSV is read again", () => {
  const rows = [["a", 'b "c", d', "e\nf"], ["", "1", "2"]];
  assert.deepEqual(cells(csv(rows)), rows);
});
