// Entitle for C++17: the objects of entitle.h with storage of their own, text as std::string_view, and results.
//
// CONVENTIONS, beside those of entitle.h
//
// Results. What can fail returns a result<T>. `.value()` is the answer, or throws entitle::error with the status; `if (result)`
//   and `.status()` ask first. Where exceptions are off (-fno-exceptions, or ENTITLE_NO_EXCEPTIONS defined) `.value()` of
//   a failure ends the program, so ask first.
// Ownership. An object owns its storage and keeps the image alive that it reads, so objects may be dropped in any
//   order. Objects are moved, not copied; a contract may be copied. An object that was moved from refuses with
//   NotInitialised.
// Text. Views lie in the image: they are good while the contract, or an object made of it, lives.
// Names. As in the other languages: Contract.find is contract::find. `make` begins an object. Records are those of
//   entitle.h.
#ifndef ENTITLE_HPP
#define ENTITLE_HPP

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "entitle.h"

#if defined(__cpp_exceptions) && !defined(ENTITLE_NO_EXCEPTIONS)
#include <stdexcept>
#define ENTITLE_THROWS with_exceptions
#else
#define ENTITLE_THROWS without_exceptions
#endif

namespace entitle {
// Files that are compiled with exceptions and without them may stand in one program.
inline namespace ENTITLE_THROWS {

// The text of a record.
inline std::string_view view(const entitle_text &text) noexcept { return {text.data, text.length}; }

// The name of a status, such as `UnknownFact`, and one sentence about it.
inline std::string_view status_name(std::int32_t status) noexcept { return entitle_status_name(status); }
inline std::string_view status_text(std::int32_t status) noexcept { return entitle_status_text(status); }

#if defined(__cpp_exceptions) && !defined(ENTITLE_NO_EXCEPTIONS)
// What `.value()` of a failure throws.
class error : public std::runtime_error {
 public:
  explicit error(std::int32_t status)
      : std::runtime_error(std::string(status_name(status)) + ": " + entitle_status_text(status)), status_(status) {}
  std::int32_t status() const noexcept { return status_; }

 private:
  std::int32_t status_;
};

[[noreturn]] inline void refuse(std::int32_t status) { throw error(status); }
#else
[[noreturn]] inline void refuse(std::int32_t) { std::abort(); }
#endif

// A status that is not ENTITLE_OK.
struct failure {
  std::int32_t status;
};

// An answer, or the status that says why there is none.
template <class T>
class [[nodiscard]] result {
 public:
  result(T value) : value_(std::move(value)) {}
  result(failure why) : status_(why.status) {}

  explicit operator bool() const noexcept { return value_.has_value(); }
  std::int32_t status() const noexcept { return status_; }
  T &value() & { return check(), *value_; }
  const T &value() const & { return check(), *value_; }
  T value() && { return check(), std::move(*value_); }

 private:
  void check() const {
    if (!value_) refuse(status_);
  }

  std::optional<T> value_;
  std::int32_t status_ = ENTITLE_OK;
};

// Success, or the status that says why not.
template <>
class [[nodiscard]] result<void> {
 public:
  explicit result(std::int32_t status) : status_(status) {}
  result(failure why) : status_(why.status) {}

  explicit operator bool() const noexcept { return status_ == ENTITLE_OK; }
  std::int32_t status() const noexcept { return status_; }
  void value() const {
    if (status_ != ENTITLE_OK) refuse(status_);
  }

 private:
  std::int32_t status_;
};

namespace detail {

// The one result of a function of entitle.h, which `call` gives a place to write it to.
template <class T, class Call>
result<T> ask(Call call) {
  T answer{};
  const std::int32_t status = call(&answer);
  if (status != ENTITLE_OK) return failure{status};
  return answer;
}

template <class Call>
result<std::string_view> ask_text(Call call) {
  const auto text = ask<entitle_text>(call);
  if (!text) return failure{text.status()};
  return view(text.value());
}

// What a function of entitle.h writes: asked for its length first.
template <class Call>
result<std::string> ask_written(Call call) {
  std::size_t length = 0;
  std::int32_t status = call(nullptr, std::size_t{0}, &length);
  if (status != ENTITLE_OK) return failure{status};
  std::string text(length, '\0');
  status = call(text.data(), text.size(), &length);
  if (status != ENTITLE_OK) return failure{status};
  return text;
}

}  // namespace detail

// The day of a date, days after 1970-01-01; and its date again.
inline result<std::int32_t> day(std::int32_t year, std::uint32_t month, std::uint32_t day_of_month) {
  return detail::ask<std::int32_t>([&](auto *out) { return entitle_date_from_ymd(year, month, day_of_month, out); });
}
inline result<std::int32_t> day(std::string_view text) {
  return detail::ask<std::int32_t>([&](auto *out) { return entitle_date_parse(text.data(), text.size(), out); });
}
inline result<std::string> written_day(std::int32_t days) {
  return detail::ask_written([&](auto... out) { return entitle_date_write(days, out...); });
}

// Values to set facts to.
inline constexpr entitle_value unknown_value{ENTITLE_VALUE_UNKNOWN, 0, 0};
inline constexpr entitle_value null_value{ENTITLE_VALUE_NULL, 0, 0};
constexpr entitle_value number_value(std::int64_t integer, std::int32_t scale = 0) noexcept {
  return {ENTITLE_VALUE_NUMBER, scale, integer};
}
constexpr entitle_value date_value(std::int32_t days) noexcept { return {ENTITLE_VALUE_DATE, 0, days}; }
constexpr entitle_value boolean_value(bool truth) noexcept { return {ENTITLE_VALUE_BOOLEAN, 0, truth ? 1 : 0}; }
constexpr entitle_value text_value(std::uint32_t place) noexcept { return {ENTITLE_VALUE_TEXT, 0, place}; }

// The word for a code; `words` is one of ENTITLE_WORDS_...
inline result<std::string_view> word(std::uint32_t words, std::uint32_t code) {
  return detail::ask_text([&](auto *out) { return entitle_word(words, code, out); });
}

// A fact and the register or indicator that a key names.
struct input {
  std::uint32_t fact;
  std::uint32_t item;
};

// A contract, checked and ready. Any number of threads may use one at once.
class contract {
 public:
  contract(const contract &) = default;
  contract &operator=(const contract &) = default;
  // One that was moved from refuses, as one that was never opened.
  contract(contract &&other) noexcept
      : object_(std::exchange(other.object_, entitle_contract{})), image_(std::move(other.image_)) {}
  contract &operator=(contract &&other) noexcept {
    object_ = std::exchange(other.object_, entitle_contract{});
    image_ = std::move(other.image_);
    return *this;
  }

  // The built-in contract of that id in force on a day; revision 0 is the latest.
  static result<contract> find(std::string_view id, std::int32_t day, std::uint32_t revision = 0) {
    return opened({}, [&](auto *out) {
      return entitle_contract_find(out, ENTITLE_ABI_VERSION, id.data(), id.size(), day, revision);
    });
  }
  // Opens an image, which is kept.
  static result<contract> open(std::vector<std::uint8_t> image) {
    const auto kept = std::make_shared<const std::vector<std::uint8_t>>(std::move(image));
    return opened(kept, [&](auto *out) {
      return entitle_contract_new(out, ENTITLE_ABI_VERSION, kept->data(), kept->size());
    });
  }
  // Opens an image that stays where it is, unchanged, for as long as the contract or anything made of it lives.
  static result<contract> borrow(const std::uint8_t *image, std::size_t bytes) {
    return opened({}, [&](auto *out) { return entitle_contract_new(out, ENTITLE_ABI_VERSION, image, bytes); });
  }
  static result<std::uint32_t> built_in_count() { return detail::ask<std::uint32_t>(entitle_built_in_count); }
  static result<contract> built_in(std::uint32_t at) {
    return opened({}, [&](auto *out) { return entitle_built_in_open(out, ENTITLE_ABI_VERSION, at); });
  }

  result<void> verify() const { return result<void>(entitle_contract_verify(handle())); }
  result<entitle_summary> summary() const { return ask<entitle_summary>(entitle_contract_summary); }
  result<entitle_digests> digests() const { return ask<entitle_digests>(entitle_contract_digests); }
  result<entitle_cost> cost() const { return ask<entitle_cost>(entitle_contract_cost); }
  result<std::string> identity() const {
    return detail::ask_written([&](auto... out) { return entitle_contract_identity(handle(), out...); });
  }

  result<entitle_fact> fact(std::uint32_t fact) const { return ask<entitle_fact>(entitle_contract_fact, fact); }
  result<std::string_view> fact_text(std::uint32_t fact, std::uint32_t at) const {
    return detail::ask_text([&](auto *out) { return entitle_contract_fact_text(handle(), fact, at, out); });
  }
  result<entitle_source> fact_source(std::uint32_t fact) const {
    return ask<entitle_source>(entitle_contract_fact_source, fact);
  }
  // What a text says as the value of a fact, as a file would.
  result<entitle_value> fact_parse(std::uint32_t fact, std::string_view text) const {
    return ask<entitle_value>(entitle_contract_fact_parse, fact, text.data(), text.size());
  }
  result<std::string> fact_written(std::uint32_t fact, const entitle_value &value) const {
    return detail::ask_written(
        [&](auto... out) { return entitle_contract_fact_written(handle(), fact, &value, out...); });
  }

  result<input> find_input(std::string_view name) const {
    return detail::ask<input>([&](input *out) {
      return entitle_contract_find_input(handle(), name.data(), name.size(), &out->fact, &out->item);
    });
  }
  result<input> find_member_input(std::string_view name) const {
    return detail::ask<input>([&](input *out) {
      return entitle_contract_find_member_input(handle(), name.data(), name.size(), &out->fact, &out->item);
    });
  }
  result<std::uint32_t> find_patient_input(std::string_view name) const {
    return ask<std::uint32_t>(entitle_contract_find_patient_input, name.data(), name.size());
  }
  // `named` is one of ENTITLE_NAMED_...
  result<std::uint32_t> find_named(std::uint32_t named, std::string_view name) const {
    return ask<std::uint32_t>(entitle_contract_find_named, named, name.data(), name.size());
  }
  // (`register` alone is a word of C++.)
  result<entitle_register> register_at(std::uint32_t at) const {
    return ask<entitle_register>(entitle_contract_register, at);
  }
  result<entitle_indicator> indicator(std::uint32_t at) const {
    return ask<entitle_indicator>(entitle_contract_indicator, at);
  }
  // `role` is one of ENTITLE_ROLE_..., `table` the register or indicator.
  result<entitle_rule> rule(std::uint32_t role, std::uint32_t table, std::uint32_t row) const {
    return ask<entitle_rule>(entitle_contract_rule, role, table, row);
  }
  result<entitle_source> source(std::uint32_t at) const { return ask<entitle_source>(entitle_contract_source, at); }
  result<entitle_settled> decision(std::uint32_t indicator, std::uint8_t decision) const {
    return ask<entitle_settled>(entitle_contract_decision, indicator, decision);
  }

  // For the functions of entitle.h.
  const entitle_contract *handle() const noexcept { return &object_; }

 private:
  contract() = default;

  template <class Open>
  static result<contract> opened(std::shared_ptr<const std::vector<std::uint8_t>> image, Open open) {
    contract made;
    const std::int32_t status = open(&made.object_);
    if (status != ENTITLE_OK) return failure{status};
    made.image_ = std::move(image);
    return made;
  }
  template <class T, class Function, class... Arguments>
  result<T> ask(Function function, Arguments... arguments) const {
    return detail::ask<T>([&](T *out) { return function(handle(), arguments..., out); });
  }

  entitle_contract object_ = ENTITLE_ZERO;
  std::shared_ptr<const std::vector<std::uint8_t>> image_;
};

namespace detail {

// Storage, which a network shares with the facts that it pools into.
using memory = std::shared_ptr<std::uint64_t[]>;
inline memory storage_of(std::size_t bytes) {
  // `new` aligns at least as strictly as the library asks.
  static_assert(__STDCPP_DEFAULT_NEW_ALIGNMENT__ >= ENTITLE_STORAGE_ALIGNMENT, "new aligns too loosely");
  return memory(new std::uint64_t[(bytes + sizeof(std::uint64_t) - 1) / sizeof(std::uint64_t)]);
}

// An object of entitle.h, what it lies in, and whatever has to outlive it.
template <class Object>
class held {
 public:
  held(held &&other) noexcept
      : object_(std::exchange(other.object_, Object{})),
        memory_(std::move(other.memory_)),
        kept_(std::move(other.kept_)) {}
  held &operator=(held &&other) noexcept {
    object_ = std::exchange(other.object_, Object{});
    memory_ = std::move(other.memory_);
    kept_ = std::move(other.kept_);
    return *this;
  }

  // For the functions of entitle.h.
  Object *handle() noexcept { return &object_; }
  const Object *handle() const noexcept { return &object_; }

 protected:
  held() = default;
  ~held() = default;

  // Begins an object in storage of so many bytes.
  template <class Made, class Begin>
  static result<Made> begin(std::size_t bytes, Begin begin) {
    Made made;
    made.memory_ = storage_of(bytes);
    const std::int32_t status = begin(made.handle(), made.memory_.get(), bytes);
    if (status != ENTITLE_OK) return failure{status};
    return made;
  }
  // Begins an object of a contract, in storage of as many bytes as its cost says, and keeps the contract.
  template <class Made, class Begin>
  static result<Made> begin(const contract &of, std::size_t entitle_cost::*bytes, Begin begin_in) {
    const auto cost = of.cost();
    if (!cost) return failure{cost.status()};
    auto made = begin<Made>(cost.value().*bytes, begin_in);
    if (made) made.value().kept_.emplace(of);
    return made;
  }

  Object object_ = ENTITLE_ZERO;
  memory memory_;
  std::optional<contract> kept_;
};

template <class Object>
Object *handle_or_null(held<Object> *object) noexcept {
  return object ? object->handle() : nullptr;
}
template <class Object>
const Object *handle_or_null(const held<Object> *object) noexcept {
  return object ? object->handle() : nullptr;
}

}  // namespace detail

// What decided, in order; every evaluation that it is given to begins it anew.
class trace : public detail::held<entitle_trace> {
 public:
  // Room for so many entries; a patient notes some dozen for an indicator.
  static result<trace> make(std::uint32_t entries) {
    const auto bytes = detail::ask<std::size_t>([&](auto *out) { return entitle_trace_bytes(entries, out); });
    if (!bytes) return failure{bytes.status()};
    return begin<trace>(bytes.value(), entitle_trace_new);
  }

  result<std::uint32_t> count() const { return counted().first; }
  // How many entries there was no room for.
  result<std::uint32_t> dropped() const { return counted().second; }
  result<entitle_entry> entry(std::uint32_t at) const {
    return detail::ask<entitle_entry>([&](auto *out) { return entitle_trace_entry(handle(), at, out); });
  }
  result<std::string> entry_written(const contract &of, std::uint32_t at) const {
    return detail::ask_written(
        [&](auto... out) { return entitle_trace_entry_written(handle(), of.handle(), at, out...); });
  }

 private:
  friend class detail::held<entitle_trace>;
  trace() = default;

  std::pair<result<std::uint32_t>, result<std::uint32_t>> counted() const {
    std::uint32_t count = 0, dropped = 0;
    const std::int32_t status = entitle_trace_count(handle(), &count, &dropped);
    if (status != ENTITLE_OK) return {failure{status}, failure{status}};
    return {count, dropped};
  }
};

// The facts of one patient, up to an achievement date; `clear` it for the next.
class patient : public detail::held<entitle_patient> {
 public:
  static result<patient> make(const contract &of, std::int32_t achievement_date) {
    return begin<patient>(of, &entitle_cost::patient_bytes, [&](auto *object, auto *storage, std::size_t bytes) {
      return entitle_patient_new(object, of.handle(), achievement_date, storage, bytes);
    });
  }

  result<void> set(std::uint32_t fact, const entitle_value &value) {
    return result<void>(entitle_patient_set(handle(), fact, &value));
  }
  // As a file would say it: `?` is unknown, an empty text null where null is allowed.
  result<void> set_text(std::uint32_t fact, std::string_view text) {
    return result<void>(entitle_patient_set_text(handle(), fact, text.data(), text.size()));
  }
  result<void> set_named(std::string_view name, std::string_view text) {
    return result<void>(entitle_patient_set_named(handle(), name.data(), name.size(), text.data(), text.size()));
  }
  result<entitle_value> get(std::uint32_t fact) const {
    return detail::ask<entitle_value>([&](auto *out) { return entitle_patient_get(handle(), fact, out); });
  }
  result<void> clear() { return result<void>(entitle_patient_clear(handle())); }

  // One of ENTITLE_MEMBER_...
  result<std::uint32_t> on_register(std::uint32_t at, trace *noted = nullptr) {
    return detail::ask<std::uint32_t>(
        [&](auto *out) { return entitle_patient_on_register(handle(), at, detail::handle_or_null(noted), out); });
  }
  // A decision, which contract::decision explains.
  result<std::uint8_t> decide(std::uint32_t indicator, trace *noted = nullptr) {
    return detail::ask<std::uint8_t>(
        [&](auto *out) { return entitle_patient_decide(handle(), indicator, detail::handle_or_null(noted), out); });
  }
  // The decisions for all indicators, in order; ENTITLE_DECISION_NO_RULES where there are no rules.
  result<std::vector<std::uint8_t>> decide_all() {
    if (!kept_) return failure{ENTITLE_NOT_INITIALISED};
    const auto summary = kept_->summary();
    if (!summary) return failure{summary.status()};
    std::vector<std::uint8_t> decisions(summary.value().indicators);
    std::uint32_t count = 0;
    const std::int32_t status = entitle_patient_decide_all(handle(), decisions.data(), decisions.size(), &count);
    if (status != ENTITLE_OK) return failure{status};
    return decisions;
  }

 private:
  friend class detail::held<entitle_patient>;
  patient() = default;
};

// The facts of one practice or network.
class facts : public detail::held<entitle_facts> {
 public:
  static result<facts> make(const contract &of) {
    return begin<facts>(of, &entitle_cost::facts_bytes, [&](auto *object, auto *storage, std::size_t bytes) {
      return entitle_facts_new(object, of.handle(), storage, bytes);
    });
  }

  // `item` is the register or indicator; 0 for a fact that has one value.
  result<void> set(std::uint32_t fact, std::uint32_t item, const entitle_value &value) {
    return result<void>(entitle_facts_set(handle(), fact, item, &value));
  }
  // As a file would say it; a name is a key (`list_size`, `numerator.DM020`).
  result<void> set_text(std::uint32_t fact, std::uint32_t item, std::string_view text) {
    return result<void>(entitle_facts_set_text(handle(), fact, item, text.data(), text.size()));
  }
  result<void> set_named(std::string_view name, std::string_view text) {
    return result<void>(entitle_facts_set_named(handle(), name.data(), name.size(), text.data(), text.size()));
  }
  result<entitle_value> get(std::uint32_t fact, std::uint32_t item = 0) const {
    return detail::ask<entitle_value>([&](auto *out) { return entitle_facts_get(handle(), fact, item, out); });
  }

 private:
  friend class detail::held<entitle_facts>;
  friend class network;
  friend class statement;
  facts() = default;
};

// Counts of patients' decisions: the histogram from which a practice's counts come.
class tally : public detail::held<entitle_tally> {
 public:
  static result<tally> make(const contract &of) {
    return begin<tally>(of, &entitle_cost::tally_bytes, [&](auto *object, auto *storage, std::size_t bytes) {
      return entitle_tally_new(object, of.handle(), storage, bytes);
    });
  }

  result<void> add_patient(patient &added) { return result<void>(entitle_tally_add_patient(handle(), added.handle())); }
  result<void> add_decision(std::uint32_t indicator, std::uint8_t decision) {
    return result<void>(entitle_tally_add_decision(handle(), indicator, decision));
  }
  // `member` is one of ENTITLE_MEMBER_...
  result<void> add_membership(std::uint32_t register_index, std::uint32_t member) {
    return result<void>(entitle_tally_add_membership(handle(), register_index, member));
  }
  // Adds the counts of another tally, of another thread for instance.
  result<void> add_tally(const tally &other) {
    return result<void>(entitle_tally_add_tally(handle(), other.handle()));
  }
  result<std::uint32_t> count(std::uint32_t indicator, std::uint8_t decision) const {
    return detail::ask<std::uint32_t>(
        [&](auto *out) { return entitle_tally_count(handle(), indicator, decision, out); });
  }
  // `outcome` is one of ENTITLE_OUTCOME_...
  result<std::uint32_t> with_outcome(std::uint32_t indicator, std::uint32_t outcome) const {
    return detail::ask<std::uint32_t>(
        [&](auto *out) { return entitle_tally_with_outcome(handle(), indicator, outcome, out); });
  }
  // Puts the counts into a practice's facts.
  result<void> write(facts &practice) const { return result<void>(entitle_tally_write(handle(), practice.handle())); }

 private:
  friend class detail::held<entitle_tally>;
  tally() = default;
};

// Practices pooled into a network's facts, one after another.
class network : public detail::held<entitle_network> {
 public:
  static result<network> make(facts &pooled) {
    if (!pooled.kept_) return failure{ENTITLE_NOT_INITIALISED};
    const auto new_in = [&](auto *object, auto *storage, std::size_t bytes) {
      return entitle_network_new(object, pooled.handle(), storage, bytes);
    };
    auto made = begin<network>(*pooled.kept_, &entitle_cost::network_bytes, new_in);
    if (made) made.value().pooled_ = pooled.memory_;
    return made;
  }

  result<void> add(const facts &member) { return result<void>(entitle_network_add(handle(), member.handle())); }
  result<std::uint32_t> members() const {
    return detail::ask<std::uint32_t>([&](auto *out) { return entitle_network_members(handle(), out); });
  }

 private:
  friend class detail::held<entitle_network>;
  network() = default;

  // The network writes into the storage of these facts.
  detail::memory pooled_;
};

// All results for one practice or network.
class statement : public detail::held<entitle_statement> {
 public:
  // `of` is the network that pools into these facts, or null.
  static result<statement> make(const facts &subject, const network *of = nullptr, trace *noted = nullptr) {
    if (!subject.kept_) return failure{ENTITLE_NOT_INITIALISED};
    const auto new_in = [&](auto *object, auto *storage, std::size_t bytes) {
      return entitle_statement_new(object, subject.handle(), detail::handle_or_null(of), detail::handle_or_null(noted),
                                   storage, bytes);
    };
    return begin<statement>(*subject.kept_, &entitle_cost::statement_bytes, new_in);
  }

  // `kind` is one of ENTITLE_ANSWER_...
  result<entitle_answer> answer(std::uint32_t kind, std::uint32_t at, std::uint32_t item = 0) const {
    return detail::ask<entitle_answer>(
        [&](auto *out) { return entitle_statement_answer(handle(), kind, at, item, out); });
  }
  // Every answer, in the order of the definition.
  result<std::vector<entitle_answer>> answers() const {
    std::vector<entitle_answer> all;
    entitle_answer next = ENTITLE_ZERO;
    for (;;) {
      const std::int32_t status = entitle_statement_next(handle(), &next);
      if (status != ENTITLE_OK) return failure{status};
      if (next.kind == ENTITLE_ANSWER_NONE) return all;
      all.push_back(next);
    }
  }
  // An answer's value in writing, as every language writes it.
  result<std::string> answer_written(const entitle_answer &answer) const {
    return detail::ask_written([&](auto... out) {
      return entitle_statement_answer_written(handle(), answer.kind, answer.index, answer.item, out...);
    });
  }
  // The line that is the payment.
  result<entitle_answer> payment() const {
    return detail::ask<entitle_answer>([&](auto *out) { return entitle_statement_payment(handle(), out); });
  }
  // The whole statement as text, and the entries of a trace.
  result<std::string> write(const trace *noted = nullptr) const {
    return detail::ask_written(
        [&](auto... out) { return entitle_statement_write(handle(), detail::handle_or_null(noted), out...); });
  }
  // How far an indicator is from full points. `subject` and `of` are those that this statement was made of.
  result<entitle_headroom> headroom(facts &subject, std::uint32_t indicator, const network *of = nullptr) const {
    if (!kept_) return failure{ENTITLE_NOT_INITIALISED};
    const auto cost = kept_->cost();
    if (!cost) return failure{cost.status()};
    // Another statement's storage, for as long as the question is asked.
    const std::size_t bytes = cost.value().statement_bytes;
    const auto other = detail::storage_of(bytes);
    return detail::ask<entitle_headroom>([&](auto *out) {
      return entitle_headroom_new(handle(), subject.handle(), detail::handle_or_null(of), indicator, other.get(), bytes, out);
    });
  }

 private:
  friend class detail::held<entitle_statement>;
  statement() = default;
};

}  // namespace ENTITLE_THROWS
}  // namespace entitle

#undef ENTITLE_THROWS
#endif  // ENTITLE_HPP
