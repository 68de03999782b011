// SPDX-License-Identifier: Apache-2.0
// From what a person typed to the object that is applied. Pure.
#pragma once

#include <string>
#include <vector>

#include <boost/json/value.hpp>

#include "harmony/base/result.hpp"
#include "harmony/kube/resource.hpp"

namespace harmony::apply {

/// The command line's words, unchecked.
struct typed_deployment {
  std::string name;
  std::string namespace_;
  std::vector<std::string> to;  ///< "site=lyon", one label each
  std::string image;
  std::vector<std::string> ports;  ///< "8080:80"
  std::vector<std::string> env;    ///< "KEY=VALUE"
};

/// How the API server calls our resource.
[[nodiscard]] const kube::resource& deployment_resource();

/// The fields that were typed, and no others: with server-side apply, what is sent is owned. errc::invalid names the option,
/// what is wrong with it and what it should look like.
[[nodiscard]] result<boost::json::value> deployment_object(const typed_deployment& typed);

}  // namespace harmony::apply
