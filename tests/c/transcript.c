/*
 * The C face of the conformance suite: reads a script on standard input, writes its transcript on standard output, and
 * uses the C library for everything that it says (tests/src/script.rs says what a script is).
 *
 * Transcripts are put together here from the library's records and texts, one answer and one entry at a time; what
 * entitle_statement_write says in one go has to be the same bytes.
 */
#include <entitle.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIELDS_MAX 3

/* A text that grows. */
typedef struct text {
  char *data;
  size_t length;
  size_t capacity;
} text;

typedef struct field {
  const char *data;
  size_t length;
} field;

enum current { CURRENT_NONE, CURRENT_SUBJECT, CURRENT_MEMBER, CURRENT_PATIENT };

/* What was begun so far; a null storage means that the object is not there. */
typedef struct face {
  int has_contract;
  uint8_t *image;
  entitle_contract contract;
  entitle_summary summary;
  entitle_cost cost;

  enum current current;

  void *facts_storage;
  entitle_facts facts;
  void *network_storage;
  entitle_network network;
  void *statement_storage;
  entitle_statement statement;

  void *member_storage;
  entitle_facts member;

  void *patient_storage;
  entitle_patient patient;
  int32_t achievement_date;

  void *tally_storage;
  entitle_tally tally;

  void *trace_storage;
  uint32_t trace_entries;
  entitle_trace trace;
} face;

static void fail(const char *what) {
  fprintf(stderr, "transcript: %s\n", what);
  exit(1);
}

static void must(int32_t status, const char *what) {
  if (status != ENTITLE_OK) {
    fprintf(stderr, "transcript: %s: %s\n", what, entitle_status_name(status));
    exit(1);
  }
}

/* As many bytes as the library asked for and not one more, so that a memory checker sees the next. */
static void *storage_of(size_t bytes) {
  void *storage = malloc(bytes);
  if (storage == NULL) fail("no memory");
  return storage;
}

static void forget(void **storage) {
  free(*storage);
  *storage = NULL;
}

/* --- Text ------------------------------------------------------------------------------------------------------- */

static char *room(text *out, size_t bytes) {
  if (out->capacity - out->length < bytes) {
    out->capacity = (out->length + bytes) * 2;
    out->data = realloc(out->data, out->capacity);
    if (out->data == NULL) fail("no memory");
  }
  return out->data + out->length;
}

static void put_bytes(text *out, const char *data, size_t length) {
  if (length > 0) memcpy(room(out, length), data, length);
  out->length += length;
}

static void put(text *out, const char *words) { put_bytes(out, words, strlen(words)); }

static void put_text(text *out, entitle_text words) { put_bytes(out, words.data, words.length); }

static void put_number(text *out, long long number) {
  char digits[32];
  int length = snprintf(digits, sizeof digits, "%lld", number);
  put_bytes(out, digits, (size_t)length);
}

static void put_word(text *out, uint32_t words, uint32_t code) {
  entitle_text word;
  must(entitle_word(words, code, &word), "a code has a word");
  put_text(out, word);
}

/* Room for a short text: an identity, an answer, an entry. Longer than any, so that most calls need no second one. */
#define SHORT_MAX 256

static void put_identity(text *out, const face *self) {
  size_t length = 0;
  put(out, "contract\t");
  must(entitle_contract_identity(&self->contract, NULL, 0, &length), "an identity is measured");
  must(entitle_contract_identity(&self->contract, room(out, length), length, &length), "an identity fits");
  out->length += length;
  put(out, "\n");
}

static void put_trace(text *out, const face *self) {
  uint32_t count = 0, dropped = 0;
  must(entitle_trace_count(&self->trace, &count, &dropped), "a trace counts");
  if (dropped != 0) fail("a trace was cut short");
  for (uint32_t at = 0; at < count; at++) {
    size_t length = 0;
    put(out, "trace\t");
    char *place = room(out, SHORT_MAX);
    int32_t status = entitle_trace_entry_written(&self->trace, &self->contract, at, place, SHORT_MAX, &length);
    if (status == ENTITLE_STORAGE_TOO_SMALL) {
      must(entitle_trace_entry_written(&self->trace, &self->contract, at, NULL, 0, &length), "an entry is measured");
      place = room(out, length);
      status = entitle_trace_entry_written(&self->trace, &self->contract, at, place, length, &length);
    }
    must(status, "an entry is written");
    out->length += length;
    put(out, "\n");
  }
}

