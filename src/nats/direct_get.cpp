// SPDX-License-Identifier: Apache-2.0
#include "nats/direct_get.hpp"

#include <charconv>
#include <utility>

#include <fmt/format.h>

#include "harmony/base/clock.hpp"
#include "nats/api_error.hpp"

namespace harmony::nats {

result<stored_message> decode_direct(message&& answer, const std::string& stream, const std::string& subject) {
  if (auto fine = check_direct_status(answer, stream, subject); !fine) return fail(std::move(fine).error());
  stored_message stored;
  const auto sequence = answer.header_value("Nats-Sequence");
  const auto [end, wrong] = std::from_chars(sequence.data(), sequence.data() + sequence.size(), stored.sequence);
  auto when = parse_rfc3339(answer.header_value("Nats-Time-Stamp"));
  const auto under = answer.header_value("Nats-Subject");
  if (wrong != std::errc{} || end != sequence.data() + sequence.size() || !when || under.empty())
    return fail(errc::protocol, fmt::format("the answer to Direct Get of {} lacks the server's headers", subject));
  stored.stored = *when;
  answer.subject = std::string(under);
  answer.reply.clear();
  stored.content = std::move(answer);
  return stored;
}

}  // namespace harmony::nats
