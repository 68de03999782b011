// SPDX-License-Identifier: Apache-2.0
// The cross-compiled executable, run by an emulator of its processor against a real nats-server.
#include <fstream>

#include <catch2/catch_test_macros.hpp>

#include "harmony/contracts/desired_state.hpp"
#include "harmony/contracts/device.hpp"
#include "harmony/contracts/names.hpp"
#include "harmony/nats/kv.hpp"
#include "kit/eventually.hpp"
#include "kit/nats_server.hpp"
#include "kit/process.hpp"
#include "kit/run.hpp"
#include "kit/temp_dir.hpp"
#include "operator/assets.hpp"

using namespace harmony;

namespace {

constexpr auto emulator = "qemu-aarch64-static";
constexpr std::chrono::milliseconds patience = 60s;

const std::filesystem::path& executable() {
  static const std::filesystem::path built = HARMONY_IOT_ARM64;
  INFO("./dev test and ./dev build --arch arm64 make " << built);
  REQUIRE(std::filesystem::exists(built));
  return built;
}

}  // namespace

TEST_CASE("the arm64 executable is one static file") {
  const auto said = kit::run_command({"file", "--brief", executable()});
  INFO(said.output);
  CHECK(said.output.contains("ARM aarch64"));
  CHECK(said.output.contains("statically linked"));
  CHECK(said.output.contains(", stripped"));
}

TEST_CASE("the arm64 executable says which it is") {
  const auto said = kit::run_command({emulator, executable(), "--version"});
  INFO(said.output);
  CHECK(said.code == 0);
  CHECK(said.output.contains("for arm64"));
}

TEST_CASE("the arm64 agent reports to NATS and gets its desired document from it") {
  const kit::nats_server server;
  const kit::temp_dir folder;
  const auto device = *contracts::device_id::parse("board-1");
  std::ofstream(folder.path() / "agent.toml")
      << fmt::format("[agent]\ndevice_id = \"{}\"\nstate_dir = \"{}\"\n[nats]\nurl = \"{}\"\n[podman]\nsocket = \"{}\"\n",
                     device.text(), (folder.path() / "state").string(), server.url(), (folder.path() / "no.sock").string());
  kit::run([&](auto executor) -> task<void> {
    nats::connection link(executor, {.servers = {server.url()}, .name = "test"});
    CHECK(co_await link.wait_connected(patience));
    nats::jetstream streams(link);
    CHECK(co_await fleet::assets(streams, [] {}).ensure());
    const kit::process agent({emulator, executable(), "agent", "--config", folder.path() / "agent.toml"},
                             {.log = folder.path() / "log"});

    nats::bucket infos(streams, std::string(contracts::device_info_bucket));
    std::string info;
    CHECK(co_await kit::eventually(patience, [&]() -> task<bool> {
      auto entry = co_await infos.get(device.text(), patience);
      if (entry) info = entry->value;
      co_return entry.has_value();
    }));
    const auto reported = contracts::decode_text<contracts::device_info>(info);
    CHECK(reported);
    if (reported) CHECK(reported->inventory.arch == "arm64");

    nats::bucket documents(streams, std::string(contracts::desired_state_bucket));
    const contracts::desired_state nothing_to_run{.device = device};
    CHECK(co_await documents.put(device.text(), contracts::encode_text(nothing_to_run), patience));
    const bool taken =
        co_await kit::eventually(patience, [&] { return agent.log().contains("desired document deployments=0"); });
    INFO(agent.log());
    CHECK(taken);
    co_await link.close();
  });
}