/* The name of the weakest grade that an answer rests on, or nothing. */
static void put_grade(text *out, uint32_t basis) {
  static const uint32_t weakest_first[][2] = {{ENTITLE_BASIS_ASSUMED, ENTITLE_GRADE_ASSUMED},
                                              {ENTITLE_BASIS_DERIVED, ENTITLE_GRADE_DERIVED},
                                              {ENTITLE_BASIS_PUBLISHED, ENTITLE_GRADE_PUBLISHED},
                                              {ENTITLE_BASIS_OFFICIAL, ENTITLE_GRADE_OFFICIAL}};
  for (size_t at = 0; at < sizeof weakest_first / sizeof weakest_first[0]; at++) {
    if (basis & weakest_first[at][0]) {
      put_word(out, ENTITLE_WORDS_GRADE, weakest_first[at][1]);
      return;
    }
  }
}

/* A value that was given back outside a statement: only what headroom says. */
static void put_value(text *out, entitle_value value) {
  char digits[32];
  int length;
  switch (value.kind) {
    case ENTITLE_VALUE_UNKNOWN: put(out, "undetermined"); return;
    case ENTITLE_VALUE_NULL: put(out, "null"); return;
    case ENTITLE_VALUE_ERROR: put(out, entitle_status_name((int32_t)value.integer)); return;
    case ENTITLE_VALUE_NUMBER: break;
    default: fail("headroom is a number");
  }
  long long integer = value.integer;
  int places = value.scale;
  if (integer < 0) put(out, "-");
  length = snprintf(digits, sizeof digits, "%0*llu", places + 1, integer < 0 ? 0ULL - (unsigned long long)integer : (unsigned long long)integer);
  put_bytes(out, digits, (size_t)(length - places));
  if (places > 0) {
    put(out, ".");
    put_bytes(out, digits + (length - places), (size_t)places);
  }
}

/* --- Beginning and forgetting ----------------------------------------------------------------------------------- */

static void forget_subject(face *self) {
  forget(&self->facts_storage);
  forget(&self->network_storage);
  forget(&self->statement_storage);
  forget(&self->member_storage);
}

static void forget_contract(face *self) {
  forget_subject(self);
  forget(&self->patient_storage);
  forget(&self->tally_storage);
  free(self->image);
  self->image = NULL;
  self->has_contract = 0;
  self->current = CURRENT_NONE;
}

static int32_t chosen(face *self, int32_t status) {
  if (status != ENTITLE_OK) return status;
  self->has_contract = 1;
  must(entitle_contract_summary(&self->contract, &self->summary), "a contract has a summary");
  must(entitle_contract_cost(&self->contract, &self->cost), "a contract has a cost");
  return ENTITLE_OK;
}

static int32_t choose_built_in(face *self, field id, field day_text) {
  int32_t day = 0;
  forget_contract(self);
  int32_t status = entitle_date_parse(day_text.data, day_text.length, &day);
  if (status != ENTITLE_OK) return status;
  return chosen(self, entitle_contract_find(&self->contract, ENTITLE_ABI_VERSION, id.data, id.length, day, 0));
}

static int32_t choose_image(face *self, field path) {
  char name[1024];
  text image = {0};
  forget_contract(self);
  if (path.length >= sizeof name) return ENTITLE_BAD_ARGUMENT;
  memcpy(name, path.data, path.length);
  name[path.length] = 0;
  FILE *file = fopen(name, "rb");
  if (file == NULL) return ENTITLE_BAD_ARGUMENT;
  for (size_t got; (got = fread(room(&image, 65536), 1, 65536, file)) > 0;) image.length += got;
  fclose(file);
  /* Just as long as the image is. */
  self->image = storage_of(image.length > 0 ? image.length : 1);
  if (image.length > 0) memcpy(self->image, image.data, image.length);
  free(image.data);
  return chosen(self, entitle_contract_new(&self->contract, ENTITLE_ABI_VERSION, self->image, image.length));
}

static int32_t begin_subject(face *self) {
  forget_subject(self);
  self->current = CURRENT_NONE;
  if (!self->has_contract) return ENTITLE_BAD_ARGUMENT;
  self->facts_storage = storage_of(self->cost.facts_bytes);
  must(entitle_facts_new(&self->facts, &self->contract, self->facts_storage, self->cost.facts_bytes), "facts begin");
  self->current = CURRENT_SUBJECT;
  return ENTITLE_OK;
}

