// SPDX-License-Identifier: Apache-2.0
// The answer to a Direct Get (ADR-31). Pure.
#pragma once

#include <string>

#include "harmony/base/result.hpp"
#include "harmony/nats/stream.hpp"

namespace harmony::nats {

/// The stored message, of which the answer's headers say where it was stored and when. errc::not_found if the subject has none,
/// errc::protocol for an answer without those headers. `stream` and `subject` are for the words of an error.
[[nodiscard]] result<stored_message> decode_direct(message&& answer, const std::string& stream, const std::string& subject);

}  // namespace harmony::nats
