/*
 * What the header promises against misuse, promise by promise: each call here is wrong in one way, and its status was
 * written down by hand from the header. A refused call must have done nothing: results keep the pattern that they are
 * filled with, and objects, storages and image stay as they were, to the byte.
 *
 *   misuse SAMPLE_IMAGE
 */
#include <entitle.h>

#include <stdalign.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STORAGE_BYTES 4096
#define TRACE_BYTES 4096
#define IMAGE_MAX 16384
#define PATTERN 0xA5

typedef struct storage {
  alignas(ENTITLE_STORAGE_ALIGNMENT) uint8_t bytes[STORAGE_BYTES];
} storage;

/* Everything that a call may use; a refused call changes none of it. */
static struct world {
  alignas(16) uint8_t image[IMAGE_MAX];
  size_t image_bytes;

  entitle_contract contract;
  entitle_facts facts;
  entitle_facts member;
  entitle_patient patient;
  entitle_tally tally;
  entitle_network network;
  entitle_statement statement;
  entitle_trace trace;
  storage of_facts, of_member, of_patient, of_tally, of_network, of_statement;
  alignas(ENTITLE_STORAGE_ALIGNMENT) uint8_t of_trace[TRACE_BYTES];

  /* Storage that nothing uses yet. */
  storage spare;
} world, before;

/* Where results go. */
static struct results {
  uint32_t number, second;
  int32_t day;
  size_t length;
  uint8_t decision;
  uint8_t decisions[8];
  entitle_text text;
  entitle_value value;
  entitle_fact fact;
  entitle_source source;
  entitle_register reg;
  entitle_indicator indicator;
  entitle_settled settled;
  entitle_rule rule;
  entitle_summary summary;
  entitle_digests digests;
  entitle_cost cost;
  entitle_answer answer;
  entitle_headroom headroom;
  entitle_entry entry;
  entitle_contract contract;
  entitle_facts facts;
  entitle_patient patient;
  entitle_tally tally;
  entitle_network network;
  entitle_statement statement;
  entitle_trace trace;
} results, blank;

/* May hold a part of a text after StorageTooSmall. */
static char buffer[512];

static entitle_cost cost;
static unsigned cases, faults;

static void fault(int line, const char *call, const char *what) {
  faults++;
  printf("%d: %s: %s\n", line, call, what);
}

static void prepare(void) {
  before = world;
  results = blank;
}

static void judge(int line, const char *call, int32_t got, int32_t expected) {
  char what[96];
  cases++;
  if (got != expected) {
    snprintf(what, sizeof what, "%s, and should be %s", entitle_status_name(got), entitle_status_name(expected));
    fault(line, call, what);
    world = before;
    return;
  }
  if (got == ENTITLE_OK) return;
  if (memcmp(&results, &blank, sizeof results) != 0) fault(line, call, "a result was written");
  if (memcmp(&world, &before, sizeof world) != 0) {
    fault(line, call, "an object, a storage or the image was changed");
    world = before;
  }
}

/* One call and the status that it comes to. */
#define GIVES(expected, call) (prepare(), judge(__LINE__, #call, (call), (expected)))

#define HOLDS(condition) ((condition) ? (void)cases++ : fault(__LINE__, #condition, "does not hold"))

/* --- Bad objects and pointers ----------------------------------------------------------------------------------- */

typedef struct bad {
  void *pointer;
  int32_t status;
} bad;

enum { BAD_POINTERS = 2, BAD_OBJECTS = 7 };

/* `it` in the call is null, then misaligned. */
#define REFUSES_BAD_POINTER(type, call)                                          \
  do {                                                                           \
    static alignas(16) uint8_t room[sizeof(type) + 16];                          \
    void *const pointers[BAD_POINTERS] = {NULL, room + 1};                       \
    for (size_t at = 0; at < BAD_POINTERS; at++) {                               \
      type *it = pointers[at];                                                   \
      if (at > 0 && alignof(type) == 1) continue;                                \
      GIVES(ENTITLE_BAD_ARGUMENT, call);                                         \
    }                                                                            \
  } while (0)

/* The ways in which an object can be wrong; `live` is a good one, `other` a good one of another kind. */
static void bad_objects(bad *list, const void *live, const void *other) {
  static alignas(16) uint8_t misaligned[sizeof(entitle_contract) + 16];
  static alignas(16) uint8_t zeroed[sizeof(entitle_contract)], ones[sizeof(entitle_contract)], counting[sizeof(entitle_contract)];
  static alignas(16) uint8_t version[sizeof(entitle_contract)];
  memcpy(misaligned + 4, live, sizeof(entitle_contract));
  memset(ones, 0xFF, sizeof ones);
  for (size_t at = 0; at < sizeof counting; at++) counting[at] = (uint8_t)at;
  /* Wherever in its first word an object says what it is of which version, it says so no longer. */
  memcpy(version, live, sizeof version);
  for (size_t at = 0; at < 8; at++) version[at] ^= 0x10;
  list[0] = (bad){NULL, ENTITLE_BAD_ARGUMENT};
  list[1] = (bad){misaligned + 4, ENTITLE_BAD_ARGUMENT};
  list[2] = (bad){zeroed, ENTITLE_NOT_INITIALISED};
  list[3] = (bad){ones, ENTITLE_NOT_INITIALISED};
  list[4] = (bad){counting, ENTITLE_NOT_INITIALISED};
  list[5] = (bad){version, ENTITLE_NOT_INITIALISED};
  list[6] = (bad){(void *)(uintptr_t)other, ENTITLE_NOT_INITIALISED};
}

/* `it` in the call is every bad object of a kind, one after another. */
#define REFUSES_BAD_OBJECT(kind, call)                                                                            \
  do {                                                                                                            \
    bad list[BAD_OBJECTS];                                                                                        \
    const void *live = &world.kind;                                                                               \
    bad_objects(list, live, live == (const void *)&world.tally ? (const void *)&world.facts : &world.tally);      \
    for (size_t at = 0; at < BAD_OBJECTS; at++) {                                                                 \
      entitle_##kind *it = list[at].pointer;                                                                      \
      GIVES(list[at].status, call);                                                                               \
    }                                                                                                             \
  } while (0)

/* As much as one byte too few; a null pointer; one that is not aligned. */
#define REFUSES_BAD_STORAGE(needed, call)                                                  \
  do {                                                                                     \
    const struct { void *memory; size_t bytes; int32_t status; } list[] = {                \
        {world.spare.bytes, (needed) - 1, ENTITLE_STORAGE_TOO_SMALL},                      \
        {world.spare.bytes, 1, ENTITLE_STORAGE_TOO_SMALL},                                 \
        {world.spare.bytes, 0, ENTITLE_STORAGE_TOO_SMALL},                                 \
        {NULL, STORAGE_BYTES, ENTITLE_BAD_ARGUMENT},                                       \
        {NULL, 0, ENTITLE_BAD_ARGUMENT},                                                   \
        {world.spare.bytes + 1, STORAGE_BYTES - 8, ENTITLE_BAD_ARGUMENT},                  \
        {world.spare.bytes + 4, STORAGE_BYTES - 8, ENTITLE_BAD_ARGUMENT},                  \
    };                                                                                     \
    for (size_t at = 0; at < sizeof list / sizeof list[0]; at++) {                         \
      void *memory = list[at].memory;                                                      \
      size_t bytes = list[at].bytes;                                                       \
      GIVES(list[at].status, call);                                                        \
    }                                                                                      \
  } while (0)

/* Storage that lies over `what`: from its start, and from its last word. */
#define REFUSES_STORAGE_OVER(what, call) REFUSES_STORAGE_OVER_BYTES(what, sizeof(what), call)

#define REFUSES_STORAGE_OVER_BYTES(what, length, call)                                                     \
  do {                                                                                                     \
    uint8_t *const starts[] = {(uint8_t *)&(what), (uint8_t *)&(what) + (length) - 8};                     \
    for (size_t at = 0; at < 2; at++) {                                                                    \
      void *memory = starts[at];                                                                           \
      size_t bytes = STORAGE_BYTES;                                                                        \
      GIVES(ENTITLE_BAD_ARGUMENT, call);                                                                   \
    }                                                                                                      \
  } while (0)

/* A call that writes a text takes a null buffer to measure, the exact length, and nothing shorter. */
#define MEASURES(call)                                                                                             \
  do {                                                                                                             \
    char *to = NULL;                                                                                               \
    size_t capacity = 0, *length = &results.length;                                                                \
    GIVES(ENTITLE_OK, call);                                                                                       \
    size_t needed = results.length;                                                                                \
    to = buffer;                                                                                                   \
    capacity = needed;                                                                                             \
    memset(buffer, PATTERN, sizeof buffer);                                                                        \
    GIVES(ENTITLE_OK, call);                                                                                       \
    HOLDS(results.length == needed && needed > 0 && needed < sizeof buffer);                                       \
    HOLDS((uint8_t)buffer[needed] == PATTERN); /* not a byte beyond */                                             \
    for (capacity = 0; capacity < needed; capacity++) GIVES(ENTITLE_STORAGE_TOO_SMALL, call);                      \
    to = NULL; /* null with a capacity is no measuring */                                                          \
    capacity = needed;                                                                                             \
    GIVES(ENTITLE_BAD_ARGUMENT, call);                                                                             \
    to = (char *)world.image + 8; /* over what the call reads */                                                   \
    capacity = 64;                                                                                                 \
    GIVES(ENTITLE_BAD_ARGUMENT, call);                                                                             \
    to = buffer;                                                                                                   \
    length = NULL;                                                                                                 \
    GIVES(ENTITLE_BAD_ARGUMENT, call);                                                                             \
    length = (size_t *)(void *)(buffer + 1);                                                                       \
    GIVES(ENTITLE_BAD_ARGUMENT, call);                                                                             \
  } while (0)

