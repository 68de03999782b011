// SPDX-License-Identifier: Apache-2.0
#include "nats/api_error.hpp"

#include <string>

#include <fmt/format.h>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

namespace harmony::nats {
namespace {

namespace json = boost::json;

int number_at(const json::object& from, std::string_view key) {
  const auto* found = from.if_contains(key);
  const auto* number = found == nullptr ? nullptr : found->if_int64();
  return number == nullptr ? 0 : static_cast<int>(*number);
}

std::string text_at(const json::object& from, std::string_view key) {
  const auto* found = from.if_contains(key);
  const auto* text = found == nullptr ? nullptr : found->if_string();
  return text == nullptr ? std::string{} : std::string(text->data(), text->size());
}

}  // namespace

errc api_errc(int code, int number) {
  switch (number) {
    case 10071:  // wrong last sequence: N
    case 10164:  // wrong last sequence, as replicated streams say it
    case 10058:  // stream name already in use with a different configuration
      return errc::conflict;
    case 10014:  // consumer not found
    case 10037:  // no message found
    case 10059:  // stream not found
      return errc::not_found;
    case 10054:  // message size exceeds maximum allowed
      return errc::too_large;
    case 10002:  // resource limits exceeded for account
    case 10023:  // insufficient resources: the server's max_file_store is reached
    case 10047:  // insufficient storage resources available
    case 10077:  // the stream did not store it: at a bound, or its disk failed
      return errc::exhausted;
    case 10025:  // invalid JSON, which includes a field that this server does not know
      return errc::unsupported;
    default: break;
  }
  switch (code) {
    case 400: return errc::invalid;
    case 403: return errc::forbidden;
    case 404: return errc::not_found;
    case 408: return errc::timeout;
    case 409: return errc::conflict;
    case 429:
    case 503: return errc::unavailable;
    default: return errc::failed;
  }
}

result<json::object> decode_answer(const message& answer, std::string_view asked) {
  boost::system::error_code wrong;
  auto parsed = json::parse(answer.payload, wrong);
  auto* object = wrong ? nullptr : parsed.if_object();
  if (object == nullptr)
    return fail(errc::protocol, fmt::format("{} was answered with something that is no JSON object", asked));
  const auto* found = object->if_contains("error");
  const auto* failure = found == nullptr ? nullptr : found->if_object();
  if (failure == nullptr) return std::move(*object);
  const auto code = number_at(*failure, "code");
  const auto number = number_at(*failure, "err_code");
  const auto meaning = api_errc(code, number);
  return fail(meaning, fmt::format("{} was refused with error {}", asked, number), text_at(*failure, "description"),
              meaning == errc::exhausted ? "make room in JetStream, or raise its limits" : "");
}

result<void> check_direct_status(const message& answer, std::string_view stream, std::string_view subject) {
  switch (answer.status()) {
    case 0: return {};
    case 404: return fail(errc::not_found, fmt::format("the stream {} has no message for {}", stream, subject));
    default:
      return fail(api_errc(answer.status(), 0),
                  fmt::format("Direct Get of {} from {} was answered with status {}", subject, stream, answer.status()),
                  std::string(answer.status_text()));
  }
}

}  // namespace harmony::nats
