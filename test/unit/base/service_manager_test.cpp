// SPDX-License-Identifier: Apache-2.0
#include "harmony/base/service_manager.hpp"

#include <unistd.h>
#include <catch2/catch_test_macros.hpp>

#include "harmony/base/log.hpp"
#include "harmony/base/run.hpp"
#include "kit/eventually.hpp"
#include "kit/notify_socket.hpp"
#include "kit/temp_dir.hpp"

using namespace harmony;

TEST_CASE("a service manager is told over a path or an abstract name") {
  const kit::temp_dir folder;
  for (const auto& name : {(folder.path() / "notify").string(), "@harmony-iot-test-" + std::to_string(::getpid())}) {
    CAPTURE(name);
    const kit::notify_socket systemd(name);
    service_manager manager(name, std::nullopt);
    manager.ready();
    CHECK(systemd.next() == "READY=1");
    manager.status("2 deployments run");
    CHECK(systemd.next() == "STATUS=2 deployments run");
    manager.status("2 deployments run");
    CHECK(systemd.next().empty());
    manager.stopping();
    CHECK(systemd.next() == "STOPPING=1");
  }
}

TEST_CASE("the watchdog is told again and again, until it is cancelled, and only if it asks") {
  const kit::temp_dir folder;
  const auto name = (folder.path() / "notify").string();
  const kit::notify_socket systemd(name);
  run([&](auto executor) -> task<void> {
    service_manager manager(name, 20ms);
    task_group living(executor);
    living.spawn("watchdog", manager.keep_alive());
    int times = 0;
    CHECK(co_await kit::eventually(60s, [&] {
      const auto said = systemd.next();
      if (said == "WATCHDOG=1") ++times;
      CHECK((said.empty() || said == "WATCHDOG=1"));
      return times == 3;
    }));
    living.cancel();
    co_await living.join();
    while (!systemd.next().empty()) continue;
    co_await service_manager(name, std::nullopt).keep_alive();
    CHECK(systemd.next().empty());
  });
}

TEST_CASE("without a service manager nothing is told, and one that is gone is told of once") {
  int lines = 0;
  const auto before = log::redirect([&](log::level, std::string_view) { ++lines; });
  service_manager nobody("", 1s);
  nobody.ready();
  run([&](auto) { return nobody.keep_alive(); });
  CHECK(lines == 0);
  service_manager gone("/nowhere/notify", std::nullopt);
  gone.ready();
  gone.stopping();
  CHECK(lines == 1);
  service_manager(std::string(200, '/'), std::nullopt).ready();
  CHECK(lines == 2);
  log::redirect(before);
}

TEST_CASE("the watchdog's interval is ours if it names us or nobody") {
  CHECK(watchdog_interval("30000000", nullptr, 17) == 30s);
  CHECK(watchdog_interval("30000000", "17", 17) == 30s);
  CHECK_FALSE(watchdog_interval("30000000", "18", 17));
  CHECK_FALSE(watchdog_interval("30000000", "x", 17));
  for (const auto* wrong : {"", "0", "-1", "x", "30s", "99999999999999999999"})
    CHECK_FALSE(watchdog_interval(wrong, nullptr, 17));
  CHECK_FALSE(watchdog_interval(nullptr, nullptr, 17));
}