/* Texts that are none. `text` and `bytes` in the call. */
#define REFUSES_BAD_TEXT(call)                                                                       \
  do {                                                                                               \
    const struct { const char *text; size_t bytes; int32_t status; } list[] = {                      \
        {NULL, 1, ENTITLE_BAD_ARGUMENT},          {NULL, SIZE_MAX, ENTITLE_BAD_ARGUMENT},            \
        {"x", SIZE_MAX, ENTITLE_BAD_ARGUMENT},    {"\xFF", 1, ENTITLE_INVALID_UTF8},                 \
        {"age\x80", 4, ENTITLE_INVALID_UTF8},     {"\xC0\xAF", 2, ENTITLE_INVALID_UTF8},             \
        {"\xED\xA0\x80", 3, ENTITLE_INVALID_UTF8}, {"\xF4\x90\x80\x80", 4, ENTITLE_INVALID_UTF8},    \
        {"\xE2\x82\xAC", 2, ENTITLE_INVALID_UTF8},                                                   \
    };                                                                                               \
    for (size_t at = 0; at < sizeof list / sizeof list[0]; at++) {                                   \
      const char *text = list[at].text;                                                              \
      size_t bytes = list[at].bytes;                                                                 \
      GIVES(list[at].status, call);                                                                  \
    }                                                                                                \
  } while (0)

/* --- The good world --------------------------------------------------------------------------------------------- */

#define NEEDS(call) needs((call), #call)

static void needs(int32_t status, const char *call) {
  if (status == ENTITLE_OK) return;
  printf("%s: %s\n", call, entitle_status_name(status));
  exit(1);
}

static const entitle_value eighty = {ENTITLE_VALUE_NUMBER, 0, 80};
static uint32_t list_size, denominator, area, age, frailty, count_refusals;
static int32_t march;

static uint32_t input(const char *name) {
  uint32_t fact = 0, item = 0;
  NEEDS(entitle_contract_find_input(&world.contract, name, strlen(name), &fact, &item));
  return fact;
}

static uint32_t patient_input(const char *name) {
  uint32_t fact = 0;
  NEEDS(entitle_contract_find_patient_input(&world.contract, name, strlen(name), &fact));
  return fact;
}

static void begin_world(const char *path) {
  FILE *file = fopen(path, "rb");
  if (file == NULL) {
    printf("no image %s\n", path);
    exit(1);
  }
  world.image_bytes = fread(world.image, 1, IMAGE_MAX, file);
  fclose(file);
  memset(&blank, PATTERN, sizeof blank);
  memset(&world.spare, PATTERN, sizeof world.spare);
  NEEDS(entitle_contract_new(&world.contract, ENTITLE_ABI_VERSION, world.image, world.image_bytes));
  NEEDS(entitle_contract_cost(&world.contract, &cost));
  HOLDS(cost.facts_bytes <= STORAGE_BYTES && cost.patient_bytes <= STORAGE_BYTES && cost.statement_bytes <= STORAGE_BYTES);
  NEEDS(entitle_date_from_ymd(2026, 3, 31, &march));
  NEEDS(entitle_facts_new(&world.facts, &world.contract, &world.of_facts, cost.facts_bytes));
  NEEDS(entitle_facts_new(&world.member, &world.contract, &world.of_member, cost.facts_bytes));
  NEEDS(entitle_patient_new(&world.patient, &world.contract, march, &world.of_patient, cost.patient_bytes));
  NEEDS(entitle_tally_new(&world.tally, &world.contract, &world.of_tally, cost.tally_bytes));
  NEEDS(entitle_network_new(&world.network, &world.facts, &world.of_network, cost.network_bytes));
  NEEDS(entitle_trace_new(&world.trace, world.of_trace, TRACE_BYTES));
  list_size = input("list_size");
  denominator = input("denominator.LUNG1");
  area = input("area");
  count_refusals = input("count_refusals");
  age = patient_input("age");
  frailty = patient_input("frailty");
  NEEDS(entitle_facts_set(&world.facts, list_size, 0, &eighty));
  NEEDS(entitle_patient_set_named(&world.patient, "age", 3, "61", 2));
  NEEDS(entitle_tally_add_patient(&world.tally, &world.patient));
  NEEDS(entitle_statement_new(&world.statement, &world.facts, NULL, &world.trace, &world.of_statement, cost.statement_bytes));
}

/* --- The promises ----------------------------------------------------------------------------------------------- */

/* Null and misaligned objects; objects that are zeroed, garbage, of another kind or of another version. */
static void bad_objects_are_refused(void) {
  REFUSES_BAD_OBJECT(contract, entitle_contract_verify(it));
  REFUSES_BAD_OBJECT(contract, entitle_contract_summary(it, &results.summary));
  REFUSES_BAD_OBJECT(contract, entitle_contract_digests(it, &results.digests));
  REFUSES_BAD_OBJECT(contract, entitle_contract_identity(it, buffer, sizeof buffer, &results.length));
  REFUSES_BAD_OBJECT(contract, entitle_contract_cost(it, &results.cost));
  REFUSES_BAD_OBJECT(contract, entitle_contract_fact(it, 0, &results.fact));
  REFUSES_BAD_OBJECT(contract, entitle_contract_fact_text(it, area, 0, &results.text));
  REFUSES_BAD_OBJECT(contract, entitle_contract_fact_parse(it, list_size, "80", 2, &results.value));
  REFUSES_BAD_OBJECT(contract, entitle_contract_rule(it, ENTITLE_ROLE_REGISTER, 0, 0, &results.rule));
  REFUSES_BAD_OBJECT(contract, entitle_contract_fact_source(it, count_refusals, &results.source));
  REFUSES_BAD_OBJECT(contract, entitle_contract_fact_written(it, list_size, &eighty, buffer, sizeof buffer, &results.length));
  REFUSES_BAD_OBJECT(contract, entitle_contract_find_input(it, "area", 4, &results.number, &results.second));
  REFUSES_BAD_OBJECT(contract, entitle_contract_find_member_input(it, "area", 4, &results.number, &results.second));
  REFUSES_BAD_OBJECT(contract, entitle_contract_find_patient_input(it, "age", 3, &results.number));
  REFUSES_BAD_OBJECT(contract, entitle_contract_find_named(it, ENTITLE_NAMED_REGISTER, "LUNG", 4, &results.number));
  REFUSES_BAD_OBJECT(contract, entitle_contract_register(it, 0, &results.reg));
  REFUSES_BAD_OBJECT(contract, entitle_contract_indicator(it, 0, &results.indicator));
  REFUSES_BAD_OBJECT(contract, entitle_contract_source(it, 0, &results.source));
  REFUSES_BAD_OBJECT(contract, entitle_contract_decision(it, 0, 1, &results.settled));
  REFUSES_BAD_OBJECT(contract, entitle_facts_new(&results.facts, it, &world.spare, STORAGE_BYTES));
  REFUSES_BAD_OBJECT(contract, entitle_patient_new(&results.patient, it, march, &world.spare, STORAGE_BYTES));
  REFUSES_BAD_OBJECT(contract, entitle_tally_new(&results.tally, it, &world.spare, STORAGE_BYTES));
  REFUSES_BAD_OBJECT(contract, entitle_trace_entry_written(&world.trace, it, 0, buffer, sizeof buffer, &results.length));

  REFUSES_BAD_OBJECT(facts, entitle_facts_set(it, list_size, 0, &eighty));
  REFUSES_BAD_OBJECT(facts, entitle_facts_set_text(it, list_size, 0, "80", 2));
  REFUSES_BAD_OBJECT(facts, entitle_facts_set_named(it, "list_size", 9, "80", 2));
  REFUSES_BAD_OBJECT(facts, entitle_facts_get(it, list_size, 0, &results.value));
  REFUSES_BAD_OBJECT(facts, entitle_network_new(&results.network, it, &world.spare, STORAGE_BYTES));
  REFUSES_BAD_OBJECT(facts, entitle_network_add(&world.network, it));
  REFUSES_BAD_OBJECT(facts, entitle_statement_new(&results.statement, it, NULL, NULL, &world.spare, STORAGE_BYTES));
  REFUSES_BAD_OBJECT(facts, entitle_headroom_new(&world.statement, it, NULL, 0, &world.spare, STORAGE_BYTES, &results.headroom));
  REFUSES_BAD_OBJECT(facts, entitle_tally_write(&world.tally, it));

  REFUSES_BAD_OBJECT(patient, entitle_patient_set(it, age, &eighty));
  REFUSES_BAD_OBJECT(patient, entitle_patient_set_text(it, age, "80", 2));
  REFUSES_BAD_OBJECT(patient, entitle_patient_set_named(it, "age", 3, "80", 2));
  REFUSES_BAD_OBJECT(patient, entitle_patient_get(it, age, &results.value));
  REFUSES_BAD_OBJECT(patient, entitle_patient_clear(it));
  REFUSES_BAD_OBJECT(patient, entitle_patient_on_register(it, 0, NULL, &results.number));
  REFUSES_BAD_OBJECT(patient, entitle_patient_decide(it, 0, NULL, &results.decision));
  REFUSES_BAD_OBJECT(patient, entitle_patient_decide_all(it, results.decisions, 8, &results.number));
  REFUSES_BAD_OBJECT(patient, entitle_tally_add_patient(&world.tally, it));

  REFUSES_BAD_OBJECT(tally, entitle_tally_add_patient(it, &world.patient));
  REFUSES_BAD_OBJECT(tally, entitle_tally_add_decision(it, 0, 1));
  REFUSES_BAD_OBJECT(tally, entitle_tally_add_membership(it, 0, ENTITLE_MEMBER_YES));
  REFUSES_BAD_OBJECT(tally, entitle_tally_add_tally(it, &world.tally));
  REFUSES_BAD_OBJECT(tally, entitle_tally_add_tally(&world.tally, it));
  REFUSES_BAD_OBJECT(tally, entitle_tally_count(it, 0, 1, &results.number));
  REFUSES_BAD_OBJECT(tally, entitle_tally_with_outcome(it, 0, ENTITLE_OUTCOME_ADJUSTED, &results.number));
  REFUSES_BAD_OBJECT(tally, entitle_tally_write(it, &world.facts));

  REFUSES_BAD_OBJECT(network, entitle_network_add(it, &world.member));
  REFUSES_BAD_OBJECT(network, entitle_network_members(it, &results.number));

  REFUSES_BAD_OBJECT(statement, entitle_statement_answer(it, ENTITLE_ANSWER_ELIGIBLE, 0, 0, &results.answer));
  REFUSES_BAD_OBJECT(statement, entitle_statement_answer_written(it, ENTITLE_ANSWER_ELIGIBLE, 0, 0, buffer, sizeof buffer, &results.length));
  REFUSES_BAD_OBJECT(statement, entitle_statement_payment(it, &results.answer));
  REFUSES_BAD_OBJECT(statement, entitle_statement_write(it, NULL, NULL, 0, &results.length));
  REFUSES_BAD_OBJECT(statement, entitle_headroom_new(it, &world.facts, NULL, 0, &world.spare, STORAGE_BYTES, &results.headroom));
  REFUSES_BAD_OBJECT(statement, entitle_statement_next(it, &results.answer));

  REFUSES_BAD_OBJECT(trace, entitle_trace_count(it, &results.number, &results.second));
  REFUSES_BAD_OBJECT(trace, entitle_trace_entry(it, 0, &results.entry));
  REFUSES_BAD_OBJECT(trace, entitle_trace_entry_written(it, &world.contract, 0, buffer, sizeof buffer, &results.length));
}

