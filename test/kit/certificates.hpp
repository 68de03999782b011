// SPDX-License-Identifier: Apache-2.0
// Short-lived ECDSA certificates for servers and clients of tests.
#pragma once

#include <memory>
#include <string>
#include <vector>

namespace harmony::kit {

struct key_pair {
  std::string certificate;  ///< PEM
  std::string key;          ///< PEM
};

struct leaf_names {
  std::string common_name;
  std::string organization{};      ///< Kubernetes reads a client's group here
  std::vector<std::string> dns{};  ///< subject alternative names of a server
  std::vector<std::string> addresses{};
  bool server = false;  ///< for a server; else for a client
};

class certificate_authority {
 public:
  explicit certificate_authority(const std::string& name);
  ~certificate_authority();
  [[nodiscard]] key_pair issue(const leaf_names& names) const;
  [[nodiscard]] const std::string& certificate() const { return certificate_; }

 private:
  struct state;
  std::unique_ptr<state> state_;
  std::string certificate_;
};

/// A key without a certificate: private and public part, PEM.
struct bare_key {
  std::string private_key;
  std::string public_key;
};
[[nodiscard]] bare_key make_key();

}  // namespace harmony::kit
