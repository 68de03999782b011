// SPDX-License-Identifier: Apache-2.0
#include "harmony/nats/message.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

namespace harmony::nats {
namespace {

/// The names under which nats.c shows the status line's two parts (`NATS/1.0 404 Message Not Found`).
constexpr std::string_view status_name = "Status";
constexpr std::string_view status_text_name = "Description";

bool breaks_a_token(char one) { return static_cast<unsigned char>(one) <= ' ' || one == '\x7f'; }
bool ends_a_line(char one) { return one == '\r' || one == '\n' || one == '\0'; }
bool breaks_a_name(char one) { return breaks_a_token(one) || one == ':'; }

}  // namespace

std::string_view message::header_value(std::string_view name) const {
  const auto found = std::ranges::find(headers, name, &header::name);
  return found == headers.end() ? std::string_view{} : std::string_view(found->value);
}

int message::status() const {
  const auto text = header_value(status_name);
  int code = 0;
  const auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), code);
  return wrong == std::errc{} && end == text.data() + text.size() ? code : 0;
}

std::string_view message::status_text() const { return header_value(status_text_name); }

result<void> check_sendable(const message& what) {
  if (what.subject.empty()) return fail(errc::invalid, "a message needs a subject");
  if (std::ranges::any_of(what.subject, breaks_a_token))
    return fail(errc::invalid, fmt::format("the subject \"{}\" has white space or a control character in it", what.subject));
  if (std::ranges::any_of(what.reply, breaks_a_token))
    return fail(errc::invalid,
                fmt::format("the reply subject \"{}\" has white space or a control character in it", what.reply));
  for (const auto& [name, value] : what.headers) {
    if (name.empty() || std::ranges::any_of(name, breaks_a_name))
      return fail(errc::invalid, fmt::format("\"{}\" is not a header's name", name));
    if (std::ranges::any_of(value, ends_a_line))
      return fail(errc::invalid, fmt::format("the value of the header {} has a line end in it", name));
  }
  return {};
}

}  // namespace harmony::nats
