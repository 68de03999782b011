// SPDX-License-Identifier: Apache-2.0
// Which resources a command is about. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <boost/json/value.hpp>

#include "harmony/base/result.hpp"
#include "harmony/kube/resource.hpp"

namespace harmony::apply {

struct target {
  std::string origin{};         ///< "web.yaml:14", for messages; empty: the command line
  kube::object_key key{};       ///< without a namespace: the kubeconfig's is meant
  boost::json::value object{};  ///< what to apply; null: only the name is known
};

/// The Deployments of a file, in its order. `namespace_` is the command line's; empty: none was typed. errc::invalid names the
/// file, and the line where there are several documents, for what is no Deployment of ours, has no name or says another
/// namespace.
[[nodiscard]] result<std::vector<target>> targets_in(std::string_view file, std::string_view text, std::string_view namespace_);

/// Puts a target that names no namespace into this one.
void place(target& one, const std::string& default_namespace);

}  // namespace harmony::apply
