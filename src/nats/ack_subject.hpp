// SPDX-License-Identifier: Apache-2.0
// What a JetStream delivery says about itself in its reply subject.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "harmony/base/clock.hpp"

namespace harmony::nats {

struct delivery {
  std::uint64_t stream_sequence = 0;
  std::uint64_t consumer_sequence = 0;  ///< counts this consumer's deliveries from 1 without a gap
  std::uint64_t pending = 0;            ///< how many the consumer still has for us after this one
  wall_clock::time_point stored{};
  friend bool operator==(const delivery&, const delivery&) = default;
};

/// Reads both forms (ADR-15): `$JS.ACK.<stream>.<consumer>.<delivered>.<stream seq>.<consumer seq>.<ns>.<pending>` and the
/// one with `<domain>.<account>` in front of the stream and perhaps a random token at the end. Nothing for any other.
[[nodiscard]] std::optional<delivery> parse_ack_subject(std::string_view reply);

}  // namespace harmony::nats