static int32_t begin_member(face *self) {
  forget(&self->member_storage);
  self->current = CURRENT_NONE;
  if (self->facts_storage == NULL) return ENTITLE_BAD_ARGUMENT;
  if (self->network_storage == NULL) {
    size_t bytes = self->cost.network_bytes;
    self->network_storage = storage_of(bytes);
    must(entitle_network_new(&self->network, &self->facts, self->network_storage, bytes), "a network begins");
  }
  self->member_storage = storage_of(self->cost.facts_bytes);
  must(entitle_facts_new(&self->member, &self->contract, self->member_storage, self->cost.facts_bytes), "a member begins");
  self->current = CURRENT_MEMBER;
  return ENTITLE_OK;
}

static int32_t begin_patient(face *self, field day_text) {
  forget(&self->patient_storage);
  self->current = CURRENT_NONE;
  if (!self->has_contract) return ENTITLE_BAD_ARGUMENT;
  int32_t status = entitle_date_parse(day_text.data, day_text.length, &self->achievement_date);
  if (status != ENTITLE_OK) return status;
  size_t bytes = self->cost.patient_bytes;
  self->patient_storage = storage_of(bytes);
  status = entitle_patient_new(&self->patient, &self->contract, self->achievement_date, self->patient_storage, bytes);
  if (status != ENTITLE_OK) {
    forget(&self->patient_storage);
    return status;
  }
  self->current = CURRENT_PATIENT;
  return ENTITLE_OK;
}

static int32_t begin_tally(face *self) {
  if (!self->has_contract) return ENTITLE_BAD_ARGUMENT;
  forget(&self->tally_storage);
  self->tally_storage = storage_of(self->cost.tally_bytes);
  must(entitle_tally_new(&self->tally, &self->contract, self->tally_storage, self->cost.tally_bytes), "a tally begins");
  return ENTITLE_OK;
}

static void begin_trace(face *self, uint32_t entries) {
  size_t bytes = 0;
  must(entitle_trace_bytes(entries, &bytes), "a trace has a size");
  forget(&self->trace_storage);
  self->trace_storage = storage_of(bytes);
  self->trace_entries = entries;
  must(entitle_trace_new(&self->trace, self->trace_storage, bytes), "a trace begins");
}

/* Whether the trace had no room for all; then it has, the next time. */
static int trace_grew(face *self) {
  uint32_t count = 0, dropped = 0;
  must(entitle_trace_count(&self->trace, &count, &dropped), "a trace counts");
  if (dropped == 0) return 0;
  if (count != self->trace_entries) fail("a trace drops entries only when it is full");
  begin_trace(self, count + dropped);
  return 1;
}

/* --- Commands --------------------------------------------------------------------------------------------------- */

static int32_t set(face *self, field name, field value) {
  uint32_t fact = 0, item = 0;
  switch (self->current) {
    case CURRENT_SUBJECT:
      return entitle_facts_set_named(&self->facts, name.data, name.length, value.data, value.length);
    case CURRENT_PATIENT:
      return entitle_patient_set_named(&self->patient, name.data, name.length, value.data, value.length);
    case CURRENT_MEMBER: {
      int32_t status = entitle_contract_find_member_input(&self->contract, name.data, name.length, &fact, &item);
      if (status != ENTITLE_OK) return status;
      return entitle_facts_set_text(&self->member, fact, item, value.data, value.length);
    }
    case CURRENT_NONE: break;
  }
  return ENTITLE_BAD_ARGUMENT;
}

static int32_t add(face *self) {
  if (self->member_storage == NULL) return ENTITLE_BAD_ARGUMENT;
  self->current = CURRENT_SUBJECT;
  int32_t status = entitle_network_add(&self->network, &self->member);
  forget(&self->member_storage);
  return status;
}

static const entitle_network *network_of(const face *self) {
  return self->network_storage == NULL ? NULL : &self->network;
}

/* The answers of the statement, from their records. */
static void put_answers(text *out, const face *self) {
  entitle_answer answer = ENTITLE_ZERO;
  for (;;) {
    size_t length = 0;
    must(entitle_statement_next(&self->statement, &answer), "there is a next answer");
    if (answer.kind == ENTITLE_ANSWER_NONE) return;
    put(out, "answer\t");
    put_word(out, ENTITLE_WORDS_ANSWER, answer.kind);
    put(out, "\t");
    put_text(out, answer.name);
    if (answer.item_name.length > 0) {
      put(out, ".");
      put_text(out, answer.item_name);
    }
    put(out, "\t");
    char *place = room(out, SHORT_MAX);
    must(entitle_statement_answer_written(&self->statement, answer.kind, answer.index, answer.item, place, SHORT_MAX, &length), "an answer is written");
    out->length += length;
    put(out, "\t");
    put_text(out, answer.unit);
    put(out, "\n");
  }
}

