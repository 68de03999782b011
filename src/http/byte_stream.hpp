// SPDX-License-Identifier: Apache-2.0
// Bytes to and from a server, the same over tcp, tls and unix sockets.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

#include "harmony/base/task.hpp"
#include "harmony/http/endpoint.hpp"

namespace harmony::http {

class byte_stream {
 public:
  virtual ~byte_stream() = default;
  /// At least one byte; 0 once the other side has closed, politely or not.
  virtual task<result<std::size_t>> read_some(std::span<char> into) = 0;
  virtual task<result<void>> write(std::string_view bytes) = 0;
};

class tls_context;

/// Connects, over each address of the host in turn, and shakes hands. `tls` is needed for transport::tls only.
/// The error says which server, what happened, and what a person can look at.
[[nodiscard]] task<result<std::unique_ptr<byte_stream>>> open_stream(const endpoint& server, tls_context* tls);

}  // namespace harmony::http
