// SPDX-License-Identifier: Apache-2.0
// coordination.k8s.io/v1 Lease: who leads, and until when. Values only.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include <boost/json/value.hpp>

#include "harmony/base/clock.hpp"
#include "harmony/base/result.hpp"
#include "harmony/kube/resource.hpp"

namespace harmony::kube {

/// What of a Lease an election reads and writes.
struct lease {
  std::string uid{};               ///< tells a Lease from one that was made anew under its name
  std::string resource_version{};  ///< empty: it is not there yet
  std::string holder{};            ///< empty: nobody's
  std::chrono::seconds duration{};
  std::int64_t transitions = 0;  ///< how often the holder changed
  std::string acquire_time{};    ///< metav1.MicroTime, for people and for telling records apart; never compared as a time
  std::string renew_time{};
  friend bool operator==(const lease&, const lease&) = default;
};

[[nodiscard]] const resource& lease_type();
/// errc::invalid without metadata. A member that is missing or of another type reads as not set.
[[nodiscard]] result<lease> lease_of(const boost::json::value& object);
/// The whole object. Its resourceVersion, if it has one, is the precondition of an update.
[[nodiscard]] boost::json::value lease_object(const object_key& key, const lease& content);

}  // namespace harmony::kube
