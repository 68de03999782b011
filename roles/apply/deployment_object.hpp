// SPDX-License-Identifier: Apache-2.0
// From what a person typed to the object that is applied. Pure.
#pragma once

#include <string>
#include <vector>

#include <boost/json/value.hpp>

#include "harmony/base/result.hpp"
#include "harmony/kube/resource.hpp"

namespace harmony::apply {

/// The command line's words, unchecked. Empty: not typed.
struct typed_deployment {
  std::string name{};
  std::string namespace_{};
  std::vector<std::string> to{};  ///< selectors, as `kubectl -l` takes them
  std::string image{};
  std::vector<std::string> command{};
  std::vector<std::string> args{};
  std::vector<std::string> env{};      ///< "NAME=VALUE"
  std::vector<std::string> ports{};    ///< "8080:80"
  std::vector<std::string> volumes{};  ///< "data:/var/lib/data:ro"
  std::vector<std::string> labels{};   ///< "KEY=VALUE", of the container
  std::string restart_policy{};
  std::string image_pull_policy{};
  friend bool operator==(const typed_deployment&, const typed_deployment&) = default;
};

/// How the API server calls our resource.
[[nodiscard]] const kube::resource& deployment_resource();

/// The fields that were typed, and no others: with server-side apply, what is sent is owned. errc::invalid names the option,
/// what is wrong with it and what it should look like.
[[nodiscard]] result<boost::json::value> deployment_object(const typed_deployment& typed);

}  // namespace harmony::apply
