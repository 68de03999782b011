// SPDX-License-Identifier: Apache-2.0
#include "replica.hpp"

#include <csignal>
#include <stdexcept>
#include <utility>

#include "harmony/http/client.hpp"
#include "hub.hpp"
#include "kit/free_port.hpp"
#include "kit/programs.hpp"

namespace harmony::fleet::test {

namespace {

std::vector<std::string> command(const std::string& nats, const std::filesystem::path& kubeconfig, std::uint16_t port,
                                 const std::vector<std::string>& more) {
  std::vector<std::string> words{kit::harmony_iot(), "operator",           "--nats",           nats,
                                 "--kubeconfig",     kubeconfig,           "--health-address", "127.0.0.1",
                                 "--health-port",    std::to_string(port), "--text-log",       "--verbose"};
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

}  // namespace

replica::replica(asio::any_io_executor executor, const std::string& nats, const std::filesystem::path& kubeconfig,
                 std::filesystem::path log, std::vector<std::string> more)
    : executor_(std::move(executor)),
      port_(kit::free_port()),
      process_(command(nats, kubeconfig, port_, more),
               kit::process_options{.environment = {}, .log = std::move(log), .folder = {}}) {}

int replica::stop() {
  process_.signal(SIGTERM);
  return ended();
}

task<int> replica::stop_behind_relays() {
  process_.signal(SIGTERM);
  co_return co_await ended_behind_relays();
}

task<int> replica::ended_behind_relays() {
  (void)co_await kit::eventually(patience, [this] { return !process_.running(); });
  co_return ended();
}

int replica::ended() {
  const auto code = process_.wait(patience);
  if (!code) throw std::runtime_error(code.error().text());
  return *code;
}

task<http::response> replica::ask(std::string path) const {
  http::client probe(executor_, {.over = http::transport::tcp, .host = "127.0.0.1", .port = port_});
  auto answer = co_await probe.send({.target = std::move(path)}, patience);
  co_return std::move(answer).value_or(http::response{});
}

task<bool> replica::is_ready() const { co_return (co_await ask("/readyz")).ok(); }

task<bool> replica::fails_ready(std::string beginning, std::string words) const {
  const auto ready = co_await ask("/readyz?verbose");
  const auto line = ready.body.find(beginning);
  if (ready.status != 503 || line == std::string::npos) co_return false;
  co_return std::string_view(ready.body).substr(line, ready.body.find('\n', line) - line).contains(words);
}

}  // namespace harmony::fleet::test
