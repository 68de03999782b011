// SPDX-License-Identifier: Apache-2.0
#include "agent/unsupported.hpp"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "harmony/contracts/device.hpp"

namespace harmony::agent {

namespace {

/// By wire name. A field that the contract gains is refused until it is named here.
constexpr std::string_view supported[] = {"name",  "image",   "command",       "args",   "env",
                                          "ports", "volumes", "restartPolicy", "labels", "imagePullPolicy"};

/// "a is …", "a and 3 more are …": the first `shown` of them.
std::string sentence(const std::vector<std::string>& named, std::size_t shown) {
  const auto rest = named.size() - shown;
  return fmt::format("{}{} {} not supported by this agent version",
                     fmt::join(named.begin(), named.begin() + static_cast<std::ptrdiff_t>(shown), ", "),
                     rest == 0 ? "" : fmt::format(" and {} more", rest), named.size() == 1 ? "is" : "are");
}

}  // namespace

std::string unsupported(const contracts::podman_v0& what) {
  std::vector<std::string> named;
  for (const auto& service : what.services) {
    // What is not set is not encoded.
    const auto document = contracts::encode(service);
    for (const auto& field : document.as_object())
      if (!std::ranges::contains(supported, std::string_view(field.key())))
        named.push_back(fmt::format("services[{}].{}", service.name.text(), std::string_view(field.key())));
  }
  if (named.empty()) return {};
  auto shown = named.size();
  while (shown > 1 && sentence(named, shown).size() > contracts::max_error_length) --shown;
  return sentence(named, shown);
}

}  // namespace harmony::agent
