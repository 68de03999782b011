// SPDX-License-Identifier: Apache-2.0
// JetStream's answers: the error inside one, as a code that a caller can act on.
#pragma once

#include <string_view>

#include <boost/json/object.hpp>

#include "harmony/base/result.hpp"
#include "harmony/nats/message.hpp"

namespace harmony::nats {

/// `code` is HTTP-like, `number` the exact one of nats-server's errors.json.
[[nodiscard]] errc api_errc(int code, int number);

/// The JSON of an answer. The server's error in it becomes ours, in its words; errc::protocol if it is no JSON object.
[[nodiscard]] result<boost::json::object> decode_answer(const message& answer, std::string_view asked);

/// The status that Direct Get answers with instead of a message: 404 there is none, 408 a bad request (ADR-31).
[[nodiscard]] result<void> check_direct_status(const message& answer, std::string_view stream, std::string_view subject);

}  // namespace harmony::nats
