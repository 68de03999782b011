// SPDX-License-Identifier: Apache-2.0
#include "field.hpp"

#include <ctime>
#include <fstream>
#include <stdexcept>

#include <fmt/format.h>

#include "agent/desired_cache.hpp"
#include "harmony/contracts/names.hpp"
#include "kit/agent.hpp"
#include "kit/deployments.hpp"
#include "kit/good.hpp"
#include "kit/times.hpp"
#include "operator/assets.hpp"

namespace harmony::agent::test {

using kit::good;

field::field(asio::any_io_executor executor)
    : executor_(executor),
      link_(executor, {.servers = {server_.url()}, .name = "test", .reconnect_most = 500ms}),
      streams_(link_),
      device_(contracts::device_id::parse("plc-17").value()) {}

task<void> field::begin() {
  shared_podman().command({"rm", "--all", "--force", "--time", "0"});
  good(co_await link_.wait_connected(patience));
}

task<void> field::end() {
  agent_.reset();
  co_await link_.close();
}

task<void> field::make_buckets() {
  good(co_await fleet::assets(streams_, [] {}).ensure());
}

task<void> field::restart_nats(bool with_its_data) {
  server_.stop();
  // Each side notices before the server is there again, or it would go on with the lost connection for a moment.
  const auto noticed = [&] {
    return link_.state() == nats::connection_state::disconnected && log().contains("not connected to NATS");
  };
  if (!co_await becomes(noticed)) throw std::runtime_error("nobody noticed that NATS is gone");
  if (!with_its_data) server_.lose_data();
  // What the agent says first must find the test listening.
  agent_->signal(SIGSTOP);
  server_.start();
  good(co_await link_.wait_connected(patience));
  agent_->signal(SIGCONT);
}

void field::start_agent(const std::filesystem::path& socket) { start_agent(socket, {}); }

kit::relay field::relay_to_podman(kit::relay::options how) const {
  how.socket_path = (folder() / "relay.sock").string();
  return {executor_, http::parse_endpoint(shared_podman().url()).value(), std::move(how)};
}

void field::start_agent_after(std::chrono::seconds up) {
  timespec now{};
  ::clock_gettime(CLOCK_BOOTTIME, &now);
  const auto offset = std::to_string(up.count() - now.tv_sec);
  start_agent(shared_podman().socket(),
              {"unshare", "--time", "--fork", "--kill-child", "--monotonic", offset, "--boottime", offset});
}

void field::start_agent(const std::filesystem::path& socket, std::vector<std::string> by) {
  agent_ = kit::start_agent({.device = device_.text(),
                             .labels = {{"site", "lyon"}, {"tier", "edge"}},
                             .nats = server_.url(),
                             .podman_socket = socket,
                             .folder = folder_.path(),
                             .by = std::move(by)});
}

void field::power_cut() const {
  kill_agent();
  shared_podman().power_cut();
  (void)agent_->wait(patience);
}

void field::boot() {
  shared_podman().start();
  start_agent();
}

int field::stop_agent() {
  agent_->signal(SIGTERM);
  return good(agent_->wait(patience));
}

contracts::desired_deployment field::entry(std::string_view name, const contracts::score& score) const {
  return {.namespace_ = contracts::resource_name::parse("plant").value(),
          .name = contracts::resource_name::parse(name).value(),
          .uid = "uid-of-" + std::string(name),
          .generation = 1,
          .revision = contracts::revision_of(score)};
}

task<void> field::store(contracts::revision name, contracts::score content) {
  nats::bucket scores(streams_, std::string(contracts::scores_bucket));
  good(co_await scores.put(name.text(), contracts::encode_text(content), patience));
}

task<void> field::order(std::vector<contracts::desired_deployment> entries) {
  const contracts::desired_state document{.device = device_, .epoch = {}, .deployments = std::move(entries)};
  co_await put(contracts::desired_state_bucket, contracts::encode_text(document));
}

task<bool> field::runs(std::string name, contracts::score score) {
  const auto wanted = entry(name, score);
  co_await store(wanted.revision, std::move(score));
  co_await order({wanted});
  co_return co_await becomes([&]() -> task<bool> {
    const auto now = co_await state();
    co_return now && now->deployments.size() == 1 && now->deployments.front().revision == wanted.revision &&
        now->deployments.front().phase == contracts::phase::running;
  });
}

std::optional<contracts::desired_state> field::on_disk() const {
  return good(desired_cache::open(state_folder(), device_)).document();
}

task<std::string> field::stored(std::string_view bucket) {
  nats::bucket from(streams_, std::string(bucket));
  const auto entry = co_await from.get(device_.text(), patience);
  co_return entry ? entry->value : "";
}

task<void> field::put(std::string_view bucket, std::string value) {
  nats::bucket to(streams_, std::string(bucket));
  good(co_await to.put(device_.text(), std::move(value), patience));
}

task<std::optional<contracts::device_state>> field::state() {
  const auto text = co_await stored(contracts::device_state_bucket);
  co_return text.empty() ? std::nullopt : std::optional(good(contracts::decode_text<contracts::device_state>(text)));
}

task<bool> field::is_in(contracts::phase phase) {
  const auto now = co_await state();
  co_return now && now->deployments.size() == 1 && now->deployments.front().phase == phase;
}

task<bool> field::reports_nothing() {
  const auto now = co_await state();
  co_return now && now->deployments.empty();
}

task<void> field::forget_report() {
  nats::bucket states(streams_, std::string(contracts::device_state_bucket));
  good(co_await states.purge(device_.text(), patience));
}

bool field::runs_only(std::string_view revision) {
  const auto now = containers();
  return now.size() == 1 && now.front().state == "running" && now.front().revision == revision;
}

std::size_t field::said(std::string_view words) const { return kit::times(words, log()); }

std::string field::last_words() const {
  constexpr std::size_t most = 5000;
  const auto said = log();
  return said.size() > most ? said.substr(said.size() - most) : said;
}

contracts::score web(int version) { return kit::score({kit::service("main", "localhost/web:" + std::to_string(version))}); }

}  // namespace harmony::agent::test