/* Whether the library writes the same statement in one go. */
static void compare_with_whole(const face *self, const char *expected, size_t expected_length) {
  size_t length = 0;
  must(entitle_statement_write(&self->statement, &self->trace, NULL, 0, &length), "a statement is measured");
  char *whole = storage_of(length);
  must(entitle_statement_write(&self->statement, &self->trace, whole, length, &length), "a statement is written");
  if (length != expected_length || memcmp(whole, expected, length) != 0) fail("entitle_statement_write says something else");
  free(whole);
}

static int32_t statement(face *self, text *out) {
  if (self->facts_storage == NULL) return ENTITLE_BAD_ARGUMENT;
  forget(&self->statement_storage);
  size_t bytes = self->cost.statement_bytes;
  void *storage = storage_of(bytes);
  do {
    int32_t status = entitle_statement_new(&self->statement, &self->facts, network_of(self), &self->trace, storage, bytes);
    if (status != ENTITLE_OK) {
      free(storage);
      return status;
    }
  } while (trace_grew(self));
  self->statement_storage = storage;
  size_t start = out->length;
  put_identity(out, self);
  put_answers(out, self);
  put_trace(out, self);
  compare_with_whole(self, out->data + start, out->length - start);
  return ENTITLE_OK;
}

static int32_t headroom(face *self, text *out) {
  if (self->statement_storage == NULL) return ENTITLE_BAD_ARGUMENT;
  size_t bytes = self->cost.statement_bytes;
  void *storage = storage_of(bytes);
  int32_t status = ENTITLE_OK;
  for (uint32_t indicator = 0; status == ENTITLE_OK && indicator < self->summary.indicators; indicator++) {
    entitle_headroom room_left = ENTITLE_ZERO;
    entitle_indicator found;
    status = entitle_headroom_new(&self->statement, &self->facts, network_of(self), indicator, storage, bytes, &room_left);
    if (status != ENTITLE_OK) break;
    must(entitle_contract_indicator(&self->contract, indicator, &found), "there is such an indicator");
    put(out, "headroom\t");
    put_text(out, found.name);
    put(out, "\t");
    if (room_left.patients_needed < 0) {
      put(out, "null");
    } else {
      put_number(out, room_left.patients_needed);
    }
    put(out, "\t");
    put_value(out, room_left.next_patient);
    put(out, "\n");
  }
  free(storage);
  return status;
}

static void put_registers(text *out, face *self) {
  static const char *const words[] = {"false", "true", "undetermined"};
  for (uint32_t at = 0; at < self->summary.registers; at++) {
    uint32_t member = 0;
    entitle_register found;
    do {
      int32_t status = entitle_patient_on_register(&self->patient, at, &self->trace, &member);
      if (status == ENTITLE_NO_PATIENT_RULES) goto next;
      must(status, "a register is asked");
    } while (trace_grew(self));
    must(entitle_contract_register(&self->contract, at, &found), "there is such a register");
    put(out, "register\t");
    put_text(out, found.name);
    put(out, "\t");
    put(out, words[member]);
    put(out, "\n");
    put_trace(out, self);
  next:;
  }
}

static void put_decisions(text *out, face *self) {
  uint32_t count = 0;
  uint8_t *all = storage_of(self->summary.indicators + 1);
  must(entitle_patient_decide_all(&self->patient, all, self->summary.indicators, &count), "all is decided");
  if (count != self->summary.indicators) fail("there is a decision for each indicator");
  for (uint32_t at = 0; at < count; at++) {
    uint8_t decision = 0;
    entitle_settled settled;
    entitle_indicator found;
    do {
      int32_t status = entitle_patient_decide(&self->patient, at, &self->trace, &decision);
      if ((status == ENTITLE_NO_PATIENT_RULES) != (all[at] == ENTITLE_DECISION_NO_RULES)) fail("one and all have the same rules");
      if (status == ENTITLE_NO_PATIENT_RULES) goto next;
      must(status, "an indicator is decided");
    } while (trace_grew(self));
    if (decision != all[at]) fail("one and all are decided alike");
    must(entitle_contract_decision(&self->contract, at, decision, &settled), "a decision has a meaning");
    must(entitle_contract_indicator(&self->contract, at, &found), "there is such an indicator");
    put(out, "decision\t");
    put_text(out, found.name);
    put(out, "\t");
    put_number(out, decision);
    put(out, "\t");
    put_word(out, ENTITLE_WORDS_OUTCOME, settled.outcome);
    put(out, "\t");
    put_text(out, settled.reason);
    put(out, "\t");
    put_grade(out, settled.basis);
    put(out, "\n");
    put_trace(out, self);
  next:;
  }
  free(all);
}