/* Networks and traces that may be left out: null is none, anything else has to be one. */
static void what_may_be_null_is_refused_only_where_it_is_something_else(void) {
#define UNLESS_NULL(kind, call) REFUSES_BAD_OBJECT(kind, it == NULL ? ENTITLE_BAD_ARGUMENT : (call))
  UNLESS_NULL(network, entitle_statement_new(&results.statement, &world.facts, it, NULL, &world.spare, STORAGE_BYTES));
  UNLESS_NULL(network, entitle_headroom_new(&world.statement, &world.facts, it, 0, &world.spare, STORAGE_BYTES, &results.headroom));
  UNLESS_NULL(trace, entitle_statement_new(&results.statement, &world.facts, NULL, it, &world.spare, STORAGE_BYTES));
  UNLESS_NULL(trace, entitle_patient_on_register(&world.patient, 0, it, &results.number));
  UNLESS_NULL(trace, entitle_patient_decide(&world.patient, 0, it, &results.decision));
  UNLESS_NULL(trace, entitle_statement_write(&world.statement, it, NULL, 0, &results.length));
}

/* Pointers to results, and to records that go in. */
static void bad_pointers_are_refused(void) {
  REFUSES_BAD_POINTER(entitle_contract, entitle_contract_new(it, ENTITLE_ABI_VERSION, world.image, world.image_bytes));
  REFUSES_BAD_POINTER(entitle_contract, entitle_contract_find(it, ENTITLE_ABI_VERSION, "qof-england", 11, march, 0));
  REFUSES_BAD_POINTER(entitle_contract, entitle_built_in_open(it, ENTITLE_ABI_VERSION, 0));
  REFUSES_BAD_POINTER(uint32_t, entitle_built_in_count(it));
  REFUSES_BAD_POINTER(entitle_summary, entitle_contract_summary(&world.contract, it));
  REFUSES_BAD_POINTER(entitle_digests, entitle_contract_digests(&world.contract, it));
  REFUSES_BAD_POINTER(entitle_cost, entitle_contract_cost(&world.contract, it));
  REFUSES_BAD_POINTER(entitle_fact, entitle_contract_fact(&world.contract, 0, it));
  REFUSES_BAD_POINTER(entitle_text, entitle_contract_fact_text(&world.contract, area, 0, it));
  REFUSES_BAD_POINTER(entitle_value, entitle_contract_fact_parse(&world.contract, list_size, "80", 2, it));
  REFUSES_BAD_POINTER(entitle_rule, entitle_contract_rule(&world.contract, ENTITLE_ROLE_REGISTER, 0, 0, it));
  REFUSES_BAD_POINTER(entitle_source, entitle_contract_fact_source(&world.contract, count_refusals, it));
  REFUSES_BAD_POINTER(entitle_value, entitle_contract_fact_written(&world.contract, list_size, it, buffer, sizeof buffer, &results.length));
  REFUSES_BAD_POINTER(uint32_t, entitle_contract_find_input(&world.contract, "area", 4, it, &results.second));
  REFUSES_BAD_POINTER(uint32_t, entitle_contract_find_input(&world.contract, "area", 4, &results.number, it));
  REFUSES_BAD_POINTER(uint32_t, entitle_contract_find_member_input(&world.contract, "area", 4, it, &results.second));
  REFUSES_BAD_POINTER(uint32_t, entitle_contract_find_member_input(&world.contract, "area", 4, &results.number, it));
  REFUSES_BAD_POINTER(uint32_t, entitle_contract_find_patient_input(&world.contract, "age", 3, it));
  REFUSES_BAD_POINTER(uint32_t, entitle_contract_find_named(&world.contract, ENTITLE_NAMED_REGISTER, "LUNG", 4, it));
  REFUSES_BAD_POINTER(entitle_register, entitle_contract_register(&world.contract, 0, it));
  REFUSES_BAD_POINTER(entitle_indicator, entitle_contract_indicator(&world.contract, 0, it));
  REFUSES_BAD_POINTER(entitle_source, entitle_contract_source(&world.contract, 0, it));
  REFUSES_BAD_POINTER(entitle_settled, entitle_contract_decision(&world.contract, 0, 1, it));
  REFUSES_BAD_POINTER(entitle_text, entitle_word(ENTITLE_WORDS_SCOPE, 0, it));

  REFUSES_BAD_POINTER(entitle_facts, entitle_facts_new(it, &world.contract, &world.spare, STORAGE_BYTES));
  REFUSES_BAD_POINTER(entitle_value, entitle_facts_set(&world.facts, list_size, 0, it));
  REFUSES_BAD_POINTER(entitle_value, entitle_facts_get(&world.facts, list_size, 0, it));

  REFUSES_BAD_POINTER(entitle_patient, entitle_patient_new(it, &world.contract, march, &world.spare, STORAGE_BYTES));
  REFUSES_BAD_POINTER(entitle_value, entitle_patient_set(&world.patient, age, it));
  REFUSES_BAD_POINTER(entitle_value, entitle_patient_get(&world.patient, age, it));
  REFUSES_BAD_POINTER(uint32_t, entitle_patient_on_register(&world.patient, 0, NULL, it));
  REFUSES_BAD_POINTER(uint8_t, entitle_patient_decide(&world.patient, 0, NULL, it));
  REFUSES_BAD_POINTER(uint8_t, entitle_patient_decide_all(&world.patient, it, 8, &results.number));
  REFUSES_BAD_POINTER(uint32_t, entitle_patient_decide_all(&world.patient, results.decisions, 8, it));

  REFUSES_BAD_POINTER(entitle_tally, entitle_tally_new(it, &world.contract, &world.spare, STORAGE_BYTES));
  REFUSES_BAD_POINTER(uint32_t, entitle_tally_count(&world.tally, 0, 1, it));
  REFUSES_BAD_POINTER(uint32_t, entitle_tally_with_outcome(&world.tally, 0, ENTITLE_OUTCOME_ADJUSTED, it));

  REFUSES_BAD_POINTER(entitle_network, entitle_network_new(it, &world.facts, &world.spare, STORAGE_BYTES));
  REFUSES_BAD_POINTER(uint32_t, entitle_network_members(&world.network, it));

  REFUSES_BAD_POINTER(entitle_statement, entitle_statement_new(it, &world.facts, NULL, NULL, &world.spare, STORAGE_BYTES));
  REFUSES_BAD_POINTER(entitle_answer, entitle_statement_answer(&world.statement, ENTITLE_ANSWER_ELIGIBLE, 0, 0, it));
  REFUSES_BAD_POINTER(entitle_answer, entitle_statement_next(&world.statement, it));
  REFUSES_BAD_POINTER(entitle_answer, entitle_statement_payment(&world.statement, it));
  REFUSES_BAD_POINTER(entitle_headroom, entitle_headroom_new(&world.statement, &world.facts, NULL, 0, &world.spare, STORAGE_BYTES, it));

  REFUSES_BAD_POINTER(size_t, entitle_trace_bytes(1, it));
  REFUSES_BAD_POINTER(entitle_trace, entitle_trace_new(it, &world.spare, STORAGE_BYTES));
  REFUSES_BAD_POINTER(uint32_t, entitle_trace_count(&world.trace, it, &results.second));
  REFUSES_BAD_POINTER(uint32_t, entitle_trace_count(&world.trace, &results.number, it));
  REFUSES_BAD_POINTER(entitle_entry, entitle_trace_entry(&world.trace, 0, it));

  REFUSES_BAD_POINTER(int32_t, entitle_date_from_ymd(2026, 3, 31, it));
  REFUSES_BAD_POINTER(int32_t, entitle_date_parse("2026-03-31", 10, it));
}

