// SPDX-License-Identifier: Apache-2.0
#include "hub.hpp"

#include <csignal>
#include <stdexcept>
#include <utility>
#include <vector>

#include "harmony/http/client.hpp"
#include "kit/access.hpp"
#include "kit/cluster.hpp"
#include "kit/command_line.hpp"
#include "kit/deployments.hpp"
#include "kit/free_port.hpp"
#include "kit/programs.hpp"

namespace harmony::fleet::test {

hub::hub(asio::any_io_executor executor)
    : executor_(executor),
      cluster_(executor, kit::admin_config()),
      link_(executor, {.servers = {server_.url()}, .name = "test", .reconnect_most = 500ms}),
      streams_(link_),
      health_port_(kit::free_port()) {}

task<void> hub::begin() {
  // Forced: a test may have taken something away from the operator.
  const auto installed = kit::harmony_iot_says({"install", "--force-conflicts"}, kit::shared_server().kubeconfig());
  if (installed.code != 0) throw std::runtime_error(installed.output);
  // The operator's own account, so that everything here holds with what install allows it.
  co_await kit::write_kubeconfig(cluster_, kit::shared_server(), {"harmony-iot", "harmony-iot-operator"},
                                 folder_.path() / "kubeconfig");
  space_ = co_await kit::new_namespace(cluster_);
  deployments_.emplace(cluster_, space_);
  if (auto connected = co_await link_.wait_connected(patience); !connected) throw std::runtime_error(connected.error().text());
}

task<void> hub::end() {
  operator_.reset();
  co_await deployments_->discard_all();
  co_await link_.close();
}

void hub::start_operator() {
  operator_ = std::make_unique<kit::process>(
      std::vector<std::string>{kit::harmony_iot(), "operator", "--nats", server_.url(), "--kubeconfig",
                               folder_.path() / "kubeconfig", "--health-address", "127.0.0.1", "--health-port",
                               std::to_string(health_port_), "--text-log", "--verbose"},
      kit::process_options{.environment = {}, .log = folder_.path() / "operator.log", .folder = {}});
}

int hub::stop_operator() {
  operator_->signal(SIGTERM);
  const auto code = operator_->wait(patience);
  if (!code) throw std::runtime_error(code.error().text());
  return *code;
}

task<bool> hub::is_ready() { co_return (co_await ask("/readyz")).ok(); }

task<http::response> hub::ask(std::string path) {
  http::client probe(executor_, {.over = http::transport::tcp, .host = "127.0.0.1", .port = health_port_});
  auto answer = co_await probe.send({.target = std::move(path)}, patience);
  co_return std::move(answer).value_or(http::response{});
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
  constexpr std::size_t most = 5000;
  const auto said = log();
  return said.size() > most ? said.substr(said.size() - most) : said;
}

}  // namespace harmony::fleet::test
