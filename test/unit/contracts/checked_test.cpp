// SPDX-License-Identifier: Apache-2.0
#include "harmony/contracts/checked.hpp"

#include <catch2/catch_test_macros.hpp>

#include <string>

using namespace harmony;
using namespace harmony::contracts;

namespace {

template <class T>
void accepts(std::initializer_list<std::string> texts) {
  for (const auto& text : texts) {
    INFO(text);
    const auto parsed = T::parse(text);
    REQUIRE(parsed);
    CHECK(parsed->text() == text);
  }
}

template <class T>
void refuses(std::initializer_list<std::string> texts) {
  for (const auto& text : texts) {
    INFO(text);
    const auto parsed = T::parse(text);
    REQUIRE_FALSE(parsed);
    CHECK(parsed.error().code == errc::invalid);
    CHECK(parsed.error().message.starts_with("\"" + text + "\" is not "));
  }
}

}  // namespace

TEST_CASE("a device id is one DNS label, so it can be one NATS token and one key") {
  accepts<device_id>({"a", "plc-17", "0", "a--b", std::string(63, 'x')});
  refuses<device_id>({"", "A", "plc.17", "*", ">", "a b", "-a", "a-", "a_b", "\xc3\xa9", std::string(64, 'x'), "a\n"});
}

TEST_CASE("label keys have an optional DNS prefix and Kubernetes' name shape") {
  const std::string longest_prefix = std::string(126, 'a') + "." + std::string(126, 'b');
  accepts<label_key>(
      {"site", "Site_1", "a.b-c", "example.com/site", std::string(63, 'k'), longest_prefix + "/" + std::string(63, 'k')});
  refuses<label_key>({longest_prefix + "b/site", "a..b/site", "-a/site", "", "/site", "example.com/", "-site", "site-", "a/b/c",
                      "UPPER.com/x", std::string(64, 'k'), "si te"});
}

TEST_CASE("label values may be empty") {
  accepts<label_value>({"", "lyon", "1.2_3-x", std::string(63, 'v')});
  refuses<label_value>({"-x", "x-", "a b", "a/b", std::string(64, 'v')});
}

TEST_CASE("a revision is a SHA-256 in lower-case hex") {
  accepts<revision>({std::string(64, 'a'), std::string(64, '0')});
  refuses<revision>({"", std::string(63, 'a'), std::string(65, 'a'), std::string(64, 'A'), std::string(64, 'g')});
}

TEST_CASE("image references are visible characters only") {
  accepts<image_reference>({"web", "registry:5000/team/web:1.2@sha256:abc"});
  refuses<image_reference>({"", "web 1", "web\t1", std::string(256, 'x')});
}

TEST_CASE("environment names may hold anything printable but '='") {
  accepts<env_name>({"PATH", "a.b-c", "with space"});
  refuses<env_name>({"", "A=B", "A\n", std::string(256, 'x')});
}

TEST_CASE("a port mapping names the device's port, the container's port, and udp if it is that") {
  const auto web = port_mapping::parse("8080:80");
  REQUIRE(web);
  CHECK(web->host == 8080);
  CHECK(web->container == 80);
  CHECK(web->over == port_mapping::protocol::tcp);
  CHECK(port_mapping::parse("8080:80/tcp")->text() == "8080:80");
  CHECK(port_mapping::parse("53:5353/udp")->text() == "53:5353/udp");
  refuses<port_mapping>(
      {"", "80", "80:", ":80", "0:80", "80:0", "65536:80", "80:65536", "a:b", "80:80/sctp", "80:80:80", "-1:80"});
}

TEST_CASE("a timestamp keeps its milliseconds") {
  const auto read = timestamp::parse("2026-11-24T12:00:00.123Z");
  REQUIRE(read);
  CHECK(read->text() == "2026-11-24T12:00:00.123Z");
  CHECK_FALSE(timestamp::parse("yesterday"));
}

TEST_CASE("a volume is a name or a path of the device, and where the container has it") {
  accepts<volume_mapping>({"data:/var/lib/data", "/etc/site:/config:ro", "a.b_c-1:/x"});
  refuses<volume_mapping>({"", "data", ":/x", "data:x", "data:/x:rx", "data:/x:/y", "-a:/x", "a b:/x", "../etc:/x",
                           std::string(64, 'v') + ":/x", "/" + std::string(1024, 'x') + ":/x", std::string("/a\0b:/x", 7),
                           std::string("data:/x\0y", 9)});
  const auto both = volume_mapping::parse("data:/x:rw");
  REQUIRE(both);
  CHECK(both->text() == "data:/x");
  CHECK(both->named());
  CHECK_FALSE(volume_mapping::parse("/etc/site:/config:ro")->named());
  CHECK(volume_mapping::parse("/etc/site:/config:ro")->read_only);
}