static void bad_storage_is_refused(void) {
  REFUSES_BAD_STORAGE(cost.facts_bytes, entitle_facts_new(&results.facts, &world.contract, memory, bytes));
  REFUSES_BAD_STORAGE(cost.patient_bytes, entitle_patient_new(&results.patient, &world.contract, march, memory, bytes));
  REFUSES_BAD_STORAGE(cost.tally_bytes, entitle_tally_new(&results.tally, &world.contract, memory, bytes));
  REFUSES_BAD_STORAGE(cost.network_bytes, entitle_network_new(&results.network, &world.facts, memory, bytes));
  REFUSES_BAD_STORAGE(cost.statement_bytes, entitle_statement_new(&results.statement, &world.facts, NULL, NULL, memory, bytes));
  REFUSES_BAD_STORAGE(cost.statement_bytes, entitle_headroom_new(&world.statement, &world.facts, NULL, 0, memory, bytes, &results.headroom));

  size_t trace_bytes = 0;
  NEEDS(entitle_trace_bytes(0, &trace_bytes));
  REFUSES_BAD_STORAGE(trace_bytes, entitle_trace_new(&results.trace, memory, bytes));
  HOLDS(entitle_trace_bytes(UINT32_MAX, &trace_bytes) == ENTITLE_OK && trace_bytes > UINT32_MAX);
}

static void storage_over_something_else_of_the_call_is_refused(void) {
  /* Its object. */
  REFUSES_STORAGE_OVER(world.facts, entitle_facts_new(&world.facts, &world.contract, memory, bytes));
  REFUSES_STORAGE_OVER(world.patient, entitle_patient_new(&world.patient, &world.contract, march, memory, bytes));
  REFUSES_STORAGE_OVER(world.tally, entitle_tally_new(&world.tally, &world.contract, memory, bytes));
  REFUSES_STORAGE_OVER(world.network, entitle_network_new(&world.network, &world.facts, memory, bytes));
  REFUSES_STORAGE_OVER(world.statement, entitle_statement_new(&world.statement, &world.facts, NULL, NULL, memory, bytes));
  REFUSES_STORAGE_OVER(world.trace, entitle_trace_new(&world.trace, memory, bytes));
  /* The image. */
  size_t last_word = (world.image_bytes + 7) / 8 * 8;
  REFUSES_STORAGE_OVER_BYTES(world.image, last_word, entitle_facts_new(&results.facts, &world.contract, memory, bytes));
  REFUSES_STORAGE_OVER_BYTES(world.image, last_word, entitle_patient_new(&results.patient, &world.contract, march, memory, bytes));
  REFUSES_STORAGE_OVER_BYTES(world.image, last_word, entitle_tally_new(&results.tally, &world.contract, memory, bytes));
  REFUSES_STORAGE_OVER_BYTES(world.image, last_word, entitle_network_new(&results.network, &world.facts, memory, bytes));
  REFUSES_STORAGE_OVER_BYTES(world.image, last_word, entitle_statement_new(&results.statement, &world.facts, NULL, NULL, memory, bytes));
  /* The storage of facts, of folds, of a trace, of a statement. */
  size_t trace_bytes = 0;
  NEEDS(entitle_trace_bytes(10, &trace_bytes));
  REFUSES_STORAGE_OVER_BYTES(world.of_facts, cost.facts_bytes, entitle_network_new(&results.network, &world.facts, memory, bytes));
  REFUSES_STORAGE_OVER_BYTES(world.of_facts, cost.facts_bytes, entitle_statement_new(&results.statement, &world.facts, NULL, NULL, memory, bytes));
  REFUSES_STORAGE_OVER_BYTES(world.of_facts, cost.facts_bytes, entitle_headroom_new(&world.statement, &world.facts, NULL, 0, memory, bytes, &results.headroom));
  REFUSES_STORAGE_OVER_BYTES(world.of_trace, trace_bytes, entitle_statement_new(&results.statement, &world.facts, NULL, &world.trace, memory, bytes));
  REFUSES_STORAGE_OVER_BYTES(world.of_statement, cost.statement_bytes, entitle_headroom_new(&world.statement, &world.facts, NULL, 0, memory, bytes, &results.headroom));
  GIVES(ENTITLE_BAD_ARGUMENT, entitle_statement_new(&results.statement, &world.facts, &world.network, NULL, &world.of_network, STORAGE_BYTES));
  GIVES(ENTITLE_BAD_ARGUMENT, entitle_headroom_new(&world.statement, &world.facts, &world.network, 0, &world.of_network, STORAGE_BYTES, &results.headroom));
  /* A network's own facts are no member. */
  GIVES(ENTITLE_BAD_ARGUMENT, entitle_network_add(&world.network, &world.facts));
}

/* Buffers that lie over what is read while they are written. */
static void a_buffer_over_what_the_call_reads_is_refused(void) {
  char *of_statement = (char *)world.of_statement.bytes, *of_trace = (char *)world.of_trace;
  GIVES(ENTITLE_BAD_ARGUMENT, entitle_statement_write(&world.statement, &world.trace, of_statement + 100, 4000, &results.length));
  GIVES(ENTITLE_BAD_ARGUMENT, entitle_statement_write(&world.statement, &world.trace, of_trace + 100, 3000, &results.length));
  GIVES(ENTITLE_BAD_ARGUMENT, entitle_statement_answer_written(&world.statement, ENTITLE_ANSWER_ELIGIBLE, 0, 0, of_statement, 100, &results.length));
  GIVES(ENTITLE_BAD_ARGUMENT, entitle_trace_entry_written(&world.trace, &world.contract, 0, of_trace, 100, &results.length));
  GIVES(ENTITLE_BAD_ARGUMENT, entitle_patient_decide_all(&world.patient, world.of_patient.bytes + 40, 8, &results.number));
}

static void text_that_is_none_is_refused(void) {
  REFUSES_BAD_TEXT(entitle_contract_find(&results.contract, ENTITLE_ABI_VERSION, text, bytes, march, 0));
  REFUSES_BAD_TEXT(entitle_contract_find_input(&world.contract, text, bytes, &results.number, &results.second));
  REFUSES_BAD_TEXT(entitle_contract_find_member_input(&world.contract, text, bytes, &results.number, &results.second));
  REFUSES_BAD_TEXT(entitle_contract_find_patient_input(&world.contract, text, bytes, &results.number));
  REFUSES_BAD_TEXT(entitle_contract_fact_parse(&world.contract, list_size, text, bytes, &results.value));
  REFUSES_BAD_TEXT(entitle_contract_find_named(&world.contract, ENTITLE_NAMED_LINE, text, bytes, &results.number));
  REFUSES_BAD_TEXT(entitle_facts_set_text(&world.facts, list_size, 0, text, bytes));
  REFUSES_BAD_TEXT(entitle_facts_set_named(&world.facts, text, bytes, "80", 2));
  REFUSES_BAD_TEXT(entitle_facts_set_named(&world.facts, "list_size", 9, text, bytes));
  REFUSES_BAD_TEXT(entitle_patient_set_text(&world.patient, age, text, bytes));
  REFUSES_BAD_TEXT(entitle_patient_set_named(&world.patient, text, bytes, "80", 2));
  REFUSES_BAD_TEXT(entitle_patient_set_named(&world.patient, "age", 3, text, bytes));
  REFUSES_BAD_TEXT(entitle_date_parse(text, bytes, &results.day));
  /* A null pointer with length 0 is the empty text: no name, and null where a value may be null. */
  GIVES(ENTITLE_CONTRACT_NOT_FOUND, entitle_contract_find(&results.contract, ENTITLE_ABI_VERSION, NULL, 0, march, 0));
  GIVES(ENTITLE_UNKNOWN_FACT, entitle_contract_find_input(&world.contract, NULL, 0, &results.number, &results.second));
  GIVES(ENTITLE_UNKNOWN_ITEM, entitle_contract_find_named(&world.contract, ENTITLE_NAMED_LINE, NULL, 0, &results.number));
  GIVES(ENTITLE_OK, entitle_patient_set_named(&world.patient, "frailty", 7, NULL, 0));
  GIVES(ENTITLE_OK, entitle_patient_get(&world.patient, frailty, &results.value));
  HOLDS(results.value.kind == ENTITLE_VALUE_NULL);
  /* Where it may not be null, nobody has said. */
  GIVES(ENTITLE_OK, entitle_patient_set_named(&world.patient, "age", 3, NULL, 0));
  GIVES(ENTITLE_OK, entitle_patient_get(&world.patient, age, &results.value));
  HOLDS(results.value.kind == ENTITLE_VALUE_UNKNOWN);
  /* What the patient's storage keeps of an evaluation is worked out again. */
  GIVES(ENTITLE_OK, entitle_patient_decide_all(&world.patient, results.decisions, 8, &results.number));
  GIVES(ENTITLE_INVALID_DATE, entitle_date_parse(NULL, 0, &results.day));
}

