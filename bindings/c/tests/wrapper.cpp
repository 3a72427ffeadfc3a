// The C++ wrapper, used as its page says. Built with exceptions and without; the one argument is the image of qof-england 2025-04-01.
//
// Expected answers are the definition's, by hand, and the design's worked example: 6 of 17 patients on the band 35-75 % at 17
// points are exactly 0.125 points.
#include <cstdio>
#include <fstream>
#include <iterator>

#include "entitle.hpp"

static int failures = 0;

#define CHECK(claim)                                            \
  do {                                                          \
    if (!(claim)) {                                             \
      std::printf("wrapper.cpp:%d: %s\n", __LINE__, #claim);    \
      ++failures;                                               \
    }                                                           \
  } while (false)

static std::uint32_t dm020(const entitle::contract &contract) {
  return contract.find_named(ENTITLE_NAMED_INDICATOR, "DM020").value();
}

static entitle::contract qof() { return entitle::contract::find("qof-england", entitle::day("2025-06-30").value()).value(); }

static void a_contract_says_what_it_is() {
  const auto contract = qof();
  const auto summary = contract.summary().value();
  CHECK(entitle::view(summary.id) == "qof-england");
  CHECK(entitle::written_day(summary.in_force).value() == "2025-04-01");
  CHECK(entitle::written_day(summary.period_end).value() == "2026-03-31");
  CHECK(summary.indicators == 44);
  CHECK(contract.digests().value().has_text == 1);
  CHECK(contract.identity().value().rfind("qof-england@2025-04-01#1 source:", 0) == 0);
  CHECK(contract.verify());
  const auto frailty = contract.fact(contract.find_patient_input("frailty").value()).value();
  CHECK(entitle::view(frailty.name) == "frailty");
  CHECK(contract.fact_text(frailty.index, 0).value() == "none");
  CHECK(contract.fact_written(frailty.index, entitle::text_value(0)).value() == "none");
  CHECK(contract.fact_parse(frailty.index, "none").value().integer == 0);
  CHECK(entitle::view(contract.indicator(dm020(contract)).value().name) == "DM020");
  CHECK(entitle::view(contract.register_at(contract.indicator(dm020(contract)).value().register_index).value().name) == "DM");
}

static void an_error_is_a_status() {
  const auto contract = qof();
  CHECK(entitle::contract::find("qof-england", entitle::day(1999, 1, 1).value()).status() == ENTITLE_NOT_IN_FORCE);
  CHECK(entitle::contract::find("none", 0).status() == ENTITLE_CONTRACT_NOT_FOUND);
  CHECK(entitle::day("2025-02-30").status() == ENTITLE_INVALID_DATE);
  CHECK(contract.find_patient_input("height").status() == ENTITLE_UNKNOWN_FACT);
  CHECK(entitle::contract::open({1, 2, 3}).status() == ENTITLE_IMAGE_TRUNCATED);
  auto patient = entitle::patient::make(contract, contract.summary().value().period_end).value();
  CHECK(patient.set_named("age", "131").status() == ENTITLE_OUT_OF_RANGE);
  CHECK(!patient.set_named("age", "old"));
  CHECK(entitle::status_name(ENTITLE_UNKNOWN_FACT) == "UnknownFact");
#if defined(__cpp_exceptions) && !defined(ENTITLE_NO_EXCEPTIONS)
  try {
    contract.find_patient_input("height").value();
    CHECK(!"reached");
  } catch (const entitle::error &error) {
    CHECK(error.status() == ENTITLE_UNKNOWN_FACT);
    CHECK(std::string_view(error.what()).rfind("UnknownFact: ", 0) == 0);
  }
#endif
}

// A patient of 61 with diabetes and an HbA1c of 50 within the year meets DM020; severe frailty takes them out.
static void a_patient_is_decided_and_explained() {
  const auto contract = qof();
  auto patient = entitle::patient::make(contract, contract.summary().value().period_end).value();
  const auto frailty = contract.find_patient_input("frailty").value();
  for (const auto &[name, text] : {std::pair{"age", "61"}, {"dmlat_dat", "2014-09-22"}, {"dmres_dat", ""},
                                   {"frailty", "none"}, {"ifcchba_val", "50"}, {"ifcchba_dat", "2025-06-10"}})
    patient.set_named(name, text).value();
  auto trace = entitle::trace::make(100).value();
  const auto decision = patient.decide(dm020(contract), &trace).value();
  CHECK(contract.decision(dm020(contract), decision).value().outcome == ENTITLE_OUTCOME_IN_NUMERATOR);
  CHECK(trace.count().value() > 0 && trace.dropped().value() == 0);
  CHECK(trace.entry(0).value().event == ENTITLE_EVENT_ROW);
  CHECK(trace.entry_written(contract, 0).value().find("DM") != std::string::npos);
  const auto diabetes = contract.indicator(dm020(contract)).value().register_index;
  CHECK(patient.on_register(diabetes).value() == ENTITLE_MEMBER_YES);

  patient.set(frailty, contract.fact_parse(frailty, "severe").value()).value();
  CHECK(patient.get(frailty).value().kind == ENTITLE_VALUE_TEXT);
  const auto settled = contract.decision(dm020(contract), patient.decide(dm020(contract)).value()).value();
  CHECK(settled.outcome == ENTITLE_OUTCOME_EXCLUDED);
  CHECK(entitle::view(settled.reason) == "frail");
  CHECK(entitle::word(ENTITLE_WORDS_OUTCOME, settled.outcome).value() == "excluded");

  const auto all = patient.decide_all().value();
  CHECK(all.size() == 44 && all[dm020(contract)] == patient.decide(dm020(contract)).value());
  auto tally = entitle::tally::make(contract).value();
  tally.add_patient(patient).value();
  CHECK(tally.with_outcome(dm020(contract), ENTITLE_OUTCOME_EXCLUDED).value() == 1);
  CHECK(tally.count(dm020(contract), all[dm020(contract)]).value() == 1);
  auto practice = entitle::facts::make(contract).value();
  tally.write(practice).value();
  const auto denominator = contract.find_input("denominator.DM020").value();
  CHECK(practice.get(denominator.fact, denominator.item).value().integer == 0);

  patient.clear().value();
  CHECK(patient.get(frailty).value().kind == ENTITLE_VALUE_UNKNOWN);
  CHECK(patient.decide(dm020(contract)).value() == ENTITLE_DECISION_UNDETERMINED);
}

static void a_statement_is_exact() {
  const auto contract = qof();
  auto practice = entitle::facts::make(contract).value();
  practice.set_named("numerator.DM020", "6").value();
  practice.set_named("denominator.DM020", "17").value();
  auto trace = entitle::trace::make(2000).value();
  const auto statement = entitle::statement::make(practice, nullptr, &trace).value();
  const auto points = statement.answer(ENTITLE_ANSWER_POINTS, dm020(contract)).value();
  CHECK(points.value.kind == ENTITLE_VALUE_NUMBER && points.value.integer == 125 && points.value.scale == 3);
  CHECK(statement.answer_written(points).value() == "0.125");
  CHECK(entitle::view(points.name) == "DM020");
  // Full points at 75 % of 17 patients, 12.75: 13 of them, 7 more than 6.
  CHECK(statement.headroom(practice, dm020(contract)).value().patients_needed == 7);
  CHECK(statement.payment().value().kind == ENTITLE_ANSWER_LINE);
  std::size_t found = 0;
  for (const auto &answer : statement.answers().value()) found += answer.kind == ENTITLE_ANSWER_POINTS;
  CHECK(found == 44);
  CHECK(statement.write(&trace).value().find("0.125") != std::string::npos);
}

// Points of a network are computed on pooled counts: 2 of 8 and 4 of 9 are 6 of 17.
static void a_network_pools_its_members() {
  const auto contract = qof();
  auto pooled = entitle::facts::make(contract).value();
  auto network = entitle::network::make(pooled).value();
  for (const auto &[numerator, denominator] : {std::pair{"2", "8"}, {"4", "9"}}) {
    auto member = entitle::facts::make(contract).value();
    member.set_named("numerator.DM020", numerator).value();
    member.set_named("denominator.DM020", denominator).value();
    network.add(member).value();
  }
  CHECK(network.members().value() == 2);
  const auto statement = entitle::statement::make(pooled, &network).value();
  CHECK(statement.answer_written(statement.answer(ENTITLE_ANSWER_POINTS, dm020(contract)).value()).value() == "0.125");
}

static std::vector<std::uint8_t> image_of(const char *path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

// Objects keep what they need, in whatever order they are dropped; one that was moved from refuses.
static void objects_outlive_each_other(const char *path) {
  std::optional<entitle::patient> patient;
  {
    const auto contract = entitle::contract::open(image_of(path)).value();
    CHECK(contract.identity().value() == qof().identity().value());
    patient.emplace(entitle::patient::make(contract, contract.summary().value().period_end).value());
  }
  CHECK(patient->set_named("age", "61"));
  auto opened = entitle::contract::open(image_of(path)).value();
  const auto kept = std::move(opened);
  CHECK(kept.identity());
  CHECK(opened.identity().status() == ENTITLE_NOT_INITIALISED);
  entitle::patient moved = std::move(*patient);
  CHECK(moved.decide_all());
  CHECK(patient->set_named("age", "61").status() == ENTITLE_NOT_INITIALISED);
  CHECK(patient->decide_all().status() == ENTITLE_NOT_INITIALISED);
  *patient = std::move(moved);
  CHECK(patient->decide_all());

  std::optional<entitle::network> network;
  {
    auto pooled = entitle::facts::make(qof()).value();
    network.emplace(entitle::network::make(pooled).value());
  }
  CHECK(network->add(entitle::facts::make(qof()).value()));
}

int main(int argc, char **argv) {
  if (argc != 2) return std::puts("usage: wrapper IMAGE"), 2;
  a_contract_says_what_it_is();
  an_error_is_a_status();
  a_patient_is_decided_and_explained();
  a_statement_is_exact();
  a_network_pools_its_members();
  objects_outlive_each_other(argv[1]);
  std::printf("%d failures\n", failures);
  return failures == 0 ? 0 : 1;
}
