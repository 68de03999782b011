// SPDX-License-Identifier: Apache-2.0
#include "hand_over.hpp"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <stdexcept>

#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kit/programs.hpp"
#include "kit/sandbox.hpp"

namespace harmony::e2e {

namespace {

constexpr auto menu = R"(
The loop is yours. This shell is inside it, with a network and processes of its own; leaving the shell ends everything.

  kubectl get iotd -o wide                     the resource, and how far the devices are
  kubectl describe iotd web                    everything that its status says
  harmony-iot apply --name web --to site=lyon --image {0} --port {1}:80
                                               an upgrade; --help has more
  curl http://127.0.0.1:{1}                  what the container serves
  podman ps                                    what the device runs
  podman kill $(podman ps --quiet)             a fault: it comes back
  nats kv watch desired-state                  what the operator tells the devices
  nats kv watch device-state                   what they answer
  nats sub 'heartbeat.*'                       who is there
  tail -F $DEMO/agent.log $DEMO/operator.log

Another shell in here: ./dev demo enter

)";

/// Where a demo that is handed over says which sandbox it is in, and the variables of a shell in it.
std::filesystem::path notice_path() {
  const char* cache = std::getenv("HARMONY_IOT_CACHE");
  if (cache == nullptr) throw std::runtime_error("HARMONY_IOT_CACHE is not set: run this through ./dev demo");
  return std::filesystem::path(cache) / "demo";
}

class notice {
 public:
  explicit notice(const std::map<std::string, std::string>& variables) {
    std::ofstream to(notice_path());
    to << kit::sandbox_name() << '\n';
    for (const auto& [name, value] : variables) to << name << '=' << value << '\n';
  }
  notice(const notice&) = delete;
  notice& operator=(const notice&) = delete;
  ~notice() { std::remove(notice_path().c_str()); }
};

/// The person's own shell, on the person's terminal.
int run_shell() {
  const char* shell = std::getenv("SHELL");
  if (shell == nullptr || *shell == '\0') shell = "/bin/sh";
  const auto id = ::fork();
  if (id == 0) {
    ::execl(shell, shell, nullptr);
    ::_exit(127);
  }
  int status = 0;
  while (::waitpid(id, &status, 0) < 0 && errno == EINTR) {
  }
  if (WIFEXITED(status) && WEXITSTATUS(status) == 127) fmt::print(stderr, "{} could not be run\n", shell);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

void link_programs(const std::filesystem::path& folder) {
  std::filesystem::create_directories(folder);
  std::filesystem::create_symlink(kit::harmony_iot(), folder / "harmony-iot");
  // ./dev demo has made them; a test does without.
  const auto servers = kit::server_program("nats-server").parent_path().parent_path();
  for (const auto* tool : {"kubectl", "nats"})
    if (std::filesystem::exists(servers / tool / tool)) std::filesystem::create_symlink(servers / tool / tool, folder / tool);
}

}  // namespace

void hand_over(const world& where) {
  link_programs(where.folder() / "bin");
  const auto variables = where.environment();
  for (const auto& [name, value] : variables) ::setenv(name.c_str(), value.c_str(), 1);
  const notice for_others(variables);
  fmt::print(menu, kit::registry::reference("shop/web:2"), world::web_port);
  std::fflush(stdout);
  // What the shell ended with says nothing about the demo.
  (void)run_shell();
}

int join_demo() {
  std::ifstream from(notice_path());
  std::string sandbox;
  if (!std::getline(from, sandbox)) throw std::runtime_error("no demo is handed over now; ./dev demo starts one");
  for (std::string line; std::getline(from, line);) {
    const auto equals = line.find('=');
    ::setenv(line.substr(0, equals).c_str(), line.substr(equals + 1).c_str(), 1);
  }
  kit::join_sandbox(sandbox);
  return run_shell();
}

}  // namespace harmony::e2e