static void unknown_indexes_are_refused(void) {
  const uint32_t none[] = {1000, UINT16_MAX, UINT16_MAX + 1u, INT32_MAX, ENTITLE_NONE};
  for (size_t each = 0; each < sizeof none / sizeof none[0]; each++) {
    uint32_t at = none[each];
    GIVES(ENTITLE_UNKNOWN_FACT, entitle_contract_fact(&world.contract, at, &results.fact));
    GIVES(ENTITLE_UNKNOWN_FACT, entitle_contract_fact_text(&world.contract, at, 0, &results.text));
    GIVES(ENTITLE_UNKNOWN_TEXT, entitle_contract_fact_text(&world.contract, area, at, &results.text));
    GIVES(ENTITLE_UNKNOWN_FACT, entitle_contract_fact_parse(&world.contract, at, "80", 2, &results.value));
    GIVES(ENTITLE_UNKNOWN_ITEM, entitle_contract_rule(&world.contract, ENTITLE_ROLE_REGISTER, at, 0, &results.rule));
    GIVES(ENTITLE_UNKNOWN_ITEM, entitle_contract_rule(&world.contract, ENTITLE_ROLE_NUMERATOR, at, 0, &results.rule));
    GIVES(ENTITLE_UNKNOWN_ITEM, entitle_contract_rule(&world.contract, ENTITLE_ROLE_DENOMINATOR, 0, at, &results.rule));
    GIVES(ENTITLE_UNKNOWN_FACT, entitle_contract_fact_source(&world.contract, at, &results.source));
    GIVES(ENTITLE_UNKNOWN_FACT, entitle_contract_fact_written(&world.contract, at, &eighty, buffer, sizeof buffer, &results.length));
    GIVES(ENTITLE_UNKNOWN_ITEM, entitle_contract_register(&world.contract, at, &results.reg));
    GIVES(ENTITLE_UNKNOWN_ITEM, entitle_contract_indicator(&world.contract, at, &results.indicator));
    GIVES(ENTITLE_UNKNOWN_ITEM, entitle_contract_source(&world.contract, at, &results.source));
    GIVES(ENTITLE_UNKNOWN_ITEM, entitle_contract_decision(&world.contract, at, 1, &results.settled));
    GIVES(ENTITLE_CONTRACT_NOT_FOUND, entitle_built_in_open(&results.contract, ENTITLE_ABI_VERSION, at));
    GIVES(ENTITLE_UNKNOWN_FACT, entitle_facts_set(&world.facts, at, 0, &eighty));
    GIVES(ENTITLE_UNKNOWN_ITEM, entitle_facts_set(&world.facts, denominator, at, &eighty));
    GIVES(ENTITLE_UNKNOWN_ITEM, entitle_facts_set(&world.facts, list_size, at, &eighty));
    GIVES(ENTITLE_UNKNOWN_FACT, entitle_facts_set_text(&world.facts, at, 0, "80", 2));
    GIVES(ENTITLE_UNKNOWN_ITEM, entitle_facts_set_text(&world.facts, denominator, at, "80", 2));
    GIVES(ENTITLE_UNKNOWN_FACT, entitle_facts_get(&world.facts, at, 0, &results.value));
    GIVES(ENTITLE_UNKNOWN_ITEM, entitle_facts_get(&world.facts, denominator, at, &results.value));
    GIVES(ENTITLE_UNKNOWN_FACT, entitle_patient_set(&world.patient, at, &eighty));
    GIVES(ENTITLE_UNKNOWN_FACT, entitle_patient_set_text(&world.patient, at, "80", 2));
    GIVES(ENTITLE_UNKNOWN_FACT, entitle_patient_get(&world.patient, at, &results.value));
    GIVES(ENTITLE_UNKNOWN_ITEM, entitle_patient_on_register(&world.patient, at, NULL, &results.number));
    GIVES(ENTITLE_UNKNOWN_ITEM, entitle_patient_decide(&world.patient, at, NULL, &results.decision));
    GIVES(ENTITLE_UNKNOWN_ITEM, entitle_tally_add_decision(&world.tally, at, 1));
    GIVES(ENTITLE_UNKNOWN_ITEM, entitle_tally_add_membership(&world.tally, at, ENTITLE_MEMBER_YES));
    GIVES(ENTITLE_UNKNOWN_ITEM, entitle_tally_count(&world.tally, at, 1, &results.number));
    GIVES(ENTITLE_UNKNOWN_ITEM, entitle_tally_with_outcome(&world.tally, at, ENTITLE_OUTCOME_ADJUSTED, &results.number));
    GIVES(ENTITLE_UNKNOWN_ITEM, entitle_statement_answer(&world.statement, ENTITLE_ANSWER_POINTS, at, 0, &results.answer));
    GIVES(ENTITLE_UNKNOWN_ITEM, entitle_statement_answer(&world.statement, ENTITLE_ANSWER_LINE, 0, at, &results.answer));
    GIVES(ENTITLE_UNKNOWN_ITEM, entitle_statement_answer_written(&world.statement, ENTITLE_ANSWER_LINE, at, 0, buffer, sizeof buffer, &results.length));
    GIVES(ENTITLE_UNKNOWN_ITEM, entitle_trace_entry(&world.trace, at, &results.entry));
    GIVES(ENTITLE_UNKNOWN_ITEM, entitle_trace_entry_written(&world.trace, &world.contract, at, buffer, sizeof buffer, &results.length));
    /* A fact of a patient is none of a subject, and the other way round. */
    GIVES(ENTITLE_UNKNOWN_FACT, entitle_facts_set(&world.facts, age, 0, &eighty));
    GIVES(ENTITLE_UNKNOWN_FACT, entitle_patient_set(&world.patient, list_size, &eighty));
    /* A fact that is no switch has no source. */
    GIVES(ENTITLE_UNKNOWN_ITEM, entitle_contract_fact_source(&world.contract, list_size, &results.source));
  }
  /* The storage is written in any case, so it is one that is not looked at. */
  static storage unseen;
  GIVES(ENTITLE_UNKNOWN_ITEM, entitle_headroom_new(&world.statement, &world.facts, NULL, 1000, &unseen, STORAGE_BYTES, &results.headroom));
  for (unsigned decision = 100; decision < 255; decision++) {
    GIVES(ENTITLE_UNKNOWN_ITEM, entitle_contract_decision(&world.contract, 0, (uint8_t)decision, &results.settled));
    GIVES(ENTITLE_UNKNOWN_ITEM, entitle_tally_add_decision(&world.tally, 0, (uint8_t)decision));
    GIVES(ENTITLE_UNKNOWN_ITEM, entitle_tally_count(&world.tally, 0, (uint8_t)decision, &results.number));
  }
}

