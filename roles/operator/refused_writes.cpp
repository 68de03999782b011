// SPDX-License-Identifier: Apache-2.0
#include "operator/refused_writes.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace harmony::fleet {

namespace {

void add_to(dirty& all, const dirty& key) {
  all.deployments.insert(key.deployments.begin(), key.deployments.end());
  all.devices.insert(key.devices.begin(), key.devices.end());
  all.statuses.insert(key.statuses.begin(), key.statuses.end());
}

}  // namespace

bool is_refusal(const error& why) {
  switch (why.code) {
    case errc::invalid:
    case errc::unsupported:
    case errc::too_large:
    case errc::exhausted:
    case errc::forbidden:
    case errc::unauthorized: return true;
    default: return false;
  }
}

void refused_writes::add(std::string what, dirty key, error why) {
  if (refused_.empty()) told_.clear();
  refused_.insert_or_assign(std::move(what), refused{std::move(key), std::move(why)});
}

bool refused_writes::is_news(const std::string& uid, errc why) { return told_.emplace(uid, why).second; }

dirty refused_writes::keys() const {
  dirty all;
  for (const auto& [what, one] : refused_) add_to(all, one.key);
  return all;
}

dirty refused_writes::after(const std::string& what) const {
  constexpr std::size_t most = 2;
  dirty few;
  auto next = refused_.upper_bound(what);
  for (std::size_t count = 0; count < std::min(most, refused_.size()); ++count) {
    if (next == refused_.end()) next = refused_.begin();
    add_to(few, (next++)->second.key);
  }
  return few;
}

std::string refused_writes::text() const {
  if (refused_.empty()) return {};
  const auto& [what, first] = *refused_.begin();
  auto text = fmt::format("{}: {}", what, first.why.text());
  if (refused_.size() > 1) text += fmt::format(", and {} more", refused_.size() - 1);
  return text;
}

}  // namespace harmony::fleet
