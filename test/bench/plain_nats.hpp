// SPDX-License-Identifier: Apache-2.0
// The floor under what goes by NATS: the library's own blocking calls and nothing else.
#pragma once

#include <string>

#include <nats/nats.h>

#include "harmony/base/clock.hpp"

namespace harmony::bench {

class plain_nats {
 public:
  /// Connects; throws if that fails, as everything here does.
  explicit plain_nats(const std::string& url);
  plain_nats(const plain_nats&) = delete;
  plain_nats& operator=(const plain_nats&) = delete;
  ~plain_nats();

  /// Publishes into a stream and waits for the acknowledgement.
  void put(const std::string& subject, const std::string& payload);
  /// From a put into `written` until the server's copy arrives on `heard`.
  [[nodiscard]] std::chrono::nanoseconds put_until_heard(const std::string& written, const std::string& heard,
                                                         const std::string& payload);

 private:
  natsConnection* connection_ = nullptr;
  jsCtx* streams_ = nullptr;
};

}  // namespace harmony::bench