static void codes_out_of_range_are_refused(void) {
  const uint32_t none[] = {5, 6, 7, 11, 100, 255, 256, 65536, INT32_MAX, UINT32_MAX};
  for (size_t each = 0; each < sizeof none / sizeof none[0]; each++) {
    uint32_t code = none[each];
    entitle_value value = {code, 0, 0};
    GIVES(ENTITLE_BAD_ARGUMENT, entitle_contract_find_named(&world.contract, code, "LUNG", 4, &results.number));
    if (code > ENTITLE_WORDS_ROUNDING) GIVES(ENTITLE_BAD_ARGUMENT, entitle_word(code, 0, &results.text));
    if (code > ENTITLE_ROLE_NUMERATOR) GIVES(ENTITLE_BAD_ARGUMENT, entitle_contract_rule(&world.contract, code, 0, 0, &results.rule));
    if (code > ENTITLE_STEP_CONTRADICTION) GIVES(ENTITLE_UNKNOWN_ITEM, entitle_word(ENTITLE_WORDS_STEP, code, &results.text));
    if (code > ENTITLE_OUTCOME_UNDETERMINED) GIVES(ENTITLE_BAD_ARGUMENT, entitle_tally_with_outcome(&world.tally, 0, code, &results.number));
    if (code > ENTITLE_ANSWER_LINE) {
      GIVES(ENTITLE_BAD_ARGUMENT, entitle_statement_answer(&world.statement, code, 0, 0, &results.answer));
      GIVES(ENTITLE_BAD_ARGUMENT, entitle_statement_answer_written(&world.statement, code, 0, 0, buffer, sizeof buffer, &results.length));
      blank.answer.kind = code;
      GIVES(ENTITLE_BAD_ARGUMENT, entitle_statement_next(&world.statement, &results.answer));
    }
    if (code > ENTITLE_VALUE_TEXT) {
      GIVES(ENTITLE_BAD_ARGUMENT, entitle_facts_set(&world.facts, list_size, 0, &value));
      GIVES(ENTITLE_BAD_ARGUMENT, entitle_patient_set(&world.patient, age, &value));
      GIVES(ENTITLE_BAD_ARGUMENT, entitle_contract_fact_written(&world.contract, list_size, &value, buffer, sizeof buffer, &results.length));
    }
  }
  GIVES(ENTITLE_BAD_ARGUMENT, entitle_statement_answer(&world.statement, ENTITLE_ANSWER_NONE, 0, 0, &results.answer));
  GIVES(ENTITLE_UNKNOWN_ITEM, entitle_word(ENTITLE_WORDS_ROUNDING, 0, &results.text));

  /* Values that are none: wrong scale, wrong integer, wrong type. */
  const struct { entitle_value value; uint32_t fact; int32_t status; } values[] = {
      {{ENTITLE_VALUE_NUMBER, -1, 80}, age, ENTITLE_BAD_ARGUMENT},
      {{ENTITLE_VALUE_NUMBER, 256, 80}, age, ENTITLE_BAD_ARGUMENT},
      {{ENTITLE_VALUE_NUMBER, 1, 805}, age, ENTITLE_TOO_MANY_PLACES},
      {{ENTITLE_VALUE_NUMBER, 0, 131}, age, ENTITLE_OUT_OF_RANGE},
      {{ENTITLE_VALUE_NUMBER, 0, INT64_MIN}, age, ENTITLE_OUT_OF_RANGE},
      {{ENTITLE_VALUE_NUMBER, 0, INT64_MAX}, age, ENTITLE_OUT_OF_RANGE},
      {{ENTITLE_VALUE_NULL, 0, 0}, age, ENTITLE_NULL_REFUSED},
      {{ENTITLE_VALUE_NULL, 1, 0}, age, ENTITLE_BAD_ARGUMENT},
      {{ENTITLE_VALUE_UNKNOWN, 1, 0}, age, ENTITLE_BAD_ARGUMENT},
      {{ENTITLE_VALUE_DATE, 0, 0}, age, ENTITLE_WRONG_TYPE},
      {{ENTITLE_VALUE_DATE, 0, INT64_MAX}, age, ENTITLE_INVALID_DATE},
      {{ENTITLE_VALUE_DATE, 0, INT32_MAX}, age, ENTITLE_INVALID_DATE},
      {{ENTITLE_VALUE_BOOLEAN, 0, 2}, age, ENTITLE_INVALID_BOOLEAN},
      {{ENTITLE_VALUE_BOOLEAN, 0, -1}, age, ENTITLE_INVALID_BOOLEAN},
      {{ENTITLE_VALUE_BOOLEAN, 0, 1}, age, ENTITLE_WRONG_TYPE},
      {{ENTITLE_VALUE_TEXT, 0, -1}, frailty, ENTITLE_OUT_OF_RANGE},
      {{ENTITLE_VALUE_TEXT, 0, 3}, frailty, ENTITLE_OUT_OF_RANGE},
      {{ENTITLE_VALUE_TEXT, 0, 65536}, frailty, ENTITLE_OUT_OF_RANGE},
      {{ENTITLE_VALUE_NUMBER, 0, 1}, frailty, ENTITLE_WRONG_TYPE},
  };
  for (size_t each = 0; each < sizeof values / sizeof values[0]; each++) {
    GIVES(values[each].status, entitle_patient_set(&world.patient, values[each].fact, &values[each].value));
  }
}

static void days_that_are_none_are_refused(void) {
  const struct { int32_t year; uint32_t month, day; } list[] = {
      {2025, 2, 29}, {2025, 0, 1},   {2025, 13, 1},  {2025, 1, 0}, {2025, 1, 32},         {0, 1, 1},
      {10000, 1, 1}, {-1, 1, 1},     {2025, 257, 1}, {2025, 1, 257}, {INT32_MIN, 1, 1}, {INT32_MAX, UINT32_MAX, UINT32_MAX},
  };
  for (size_t each = 0; each < sizeof list / sizeof list[0]; each++) {
    GIVES(ENTITLE_INVALID_DATE, entitle_date_from_ymd(list[each].year, list[each].month, list[each].day, &results.day));
  }
  GIVES(ENTITLE_INVALID_DATE, entitle_date_write(ENTITLE_NO_DATE, buffer, sizeof buffer, &results.length));
  GIVES(ENTITLE_INVALID_DATE, entitle_date_write(INT32_MAX, buffer, sizeof buffer, &results.length));
  GIVES(ENTITLE_INVALID_DATE, entitle_date_parse("2025-02-29", 10, &results.day));
  GIVES(ENTITLE_INVALID_DATE, entitle_contract_find(&results.contract, ENTITLE_ABI_VERSION, "qof-england", 11, ENTITLE_NO_DATE, 0));
  GIVES(ENTITLE_INVALID_DATE, entitle_patient_new(&results.patient, &world.contract, ENTITLE_NO_DATE, &world.spare, STORAGE_BYTES));
}

static void callers_of_another_version_are_refused(void) {
  const uint32_t others[] = {0, ENTITLE_ABI_VERSION + 1, UINT32_MAX};
  for (size_t each = 0; each < sizeof others / sizeof others[0]; each++) {
    GIVES(ENTITLE_ABI_MISMATCH, entitle_contract_new(&results.contract, others[each], world.image, world.image_bytes));
    GIVES(ENTITLE_ABI_MISMATCH, entitle_contract_find(&results.contract, others[each], "qof-england", 11, march, 0));
    GIVES(ENTITLE_ABI_MISMATCH, entitle_built_in_open(&results.contract, others[each], 0));
  }
  HOLDS(entitle_abi_version() == ENTITLE_ABI_VERSION);
  HOLDS(entitle_object_bytes() == sizeof(entitle_contract));
}

static void what_is_not_built_in_is_not_found(void) {
  GIVES(ENTITLE_CONTRACT_NOT_FOUND, entitle_contract_find(&results.contract, ENTITLE_ABI_VERSION, "qof-atlantis", 12, march, 0));
  GIVES(ENTITLE_NOT_IN_FORCE, entitle_contract_find(&results.contract, ENTITLE_ABI_VERSION, "qof-england", 11, 0, 0));
  GIVES(ENTITLE_REVISION_NOT_FOUND, entitle_contract_find(&results.contract, ENTITLE_ABI_VERSION, "qof-england", 11, march, 99));
  GIVES(ENTITLE_REVISION_NOT_FOUND, entitle_contract_find(&results.contract, ENTITLE_ABI_VERSION, "qof-england", 11, march, UINT32_MAX));
}

static void measuring_and_small_buffers_keep_their_promise(void) {
  MEASURES(entitle_contract_identity(&world.contract, to, capacity, length));
  MEASURES(entitle_contract_fact_written(&world.contract, list_size, &eighty, to, capacity, length));
  MEASURES(entitle_statement_answer_written(&world.statement, ENTITLE_ANSWER_ELIGIBLE, 0, 0, to, capacity, length));
  MEASURES(entitle_trace_entry_written(&world.trace, &world.contract, 0, to, capacity, length));
  GIVES(ENTITLE_STORAGE_TOO_SMALL, entitle_date_write(march, buffer, 9, &results.length));
  GIVES(ENTITLE_STORAGE_TOO_SMALL, entitle_statement_write(&world.statement, &world.trace, buffer, 100, &results.length));
  GIVES(ENTITLE_BAD_ARGUMENT, entitle_statement_write(&world.statement, &world.trace, NULL, 100, &results.length));
  GIVES(ENTITLE_BAD_ARGUMENT, entitle_statement_write(&world.statement, &world.trace, NULL, 0, NULL));
  GIVES(ENTITLE_STORAGE_TOO_SMALL, entitle_patient_decide_all(&world.patient, results.decisions, 1, &results.number));
  GIVES(ENTITLE_STORAGE_TOO_SMALL, entitle_patient_decide_all(&world.patient, results.decisions, 0, &results.number));
}

/* Bytes that are no image; an image that is cut short at every place. */
static void bytes_that_are_no_image_are_refused(void) {
  GIVES(ENTITLE_BAD_ARGUMENT, entitle_contract_new(&results.contract, ENTITLE_ABI_VERSION, NULL, 100));
  GIVES(ENTITLE_BAD_ARGUMENT, entitle_contract_new(&results.contract, ENTITLE_ABI_VERSION, world.image, SIZE_MAX));
  GIVES(ENTITLE_IMAGE_TRUNCATED, entitle_contract_new(&results.contract, ENTITLE_ABI_VERSION, NULL, 0));
  GIVES(ENTITLE_IMAGE_MAGIC, entitle_contract_new(&results.contract, ENTITLE_ABI_VERSION, world.spare.bytes, STORAGE_BYTES));
  for (size_t bytes = 0; bytes < world.image_bytes; bytes++) {
    /* In memory of its own, so that a memory checker sees a read beyond its end. */
    uint8_t *cut = malloc(bytes > 0 ? bytes : 1);
    memcpy(cut, world.image, bytes);
    prepare();
    int32_t status = entitle_contract_new(&results.contract, ENTITLE_ABI_VERSION, cut, bytes);
    judge(__LINE__, "an image cut short", status, status);
    HOLDS(status / 100 == 2);
    free(cut);
  }
}

