// SPDX-License-Identifier: Apache-2.0
// Streams and consumers in the words of JetStream's API. Only fields that nats-server 2.9 knows are written, because
// servers from 2.12 on refuse unknown ones.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <boost/json/object.hpp>

#include "harmony/base/result.hpp"
#include "harmony/nats/stream.hpp"

namespace harmony::nats {

/// The fields that `wanted` sets, as STREAM.CREATE takes them.
[[nodiscard]] boost::json::object encode(const stream_config& wanted);

/// True if a field of `wanted` has another value in `actual`. Fields that only the server has do not count, and one that
/// the server leaves out has its zero value (Go's omitempty).
[[nodiscard]] bool differs(const boost::json::object& wanted, const boost::json::object& actual);

/// What STREAM.UPDATE is sent: the server's configuration with our fields over it, so that what somebody else set stays.
[[nodiscard]] boost::json::object merged(boost::json::object actual, const boost::json::object& wanted);

/// From the answer to STREAM.INFO, .CREATE or .UPDATE.
[[nodiscard]] result<stream_info> decode_stream_info(const boost::json::object& answer);
[[nodiscard]] result<boost::json::object> decode_stream_config(const boost::json::object& answer);
/// The subjects that it lists when it was asked for them; none if it lists none.
[[nodiscard]] result<std::vector<std::string>> decode_stream_subjects(const boost::json::object& answer);

/// The consumer of a watch: ephemeral, ordered, pushed, not acknowledged (ADR-17).
struct consumer_request {
  std::string stream;
  std::string name;
  std::string filter;
  std::string deliver_to;
  std::optional<std::uint64_t> start_sequence{};  ///< empty: the last message of each subject, then what follows
  std::chrono::milliseconds heartbeat{};
};
[[nodiscard]] boost::json::object encode(const consumer_request& wanted);
/// How many messages the new consumer has for us at its creation.
[[nodiscard]] result<std::uint64_t> decode_consumer_pending(const boost::json::object& answer);

}  // namespace harmony::nats
