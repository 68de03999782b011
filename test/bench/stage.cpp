// SPDX-License-Identifier: Apache-2.0
#include "bench/stage.hpp"

#include <fstream>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include "harmony/http/client.hpp"
#include "kit/agent.hpp"
#include "kit/command_line.hpp"
#include "kit/free_port.hpp"
#include "kit/programs.hpp"

namespace harmony::bench {

stage::stage(asio::any_io_executor executor)
    : executor_(std::move(executor)), on_disk_("/var/tmp"), health_port_(kit::free_port()) {
  podman_.import_image(image);
}

void stage::start_cluster() {
  cluster_ = std::make_unique<kit::kube_apiserver>();
  const auto installed = kit::harmony_iot_says({"install"}, cluster_->kubeconfig());
  if (installed.code != 0) throw std::runtime_error(installed.output);
}

void stage::start_agent(const std::string& device) {
  agent_ = kit::start_agent({.device = device,
                             .labels = {{"site", device}},
                             .nats = nats_.url(),
                             .podman_socket = podman_.socket(),
                             .folder = folder_.path(),
                             .state = on_disk_.path() / device});
}

void stage::start_operator() {
  operator_ = std::make_unique<kit::process>(
      std::vector<std::string>{kit::harmony_iot(), "operator", "--nats", nats_.url(), "--kubeconfig", cluster_->kubeconfig(),
                               "--health-address", "127.0.0.1", "--health-port", std::to_string(health_port_)},
      kit::process_options{.environment = {}, .log = folder_.path() / "operator.log", .folder = {}});
}

task<void> stage::operator_ready() {
  const auto give_up = steady_clock::now() + patience;
  for (;;) {
    http::client probe(executor_, {.over = http::transport::tcp, .host = "127.0.0.1", .port = health_port_});
    const auto answer = co_await probe.send({.target = "/readyz"}, patience);
    if (answer && answer->ok()) co_return;
    if (steady_clock::now() > give_up) throw std::runtime_error("the operator does not become ready");
    co_await sleep_for(1ms);
  }
}

std::string stage::last_words() const {
  constexpr std::size_t most = 3000;
  std::string words;
  for (const auto* one : {operator_.get(), agent_.get()}) {
    if (one == nullptr) continue;
    const auto said = one->log();
    words += said.size() > most ? said.substr(said.size() - most) : said;
  }
  return words;
}

line::line(stage& on)
    : executor_(on.executor()),
      link_(on.executor(), {.servers = {on.nats().url()}, .name = "bench", .reconnect_most = 500ms}),
      streams_(link_) {}

task<void> line::begin() { good(co_await link_.wait_connected(patience)); }

ear::ear(line& over, const std::string& subject)
    : more_(over.executor()), listening_(over.link().subscribe(subject, [this](std::span<nats::message> batch) {
        const auto now = steady_clock::now();
        for (auto& one : batch) came_.push_back({now, std::move(one)});
        more_.notify();
      })) {}

task<steady_clock::time_point> ear::hears(std::function<bool(const nats::message&)> fits) {
  const auto give_up = steady_clock::now() + patience;
  for (;;) {
    for (const auto& one : std::exchange(came_, {}))
      if (fits(one.what)) co_return one.at;
    if (steady_clock::now() > give_up) throw std::runtime_error("what was waited for did not come by NATS");
    co_await more_.wait_until(give_up);
  }
}

}  // namespace harmony::bench
