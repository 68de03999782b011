// SPDX-License-Identifier: Apache-2.0
// What the leader has to write and is not let: a bound of NATS is met, a store is full, a right is missing. Such a thing stays
// until a person acts, so it belongs where people look: readiness and Events. Pure.
#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>

#include "operator/fleet.hpp"

namespace harmony::fleet {

/// Whether only somebody else can make the same write succeed.
[[nodiscard]] bool is_refusal(const error& why);

class refused_writes {
 public:
  /// `what` names it ("device plc-1"), `key` is the one key to work on again.
  void add(std::string what, dirty key, error why);
  /// It was written, or need not be any more. True if it was refused until now.
  bool remove(const std::string& what) { return refused_.erase(what) > 0; }

  /// Whether people have not heard of this kind of refusal about that Deployment since anything was refused.
  [[nodiscard]] bool is_news(const std::string& uid, errc why);

  /// All of them: what stood in the way of one usually stood in the way of the others.
  [[nodiscard]] dirty keys() const;
  /// The few that follow `what` in the order of names, from the beginning again after the last.
  [[nodiscard]] dirty after(const std::string& what) const;
  /// The first of them and how many more; empty if nothing is refused.
  [[nodiscard]] std::string text() const;

 private:
  struct refused {
    dirty key;
    error why;
  };

  std::map<std::string, refused> refused_;
  std::set<std::pair<std::string, errc>> told_;
};

}  // namespace harmony::fleet
