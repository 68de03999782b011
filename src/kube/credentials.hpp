// SPDX-License-Identifier: Apache-2.0
// What each call is signed with, as it changes while we run: a fixed token, a file that is replaced, or what a plug-in gives.
#pragma once

#include <optional>

#include "harmony/base/task.hpp"
#include "harmony/kube/config.hpp"
#include "kube/bearer_token.hpp"
#include "kube/exec_credential.hpp"

namespace harmony::kube {

/// Use on the io thread only.
class credentials {
 public:
  /// `settings` must outlive it.
  credentials(const asio::any_io_executor& executor, const config& settings);

  /// For a call now. A plug-in is run when its last answer has expired, once for all who wait; its failure says what to do.
  [[nodiscard]] task<result<credential>> current();
  /// The API server did not accept `used`: reads or runs again what may have changed. True if another try may help.
  [[nodiscard]] task<bool> renew(credential used);

 private:
  [[nodiscard]] task<result<credential>> from_plugin();
  [[nodiscard]] task<result<exec_credential>> run_plugin() const;

  const config& settings_;
  bearer_token token_;
  std::optional<exec_credential> given_{};  // by the plug-in
  bool running_ = false;
  asio::steady_timer ended_;  // whoever waits for the plug-in waits for this one's cancellation
};

}  // namespace harmony::kube
