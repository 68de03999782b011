// SPDX-License-Identifier: Apache-2.0
#include "agent/inventory.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace harmony;
using namespace harmony::agent;

TEST_CASE("a system's name is its PRETTY_NAME, in quotes or not") {
  CHECK(system_name("NAME=Debian\nPRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\nID=debian\n") ==
        "Debian GNU/Linux 12 (bookworm)");
  CHECK(system_name("PRETTY_NAME='A'") == "A");
  CHECK(system_name("PRETTY_NAME=A") == "A");
  CHECK(system_name("PRETTY_NAME=\"") == "\"");
  CHECK(system_name("").empty());
}

TEST_CASE("whatever a device's files say, its info is a document that the hub reads") {
  contracts::device_info info{.device = *contracts::device_id::parse("plc-17"), .inventory = read_inventory()};
  info.inventory.os = system_name("PRETTY_NAME=" + std::string(5000, '\xff') + "\x01");
  CHECK(info.inventory.os.size() == 256);
  CHECK(contracts::decode_text<contracts::device_info>(contracts::encode_text(info)) == info);
}
