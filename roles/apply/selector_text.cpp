// SPDX-License-Identifier: Apache-2.0
#include "apply/selector_text.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include <fmt/format.h>

namespace harmony::apply {
namespace {

constexpr std::string_view white = " \t\r\n";
constexpr std::string_view ends_a_word = " \t\r\n=!(),<>";

/// Reads from left to right; `at_` is the next character.
class selector_reader {
 public:
  selector_reader(std::string_view text, contracts::label_selector& to) : text_(text), to_(to) {}

  result<void> read() {
    for (;;) {
      if (auto done = requirement(); !done) return done;
      skip_white();
      if (at_ == text_.size()) return {};
      if (!take(",")) return expected("',' or the end");
    }
  }

 private:
  result<void> requirement() {
    skip_white();
    const bool absent = take("!");
    auto name = key();
    if (!name) return fail(std::move(name.error()));
    skip_white();
    if (absent) return add(std::move(*name), contracts::selector_operator::does_not_exist, {});
    if (at_ == text_.size() || text_[at_] == ',') return add(std::move(*name), contracts::selector_operator::exists, {});
    if (take("!=")) return compare(std::move(*name), contracts::selector_operator::not_in);
    if (take("==") || take("=")) return compare(std::move(*name), contracts::selector_operator::in);
    if (text_[at_] == '<' || text_[at_] == '>') return wrong(at_, "a Deployment's selector does not compare numbers");
    const auto begin = at_;
    const auto how = word();
    if (how == "in") return add_set(std::move(*name), contracts::selector_operator::in);
    if (how == "notin") return add_set(std::move(*name), contracts::selector_operator::not_in);
    at_ = begin;
    return expected("=, !=, in, notin, ',' or the end");
  }

  result<contracts::label_key> key() {
    skip_white();
    const auto begin = at_;
    const auto name = word();
    if (name.empty()) return expected("a label");
    auto parsed = contracts::label_key::parse(name);
    if (!parsed) return wrong(begin, parsed.error().message);
    return parsed;
  }

  /// May be empty, as a label's value may.
  result<contracts::label_value> value() {
    skip_white();
    const auto begin = at_;
    auto parsed = contracts::label_value::parse(word());
    if (!parsed) return wrong(begin, parsed.error().message);
    return parsed;
  }

  result<void> compare(contracts::label_key name, contracts::selector_operator how) {
    auto wanted = value();
    if (!wanted) return fail(std::move(wanted.error()));
    if (how == contracts::selector_operator::not_in) return add(std::move(name), how, {std::move(*wanted)});
    const auto [there, is_new] = to_.match_labels.try_emplace(std::move(name), *wanted);
    if (!is_new && there->second != *wanted)
      return wrong(
          at_, fmt::format("{} cannot be both \"{}\" and \"{}\"", there->first.text(), there->second.text(), wanted->text()));
    return {};
  }

  result<void> add_set(contracts::label_key name, contracts::selector_operator how) {
    skip_white();
    if (!take("(")) return expected("'('");
    std::vector<contracts::label_value> values;
    for (;;) {
      auto one = value();
      if (!one) return fail(std::move(one.error()));
      if (!std::ranges::contains(values, *one)) values.push_back(std::move(*one));
      skip_white();
      if (take(")")) return add(std::move(name), how, std::move(values));
      if (!take(",")) return expected("',' or ')'");
    }
  }

  result<void> add(contracts::label_key name, contracts::selector_operator how, std::vector<contracts::label_value> values) {
    to_.match_expressions.push_back({.key = std::move(name), .operator_ = how, .values = std::move(values)});
    return {};
  }

  void skip_white() { at_ = std::min(text_.find_first_not_of(white, at_), text_.size()); }

  bool take(std::string_view symbol) {
    if (!text_.substr(at_).starts_with(symbol)) return false;
    at_ += symbol.size();
    return true;
  }

  std::string_view word() {
    const auto begin = at_;
    at_ = std::min(text_.find_first_of(ends_a_word, at_), text_.size());
    return text_.substr(begin, at_ - begin);
  }

  [[nodiscard]] std::unexpected<error> wrong(std::size_t where, std::string_view what) const {
    return fail(errc::invalid, fmt::format("\"{}\", column {}: {}", text_, where + 1, what));
  }

  [[nodiscard]] std::unexpected<error> expected(std::string_view what) {
    skip_white();
    const auto where = at_;
    auto found = word();
    if (found.empty() && where < text_.size()) found = text_.substr(where, 1);
    return wrong(where, found.empty() ? fmt::format("it ends where {} is expected", what)
                                      : fmt::format("\"{}\" stands where {} is expected", found, what));
  }

  std::string_view text_;
  std::size_t at_ = 0;
  contracts::label_selector& to_;
};

}  // namespace

result<void> read_selector(std::string_view text, contracts::label_selector& selector) {
  return selector_reader(text, selector).read();
}

}  // namespace harmony::apply
