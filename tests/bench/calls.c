/* Patients through all indicators, called from C: see calls.sh. Usage: calls PATIENTS.csv ROUNDS */
#define _POSIX_C_SOURCE 200809L
#include "entitle.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { PATIENTS_MAX = 256, COLUMNS_MAX = 512, INDICATORS_MAX = 256 };

static entitle_contract contract = ENTITLE_ZERO;
static entitle_patient patients[PATIENTS_MAX];
static entitle_value ages[PATIENTS_MAX];

static void must(int32_t status, const char *what) {
  if (status != ENTITLE_OK) {
    fprintf(stderr, "%s: %s\n", what, entitle_status_text(status));
    exit(1);
  }
}

static double seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* The cells of a line, which are left in place; none is quoted. */
static size_t split(char *line, char **cells) {
  size_t count = 0;
  line[strcspn(line, "\r\n")] = '\0';
  while (line != NULL && count < COLUMNS_MAX) {
    cells[count++] = line;
    line = strchr(line, ',');
    if (line != NULL) *line++ = '\0';
  }
  return count;
}

static size_t read_patients(const char *path, uint32_t *age) {
  static char header[1 << 16], line[1 << 16], *names[COLUMNS_MAX], *cells[COLUMNS_MAX];
  entitle_cost cost;
  int32_t end;
  size_t count = 0;
  FILE *file = fopen(path, "r");
  if (file == NULL || fgets(header, sizeof header, file) == NULL) exit(1);
  size_t columns = split(header, names);
  must(entitle_contract_cost(&contract, &cost), "cost");
  must(entitle_date_from_ymd(2026, 3, 31, &end), "date");
  must(entitle_contract_find_patient_input(&contract, "age", 3, age), "age");
  while (count < PATIENTS_MAX && fgets(line, sizeof line, file) != NULL) {
    if (split(line, cells) != columns) exit(1);
    must(entitle_patient_new(&patients[count], &contract, end, malloc(cost.patient_bytes), cost.patient_bytes), "patient");
    for (size_t column = 0; column < columns; column++) {
      uint32_t fact;
      if (entitle_contract_find_patient_input(&contract, names[column], strlen(names[column]), &fact) != ENTITLE_OK) continue;
      must(entitle_patient_set_named(&patients[count], names[column], strlen(names[column]), cells[column], strlen(cells[column])), names[column]);
    }
    must(entitle_patient_get(&patients[count], *age, &ages[count]), "age");
    count++;
  }
  fclose(file);
  return count;
}

int main(int argc, char **argv) {
  int32_t day;
  uint32_t age, written;
  uint64_t sum = 0;
  if (argc != 3) return 2;
  must(entitle_date_from_ymd(2025, 6, 30, &day), "date");
  must(entitle_contract_find(&contract, ENTITLE_ABI_VERSION, "qof-england", 11, day, 0), "contract");
  entitle_summary summary;
  must(entitle_contract_summary(&contract, &summary), "summary");
  size_t count = read_patients(argv[1], &age);
  long rounds = atol(argv[2]);
  uint8_t decisions[INDICATORS_MAX];

  double began = seconds();
  for (long round = 0; round < rounds; round++)
    for (size_t patient = 0; patient < count; patient++) {
      must(entitle_patient_set(&patients[patient], age, &ages[patient]), "set");
      for (uint32_t indicator = 0; indicator < summary.indicators; indicator++) {
        uint8_t decision;
        must(entitle_patient_decide(&patients[patient], indicator, NULL, &decision), "decide");
        sum += decision;
      }
    }
  double one_by_one = seconds() - began;

  began = seconds();
  for (long round = 0; round < rounds; round++)
    for (size_t patient = 0; patient < count; patient++) {
      must(entitle_patient_set(&patients[patient], age, &ages[patient]), "set");
      must(entitle_patient_decide_all(&patients[patient], decisions, sizeof decisions, &written), "decide_all");
      for (uint32_t indicator = 0; indicator < written; indicator++) sum += decisions[indicator];
    }
  double all_at_once = seconds() - began;

  double patients_decided = (double)rounds * (double)count;
  printf("%u %.2f %.2f %llu\n", (unsigned)summary.indicators, 1e9 * one_by_one / patients_decided,
         1e9 * all_at_once / patients_decided, (unsigned long long)sum);
  return 0;
}
