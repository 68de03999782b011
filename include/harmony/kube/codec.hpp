// SPDX-License-Identifier: Apache-2.0
// How a typed object gets in and out of JSON. Passed in, because the types belong to other rooms.
#pragma once

#include <functional>

#include <boost/json/value.hpp>

#include "harmony/base/result.hpp"

namespace harmony::kube {

/// The two directions for one type. `decode` names the path of what is wrong; `encode` leaves out what is not set,
/// because with server-side apply a field that is sent is a field that is owned.
template <class T>
struct codec {
  std::function<result<T>(const boost::json::value&)> decode;
  std::function<boost::json::value(const T&)> encode;
};

}  // namespace harmony::kube
