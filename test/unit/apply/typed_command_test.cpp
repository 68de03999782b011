// SPDX-License-Identifier: Apache-2.0
#include "apply/typed_command.hpp"

#include <catch2/catch_test_macros.hpp>

#include <fstream>

#include "kit/temp_dir.hpp"

using namespace harmony;
using namespace harmony::apply;

namespace {

typed_command named(typed_deployment what) { return {.named = true, .what = std::move(what)}; }

const typed_deployment web{.name = "web", .namespace_ = "shop", .to = {"site=lyon"}, .image = "web:1"};
const typed_deployment only_name{.name = "web", .namespace_ = "shop"};

}  // namespace

TEST_CASE("what is typed is applied, and with --watch followed for the time-out") {
  auto typed = named(web);
  auto meant = understood(typed);
  REQUIRE(meant);
  CHECK(meant->what == verb::apply);
  CHECK_FALSE(meant->watch);
  REQUIRE(meant->targets.size() == 1);
  CHECK(meant->targets.front().key == kube::object_key{"shop", "web"});
  CHECK(meant->targets.front().object.at_pointer("/metadata/name") == "web");
  typed.watch = true;
  CHECK(understood(typed)->watch == 5min);
  CHECK(understood(typed)->what == verb::apply);
}

TEST_CASE("a name alone is looked at with --watch, deleted with --delete, and too little otherwise") {
  auto typed = named(only_name);
  CHECK(understood(typed).error().message.starts_with("--to is missing"));
  typed.watch = true;
  CHECK(understood(typed)->what == verb::look);
  CHECK(understood(typed)->targets.front().object.is_null());
  typed.remove = true;
  CHECK(understood(typed)->what == verb::remove);
}

TEST_CASE("without a name and a file nothing is meant") {
  CHECK(understood({}).error().text() == "--name is missing (write --name NAME, or -f FILE for one that is kept in a file)");
  CHECK(understood(named({})).error().message.starts_with("--name: \"\" is not a DNS label"));
}

TEST_CASE("a mistake in a file is a mistake, but with --watch a failure: 2 says there that the time is over") {
  const kit::temp_dir folder;
  typed_command typed{.files = {folder.path() / "web.yaml"}};
  CHECK(understood(typed).error().code == errc::not_found);
  std::ofstream(typed.files.front()) << "a: [\n";
  CHECK(understood(typed).error().code == errc::invalid);
  typed.watch = true;
  CHECK(understood(typed).error().code == errc::failed);
  typed.timeout = "soon";
  CHECK(understood(typed).error().code == errc::invalid);
}

TEST_CASE("several files are taken in their order") {
  const kit::temp_dir folder;
  typed_command typed;
  for (const std::string name : {"b", "a"}) {
    typed.files.push_back(folder.path() / name);
    std::ofstream(typed.files.back())
        << "{\"apiVersion\":\"iot.nationtech.io/v1alpha1\",\"kind\":\"Deployment\",\"metadata\":{\"name\":\"" << name << "\"}}";
  }
  const auto meant = understood(typed);
  REQUIRE(meant);
  REQUIRE(meant->targets.size() == 2);
  CHECK(meant->targets[0].key.name == "b");
  CHECK(meant->targets[1].key.name == "a");
}
