// SPDX-License-Identifier: Apache-2.0
#include "harmony/kube/status.hpp"

#include <algorithm>
#include <charconv>
#include <map>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "harmony/base/clock.hpp"
#include "kube/json_read.hpp"

namespace harmony::kube {
namespace {

constexpr std::size_t quoted_most = 512;  // bytes of an answer that is no Status

std::optional<std::chrono::seconds> seconds_in(std::string_view text) {
  unsigned count = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (failure != std::errc() || end != text.data() + text.size()) return {};
  return std::chrono::seconds(count);
}

std::string trimmed(std::string_view text) {
  text = text.substr(0, quoted_most);
  const auto last = text.find_last_not_of(" \r\n\t");
  return std::string(text.substr(0, last == std::string_view::npos ? 0 : last + 1));
}

/// The manager in `conflict with "kubectl" using v1`; the whole text if the server words it otherwise.
std::string manager_in(const std::string& message) {
  const auto open = message.find('"');
  const auto close = open == std::string::npos ? open : message.find('"', open + 1);
  return close == std::string::npos ? message : message.substr(open + 1, close - open - 1);
}

/// `"kubectl" owns .data.a, .data.b; "other" owns .data.c`; empty if no cause is about an owner.
std::string owners_in(const std::vector<status_cause>& causes) {
  std::map<std::string, std::vector<std::string>> fields;
  for (const auto& cause : causes)
    if (cause.reason == "FieldManagerConflict") fields[manager_in(cause.message)].push_back(cause.field);
  std::string text;
  for (const auto& [manager, owned] : fields)
    text += fmt::format("{}\"{}\" owns {}", text.empty() ? "" : "; ", manager, fmt::join(owned, ", "));
  return text;
}

/// The server's message and those causes that it does not repeat already.
std::string words_of(const status& refusal) {
  auto words = refusal.message;
  for (const auto& cause : refusal.causes) {
    if (cause.message.empty() || words.contains(cause.message)) continue;
    words += fmt::format("{}{}{}{}", words.empty() ? "" : "; ", cause.field, cause.field.empty() ? "" : ": ", cause.message);
  }
  return words;
}

errc code_of(const status& refusal) {
  // An apply whose object does not fit the schema is answered 500 without a reason (structured-merge-diff's typed
  // conversion); asking again would never help.
  if (refusal.message.contains("failed to create typed patch object")) return errc::invalid;
  switch (refusal.code) {
    case 400:
    case 422: return errc::invalid;
    case 401: return errc::unauthorized;
    case 403: return errc::forbidden;
    case 404: return refusal.object_name.empty() ? errc::unavailable : errc::not_found;
    case 405: return errc::unsupported;
    case 409: return errc::conflict;
    case 410: return errc::gone;
    case 413: return errc::too_large;
    case 429: return errc::unavailable;
    default: return refusal.code >= 500 ? errc::unavailable : errc::failed;
  }
}

std::string_view hint_for(const status& refusal, errc code) {
  if (code == errc::unauthorized) return "the token or client certificate is wrong or expired";
  if (code == errc::unavailable && refusal.code == 404)
    return "the server does not serve this resource: is its CustomResourceDefinition installed?";
  return {};
}

/// Who stands before an API server may wish a day, and be gone in a minute.
constexpr std::chrono::seconds longest_wish = 5min;

}  // namespace

status status_of(const boost::json::value& document) {
  const auto* details = member(document, "details");
  status read{.reason = std::string(text_member(document, "reason")),
              .message = std::string(text_member(document, "message")),
              .object_name = std::string(text_member(details, "name"))};
  if (const auto* code = member(document, "code"); code != nullptr && code->is_int64() && code->get_int64() > 0)
    read.code = static_cast<unsigned>(code->get_int64());
  if (const auto* wait = member(details, "retryAfterSeconds"); wait != nullptr && wait->is_int64() && wait->get_int64() > 0)
    read.retry_after = std::min(std::chrono::seconds(wait->get_int64()), longest_wish);
  const auto* causes = member(details, "causes");
  if (causes == nullptr || !causes->is_array()) return read;
  for (const auto& cause : causes->get_array())
    read.causes.push_back({std::string(text_member(cause, "reason")), std::string(text_member(cause, "message")),
                           std::string(text_member(cause, "field"))});
  return read;
}

status status_of(const http::response& answer) {
  status read;
  const auto document = parse_json(answer.body);
  if (document && text_member(*document, "kind") == "Status")
    read = status_of(*document);
  else
    read.message = trimmed(answer.body);
  read.code = answer.status;
  if (const auto wait = seconds_in(answer.header_value("Retry-After"))) read.retry_after = std::min(*wait, longest_wish);
  return read;
}

error to_error(const status& refusal, std::string_view who) {
  const auto code = code_of(refusal);
  auto message = fmt::format("{} answered {}{}{}", who, refusal.code, refusal.reason.empty() ? "" : " ", refusal.reason);
  auto owners = owners_in(refusal.causes);
  if (!owners.empty()) message += fmt::format(": {}", owners);
  return {.code = code,
          .message = std::move(message),
          .detail = words_of(refusal),
          .hint = owners.empty() ? std::string(hint_for(refusal, code))
                                 : "leave these fields out, or take them over by forcing the apply",
          .retry_after = refusal.retry_after.value_or(0s)};
}

}  // namespace harmony::kube
