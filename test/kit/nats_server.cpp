// SPDX-License-Identifier: Apache-2.0
#include "kit/nats_server.hpp"

#include <cstdlib>
#include <fstream>
#include <stdexcept>

#include <fmt/format.h>

#include "kit/free_port.hpp"
#include "kit/programs.hpp"
#include "kit/ready.hpp"

namespace harmony::kit {

namespace {

/// $HARMONY_IOT_NATS_SERVER runs what is written for one server on another.
std::filesystem::path nats_program() {
  const char* named = std::getenv("HARMONY_IOT_NATS_SERVER");
  return server_program(named == nullptr ? "nats-server" : named);
}

}  // namespace

nats_server::nats_server(options how) : port_(free_port()) {
  const bool at_once = how.start;
  configure(std::move(how));
  if (at_once) start();
}

void nats_server::configure(options how) {
  how_ = std::move(how);
  std::ofstream(folder_.path() / "nats.conf")
      << fmt::format("listen: 127.0.0.1:{}\njetstream {{ store_dir: \"{}\"\n{}\n}}\n{}\n", port_,
                     (folder_.path() / "data").string(), how_.jetstream, how_.configuration);
}

std::string nats_server::url() const { return fmt::format("nats://127.0.0.1:{}", port_); }

void nats_server::start() {
  const auto program = nats_program();
  process_ = std::make_unique<kit::process>(std::vector<std::string>{program, "-c", folder_.path() / "nats.conf"},
                                            process_options{.environment = {}, .log = folder_.path() / "log", .folder = {}});
  wait_until_ready("nats-server", *process_, 20s, [this] { return accepts_connections(port_); });
}

void nats_server::stop() { process_.reset(); }

void nats_server::kill() {
  process_->signal(SIGKILL);
  (void)process_->wait(10s);
  process_.reset();
}

void nats_server::lose_data() { std::filesystem::remove_all(folder_.path() / "data"); }

void nats_server::keep_data() {
  std::filesystem::remove_all(folder_.path() / "kept");
  std::filesystem::copy(folder_.path() / "data", folder_.path() / "kept", std::filesystem::copy_options::recursive);
}

void nats_server::go_back() {
  lose_data();
  std::filesystem::copy(folder_.path() / "kept", folder_.path() / "data", std::filesystem::copy_options::recursive);
}

}  // namespace harmony::kit
