// SPDX-License-Identifier: Apache-2.0
#include "harmony/kube/metadata.hpp"

#include <catch2/catch_test_macros.hpp>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

using namespace harmony;
using namespace harmony::kube;

TEST_CASE("everything that a controller decides by is read") {
  const auto object = boost::json::parse(R"({"metadata":{"name":"web","namespace":"shop","uid":"u-1","resourceVersion":"7",
      "generation":3,"labels":{"app":"web"},"annotations":{"note":"x"},"finalizers":["a/b","c/d"],
      "deletionTimestamp":"2026-11-24T12:00:00Z","unknown":{}}})");
  const auto read = metadata_of(object);
  REQUIRE(read);
  CHECK(*read == object_meta{.name = "web",
                             .namespace_ = "shop",
                             .uid = "u-1",
                             .resource_version = "7",
                             .generation = 3,
                             .labels = {{"app", "web"}},
                             .annotations = {{"note", "x"}},
                             .finalizers = {"a/b", "c/d"},
                             .deletion_timestamp = "2026-11-24T12:00:00Z"});
  CHECK(read->deleting());
  CHECK(read->key() == object_key{"shop", "web"});
}

TEST_CASE("what is missing or null has its default") {
  const auto read = metadata_of(boost::json::parse(R"({"metadata":{"name":"web","labels":null,"finalizers":null}})"));
  REQUIRE(read);
  CHECK(*read == object_meta{.name = "web"});
  CHECK_FALSE(read->deleting());
}

TEST_CASE("a wrong type is named with its path") {
  const auto mistake = [](std::string_view text) { return metadata_of(boost::json::parse(text)).error().message; };
  CHECK(mistake("[]") == "metadata: expected an object");
  CHECK(mistake(R"({"metadata":{}})") == "metadata.name: required");
  CHECK(mistake(R"({"metadata":{"name":1}})") == "metadata.name: expected a string");
  CHECK(mistake(R"({"metadata":{"name":"x","generation":"1"}})") == "metadata.generation: expected an integer");
  CHECK(mistake(R"({"metadata":{"name":"x","labels":{"a":1}}})") == "metadata.labels[a]: expected a string");
  CHECK(mistake(R"({"metadata":{"name":"x","finalizers":["a",1]}})") == "metadata.finalizers[1]: expected a string");
}

TEST_CASE("a key is read even from an object that is otherwise unreadable") {
  CHECK(key_of(boost::json::parse(R"({"metadata":{"name":"x","namespace":"n","labels":5}})")) == object_key{"n", "x"});
  CHECK(key_of(boost::json::parse(R"({"metadata":{"name":"x"}})")) == object_key{"", "x"});
  CHECK(key_of(boost::json::parse(R"({"metadata":{"namespace":"n"}})")).error().code == errc::invalid);
}

TEST_CASE("managed fields are dropped and nothing else") {
  auto object = boost::json::parse(R"({"metadata":{"name":"x","managedFields":[{}],"uid":"u"},"managedFields":1})");
  drop_managed_fields(object);
  CHECK(object == boost::json::parse(R"({"metadata":{"name":"x","uid":"u"},"managedFields":1})"));
  boost::json::value other = 5;
  drop_managed_fields(other);
  CHECK(other == 5);
}
