// SPDX-License-Identifier: Apache-2.0
#include "operator/refused_writes.hpp"

#include <fmt/format.h>

namespace harmony::fleet {

bool is_refusal(const error& why) {
  return why.code == errc::too_large || why.code == errc::exhausted || why.code == errc::forbidden ||
         why.code == errc::unauthorized;
}

void refused_writes::add(std::string what, dirty key, error why) {
  if (refused_.empty()) told_.clear();
  refused_.insert_or_assign(std::move(what), refused{std::move(key), std::move(why)});
}

bool refused_writes::is_news(const std::string& uid, errc why) { return told_.emplace(uid, why).second; }

dirty refused_writes::keys() const {
  dirty all;
  for (const auto& [what, one] : refused_) {
    all.deployments.insert(one.key.deployments.begin(), one.key.deployments.end());
    all.devices.insert(one.key.devices.begin(), one.key.devices.end());
    all.statuses.insert(one.key.statuses.begin(), one.key.statuses.end());
  }
  return all;
}

std::string refused_writes::text() const {
  if (refused_.empty()) return {};
  const auto& [what, first] = *refused_.begin();
  auto text = fmt::format("{}: {}", what, first.why.text());
  if (refused_.size() > 1) text += fmt::format(", and {} more", refused_.size() - 1);
  return text;
}

}  // namespace harmony::fleet
