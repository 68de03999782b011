// SPDX-License-Identifier: Apache-2.0
#include "hub.hpp"

#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include "kit/access.hpp"
#include "kit/cluster.hpp"
#include "kit/command_line.hpp"
#include "kit/deployments.hpp"

namespace harmony::fleet::test {

hub::hub(asio::any_io_executor executor)
    : executor_(executor),
      cluster_(executor, kit::admin_config()),
      link_(executor, {.servers = {server_.url()}, .name = "test", .reconnect_most = 500ms}),
      streams_(link_) {}

task<void> hub::begin() {
  // Forced: a test may have taken something away from the operator.
  const auto installed = kit::harmony_iot_says({"install", "--force-conflicts"}, kit::shared_server().kubeconfig());
  if (installed.code != 0) throw std::runtime_error(installed.output);
  // The operator's own account, so that everything here holds with what install allows it.
  co_await kit::write_kubeconfig(cluster_, kit::shared_server(), {"harmony-iot", "harmony-iot-operator"}, kubeconfig());
  space_ = co_await kit::new_namespace(cluster_);
  deployments_.emplace(cluster_, space_);
  if (auto connected = co_await link_.wait_connected(patience); !connected) throw std::runtime_error(connected.error().text());
}

task<void> hub::end() {
  operator_.reset();
  co_await deployments_->discard_all();
  co_await link_.close();
}

void hub::start_operator(std::vector<std::string> more) { operator_ = another(std::move(more)); }

std::unique_ptr<replica> hub::another(std::vector<std::string> more) {
  return by(server_.url(), kubeconfig(), std::move(more));
}

std::unique_ptr<replica> hub::by(const std::string& nats, const std::filesystem::path& kubeconfig,
                                 std::vector<std::string> more) {
  return std::make_unique<replica>(executor_, nats, kubeconfig, folder_.path() / fmt::format("operator-{}.log", ++started_),
                                   std::move(more));
}

http::endpoint hub::nats_address() const { return {.over = http::transport::tcp, .host = "127.0.0.1", .port = server_.port()}; }

http::endpoint hub::cluster_address() const { return http::parse_endpoint(kit::shared_server().url()).value(); }

std::filesystem::path hub::kubeconfig_by(const kit::relay& way) const {
  auto path = folder_.path() / "kubeconfig-by-relay";
  kit::write_kubeconfig_by(kubeconfig(), way, path);
  return path;
}

contracts::labels hub::matching() const { return kit::labels({{"site", space_}}); }

contracts::deployment_spec hub::spec(std::string_view image) const { return kit::spec(matching(), image); }

task<bool> hub::settles() {
  const auto name = "settling-" + std::to_string(++settled_);
  for (std::int64_t generation = 1; generation <= 2; ++generation) {
    co_await deployments_->apply(name, kit::spec({}, "localhost/nothing:" + std::to_string(generation)));
    const auto written = [&](const auto& status) { return status.observed_generation == generation; };
    if (!co_await becomes([&] { return deployments_->status_is(name, written); })) co_return false;
  }
  co_return true;
}

std::string hub::last_words() const {
  if (!operator_) return "";
  constexpr std::size_t most = 5000;
  const auto said = log();
  return said.size() > most ? said.substr(said.size() - most) : said;
}

}  // namespace harmony::fleet::test
