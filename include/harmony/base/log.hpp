// SPDX-License-Identifier: Apache-2.0
// Log lines as a contract: a constant message plus fields, one line a change of state.
#pragma once

#include <concepts>
#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>

#include "harmony/base/result.hpp"

namespace harmony::log {

enum class level { debug, info, warning, error };
enum class format { text, json };

/// One `key=value` of a line. Numbers, booleans and anything string-like convert by themselves.
struct field {
  std::string_view key;
  std::string value;
  bool quoted = true;  ///< false for numbers and booleans, which JSON writes bare

  field(std::string_view name, std::string_view text) : key(name), value(text) {}
  field(std::string_view name, const std::string& text) : key(name), value(text) {}
  field(std::string_view name, const char* text) : key(name), value(text) {}
  field(std::string_view name, bool flag) : key(name), value(flag ? "true" : "false"), quoted(false) {}
  template <std::integral Number>
  field(std::string_view name, Number number) : key(name), value(std::to_string(number)), quoted(false) {}
  /// An error's whole text, under "error".
  field(const harmony::error& failure) : key("error"), value(failure.text()) {}  // NOLINT(google-explicit-constructor)
};

using fields = std::initializer_list<field>;

/// Where lines go: by default the process's standard error. Called on any thread, one line a call, no line end in it.
using sink = std::function<void(level, std::string_view line)>;

/// Set once at the start of a program, before other threads run. Lines below `least` are dropped.
void configure(level least, format how);
/// Replaces the sink and returns the earlier one, so that a test can put it back.
sink redirect(sink to);

void write(level how, std::string_view message, fields with = {});

inline void debug(std::string_view message, fields with = {}) { write(level::debug, message, with); }
inline void info(std::string_view message, fields with = {}) { write(level::info, message, with); }
inline void warning(std::string_view message, fields with = {}) { write(level::warning, message, with); }
inline void error(std::string_view message, fields with = {}) { write(level::error, message, with); }

}  // namespace harmony::log
