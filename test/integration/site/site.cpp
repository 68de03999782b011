// SPDX-License-Identifier: Apache-2.0
#include "site.hpp"

#include <algorithm>
#include <stdexcept>

#include "harmony/contracts/names.hpp"
#include "harmony/nats/kv.hpp"
#include "kit/agent.hpp"
#include "kit/delete_stream.hpp"

namespace harmony::test {

task<void> site::begin() {
  shared_podman().command({"rm", "--all", "--force", "--time", "0"});
  co_await center_.begin();
}

task<void> site::end() {
  agent_.reset();
  co_await center_.end();
}

void site::start_agent_by(const std::string& nats, const std::map<std::string, std::string>& more) {
  auto labels = more;
  labels["site"] = center_.space();
  agent_ = kit::start_agent({.device = device_.text(),
                             .labels = std::move(labels),
                             .nats = nats,
                             .podman_socket = shared_podman().socket(),
                             .folder = folder_.path()});
}

task<void> site::apply(std::string name, int version) {
  co_await center_.deployments().apply(std::move(name), center_.spec("localhost/web:" + std::to_string(version)));
}

task<bool> site::is_complete(std::string name, int version, std::int64_t devices) {
  const auto revision = contracts::revision_of(center_.spec("localhost/web:" + std::to_string(version)).score);
  const auto complete = [&](const contracts::deployment_status& now) {
    const auto& counts = now.aggregate;
    return now.update_revision == revision && counts.matched == devices && counts.updated == devices &&
           counts.succeeded == devices && counts.failed == 0 && counts.pending == 0 && counts.unreachable == 0;
  };
  co_return co_await center_.deployments().status_is(std::move(name), complete);
}

std::vector<container> site::containers() {
  auto all = shared_podman().containers();
  std::ranges::sort(all, {}, &container::deployment);
  return all;
}

task<std::string> site::stored(std::string_view bucket) {
  // The test's own connection may not have found a server yet that was started again.
  if (!co_await center_.streams().over().wait_connected(patience)) co_return "";
  nats::bucket from(center_.streams(), std::string(bucket));
  const auto entry = co_await from.get(device_.text(), patience);
  co_return entry ? entry->value : "";
}

task<std::optional<contracts::device_state>> site::reported() {
  auto state = contracts::decode_text<contracts::device_state>(co_await stored(contracts::device_state_bucket));
  if (!state) co_return std::nullopt;
  co_return std::move(*state);
}

task<void> site::delete_stream(std::string name) {
  if (!co_await kit::delete_stream(center_.streams().over(), name, patience))
    throw std::runtime_error("the stream is not deleted: " + name);
}

task<std::string> site::created(std::string stream) {
  const auto info = co_await center_.streams().info(std::move(stream), patience);
  co_return info ? info->created : "";
}

std::string site::last_words() const {
  if (!agent_) return "";
  constexpr std::size_t most = 5000;
  const auto said = agent_->log();
  return "--- agent\n" + (said.size() > most ? said.substr(said.size() - most) : said);
}

}  // namespace harmony::test
