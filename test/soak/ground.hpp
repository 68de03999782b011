// SPDX-License-Identifier: Apache-2.0
// What the soak runs on: real servers, two operators, three devices with a podman of their own, and a relay on every way
// between them. Every program that ends is started again, as systemd and Kubernetes do.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "harmony/nats/connection.hpp"
#include "kit/kube_apiserver.hpp"
#include "kit/nats_server.hpp"
#include "kit/podman_service.hpp"
#include "kit/process.hpp"
#include "kit/relay.hpp"
#include "kit/temp_dir.hpp"
#include "soak/wishes.hpp"

namespace harmony::soak {

using say = std::function<void(const std::string&)>;

/// A program of ours that is there, whatever happens to it.
class kept {
 public:
  kept(std::string name, std::vector<std::string> command, std::filesystem::path log)
      : name_(std::move(name)), command_(std::move(command)), log_(std::move(log)) {}

  /// Starts it unless it runs, and tells how it ended if it did.
  void keep(const say& tell);
  /// The ends that nobody made: whoever was killed, and a leader that lost its Lease, are none.
  [[nodiscard]] const std::vector<std::string>& unexpected() const { return unexpected_; }
  void signal(int number) const;
  /// Ended, and not kept until `resume`.
  void suspend();
  void resume() { suspended_ = false; }
  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] const std::filesystem::path& log() const { return log_; }

 private:
  std::string name_;
  std::vector<std::string> command_;
  std::filesystem::path log_;
  std::unique_ptr<kit::process> running_;
  std::size_t said_before_ = 0;  ///< bytes of the log that are its predecessors'
  std::vector<std::string> unexpected_;
  bool suspended_ = false;
};

struct device {
  place where;
  std::unique_ptr<kit::podman_service> podman;
  std::unique_ptr<kit::relay> to_nats;
  std::unique_ptr<kept> agent;
  // What happened in this round that containers cannot outlive.
  bool lost_power = false;
  std::set<std::string> killed{};  ///< ids of containers
};

class ground {
 public:
  /// `logs` is a folder for what the programs say.
  ground(asio::any_io_executor executor, std::filesystem::path logs, say tell);

  /// Looks after every program, until cancelled.
  [[nodiscard]] task<void> keep();
  [[nodiscard]] task<void> close();

  [[nodiscard]] const asio::any_io_executor& executor() const { return executor_; }
  [[nodiscard]] kit::kube_apiserver& cluster() { return cluster_; }
  [[nodiscard]] kit::nats_server& nats() { return nats_; }
  /// An administrator's way to NATS.
  [[nodiscard]] nats::connection& link() { return link_; }
  [[nodiscard]] kit::relay& to_cluster() { return *to_cluster_; }
  [[nodiscard]] kit::relay& to_nats() { return *to_nats_; }
  [[nodiscard]] std::vector<kept>& operators() { return operators_; }
  [[nodiscard]] std::vector<device>& devices() { return devices_; }
  /// How our programs ended that nobody had killed, and their lines that tell of a mistake of ours.
  [[nodiscard]] std::vector<std::string> bugs() const;

 private:
  asio::any_io_executor executor_;
  std::filesystem::path logs_;
  say tell_;
  kit::temp_dir folder_;
  kit::kube_apiserver cluster_;
  kit::nats_server nats_;
  nats::connection link_;
  std::unique_ptr<kit::relay> to_cluster_;  // the operators' ways
  std::unique_ptr<kit::relay> to_nats_;
  std::vector<kept> operators_;
  std::vector<device> devices_;
};

}  // namespace harmony::soak
