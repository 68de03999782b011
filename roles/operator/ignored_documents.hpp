// SPDX-License-Identifier: Apache-2.0
// What could not be read and is skipped: every one counts, and the first under each name is logged. A device that sends
// nonsense sends it every 30 seconds.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "harmony/base/result.hpp"

namespace harmony::fleet {

class ignored_documents {
 public:
  /// `kind` is a bucket, or what a message should have been; `name` the key or subject.
  void add(std::string_view kind, std::string_view name, const error& why);
  /// By kind.
  [[nodiscard]] const std::map<std::string, std::uint64_t>& counts() const { return counts_; }

 private:
  /// Beyond so many names nothing more is logged: somebody makes them up.
  static constexpr std::size_t most_told = 1000;

  std::map<std::string, std::uint64_t> counts_;
  std::set<std::string> told_;
};

}  // namespace harmony::fleet
