// SPDX-License-Identifier: Apache-2.0
// Following one resource until it is where it should be: what is known of it, and whether that is the end. Pure.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include <boost/json/value.hpp>

#include "harmony/base/clock.hpp"
#include "harmony/base/result.hpp"
#include "harmony/contracts/deployment.hpp"
#include "harmony/kube/resource.hpp"

namespace harmony::apply {

/// The resource at one moment, as the API server has it.
struct sighting {
  std::string uid{};
  std::int64_t generation = 0;
  bool deleting = false;
  contracts::deployment_status status{};  ///< all zero until the operator wrote one
  friend bool operator==(const sighting&, const sighting&) = default;
};

/// errc::protocol if it is not what the CustomResourceDefinition lets in.
[[nodiscard]] result<sighting> read_sighting(const boost::json::value& object);

/// The operator has said something about the spec as it is now.
[[nodiscard]] bool is_current(const sighting& seen);
/// The condition of that type, if the status is current and has it.
[[nodiscard]] const contracts::condition* condition_of(const sighting& seen, std::string_view type);

enum class goal {
  up_to_date,  ///< every matched device runs what the resource says, and there is at least one
  gone         ///< deleted, and the devices were told
};

/// The operator answers within a second or so; after this long one may wonder whether it runs.
inline constexpr std::chrono::seconds operator_patience{5};

/// What a person can do about a silent operator: "is it running? kubectl …".
[[nodiscard]] std::string is_it_running();

class follow {
 public:
  follow(kube::object_key key, goal wanted, steady_clock::time_point now)
      : key_(std::move(key)), wanted_(wanted), waiting_since_(now) {}

  /// The resource is there, like this.
  void see(sighting seen, steady_clock::time_point now);
  /// It is not there (any more).
  void see_none();

  /// Nothing while there is something to wait for; then success, or why it is none.
  [[nodiscard]] std::optional<result<void>> outcome() const;
  /// Why the goal was not reached in time. errc::timeout.
  [[nodiscard]] error timed_out(std::chrono::seconds limit) const;
  /// The operator owes an answer for longer than `operator_patience`.
  [[nodiscard]] bool operator_is_silent(steady_clock::time_point now) const;

  [[nodiscard]] const kube::object_key& key() const { return key_; }
  [[nodiscard]] goal wanted() const { return wanted_; }
  [[nodiscard]] const std::optional<sighting>& seen() const { return seen_; }

 private:
  kube::object_key key_;
  goal wanted_;
  std::optional<sighting> seen_{};
  bool absent_ = false;
  steady_clock::time_point waiting_since_;  // for the operator's answer to the generation that was seen last
};

}  // namespace harmony::apply
