// SPDX-License-Identifier: Apache-2.0
// nats.c's own life and its handles. Only what runs on the library thread includes this.
#pragma once

#include <memory>

#include <nats/nats.h>

#include "harmony/base/result.hpp"

namespace harmony::nats {

/// Keeps the library open while at least one exists. The last one closes it and waits until its threads (timer, callbacks,
/// delivery) are gone, so both ends block: not for the io thread.
class library {
 public:
  library();
  library(const library&) = delete;
  library& operator=(const library&) = delete;
  ~library();

  /// Whether it could be opened.
  [[nodiscard]] const result<void>& opened() const { return opened_; }

 private:
  result<void> opened_;
};

struct library_deleter {
  void operator()(natsOptions* held) const { natsOptions_Destroy(held); }
  void operator()(natsConnection* held) const { natsConnection_Destroy(held); }
  void operator()(natsSubscription* held) const { natsSubscription_Destroy(held); }
  void operator()(natsMsg* held) const { natsMsg_Destroy(held); }
};
template <class Handle>
using handle = std::unique_ptr<Handle, library_deleter>;

/// A status of the library as our error; `detail` gets the library's own words for it, or the given ones.
[[nodiscard]] error library_error(natsStatus status, std::string message, const char* words = nullptr);

}  // namespace harmony::nats