static int32_t decide(face *self, text *out) {
  size_t length = 0;
  if (self->patient_storage == NULL) return ENTITLE_BAD_ARGUMENT;
  /* Where the border refuses the facts, nothing is written. */
  uint32_t count = 0;
  uint8_t *all = storage_of(self->summary.indicators + 1);
  const int32_t status = entitle_patient_decide_all(&self->patient, all, self->summary.indicators, &count);
  free(all);
  if (status != ENTITLE_OK) return status;
  put_identity(out, self);
  put(out, "patient\t");
  must(entitle_date_write(self->achievement_date, room(out, 10), 10, &length), "a day is written");
  out->length += length;
  put(out, "\n");
  put_registers(out, self);
  put_decisions(out, self);
  return ENTITLE_OK;
}

static int is(field word, const char *name) {
  return word.length == strlen(name) && memcmp(word.data, name, word.length) == 0;
}

static int32_t obey(face *self, const field *fields, size_t count, text *out) {
  field command = fields[0];
  if (count == 1) {
    if (is(command, "subject")) return begin_subject(self);
    if (is(command, "member")) return begin_member(self);
    if (is(command, "add")) return add(self);
    if (is(command, "statement")) return statement(self, out);
    if (is(command, "headroom")) return headroom(self, out);
    if (is(command, "decide")) return decide(self, out);
    if (is(command, "tally")) return begin_tally(self);
    if (is(command, "count")) {
      if (self->tally_storage == NULL || self->patient_storage == NULL) return ENTITLE_BAD_ARGUMENT;
      return entitle_tally_add_patient(&self->tally, &self->patient);
    }
    if (is(command, "write")) {
      if (self->tally_storage == NULL || self->facts_storage == NULL) return ENTITLE_BAD_ARGUMENT;
      return entitle_tally_write(&self->tally, &self->facts);
    }
  }
  if (count == 2) {
    if (is(command, "image")) return choose_image(self, fields[1]);
    if (is(command, "patient")) return begin_patient(self, fields[1]);
    if (is(command, "case")) {
      put(out, "case\t");
      put_bytes(out, fields[1].data, fields[1].length);
      put(out, "\n");
      return ENTITLE_OK;
    }
  }
  if (count == 3) {
    if (is(command, "contract")) return choose_built_in(self, fields[1], fields[2]);
    if (is(command, "set")) return set(self, fields[1], fields[2]);
  }
  return ENTITLE_BAD_ARGUMENT;
}

/* Splits a line at its tabs; returns how many fields there are, of which the first FIELDS_MAX are kept. */
static size_t split(const char *line, size_t length, field *fields) {
  size_t count = 0, start = 0;
  for (size_t at = 0; at <= length; at++) {
    if (at < length && line[at] != '\t') continue;
    if (count < FIELDS_MAX) fields[count] = (field){line + start, at - start};
    count++;
    start = at + 1;
  }
  return count;
}

int main(void) {
  static face self;
  text script = {0}, out = {0};
  for (size_t got; (got = fread(room(&script, 65536), 1, 65536, stdin)) > 0;) script.length += got;
  if (entitle_abi_version() != ENTITLE_ABI_VERSION || entitle_object_bytes() != sizeof(entitle_contract)) {
    fail("library and header are of two versions");
  }
  /* Too few for almost all, so that a trace that drops entries is common here. */
  begin_trace(&self, 4);

  for (size_t at = 0; at < script.length;) {
    field fields[FIELDS_MAX];
    const char *line = script.data + at;
    const char *end = memchr(line, '\n', script.length - at);
    size_t length = end == NULL ? script.length - at : (size_t)(end - line);
    size_t start = out.length;
    size_t count = split(line, length, fields);
    int32_t status = obey(&self, fields, count, &out);
    if (status != ENTITLE_OK) {
      if (out.length != start && !is(fields[0], "headroom")) fail("a refused command wrote something");
      put(&out, "error\t");
      put_number(&out, status);
      put(&out, "\t");
      put(&out, entitle_status_name(status));
      put(&out, "\n");
    }
    at += length + 1;
    if (out.length > 1 << 20) {
      if (fwrite(out.data, 1, out.length, stdout) != out.length) fail("standard output is closed");
      out.length = 0;
    }
  }
  if (out.length > 0 && fwrite(out.data, 1, out.length, stdout) != out.length) fail("standard output is closed");

  forget_contract(&self);
  forget(&self.trace_storage);
  free(script.data);
  free(out.data);
  return 0;
}
