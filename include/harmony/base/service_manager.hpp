// SPDX-License-Identifier: Apache-2.0
// systemd's notification protocol, sd_notify(3) and sd_watchdog_enabled(3): whoever started us is told that we are ready,
// what we do, and that we live. Without systemd nothing is told and nothing is missed.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include <sys/types.h>

#include "harmony/base/task.hpp"

namespace harmony {

/// How often $WATCHDOG_USEC and $WATCHDOG_PID (null: not set) ask the process `self` to say that it lives; nothing if they
/// do not, or ask another process.
[[nodiscard]] std::optional<std::chrono::milliseconds> watchdog_interval(const char* microseconds, const char* process,
                                                                         pid_t self);

class service_manager {
 public:
  /// `socket`: an absolute path, or '@' and an abstract name; empty: there is no service manager.
  service_manager(std::string socket, std::optional<std::chrono::milliseconds> watchdog)
      : socket_(std::move(socket)), watchdog_(watchdog) {}
  /// From $NOTIFY_SOCKET, $WATCHDOG_USEC and $WATCHDOG_PID.
  [[nodiscard]] static service_manager of_process();

  void ready() { tell("READY=1"); }
  void stopping() { tell("STOPPING=1"); }
  /// For people: the line below "Active:" in `systemctl status`. Nothing is sent for what was said last.
  void status(std::string_view text);
  /// Says at half the interval that we live, from the io thread: one that hangs is restarted. Until cancelled, or at once
  /// if nobody asks for it.
  [[nodiscard]] task<void> keep_alive();

 private:
  void tell(std::string_view assignment);

  std::string socket_;
  std::optional<std::chrono::milliseconds> watchdog_;
  std::string status_;
  bool complained_ = false;
};

}  // namespace harmony
