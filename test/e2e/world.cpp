// SPDX-License-Identifier: Apache-2.0
#include "world.hpp"

#include <sstream>
#include <stdexcept>

#include <fmt/format.h>

#include "harmony/base/run.hpp"
#include "harmony/http/client.hpp"
#include "harmony/kube/client.hpp"
#include "harmony/kube/config.hpp"
#include "harmony/kube/metadata.hpp"
#include "harmony/kube/object_api.hpp"
#include "kit/agent.hpp"
#include "kit/deployments.hpp"
#include "kit/free_port.hpp"
#include "kit/programs.hpp"

namespace harmony::e2e {

namespace {

/// What GET gives: the body of a success, or words about why there is none.
std::string get(std::uint16_t port, std::string target, bool& ok) {
  return run([&](auto executor) -> task<std::string> {
    http::client client(executor, {.over = http::transport::tcp, .host = "127.0.0.1", .port = port});
    auto answer = co_await client.send({.target = target}, 2s);
    ok = answer && answer->ok();
    co_return answer ? std::move(answer->body) : answer.error().text();
  });
}

std::string tail_of(const std::string& text) {
  constexpr std::size_t most = 3000;
  return text.size() > most ? text.substr(text.size() - most) : text;
}

}  // namespace

world::world() : health_port_(kit::free_port()) {}

void world::start_servers() {
  cluster_ = std::make_unique<kit::kube_apiserver>();
  nats_ = std::make_unique<kit::nats_server>();
  podman_ = std::make_unique<kit::podman_service>();
  registry_ = std::make_unique<kit::registry>();
}

void world::start_operator() {
  operator_ = std::make_unique<kit::process>(
      std::vector<std::string>{kit::harmony_iot(), "operator", "--nats", nats_->url(), "--kubeconfig", cluster_->kubeconfig(),
                               "--health-address", "127.0.0.1", "--health-port", std::to_string(health_port_), "--text-log"},
      kit::process_options{.environment = {}, .log = folder_.path() / "operator.log", .folder = {}});
}

void world::start_agent() {
  agent_ = kit::start_agent(
      {.labels = {{"site", "lyon"}}, .nats = nats_->url(), .podman_socket = podman_->socket(), .folder = folder_.path()});
}

std::string world::harmony_iot(std::vector<std::string> words) {
  words.insert(words.begin(), kit::harmony_iot());
  auto done = kit::run_command(words, {{"KUBECONFIG", cluster_->kubeconfig()}});
  if (done.code != 0)
    throw std::runtime_error(fmt::format("harmony-iot {} ended with {}:\n{}", words.at(1), done.code, done.output));
  return std::move(done.output);
}

std::string world::readiness() const {
  bool ok = false;
  auto said = get(health_port_, "/readyz", ok);
  return ok ? "" : said;
}

std::string world::page() const {
  bool ok = false;
  return get(web_port, "/", ok);
}

std::optional<world::seen_deployment> world::deployment(const std::string& name) const {
  return run([&](auto executor) -> task<std::optional<seen_deployment>> {
    kube::client server(executor, *kube::read_kubeconfig(cluster_->kubeconfig(), ""));
    const kube::object_api objects(server, kit::deployment_type);
    const auto found = co_await objects.get({"default", name});
    if (!found) throw std::runtime_error(found.error().text());
    if (!*found) co_return std::nullopt;
    seen_deployment seen{.generation = kube::metadata_of(**found).value().generation, .status = {}};
    if (const auto* status = (*found)->as_object().if_contains("status"))
      seen.status = contracts::decode<contracts::deployment_status>(*status, "status").value();
    co_return seen;
  });
}

std::vector<std::string> world::containers() {
  std::vector<std::string> ids;
  std::istringstream lines(podman_->command({"ps", "--all", "--no-trunc", "--format", "{{.ID}}"}));
  for (std::string id; std::getline(lines, id);)
    if (!id.empty()) ids.push_back(id);
  return ids;
}

std::map<std::string, std::string> world::environment() const {
  const auto* path = std::getenv("PATH");
  auto all = podman_->environment();
  all.insert({{"KUBECONFIG", cluster_->kubeconfig()},
              {"KUBECACHEDIR", (folder_.path() / "kube-cache").string()},
              {"NATS_URL", nats_->url()},
              {"CONTAINER_HOST", podman_->url()},
              {"DEMO", folder_.path().string()},
              {"PATH", fmt::format("{}:{}", (folder_.path() / "bin").string(), path == nullptr ? "/usr/bin:/bin" : path)}});
  return all;
}

std::string world::last_words() const {
  std::string words;
  if (operator_) words += "--- operator\n" + tail_of(operator_->log());
  if (agent_) words += "--- agent\n" + tail_of(agent_->log());
  return words;
}

}  // namespace harmony::e2e
