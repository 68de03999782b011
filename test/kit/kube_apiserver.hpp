// SPDX-License-Identifier: Apache-2.0
// A real etcd and kube-apiserver, on loopback. What they lack of a cluster: controllers, so nothing is garbage-collected
// and a namespace that is deleted stays.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "harmony/http/endpoint.hpp"
#include "kit/process.hpp"
#include "kit/temp_dir.hpp"

namespace harmony::kit {

class kube_apiserver {
 public:
  struct options {
    std::vector<std::string> arguments{};  ///< added to kube-apiserver's
  };

  kube_apiserver() : kube_apiserver(options{}) {}
  /// Returns when it is ready; throws with the end of a log if it does not become so.
  explicit kube_apiserver(options how);
  ~kube_apiserver();

  /// An administrator's, with everything inline.
  [[nodiscard]] const std::filesystem::path& kubeconfig() const { return kubeconfig_; }
  [[nodiscard]] std::string url() const;
  [[nodiscard]] const std::string& authority() const { return authority_; }
  /// How the administrator is known.
  [[nodiscard]] const http::tls_settings& administrator() const { return administrator_; }
  /// Stops and starts kube-apiserver alone; etcd keeps what there is.
  void stop();
  void start();
  /// Makes etcd forget every version but the newest of each object: what is watched from an older one has to be listed again.
  void compact();

 private:
  void write_credentials();
  void start_etcd();

  options how_;
  std::uint16_t etcd_port_;
  std::uint16_t port_;
  temp_dir folder_;
  std::filesystem::path kubeconfig_;
  std::string authority_;
  http::tls_settings administrator_;
  std::unique_ptr<process> etcd_;
  std::unique_ptr<process> server_;
};

}  // namespace harmony::kit
