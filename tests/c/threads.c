/*
 * Two threads share one contract, and each evaluates patients and statements with objects of its own: the answers are
 * those of one thread alone, to the bit. Tools that look for races watch (tests/c_face.sh).
 *
 *   threads [PATIENTS]
 */
#include <entitle.h>

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define THREADS 2
#define PATIENTS_EACH_STATEMENT 10
#define INDICATORS_MAX 255

static void must(int32_t status, const char *what) {
  if (status == ENTITLE_OK) return;
  fprintf(stderr, "%s: %s\n", what, entitle_status_name(status));
  exit(1);
}

typedef struct work {
  const entitle_contract *contract;
  uint64_t patients;
  /* FNV-1a over all that came out. */
  uint64_t told;
} work;

static void tell(work *self, const void *data, size_t length) {
  const uint8_t *bytes = data;
  for (size_t at = 0; at < length; at++) self->told = (self->told ^ bytes[at]) * 1099511628211u;
}

/* A patient that the number makes up: every fact is set, some to null, some left unknown. */
static void set_facts(entitle_patient *patient, const entitle_contract *contract, uint32_t facts, uint64_t number) {
  for (uint32_t at = 0; at < facts; at++) {
    entitle_fact fact;
    entitle_value value = ENTITLE_ZERO;
    must(entitle_contract_fact(contract, at, &fact), "a fact");
    if (fact.scope != ENTITLE_SCOPE_PATIENT) continue;
    number = number * 6364136223846793005u + 1442695040888963407u;
    uint32_t chance = (uint32_t)(number >> 33);
    if (chance % 16 == 0) continue;
    if ((fact.flags & ENTITLE_FACT_NULL_ALLOWED) && chance % 3 == 0) {
      value.kind = ENTITLE_VALUE_NULL;
    } else {
      value.kind = fact.value_kind;
      switch (fact.kind) {
        case ENTITLE_KIND_TEXT: value.integer = chance % fact.texts; break;
        case ENTITLE_KIND_BOOLEAN: value.integer = chance % 2; break;
        case ENTITLE_KIND_DATE: value.integer = 20544 - (int64_t)(chance % 1500); break; /* before 2026-04-01 */
        default: value.integer = fact.least.integer + (int64_t)(chance % 100);
      }
    }
    int32_t status = entitle_patient_set(patient, at, &value);
    if (status != ENTITLE_OUT_OF_RANGE) must(status, "a fact of a patient");
  }
}

static void *evaluate(void *argument) {
  work *self = argument;
  entitle_summary summary;
  entitle_cost cost;
  entitle_patient patient = ENTITLE_ZERO;
  entitle_tally tally = ENTITLE_ZERO;
  entitle_facts facts = ENTITLE_ZERO;
  entitle_statement statement = ENTITLE_ZERO;
  int32_t day;
  must(entitle_contract_summary(self->contract, &summary), "a summary");
  must(entitle_contract_cost(self->contract, &cost), "a cost");
  must(entitle_date_from_ymd(2026, 3, 31, &day), "a day");
  void *of_patient = malloc(cost.patient_bytes), *of_tally = malloc(cost.tally_bytes);
  void *of_facts = malloc(cost.facts_bytes), *of_statement = malloc(cost.statement_bytes);
  must(entitle_patient_new(&patient, self->contract, day, of_patient, cost.patient_bytes), "a patient");
  must(entitle_tally_new(&tally, self->contract, of_tally, cost.tally_bytes), "a tally");
  must(entitle_facts_new(&facts, self->contract, of_facts, cost.facts_bytes), "facts");
  self->told = 14695981039346656037u;

  for (uint64_t number = 1; number <= self->patients; number++) {
    uint8_t decisions[INDICATORS_MAX];
    uint32_t count;
    must(entitle_patient_clear(&patient), "a patient is cleared");
    set_facts(&patient, self->contract, summary.facts, number);
    /* What the border refuses of facts made up is left unknown. */
    entitle_finding finding;
    for (uint32_t at = 0; entitle_patient_finding(&patient, at, &finding) == ENTITLE_OK;) {
      const entitle_value unknown = {ENTITLE_VALUE_UNKNOWN, 0, 0};
      if (finding.status == ENTITLE_OK) {
        at++;
      } else {
        must(entitle_patient_set(&patient, finding.fact, &unknown), "a fact is unknown again");
      }
    }
    must(entitle_patient_decide_all(&patient, decisions, sizeof decisions, &count), "a patient is decided");
    tell(self, decisions, count);
    must(entitle_tally_add_patient(&tally, &patient), "a patient is counted");

    if (number % PATIENTS_EACH_STATEMENT != 0) continue;
    size_t length;
    must(entitle_tally_write(&tally, &facts), "counts are written");
    must(entitle_statement_new(&statement, &facts, NULL, NULL, of_statement, cost.statement_bytes), "a statement");
    must(entitle_statement_write(&statement, NULL, NULL, 0, &length), "a statement is measured");
    char *text = malloc(length);
    must(entitle_statement_write(&statement, NULL, text, length, &length), "a statement is written");
    tell(self, text, length);
    free(text);
  }
  must(entitle_contract_verify(self->contract), "the image is as it was");
  free(of_patient);
  free(of_tally);
  free(of_facts);
  free(of_statement);
  return NULL;
}

int main(int count, char **arguments) {
  uint64_t patients = count > 1 ? strtoul(arguments[1], NULL, 10) : 2000;
  entitle_contract contract = ENTITLE_ZERO;
  int32_t day;
  must(entitle_date_from_ymd(2026, 3, 31, &day), "a day");
  must(entitle_contract_find(&contract, ENTITLE_ABI_VERSION, "qof-england", 11, day, 0), "a contract");

  work alone = {&contract, patients, 0}, together[THREADS];
  pthread_t threads[THREADS];
  evaluate(&alone);
  for (int at = 0; at < THREADS; at++) {
    together[at] = (work){&contract, patients, 0};
    if (pthread_create(&threads[at], NULL, evaluate, &together[at]) != 0) return 1;
  }
  int faults = 0;
  for (int at = 0; at < THREADS; at++) {
    pthread_join(threads[at], NULL);
    faults += together[at].told != alone.told;
  }
  printf("%d threads, %lu patients each: %s\n", THREADS, (unsigned long)patients, faults == 0 ? "as one thread alone" : "OTHER ANSWERS");
  return faults;
}
