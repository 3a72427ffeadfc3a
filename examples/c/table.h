/* A CSV, row after row: a plain reader, without quotes. What is wrong with a file ends the program with status 2. */
#ifndef TABLE_H
#define TABLE_H

#include <stddef.h>
#include <stdio.h>

enum { LINE_BYTES = 65536, COLUMNS_MAX = 1024 };

struct table {
  FILE *file;
  const char *path;
  unsigned long row;
  size_t columns;
  char header[LINE_BYTES], line[LINE_BYTES];
  char *names[COLUMNS_MAX], *cells[COLUMNS_MAX];
};

/* Says what is wrong, and ends the program. */
void stop(const char *format, ...);

/* Opens a CSV and reads its names; which column is `subject` comes back, the one that says whom a row is about. */
size_t open_table(struct table *table, const char *path, const char *subject);

/* Reads the next row's cells; 0 at the end of the file. */
int next_row(struct table *table);

#endif
