// SPDX-License-Identifier: Apache-2.0
#include "contracts/repeated_key.hpp"

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <boost/json/basic_parser_impl.hpp>
#include <boost/system/errc.hpp>

namespace harmony::contracts {

namespace {

/// What basic_parser calls as it goes: a handler that keeps keys and nothing else. False ends the parsing.
class key_handler {
 public:
  using code = boost::system::error_code;
  static constexpr std::size_t max_object_size = SIZE_MAX;
  static constexpr std::size_t max_array_size = SIZE_MAX;
  static constexpr std::size_t max_key_size = SIZE_MAX;
  static constexpr std::size_t max_string_size = SIZE_MAX;

  std::optional<std::string> found;

  bool on_document_begin(code&) { return true; }
  bool on_document_end(code&) { return true; }
  bool on_object_begin(code&) {
    levels_.push_back({.in_list = false, .first_key = keys_.size()});
    return true;
  }
  bool on_array_begin(code&) {
    levels_.push_back({.in_list = true, .first_key = keys_.size()});
    return true;
  }
  bool on_object_end(std::size_t, code& stop) {
    const auto own = keys_.begin() + static_cast<std::ptrdiff_t>(levels_.back().first_key);
    // At the object's end, sorted: each key held against those before it would take the square of their number.
    std::ranges::sort(own, keys_.end());
    const auto twice = std::ranges::adjacent_find(own, keys_.end());
    if (twice != keys_.end()) {
      auto key = std::move(*twice);
      leave_level();
      const auto place = path();
      found = place.empty() ? std::move(key) : place + "." + key;
      stop = boost::system::errc::make_error_code(boost::system::errc::operation_canceled);
      return false;
    }
    leave_level();
    return value_ended();
  }
  bool on_array_end(std::size_t, code&) {
    leave_level();
    return value_ended();
  }
  bool on_key_part(std::string_view part, std::size_t, code&) {
    begun_ += part;
    return true;
  }
  bool on_key(std::string_view rest, std::size_t, code&) {
    keys_.push_back(std::exchange(begun_, {}).append(rest));
    return true;
  }
  bool on_string_part(std::string_view, std::size_t, code&) { return true; }
  bool on_string(std::string_view, std::size_t, code&) { return value_ended(); }
  bool on_number_part(std::string_view, code&) { return true; }
  bool on_int64(std::int64_t, std::string_view, code&) { return value_ended(); }
  bool on_uint64(std::uint64_t, std::string_view, code&) { return value_ended(); }
  bool on_double(double, std::string_view, code&) { return value_ended(); }
  bool on_bool(bool, code&) { return value_ended(); }
  bool on_null(code&) { return value_ended(); }
  bool on_comment_part(std::string_view, code&) { return true; }
  bool on_comment(std::string_view, code&) { return true; }

 private:
  struct level {
    bool in_list = false;
    std::size_t first_key = 0;  // the keys of an object are those in keys_ from here to the next level's
    std::size_t index = 0;      // of the value that a list is at
  };

  void leave_level() {
    keys_.resize(levels_.back().first_key);
    levels_.pop_back();
  }

  bool value_ended() {
    if (!levels_.empty() && levels_.back().in_list) ++levels_.back().index;
    return true;
  }

  /// Where the value stands that begins or has just ended.
  [[nodiscard]] std::string path() const {
    std::string text;
    for (std::size_t depth = 0; depth < levels_.size(); ++depth) {
      const auto& one = levels_[depth];
      if (one.in_list) {
        text += fmt::format("[{}]", one.index);
        continue;
      }
      const auto next = depth + 1 < levels_.size() ? levels_[depth + 1].first_key : keys_.size();
      text += (text.empty() ? "" : ".") + keys_[next - 1];
    }
    return text;
  }

  std::vector<level> levels_;
  std::vector<std::string> keys_;
  std::string begun_;
};

}  // namespace

std::optional<std::string> repeated_key(std::string_view text) {
  boost::json::basic_parser<key_handler> parser{boost::json::parse_options{}};
  boost::system::error_code stopped;
  parser.write_some(false, text.data(), text.size(), stopped);
  return std::move(parser.handler().found);
}

}  // namespace harmony::contracts
