/*
 * What a clinical system does with Entitle: reads patients' facts from a CSV, decides every indicator of qof-england
 * for each, explains one of the decisions, counts the patients into their practice and prints its statement.
 *
 *   practice PATIENTS.csv PRACTICE.csv [PATIENT INDICATOR]
 *
 * The first row of a CSV names the facts. A blank cell says that there is no such record, `?` that nobody knows.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "entitle.h"
#include "table.h"

#define CONTRACT "qof-england"
#define DAY "2025-04-01"
#define TEXT(text) (int)(text).length, (text).data /* for "%.*s" */

enum { TRACE_ENTRIES = 256, WRITTEN_BYTES = 1024 };

static struct table patients, practices;
static entitle_contract contract = ENTITLE_ZERO;

/* Stops where a call fails that has no business to. */
static void must(int32_t status, const char *what) {
  if (status != ENTITLE_OK) stop("%s: %s (%s)\n", what, entitle_status_name(status), entitle_status_text(status));
}

static void *storage(size_t bytes) {
  void *memory = malloc(bytes);
  if (memory == NULL) stop("out of memory\n");
  return memory;
}

static void print_error_value(uint32_t fact, const char *word, const entitle_value *value) {
  char written[WRITTEN_BYTES];
  size_t bytes = 0;
  must(entitle_contract_fact_written(&contract, fact, value, written, sizeof written, &bytes), "a value");
  fprintf(stderr, " %s %.*s", word, (int)bytes, written);
}

/* Stops where a cell cannot be the fact of its column: says where, and what the fact takes. */
static void stop_at_cell(const struct table *table, size_t column, uint32_t index, int32_t status) {
  entitle_fact fact = ENTITLE_ZERO;
  entitle_text kind = ENTITLE_ZERO, choice = ENTITLE_ZERO;
  fprintf(stderr, "%s, row %lu, column %s: `%s`: %s\n", table->path, table->row, table->names[column],
          table->cells[column], entitle_status_text(status));
  must(entitle_contract_fact(&contract, index, &fact), "a fact");
  must(entitle_word(ENTITLE_WORDS_KIND, fact.kind, &kind), "a type");
  fprintf(stderr, "%.*s: give %.*s", TEXT(fact.doc), TEXT(kind));
  if (fact.flags & ENTITLE_FACT_HAS_RANGE) {
    print_error_value(index, "from", &fact.least);
    print_error_value(index, "to", &fact.greatest);
  }
  for (uint32_t at = 0; at < fact.texts; at++) {
    must(entitle_contract_fact_text(&contract, index, at, &choice), "a text");
    fprintf(stderr, "%s%.*s", at == 0 ? ": " : ", ", TEXT(choice));
  }
  stop("%s, or ? where nobody knows\n", fact.flags & ENTITLE_FACT_NULL_ALLOWED ? ", or nothing" : "");
}

/* Finds each column's fact, once; tells which facts have none: they are unknown, not "no such record". */
static void find_facts(uint32_t *facts, size_t subject, uint32_t facts_of_contract) {
  for (size_t column = 0; column < patients.columns; column++) {
    const char *name = patients.names[column];
    facts[column] = ENTITLE_NONE;
    if (column == subject) continue;
    if (entitle_contract_find_patient_input(&contract, name, strlen(name), &facts[column]) != ENTITLE_OK)
      stop("%s, row 1: `%s` is no fact of a patient; `entitle show " CONTRACT "` lists them\n", patients.path, name);
  }
  for (uint32_t at = 0; at < facts_of_contract; at++) {
    entitle_fact fact = ENTITLE_ZERO;
    size_t column = 0;
    must(entitle_contract_fact(&contract, at, &fact), "a fact");
    while (column < patients.columns && facts[column] != at) column++;
    if (fact.scope == ENTITLE_SCOPE_PATIENT && column == patients.columns)
      fprintf(stderr, "%s: no column `%.*s`: what hangs on it is undetermined\n", patients.path, TEXT(fact.name));
  }
}

