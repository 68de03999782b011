// SPDX-License-Identifier: Apache-2.0
// What systemd has at the other end of NOTIFY_SOCKET.
#pragma once

#include <string>

namespace harmony::kit {

class notify_socket {
 public:
  /// Listens at a path, or at an abstract name if it begins with '@'; throws if it cannot.
  explicit notify_socket(const std::string& name);
  notify_socket(const notify_socket&) = delete;
  notify_socket& operator=(const notify_socket&) = delete;
  ~notify_socket();

  /// The next datagram; empty if none has come.
  [[nodiscard]] std::string next() const;

 private:
  int handle_;
};

}  // namespace harmony::kit
