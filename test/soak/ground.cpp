// SPDX-License-Identifier: Apache-2.0
#include "soak/ground.hpp"

#include <csignal>
#include <fstream>
#include <stdexcept>

#include <fmt/format.h>

#include "kit/access.hpp"
#include "kit/agent.hpp"
#include "kit/command_line.hpp"
#include "kit/free_port.hpp"
#include "kit/programs.hpp"

namespace harmony::soak {

namespace {

constexpr std::chrono::milliseconds look_every = 200ms;

http::endpoint on_loopback(std::uint16_t port) { return {.over = http::transport::tcp, .host = "127.0.0.1", .port = port}; }

std::string nats_url(const kit::relay& way) { return fmt::format("nats://127.0.0.1:{}", way.where().port); }

std::filesystem::path configured(const device& one, const std::filesystem::path& folder) {
  std::filesystem::create_directory(folder);
  std::map<std::string, std::string> labels;
  for (const auto& [key, value] : one.where.labels) labels.emplace(key.text(), value.text());
  return kit::configure_agent({.device = one.where.device,
                               .labels = std::move(labels),
                               .nats = nats_url(*one.to_nats),
                               .podman_socket = one.podman->socket(),
                               .folder = folder});
}

}  // namespace

void kept::keep(const say& tell) {
  if (suspended_ || (running_ && running_->running())) return;
  if (running_) {
    const auto code = running_->wait(0ms).value_or(-1);
    auto end = fmt::format("{} ended with {}", name_, code);
    tell(end);
    const auto said = running_->log().substr(said_before_);
    const bool lost_its_lease = code == 1 && said.contains("harmony-iot operator: leading by the Lease");
    if (code != 128 + SIGKILL && !lost_its_lease) unexpected_.push_back(std::move(end));
  }
  said_before_ = std::filesystem::exists(log_) ? std::filesystem::file_size(log_) : 0;
  running_ = std::make_unique<kit::process>(command_, kit::process_options{.environment = {}, .log = log_, .folder = {}});
}

void kept::signal(int number) const {
  if (running_) running_->signal(number);
}

void kept::suspend() {
  suspended_ = true;
  if (running_) running_->signal(SIGKILL);
  running_.reset();
}

ground::ground(asio::any_io_executor executor, std::filesystem::path logs, say tell)
    : executor_(std::move(executor)),
      logs_(std::move(logs)),
      tell_(std::move(tell)),
      link_(executor_, {.servers = {nats_.url()}, .name = "soak"}) {
  const auto installed = kit::harmony_iot_says({"install"}, cluster_.kubeconfig());
  if (installed.code != 0) throw std::runtime_error(installed.output);
  auto server = *http::parse_endpoint(cluster_.url());
  to_cluster_ =
      std::make_unique<kit::relay>(executor_, std::move(server), kit::relay::options{.tls = cluster_.administrator()});
  to_nats_ = std::make_unique<kit::relay>(executor_, on_loopback(nats_.port()));
  const auto kubeconfig = folder_.path() / "kubeconfig";
  kit::write_kubeconfig_by(cluster_.kubeconfig(), *to_cluster_, kubeconfig);
  for (const auto* name : {"operator-1", "operator-2"})
    operators_.emplace_back(
        name,
        std::vector<std::string>{kit::harmony_iot(), "operator", "--nats", nats_url(*to_nats_), "--kubeconfig", kubeconfig,
                                 "--health-address", "127.0.0.1", "--health-port", std::to_string(kit::free_port())},
        logs_ / fmt::format("{}.log", name));
  for (auto& where : places()) {
    device one{.where = where,
               .podman = std::make_unique<kit::podman_service>(kit::podman_service::options{.apart = true}),
               .to_nats = std::make_unique<kit::relay>(executor_, on_loopback(nats_.port()))};
    for (const auto* image : {"localhost/soak:1", "localhost/soak:2"}) one.podman->import_image(image);
    const auto config = configured(one, folder_.path() / where.device);
    one.agent = std::make_unique<kept>(where.device, std::vector<std::string>{kit::harmony_iot(), "agent", "--config", config},
                                       logs_ / fmt::format("{}.log", where.device));
    devices_.push_back(std::move(one));
  }
}

task<void> ground::keep() {
  for (;;) {
    for (auto& one : operators_) one.keep(tell_);
    for (auto& one : devices_) one.agent->keep(tell_);
    co_await sleep_for(look_every);
  }
}

task<void> ground::close() {
  for (auto& one : operators_) one.suspend();
  for (auto& one : devices_) one.agent->suspend();
  co_await to_cluster_->close();
  co_await to_nats_->close();
  for (auto& one : devices_) co_await one.to_nats->close();
  co_await link_.close();
}

std::vector<std::string> ground::bugs() const {
  std::vector<std::string> all;
  const auto search = [&](const kept& program) {
    all.insert(all.end(), program.unexpected().begin(), program.unexpected().end());
    std::ifstream lines(program.log());
    for (std::string text; std::getline(lines, text);)
      if (text.contains("ended by an exception") || text.contains("Sanitizer"))
        all.push_back(fmt::format("{}: {}", program.name(), text));
  };
  for (const auto& one : operators_) search(one);
  for (const auto& one : devices_) search(*one.agent);
  return all;
}

}  // namespace harmony::soak