/* A line for each indicator unless the patient is not on its register: outcome and reason. */
static void print_decisions(entitle_patient *patient, const char *name) {
  uint8_t decisions[256];
  uint32_t count = 0;
  must(entitle_patient_decide_all(patient, decisions, sizeof decisions, &count), name);
  for (uint32_t at = 0; at < count; at++) {
    entitle_indicator indicator = ENTITLE_ZERO;
    entitle_settled settled = ENTITLE_ZERO;
    entitle_text outcome = ENTITLE_ZERO;
    if (decisions[at] == ENTITLE_DECISION_NOT_ON_REGISTER || decisions[at] == ENTITLE_DECISION_NO_RULES) continue;
    must(entitle_contract_indicator(&contract, at, &indicator), "an indicator");
    must(entitle_contract_decision(&contract, at, decisions[at], &settled), "a decision");
    must(entitle_word(ENTITLE_WORDS_OUTCOME, settled.outcome, &outcome), "an outcome");
    printf("%s\t%.*s\t%.*s\t%.*s\t%.*s\n", name, TEXT(indicator.name), TEXT(outcome), TEXT(settled.reason),
           TEXT(settled.reason_text));
  }
}

/* A condition as its definition has it, which may stand on several lines. */
static void print_on_one_line(entitle_text text) {
  for (size_t at = 0; at < text.length; at++) putchar(text.data[at] == '\n' ? ' ' : text.data[at]);
}

/* Every rule that was asked about the patient for an indicator, in order, with its condition. */
static void print_explanation(entitle_patient *patient, const char *name, const char *indicator) {
  entitle_trace trace = ENTITLE_ZERO;
  uint32_t at = 0, count = 0, dropped = 0;
  uint8_t decision = 0;
  char written[WRITTEN_BYTES];
  size_t bytes = 0;
  void *memory;
  must(entitle_contract_find_named(&contract, ENTITLE_NAMED_INDICATOR, indicator, strlen(indicator), &at), indicator);
  must(entitle_trace_bytes(TRACE_ENTRIES, &bytes), "a trace");
  memory = storage(bytes);
  must(entitle_trace_new(&trace, memory, bytes), "a trace");
  must(entitle_patient_decide(patient, at, &trace, &decision), indicator);
  must(entitle_trace_count(&trace, &count, &dropped), "a trace");
  printf("\nWhy, for %s and %s:\n", name, indicator);
  for (uint32_t entry = 0; entry < count; entry++) {
    entitle_entry record = ENTITLE_ZERO;
    entitle_rule rule = ENTITLE_ZERO;
    must(entitle_trace_entry_written(&trace, &contract, entry, written, sizeof written, &bytes), "an entry");
    must(entitle_trace_entry(&trace, entry, &record), "an entry");
    if (record.event == ENTITLE_EVENT_ROW)
      must(entitle_contract_rule(&contract, record.role, record.table, record.row, &rule), "a rule");
    printf("  %.*s\t", (int)bytes, written);
    print_on_one_line(rule.condition);
    if (rule.meaning.length > 0) printf(" = ");
    print_on_one_line(rule.meaning);
    printf("\n");
  }
  printf("%s\n", dropped > 0 ? "  ... and more than this program has room for\n" : "");
  free(memory);
}

/* Sets a fact to what a cell says. Records after the period do not count: the library leaves that to its caller. */
static int32_t set_cell(entitle_patient *patient, uint32_t fact, const char *cell, int32_t period_end) {
  entitle_value value = ENTITLE_ZERO;
  int32_t status = entitle_contract_fact_parse(&contract, fact, cell, strlen(cell), &value);
  if (status != ENTITLE_OK) return status;
  if (value.kind == ENTITLE_VALUE_DATE && value.integer > period_end) return ENTITLE_AFTER_ACHIEVEMENT_DATE;
  return entitle_patient_set(patient, fact, &value);
}

