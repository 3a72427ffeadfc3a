#include "table.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

void stop(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  vfprintf(stderr, format, arguments);
  va_end(arguments);
  exit(2);
}

/* Splits the next line in place; how many cells it has, 0 at the end of the file. */
static size_t split_line(struct table *table, char *line, char **cells) {
  size_t count = 0;
  table->row++;
  if (fgets(line, LINE_BYTES, table->file) == NULL) return 0;
  if (strchr(line, '\n') == NULL && !feof(table->file))
    stop("%s, row %lu: longer than %d bytes; leave out columns that are no facts\n", table->path, table->row,
         LINE_BYTES);
  if (strchr(line, '"') != NULL)
    stop("%s, row %lu: a quoted cell; write it without quotes and commas\n", table->path, table->row);
  line[strcspn(line, "\r\n")] = '\0';
  for (; line != NULL; count++) {
    if (count == COLUMNS_MAX)
      stop("%s, row %lu: more than %d columns; leave out those that are no facts\n", table->path, table->row,
           COLUMNS_MAX);
    cells[count] = line;
    line = strchr(line, ',');
    if (line != NULL) *line++ = '\0';
  }
  return count;
}

size_t open_table(struct table *table, const char *path, const char *subject) {
  size_t column = 0;
  table->path = path;
  table->file = fopen(path, "r");
  if (table->file == NULL) stop("%s: cannot be opened; name a CSV of facts\n", path);
  table->columns = split_line(table, table->header, table->names);
  while (column < table->columns && strcmp(table->names[column], subject) != 0) column++;
  if (column == table->columns)
    stop("%s, row 1: no column `%s`; add one that says whom a row is about\n", path, subject);
  return column;
}

int next_row(struct table *table) {
  const size_t count = split_line(table, table->line, table->cells);
  if (count != 0 && count != table->columns)
    stop("%s, row %lu: %lu cells for %lu columns; give each column a cell, blank where there is no record\n",
         table->path, table->row, (unsigned long)count, (unsigned long)table->columns);
  return count != 0;
}