static void an_image_that_was_replaced_shortened_or_changed_is_noticed(void) {
  uint8_t *image = malloc(world.image_bytes);
  memcpy(image, world.image, world.image_bytes);
  entitle_contract contract = ENTITLE_ZERO;
  entitle_facts facts = ENTITLE_ZERO;
  static storage memory;
  NEEDS(entitle_contract_new(&contract, ENTITLE_ABI_VERSION, image, world.image_bytes));
  NEEDS(entitle_facts_new(&facts, &contract, &memory, STORAGE_BYTES));
  GIVES(ENTITLE_OK, entitle_contract_verify(&contract));

  /* One byte, near the end: only entitle_contract_verify reads them all. */
  image[world.image_bytes - 1] ^= 1;
  GIVES(ENTITLE_IMAGE_CHECKSUM, entitle_contract_verify(&contract));
  image[world.image_bytes - 1] ^= 1;
  GIVES(ENTITLE_OK, entitle_contract_verify(&contract));

  /* Something else in its place. */
  memset(image, 0, world.image_bytes);
  GIVES(ENTITLE_IMAGE_CHECKSUM, entitle_contract_verify(&contract));
  GIVES(ENTITLE_IMAGE_CHECKSUM, entitle_contract_summary(&contract, &results.summary));
  GIVES(ENTITLE_IMAGE_CHECKSUM, entitle_facts_set(&facts, list_size, 0, &eighty));
  GIVES(ENTITLE_IMAGE_CHECKSUM, entitle_facts_get(&facts, list_size, 0, &results.value));
  GIVES(ENTITLE_IMAGE_CHECKSUM, entitle_statement_new(&results.statement, &facts, NULL, NULL, &world.spare, STORAGE_BYTES));
  free(image);
}

/* Every byte of the image is changed in turn behind the library's back, and all is evaluated: whatever comes of it, it is a
   status, and no memory is touched that is not the library's. */
static void a_changed_image_is_evaluated_without_a_fault(void) {
  static entitle_facts facts;
  static entitle_patient patient;
  static entitle_statement statement;
  static entitle_trace trace;
  static storage memory[3], of_trace;
  for (size_t at = 0; at < world.image_bytes; at++) {
    entitle_contract contract = ENTITLE_ZERO;
    uint8_t decisions[255];
    uint32_t count;
    size_t length;
    NEEDS(entitle_contract_new(&contract, ENTITLE_ABI_VERSION, world.image, world.image_bytes));
    NEEDS(entitle_facts_new(&facts, &contract, &memory[0], cost.facts_bytes));
    NEEDS(entitle_patient_new(&patient, &contract, march, &memory[1], cost.patient_bytes));
    NEEDS(entitle_trace_new(&trace, &of_trace, STORAGE_BYTES));
    world.image[at] ^= 0xFF;
    (void)entitle_facts_set_named(&facts, "list_size", 9, "8000", 4);
    (void)entitle_facts_set_named(&facts, "area", 4, "rural", 5);
    (void)entitle_patient_set_named(&patient, "age", 3, "61", 2);
    if (entitle_statement_new(&statement, &facts, NULL, &trace, &memory[2], cost.statement_bytes) == ENTITLE_OK) {
      (void)entitle_statement_write(&statement, &trace, NULL, 0, &length);
    }
    (void)entitle_patient_decide_all(&patient, decisions, sizeof decisions, &count);
    (void)entitle_patient_decide(&patient, 0, &trace, decisions);
    int32_t verified = entitle_contract_verify(&contract);
    HOLDS(verified == ENTITLE_IMAGE_CHECKSUM);
    world.image[at] ^= 0xFF;
  }
}

/* Storage that is begun anew for another object is not the first one's any more. */
static void storage_in_use_for_something_else_is_noticed(void) {
  static storage shared;
  entitle_facts facts = ENTITLE_ZERO;
  entitle_patient patient = ENTITLE_ZERO;
  entitle_tally tally = ENTITLE_ZERO;
  entitle_network network = ENTITLE_ZERO;
  entitle_statement statement = ENTITLE_ZERO;
  entitle_trace trace = ENTITLE_ZERO;
  memset(&shared, 0, sizeof shared);

  NEEDS(entitle_facts_new(&facts, &world.contract, &shared, STORAGE_BYTES));
  NEEDS(entitle_tally_new(&tally, &world.contract, &shared, STORAGE_BYTES));
  GIVES(ENTITLE_NOT_INITIALISED, entitle_facts_set(&facts, list_size, 0, &eighty));
  GIVES(ENTITLE_NOT_INITIALISED, entitle_facts_set_named(&facts, "list_size", 9, "80", 2));
  GIVES(ENTITLE_NOT_INITIALISED, entitle_facts_get(&facts, list_size, 0, &results.value));
  GIVES(ENTITLE_NOT_INITIALISED, entitle_statement_new(&results.statement, &facts, NULL, NULL, &world.spare, STORAGE_BYTES));
  GIVES(ENTITLE_NOT_INITIALISED, entitle_network_new(&results.network, &facts, &world.spare, STORAGE_BYTES));
  GIVES(ENTITLE_NOT_INITIALISED, entitle_network_add(&world.network, &facts));

  NEEDS(entitle_patient_new(&patient, &world.contract, march, &shared, STORAGE_BYTES));
  GIVES(ENTITLE_NOT_INITIALISED, entitle_tally_add_decision(&tally, 0, 1));
  GIVES(ENTITLE_NOT_INITIALISED, entitle_tally_count(&tally, 0, 1, &results.number));
  GIVES(ENTITLE_NOT_INITIALISED, entitle_tally_write(&tally, &world.facts));
  /* The counts lie over the patient now: two objects at one storage. */
  GIVES(ENTITLE_BAD_ARGUMENT, entitle_tally_add_patient(&tally, &patient));

  NEEDS(entitle_network_new(&network, &world.member, &shared, STORAGE_BYTES));
  GIVES(ENTITLE_NOT_INITIALISED, entitle_patient_set(&patient, age, &eighty));
  GIVES(ENTITLE_NOT_INITIALISED, entitle_patient_set_named(&patient, "age", 3, "61", 2));
  GIVES(ENTITLE_NOT_INITIALISED, entitle_patient_clear(&patient));
  GIVES(ENTITLE_NOT_INITIALISED, entitle_patient_decide(&patient, 0, NULL, &results.decision));
  GIVES(ENTITLE_NOT_INITIALISED, entitle_patient_on_register(&patient, 0, NULL, &results.number));

  NEEDS(entitle_trace_new(&trace, &shared, STORAGE_BYTES));
  GIVES(ENTITLE_NOT_INITIALISED, entitle_network_members(&network, &results.number));
  GIVES(ENTITLE_NOT_INITIALISED, entitle_statement_new(&results.statement, &world.member, &network, NULL, &world.spare, STORAGE_BYTES));

  NEEDS(entitle_statement_new(&statement, &world.facts, NULL, NULL, &shared, STORAGE_BYTES));
  GIVES(ENTITLE_NOT_INITIALISED, entitle_trace_count(&trace, &results.number, &results.second));
  GIVES(ENTITLE_NOT_INITIALISED, entitle_trace_entry(&trace, 0, &results.entry));
  GIVES(ENTITLE_NOT_INITIALISED, entitle_patient_decide(&world.patient, 0, &trace, &results.decision));

  NEEDS(entitle_facts_new(&facts, &world.contract, &shared, STORAGE_BYTES));
  GIVES(ENTITLE_NOT_INITIALISED, entitle_statement_answer(&statement, ENTITLE_ANSWER_ELIGIBLE, 0, 0, &results.answer));
  GIVES(ENTITLE_NOT_INITIALISED, entitle_statement_payment(&statement, &results.answer));
  GIVES(ENTITLE_NOT_INITIALISED, entitle_statement_write(&statement, NULL, NULL, 0, &results.length));
}

/* Another object of the same kind and contract, begun in the same memory, does not speak for the first. */
static void storage_begun_for_another_object_is_noticed(void) {
  static storage shared;
  static entitle_facts facts[2];
  static entitle_patient patients[2];
  static entitle_tally tallies[2];
  static entitle_statement statements[2];
  static entitle_trace traces[2];
  for (size_t each = 0; each < 2; each++) NEEDS(entitle_facts_new(&facts[each], &world.contract, &shared, STORAGE_BYTES));
  GIVES(ENTITLE_NOT_INITIALISED, entitle_facts_get(&facts[0], list_size, 0, &results.value));
  NEEDS(entitle_facts_get(&facts[1], list_size, 0, &results.value));
  for (size_t each = 0; each < 2; each++)
    NEEDS(entitle_patient_new(&patients[each], &world.contract, march, &shared, STORAGE_BYTES));
  GIVES(ENTITLE_NOT_INITIALISED, entitle_patient_get(&patients[0], age, &results.value));
  GIVES(ENTITLE_NOT_INITIALISED, entitle_patient_decide(&patients[0], 0, NULL, &results.decision));
  for (size_t each = 0; each < 2; each++) NEEDS(entitle_tally_new(&tallies[each], &world.contract, &shared, STORAGE_BYTES));
  GIVES(ENTITLE_NOT_INITIALISED, entitle_tally_add_decision(&tallies[0], 0, 1));
  for (size_t each = 0; each < 2; each++)
    NEEDS(entitle_statement_new(&statements[each], &world.facts, NULL, NULL, &shared, STORAGE_BYTES));
  GIVES(ENTITLE_NOT_INITIALISED, entitle_statement_payment(&statements[0], &results.answer));
  for (size_t each = 0; each < 2; each++) NEEDS(entitle_trace_new(&traces[each], &shared, STORAGE_BYTES));
  GIVES(ENTITLE_NOT_INITIALISED, entitle_trace_count(&traces[0], &results.number, &results.second));
}

