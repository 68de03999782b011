// SPDX-License-Identifier: Apache-2.0
#include "harmony/base/log.hpp"

#include <chrono>
#include <iterator>
#include <utility>

#include <fmt/format.h>
#include <unistd.h>
#include <boost/json/serialize.hpp>
#include <boost/json/string.hpp>

#include "harmony/base/clock.hpp"

namespace harmony::log {
namespace {

void to_standard_error(level /*how*/, std::string_view line) {
  // One write a line: lines of several threads or processes on one terminal do not mix.
  std::string whole(line);
  whole += '\n';
  [[maybe_unused]] const auto written = ::write(STDERR_FILENO, whole.data(), whole.size());
}

struct settings {
  level least = level::info;
  format how = format::text;
  sink to = to_standard_error;
};

settings& current() {
  static settings only;
  return only;
}

std::string_view label(level how) {
  constexpr std::string_view labels[] = {"debug", "info", "warning", "error"};
  return labels[std::to_underlying(how)];
}

std::string json_text(std::string_view text) {
  return boost::json::serialize(boost::json::string_view(text.data(), text.size()));
}

/// Bare where a reader cannot mistake its end, else as a JSON string.
std::string readable(const field& one) {
  const bool bare = !one.quoted || (!one.value.empty() && one.value.find_first_of(" \"=\\\n\r\t") == std::string::npos);
  return bare ? one.value : json_text(one.value);
}

std::string text_line(level how, std::string_view message, fields with) {
  auto line = fmt::format("{} {:<7} {}", rfc3339(wall_clock::now()), label(how), message);
  for (const auto& one : with) fmt::format_to(std::back_inserter(line), " {}={}", one.key, readable(one));
  return line;
}

std::string json_line(level how, std::string_view message, fields with) {
  auto line = fmt::format(R"({{"ts":"{}","level":"{}","msg":{})", rfc3339(wall_clock::now()), label(how), json_text(message));
  for (const auto& one : with)
    fmt::format_to(std::back_inserter(line), ",{}:{}", json_text(one.key), one.quoted ? json_text(one.value) : one.value);
  line += '}';
  return line;
}

}  // namespace

void configure(level least, format how) {
  current().least = least;
  current().how = how;
}

sink redirect(sink to) { return std::exchange(current().to, std::move(to)); }

void write(level how, std::string_view message, fields with) {
  const auto& now = current();
  if (how < now.least) return;
  now.to(how, now.how == format::json ? json_line(how, message, with) : text_line(how, message, with));
}

}  // namespace harmony::log
