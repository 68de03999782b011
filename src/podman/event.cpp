// SPDX-License-Identifier: Apache-2.0
#include "harmony/podman/event.hpp"

#include "podman/documents.hpp"

namespace harmony::podman {

result<event> decode_event(std::string_view line) {
  const auto parsed = parse_answer(line);
  if (!parsed) return fail(parsed.error());
  const auto* object = parsed->if_object();
  if (object == nullptr)
    return fail(errc::protocol, "a line of podman's events is no object", std::string(line.substr(0, 200)));
  event seen{.type = text_of(*parsed, "Type"), .action = text_of(*parsed, "Action")};
  if (const auto* actor = object->if_contains("Actor")) {
    seen.id = text_of(*actor, "ID");
    seen.attributes = texts_of(*actor, "Attributes");
  }
  if (!seen.type.empty() && !seen.action.empty()) return seen;
  if (auto words = text_of(*parsed, "message"); !words.empty())
    return fail(errc::failed, "podman's events broke off", std::move(words));
  return fail(errc::protocol, "a line of podman's events has no Type or Action", std::string(line.substr(0, 200)));
}

task<result<std::optional<event>>> event_stream::next(std::chrono::milliseconds idle) {
  for (;;) {
    auto line = co_await lines_.next(idle);
    if (!line) co_return fail(std::move(line.error()));
    if (!*line) co_return std::nullopt;
    if ((*line)->empty()) continue;
    auto decoded = decode_event(**line);
    if (!decoded) co_return fail(std::move(decoded.error()));
    co_return std::move(*decoded);
  }
}

}  // namespace harmony::podman