/* What was not made of what it is said to be. */
static void what_belongs_to_something_else_is_refused(void) {
  static storage of_trace;
  entitle_trace trace = ENTITLE_ZERO;
  entitle_tally other = ENTITLE_ZERO;
  static storage of_other;
  uint32_t count = 0;
  NEEDS(entitle_trace_new(&trace, &of_trace, STORAGE_BYTES));
  NEEDS(entitle_patient_decide(&world.patient, 0, &trace, &results.decision));
  /* A patient's trace is not a statement's. */
  GIVES(ENTITLE_BAD_ARGUMENT, entitle_statement_write(&world.statement, &trace, NULL, 0, &results.length));
  /* The statement was made of other facts. */
  GIVES(ENTITLE_BAD_ARGUMENT, entitle_headroom_new(&world.statement, &world.member, NULL, 0, &world.spare, STORAGE_BYTES, &results.headroom));
  /* A tally does not count itself twice; another's counts are added. */
  GIVES(ENTITLE_BAD_ARGUMENT, entitle_tally_add_tally(&world.tally, &world.tally));
  NEEDS(entitle_tally_new(&other, &world.contract, &of_other, STORAGE_BYTES));
  NEEDS(entitle_tally_add_decision(&other, 0, 1));
  NEEDS(entitle_tally_add_tally(&other, &other) == ENTITLE_BAD_ARGUMENT ? ENTITLE_OK : ENTITLE_BAD_ARGUMENT);
  NEEDS(entitle_tally_count(&other, 0, 1, &count));
  HOLDS(count == 1);
}

static void objects_of_two_contracts_in_one_call_are_refused(void) {
  entitle_contract other = ENTITLE_ZERO;
  entitle_cost needed;
  entitle_facts facts = ENTITLE_ZERO;
  entitle_patient patient = ENTITLE_ZERO;
  entitle_network network = ENTITLE_ZERO;
  NEEDS(entitle_contract_find(&other, ENTITLE_ABI_VERSION, "qof-england", 11, march, 0));
  NEEDS(entitle_contract_cost(&other, &needed));
  void *of_facts = malloc(needed.facts_bytes), *of_patient = malloc(needed.patient_bytes);
  void *of_network = malloc(needed.network_bytes), *spare = malloc(needed.statement_bytes);
  NEEDS(entitle_facts_new(&facts, &other, of_facts, needed.facts_bytes));
  NEEDS(entitle_patient_new(&patient, &other, march, of_patient, needed.patient_bytes));
  NEEDS(entitle_network_new(&network, &facts, of_network, needed.network_bytes));
  GIVES(ENTITLE_BAD_ARGUMENT, entitle_network_add(&world.network, &facts));
  GIVES(ENTITLE_BAD_ARGUMENT, entitle_network_add(&network, &world.member));
  GIVES(ENTITLE_BAD_ARGUMENT, entitle_tally_add_patient(&world.tally, &patient));
  GIVES(ENTITLE_BAD_ARGUMENT, entitle_tally_write(&world.tally, &facts));
  GIVES(ENTITLE_BAD_ARGUMENT, entitle_statement_new(&results.statement, &world.facts, &network, NULL, &world.spare, STORAGE_BYTES));
  GIVES(ENTITLE_BAD_ARGUMENT, entitle_statement_new(&results.statement, &facts, &world.network, NULL, spare, needed.statement_bytes));
  GIVES(ENTITLE_BAD_ARGUMENT, entitle_headroom_new(&world.statement, &facts, NULL, 0, spare, needed.statement_bytes, &results.headroom));
  /* A network that pools into other facts of the same contract. */
  GIVES(ENTITLE_BAD_ARGUMENT, entitle_statement_new(&results.statement, &world.member, &world.network, NULL, &world.spare, STORAGE_BYTES));

  /* The same storage begun anew for the other contract. */
  void *shared = malloc(needed.facts_bytes);
  entitle_facts first = ENTITLE_ZERO, second = ENTITLE_ZERO;
  NEEDS(entitle_facts_new(&first, &world.contract, shared, needed.facts_bytes));
  NEEDS(entitle_facts_new(&second, &other, shared, needed.facts_bytes));
  GIVES(ENTITLE_NOT_INITIALISED, entitle_facts_set(&first, list_size, 0, &eighty));
  free(shared);
  free(spare);
  free(of_network);
  free(of_patient);
  free(of_facts);
}

/* Two copies of an object share one storage and are the same thing. */
static void copies_of_an_object_agree(void) {
  static storage memory, of_facts, of_folds;
  static alignas(8) uint8_t of_trace[TRACE_BYTES];
  uint8_t decision = 0;
  uint32_t member = 0, count = 0, dropped = 0;

  /* What one copy of a patient is told, another decides by. */
  entitle_patient first = ENTITLE_ZERO;
  NEEDS(entitle_patient_new(&first, &world.contract, march, &memory, cost.patient_bytes));
  NEEDS(entitle_patient_set_named(&first, "diagnosed", 9, "2020-01-01", 10));
  NEEDS(entitle_patient_set_named(&first, "age", 3, "61", 2));
  NEEDS(entitle_patient_on_register(&first, 0, NULL, &member));
  HOLDS(member == ENTITLE_MEMBER_YES);
  entitle_patient second = first;
  NEEDS(entitle_patient_set_named(&first, "age", 3, "16", 2));
  NEEDS(entitle_patient_on_register(&second, 0, NULL, &member));
  HOLDS(member == ENTITLE_MEMBER_NO);
  NEEDS(entitle_patient_decide(&second, 0, NULL, &decision));
  HOLDS(decision == ENTITLE_DECISION_NOT_ON_REGISTER);

  /* A member that one copy of a network adds, another counts. */
  entitle_facts facts = ENTITLE_ZERO;
  entitle_network pool = ENTITLE_ZERO;
  NEEDS(entitle_facts_new(&facts, &world.contract, &of_facts, cost.facts_bytes));
  NEEDS(entitle_network_new(&pool, &facts, &of_folds, cost.network_bytes));
  entitle_network copy = pool;
  NEEDS(entitle_network_add(&pool, &world.member));
  NEEDS(entitle_network_members(&copy, &count));
  HOLDS(count == 1);

  /* An evaluation that one copy of a trace noted, another reads. */
  entitle_trace trace = ENTITLE_ZERO;
  NEEDS(entitle_trace_new(&trace, of_trace, TRACE_BYTES));
  entitle_trace seen = trace;
  NEEDS(entitle_patient_on_register(&first, 0, &trace, &member));
  NEEDS(entitle_trace_count(&seen, &count, &dropped));
  HOLDS(count > 0 && dropped == 0);
}

/* Any number has a name, and the name an end. */
static void every_status_has_a_name(void) {
  HOLDS(strcmp(entitle_status_name(ENTITLE_OK), "Ok") == 0);
  HOLDS(strcmp(entitle_status_name(ENTITLE_NOT_INITIALISED), "NotInitialised") == 0);
  for (int32_t status = -1000; status < 1000; status++) {
    HOLDS(strlen(entitle_status_name(status)) > 0);
    HOLDS(strlen(entitle_status_text(status)) > 0);
  }
  HOLDS(strcmp(entitle_status_name(INT32_MIN), "unknown status") == 0);
  HOLDS(strcmp(entitle_status_name(INT32_MAX), "unknown status") == 0);
}

int main(int count, char **arguments) {
  if (count != 2) {
    printf("usage: misuse SAMPLE_IMAGE\n");
    return 2;
  }
  begin_world(arguments[1]);
  bad_objects_are_refused();
  what_may_be_null_is_refused_only_where_it_is_something_else();
  bad_pointers_are_refused();
  bad_storage_is_refused();
  storage_over_something_else_of_the_call_is_refused();
  a_buffer_over_what_the_call_reads_is_refused();
  text_that_is_none_is_refused();
  unknown_indexes_are_refused();
  codes_out_of_range_are_refused();
  memset(&blank, PATTERN, sizeof blank);
  days_that_are_none_are_refused();
  callers_of_another_version_are_refused();
  what_is_not_built_in_is_not_found();
  measuring_and_small_buffers_keep_their_promise();
  bytes_that_are_no_image_are_refused();
  an_image_that_was_replaced_shortened_or_changed_is_noticed();
  a_changed_image_is_evaluated_without_a_fault();
  storage_in_use_for_something_else_is_noticed();
  storage_begun_for_another_object_is_noticed();
  what_belongs_to_something_else_is_refused();
  objects_of_two_contracts_in_one_call_are_refused();
  copies_of_an_object_agree();
  every_status_has_a_name();
  printf("%u cases, %u faults\n", cases, faults);
  return faults == 0 ? 0 : 1;
}
