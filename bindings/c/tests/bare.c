/*
 * A program without a C library, a heap or a way to panic: tests/bare_link.sh links it with every function of the header and
 * `-nostdlib -static`, so whatever the library needs beyond the five functions below would not link. It ends with 0
 * where qof-england decides as its rules say, and with the line that failed otherwise.
 */
#include "entitle.h"

void *memcpy(void *restrict to, const void *restrict from, size_t bytes) {
  for (size_t at = 0; at < bytes; at++) ((unsigned char *)to)[at] = ((const unsigned char *)from)[at];
  return to;
}

void *memmove(void *to, const void *from, size_t bytes) {
  if ((uintptr_t)to <= (uintptr_t)from) return memcpy(to, from, bytes);
  while (bytes-- > 0) ((unsigned char *)to)[bytes] = ((const unsigned char *)from)[bytes];
  return to;
}

void *memset(void *to, int byte, size_t bytes) {
  for (size_t at = 0; at < bytes; at++) ((unsigned char *)to)[at] = (unsigned char)byte;
  return to;
}

int memcmp(const void *one, const void *two, size_t bytes) {
  const unsigned char *left = one, *right = two;
  for (size_t at = 0; at < bytes; at++)
    if (left[at] != right[at]) return left[at] - right[at];
  return 0;
}

/* What compilers call where only equality is asked. */
int bcmp(const void *one, const void *two, size_t bytes) { return memcmp(one, two, bytes); }

#define EXPECT(claim) \
  if (!(claim)) return __LINE__ % 256
#define LITERAL(text) text, sizeof(text) - 1

static uint64_t storage[2048];

/* A patient of 61 with diabetes: an HbA1c of 50 within the year meets DM020, and severe frailty takes them out of it. */
int run(void) {
  entitle_contract contract = ENTITLE_ZERO;
  entitle_patient patient = ENTITLE_ZERO;
  entitle_settled settled = ENTITLE_ZERO;
  int32_t day = 0, achievement_date = 0;
  uint32_t indicator = 0;
  uint8_t decision = 0;
  EXPECT(entitle_date_from_ymd(2025, 6, 30, &day) == ENTITLE_OK);
  EXPECT(entitle_date_parse(LITERAL("2026-03-31"), &achievement_date) == ENTITLE_OK);
  EXPECT(entitle_contract_find(&contract, ENTITLE_ABI_VERSION, LITERAL("qof-england"), day, 0) == ENTITLE_OK);
  EXPECT(entitle_contract_find_named(&contract, ENTITLE_NAMED_INDICATOR, LITERAL("DM020"), &indicator) == ENTITLE_OK);
  EXPECT(entitle_patient_new(&patient, &contract, achievement_date, storage, sizeof storage) == ENTITLE_OK);
  EXPECT(entitle_patient_decide(&patient, indicator, NULL, &decision) == ENTITLE_OK);
  EXPECT(decision == ENTITLE_DECISION_UNDETERMINED);
  EXPECT(entitle_patient_set_named(&patient, LITERAL("age"), LITERAL("61")) == ENTITLE_OK);
  EXPECT(entitle_patient_set_named(&patient, LITERAL("age"), LITERAL("131")) == ENTITLE_OUT_OF_RANGE);
  EXPECT(entitle_patient_set_named(&patient, LITERAL("dmlat_dat"), LITERAL("2014-09-22")) == ENTITLE_OK);
  EXPECT(entitle_patient_set_named(&patient, LITERAL("dmres_dat"), LITERAL("")) == ENTITLE_OK);
  EXPECT(entitle_patient_set_named(&patient, LITERAL("frailty"), LITERAL("none")) == ENTITLE_OK);
  EXPECT(entitle_patient_set_named(&patient, LITERAL("ifcchba_val"), LITERAL("50")) == ENTITLE_OK);
  EXPECT(entitle_patient_set_named(&patient, LITERAL("ifcchba_dat"), LITERAL("2025-06-10")) == ENTITLE_OK);
  EXPECT(entitle_patient_decide(&patient, indicator, NULL, &decision) == ENTITLE_OK);
  EXPECT(entitle_contract_decision(&contract, indicator, decision, &settled) == ENTITLE_OK);
  EXPECT(settled.outcome == ENTITLE_OUTCOME_IN_NUMERATOR);
  EXPECT(entitle_patient_set_named(&patient, LITERAL("frailty"), LITERAL("severe")) == ENTITLE_OK);
  EXPECT(entitle_patient_decide(&patient, indicator, NULL, &decision) == ENTITLE_OK);
  EXPECT(entitle_contract_decision(&contract, indicator, decision, &settled) == ENTITLE_OK);
  EXPECT(settled.outcome == ENTITLE_OUTCOME_EXCLUDED);
  return 0;
}

/* Where the program begins: an aligned stack, `run`, and the system call that ends it. */
__asm__(
    ".globl _start\n"
    "_start:\n"
    "  xor %ebp, %ebp\n"
    "  and $-16, %rsp\n"
    "  call run\n"
    "  mov %eax, %edi\n"
    "  mov $60, %eax\n"
    "  syscall\n");
