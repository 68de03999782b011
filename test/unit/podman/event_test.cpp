// SPDX-License-Identifier: Apache-2.0
#include "harmony/podman/event.hpp"

#include "stored.hpp"

using namespace harmony;
using namespace harmony::podman;
using namespace harmony::podman::test;

TEST_CASE("events of every version say what happened to which container, its labels among the attributes") {
  for (const auto* version : versions) {
    CAPTURE(version);
    const auto lines = stored_lines(version, "events.jsonl");
    std::vector<std::string> actions;
    for (const auto& line : lines) {
      const auto seen = decode_event(line);
      REQUIRE(seen);
      CHECK(seen->type == "container");
      CHECK(seen->id.size() == 64);
      CHECK(seen->attributes.at("image") == "localhost/web:1");
      CHECK(seen->attributes.at("iot.nationtech.io/deployment") == "default/web");
      CHECK(seen->attributes.at("iot.nationtech.io/service") == "nginx");
      actions.push_back(seen->action);
      if (seen->action == "died") CHECK(seen->attributes.at("containerExitCode") == "7");
    }
    CHECK(actions == std::vector<std::string>{"create", "start", "died", "remove"});
  }
}

TEST_CASE("an event without an actor, or with attributes that are no texts, is one all the same") {
  const auto refresh = decode_event(R"({"Type":"system","Action":"refresh"})");
  REQUIRE(refresh);
  CHECK(refresh->type == "system");
  CHECK(refresh->id.empty());
  CHECK(refresh->attributes.empty());
  CHECK(decode_event(R"({"Type":"system","Action":"refresh","Actor":null})")->id.empty());
  const auto odd = decode_event(R"({"Type":"container","Action":"died","Actor":{"ID":"c1","Attributes":{"a":1,"b":"c"}}})");
  REQUIRE(odd);
  CHECK(odd->attributes == std::map<std::string, std::string>{{"b", "c"}});
  CHECK(decode_event(R"({"Type":"container","Action":"died","Actor":{"ID":"c1","Attributes":null}})")->attributes.empty());
}

TEST_CASE("an error that podman reports among its events is an error, in its words") {
  const auto broken = decode_event(R"({"cause":"x","message":"failed to read event log: no space left","response":500})");
  REQUIRE_FALSE(broken);
  CHECK(broken.error().code == errc::failed);
  CHECK(broken.error().detail == "failed to read event log: no space left");
}

TEST_CASE("what is no event is not understood, and quoted with a bound") {
  for (const auto* line : {R"({"Type":"container","Act)", "404 page not found", "[]", "null", "{}", R"({"Type":"container"})",
                           R"({"Action":"died"})", R"({"Type":"","Action":"died"})", R"({"Type":1,"Action":"died"})"}) {
    CAPTURE(line);
    const auto seen = decode_event(line);
    REQUIRE_FALSE(seen);
    CHECK(seen.error().code == errc::protocol);
    CHECK(seen.error().detail == line);
  }
  CHECK(decode_event("\"" + std::string(10'000, 'x') + "\"").error().detail.size() == 200);
}
