// SPDX-License-Identifier: Apache-2.0
// A real nats-server with JetStream, on loopback.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "kit/process.hpp"
#include "kit/temp_dir.hpp"

namespace harmony::kit {

class nats_server {
 public:
  struct options {
    bool start = true;            ///< false: `start()` comes later
    std::string configuration{};  ///< added to the server's configuration file
    std::string jetstream{};      ///< and to its jetstream block: "max_file_store: 1MB"
  };

  nats_server() : nats_server(options{}) {}
  /// Returns when it accepts clients; throws with the end of its log if it does not.
  explicit nats_server(options how);

  [[nodiscard]] std::string url() const;
  [[nodiscard]] std::uint16_t port() const { return port_; }
  /// Same port, and the data that is there.
  void start();
  /// As an administrator stops it.
  void stop();
  /// As a power cut stops it.
  void kill();
  /// To be used while it is stopped.
  void lose_data();
  /// Likewise: what it has now, and has again after `go_back`, as a server that lost power before it had synced the rest.
  void keep_data();
  void go_back();
  /// Likewise: it has these settings from its next start on.
  void configure(options how);
  [[nodiscard]] kit::process& process() { return *process_; }
  [[nodiscard]] std::string log() const { return process_->log(); }

 private:
  options how_;
  std::uint16_t port_;
  temp_dir folder_;
  std::unique_ptr<kit::process> process_;
};

}  // namespace harmony::kit
