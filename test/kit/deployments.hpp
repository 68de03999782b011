// SPDX-License-Identifier: Apache-2.0
// Short ways to write down Deployment resources, their scores and the labels of devices.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/json/value.hpp>

#include "harmony/contracts/deployment.hpp"
#include "harmony/kube/resource.hpp"

namespace harmony::kit {

/// How the API server calls our resource.
extern const kube::resource deployment_type;

[[nodiscard]] contracts::labels labels(std::initializer_list<std::pair<std::string_view, std::string_view>> pairs);
/// A container of that name; its ports as "8080:80".
[[nodiscard]] contracts::service service(std::string_view name, std::string_view image,
                                         std::vector<std::string_view> ports = {});
/// The same with a line of shell instead of the image's command.
[[nodiscard]] contracts::service shell(std::string_view name, std::string_view image, std::string line);
[[nodiscard]] contracts::score score(std::vector<contracts::service> services);
/// One container with an environment that gives the score's canonical JSON so many bytes.
[[nodiscard]] contracts::score score_of_size(std::size_t bytes, std::string_view image);
/// One container, for the devices that carry all of the labels.
[[nodiscard]] contracts::deployment_spec spec(contracts::labels to, std::string_view image);
[[nodiscard]] boost::json::value deployment(const kube::object_key& key, const contracts::deployment_spec& spec);

}  // namespace harmony::kit
