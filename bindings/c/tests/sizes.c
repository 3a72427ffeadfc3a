/* Prints the rows of the README's table of storage: every object's own bytes, and what qof-england 2025-04-01 asks for. */
#include <entitle.h>
#include <stdio.h>

int main(void) {
  entitle_contract contract = ENTITLE_ZERO;
  entitle_cost cost = ENTITLE_ZERO;
  int32_t day = 0;
  size_t trace_bytes = 0;
  if (entitle_object_bytes() != sizeof(entitle_contract)) return 1;
  if (entitle_date_from_ymd(2025, 4, 1, &day) != ENTITLE_OK) return 1;
  if (entitle_contract_find(&contract, ENTITLE_ABI_VERSION, "qof-england", 11, day, 0) != ENTITLE_OK) return 1;
  if (entitle_contract_cost(&contract, &cost) != ENTITLE_OK) return 1;
  if (entitle_trace_bytes(100, &trace_bytes) != ENTITLE_OK) return 1;
  printf("| `entitle_contract` | none |\n");
  printf("| `entitle_patient` | %lu |\n", (unsigned long)cost.patient_bytes);
  printf("| `entitle_tally` | %lu |\n", (unsigned long)cost.tally_bytes);
  printf("| `entitle_facts` | %lu |\n", (unsigned long)cost.facts_bytes);
  printf("| `entitle_network` | %lu |\n", (unsigned long)cost.network_bytes);
  printf("| `entitle_statement` | %lu |\n", (unsigned long)cost.statement_bytes);
  printf("| `entitle_trace` of 100 entries | %lu |\n", (unsigned long)trace_bytes);
  return 0;
}
