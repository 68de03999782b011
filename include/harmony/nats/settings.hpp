// SPDX-License-Identifier: Apache-2.0
// Where the NATS servers are, who we are to them, and how hard we try.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

#include "harmony/base/clock.hpp"

namespace harmony::nats {

/// At most one kind is used, the first that is not empty in this order; all empty: no credentials are sent.
struct credentials {
  std::string file{};  ///< a .creds file: user JWT and nkey seed, read by the library at each connect, so it may be replaced
  std::string token{};
  std::string user{};
  std::string password{};
};

struct settings {
  std::vector<std::string> servers;     ///< "nats://host:4222"; "tls://host:4222" demands TLS
  std::string name;                     ///< shown in the server's connection list
  std::string inbox_prefix = "_INBOX";  ///< replies arrive below it; a device's permissions name its own
  credentials identity{};
  std::string authorities{};  ///< PEM certificates to trust with TLS; empty: the machine's own

  std::chrono::milliseconds reconnect_first = 100ms;  ///< the first wait lies around this one
  std::chrono::milliseconds reconnect_most = 30s;
  /// A server that has not answered a ping by the time of the next one counts as lost.
  std::chrono::milliseconds ping_interval = 20s;
  /// So does one whose machine does not acknowledge, for this long, what was sent.
  std::chrono::milliseconds silence_limit = 20s;
  std::size_t unsent_bytes = 8U << 20U;  ///< publishes beyond this many bytes that the network did not take yet are refused
};

}  // namespace harmony::nats
