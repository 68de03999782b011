// SPDX-License-Identifier: Apache-2.0
// The Events about a Deployment, as lines that a test compares.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "harmony/kube/event_recorder.hpp"
#include "hub.hpp"

namespace harmony::fleet::test {

/// "Warning DevicesFailed: note" of each Event about that Deployment, sorted; a series with its count.
inline task<std::vector<std::string>> told(hub& all, std::string_view name) {
  std::vector<std::string> lines;
  const auto events = co_await kube::object_api(all.cluster(), kube::event_resource()).list(all.space());
  for (const auto& one : *events) {
    if (std::string_view(one.at_pointer("/regarding/name").as_string()) != name) continue;
    auto line = fmt::format("{} {}: {}", std::string_view(one.at("type").as_string()),
                            std::string_view(one.at("reason").as_string()), std::string_view(one.at("note").as_string()));
    if (const auto* series = one.as_object().if_contains("series"))
      line += fmt::format(" ({} times)", series->at("count").as_int64());
    lines.push_back(std::move(line));
  }
  std::ranges::sort(lines);
  co_return lines;
}

/// Whether one of them begins like this.
inline task<bool> is_told(hub& all, std::string_view name, std::string_view beginning) {
  co_return std::ranges::any_of(co_await told(all, name), [&](const auto& line) { return line.starts_with(beginning); });
}

}  // namespace harmony::fleet::test