static void read_patients(const entitle_cost *cost, const char *chosen, const char *indicator, entitle_tally *tally) {
  static uint32_t facts[COLUMNS_MAX];
  entitle_patient patient = ENTITLE_ZERO;
  entitle_summary summary = ENTITLE_ZERO;
  void *memory = storage(cost->patient_bytes);
  size_t subject = open_table(&patients, patients.path, "patient");
  int explained = chosen == NULL;
  must(entitle_contract_summary(&contract, &summary), CONTRACT);
  find_facts(facts, subject, summary.facts);
  must(entitle_patient_new(&patient, &contract, summary.period_end, memory, cost->patient_bytes), "a patient");
  while (next_row(&patients)) {
    const char *name = patients.cells[subject];
    must(entitle_patient_clear(&patient), name);
    for (size_t column = 0; column < patients.columns; column++) {
      const char *cell = patients.cells[column];
      int32_t status = column == subject ? ENTITLE_OK : set_cell(&patient, facts[column], cell, summary.period_end);
      if (status != ENTITLE_OK) stop_at_cell(&patients, column, facts[column], status);
    }
    print_decisions(&patient, name);
    must(entitle_tally_add_patient(tally, &patient), name);
    if (chosen == NULL || strcmp(chosen, name) != 0) continue;
    print_explanation(&patient, name, indicator);
    explained = 1;
  }
  if (!explained) stop("%s: no patient `%s`; name one of the column `patient`\n", patients.path, chosen);
  free(memory);
}

/* The practice's own facts come from its CSV, its counts from the tally; both together make the statement. */
static void print_statement(const entitle_cost *cost, const entitle_tally *tally) {
  entitle_facts facts = ENTITLE_ZERO;
  entitle_statement statement = ENTITLE_ZERO;
  entitle_answer answer = ENTITLE_ZERO;
  void *memory = storage(cost->facts_bytes), *results = storage(cost->statement_bytes);
  size_t subject = open_table(&practices, practices.path, "practice");
  must(entitle_facts_new(&facts, &contract, memory, cost->facts_bytes), "a practice");
  if (!next_row(&practices)) stop("%s: no practice; add its row\n", practices.path);
  for (size_t column = 0; column < practices.columns; column++) {
    const char *name = practices.names[column], *cell = practices.cells[column];
    uint32_t fact = 0, item = 0;
    int32_t status;
    if (column == subject) continue;
    if (entitle_contract_find_input(&contract, name, strlen(name), &fact, &item) != ENTITLE_OK)
      stop("%s, row 1: `%s` is no fact of a practice; `entitle show " CONTRACT "` lists them\n", practices.path, name);
    status = entitle_facts_set_text(&facts, fact, item, cell, strlen(cell));
    if (status != ENTITLE_OK) stop_at_cell(&practices, column, fact, status);
  }
  must(entitle_tally_write(tally, &facts), "the counts");
  must(entitle_statement_new(&statement, &facts, NULL, NULL, results, cost->statement_bytes), "the statement");
  printf("\nStatement of %s\n", practices.cells[subject]);
  for (;;) {
    entitle_text kind = ENTITLE_ZERO;
    char written[WRITTEN_BYTES];
    size_t bytes = 0;
    must(entitle_statement_next(&statement, &answer), "the statement");
    if (answer.kind == ENTITLE_ANSWER_NONE) break;
    must(entitle_word(ENTITLE_WORDS_ANSWER, answer.kind, &kind), "an answer");
    must(entitle_statement_answer_written(&statement, answer.kind, answer.index, answer.item, written, sizeof written,
                                          &bytes),
         "an answer");
    printf("%.*s\t%.*s%s%.*s\t%.*s\t%.*s\n", TEXT(kind), TEXT(answer.name), answer.item_name.length > 0 ? "." : "",
           TEXT(answer.item_name), (int)bytes, written, TEXT(answer.unit));
  }
  free(results);
  free(memory);
}

int main(int argc, char **argv) {
  entitle_tally tally = ENTITLE_ZERO;
  entitle_cost cost = ENTITLE_ZERO;
  int32_t day = 0;
  void *memory;
  if (argc != 3 && argc != 5) stop("usage: practice PATIENTS.csv PRACTICE.csv [PATIENT INDICATOR]\n");
  patients.path = argv[1];
  practices.path = argv[2];
  must(entitle_date_parse(DAY, strlen(DAY), &day), DAY);
  must(entitle_contract_find(&contract, ENTITLE_ABI_VERSION, CONTRACT, strlen(CONTRACT), day, 0), CONTRACT);
  must(entitle_contract_cost(&contract, &cost), CONTRACT);
  memory = storage(cost.tally_bytes);
  must(entitle_tally_new(&tally, &contract, memory, cost.tally_bytes), "the counts");
  read_patients(&cost, argc == 5 ? argv[3] : NULL, argc == 5 ? argv[4] : NULL, &tally);
  print_statement(&cost, &tally);
  free(memory);
  return 0;
}
