// SPDX-License-Identifier: Apache-2.0
// Every write of several operators, in the order in which it reaches its server, as relays see it.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "kit/relay.hpp"
#include "kit/strike.hpp"

namespace harmony::fleet::test {

/// Must outlive the relays.
class write_record {
 public:
  struct write {
    std::string who;
    std::string what;  ///< "PUB $KV.desired-state.plc-1 …", "PATCH /apis/…"
  };

  [[nodiscard]] kit::relay::tap nats(std::string who) { return watching(std::move(who), kit::whole_operation); }
  [[nodiscard]] kit::relay::tap http(std::string who) { return watching(std::move(who), kit::whole_request); }
  [[nodiscard]] const std::vector<write>& writes() const { return writes_; }

 private:
  [[nodiscard]] kit::relay::tap watching(std::string who, std::size_t (*whole)(std::string_view)) {
    return {.to_server = [this, who = std::move(who), whole, said = std::make_shared<std::string>()](std::string bytes) {
      *said += bytes;
      while (const auto length = whole(*said)) {
        note(who, std::string_view(*said).substr(0, said->find("\r\n")));
        said->erase(0, length);
      }
      return bytes;
    }};
  }

  /// Of what a leader alone may write: documents and scores, and whatever it changes of a Deployment.
  void note(const std::string& who, std::string_view line) {
    const bool to_bucket = line.starts_with("PUB $KV.") || line.starts_with("HPUB $KV.");
    const bool to_resource = line.starts_with("PATCH ") && line.contains("/deployments/");
    if (to_bucket || to_resource) writes_.push_back({who, std::string(line)});
  }

  std::vector<write> writes_;
};

}  // namespace harmony::fleet::test
