// SPDX-License-Identifier: Apache-2.0
// Lists and descriptions of containers, as podman 4.3 and 5.4 wrote them and as they should not be.
#include "podman/documents.hpp"
#include "stored.hpp"

using namespace harmony;
using namespace harmony::podman;
using namespace harmony::podman::test;

namespace {

const std::map<std::string, std::string> ours{{"iot.nationtech.io/deployment", "default/web"},
                                              {"iot.nationtech.io/service", "nginx"}};

void is_refused(const auto& answer, std::string_view naming) {
  REQUIRE_FALSE(answer);
  CHECK(answer.error().code == errc::protocol);
  CHECK(answer.error().message.contains(naming));
}

result<container_details> details(std::string_view text) { return details_of(boost::json::parse(text)); }
result<std::vector<container_summary>> summaries(std::string_view text) { return summaries_of(boost::json::parse(text)); }

}  // namespace

TEST_CASE("a container that ended is described alike by every version") {
  for (const auto* version : versions) {
    CAPTURE(version);
    const auto document = stored_json(version, "inspect.json");
    const auto found = details_of(document);
    REQUIRE(found);
    CHECK(found->id == document.at("Id").as_string());
    CHECK(found->id.size() == 64);
    CHECK(found->name == "seven");
    CHECK(found->image == "localhost/web:1");
    CHECK(found->state == "exited");
    CHECK_FALSE(found->running);
    CHECK(found->exit_code == 7);
    CHECK(found->error.empty());
    CHECK(found->started_at == document.at("State").at("StartedAt").as_string());
    CHECK(found->started_at.starts_with("2026-11-25T"));
    CHECK(found->labels == ours);
  }
}

TEST_CASE("a list is read alike from every version: one that runs, one that ended, one that never did either") {
  for (const auto* version : versions) {
    CAPTURE(version);
    const auto document = stored_json(version, "list.json");
    const auto found = summaries_of(document);
    REQUIRE(found);
    REQUIRE(found->size() == 3);
    const auto& [web, seven, odd] = std::tie(found->at(0), found->at(1), found->at(2));

    CHECK(web.id == document.at(0).at("Id").as_string());
    CHECK(web.names == std::vector<std::string>{"web"});
    CHECK(web.image == "localhost/web:1");
    CHECK(web.state == "running");
    CHECK(web.started);
    CHECK_FALSE(web.exited);
    CHECK(web.exit_code == 0);
    CHECK(web.labels == ours);

    CHECK(seven.names == std::vector<std::string>{"seven"});
    CHECK(seven.state == "exited");
    CHECK(seven.started);
    CHECK(seven.exited);
    CHECK(seven.exit_code == 7);
    CHECK(seven.labels == ours);

    CHECK(document.at(2).at("Labels").is_null());
    CHECK(odd.names == std::vector<std::string>{"odd"});
    CHECK(odd.state == "created");
    CHECK_FALSE(odd.started);
    CHECK_FALSE(odd.exited);
    CHECK(odd.labels.empty());
  }
}

TEST_CASE("an empty list is a list") { CHECK(summaries("[]")->empty()); }

TEST_CASE("members that are absent, null or of another kind count as empty") {
  for (const auto* text : {R"({"Id":"c1","State":{},"Config":{}})",
                           R"({"Id":"c1","Name":null,"ImageName":null,"State":{"Status":null,"ExitCode":null,"Error":null,
                               "StartedAt":null},"Config":{"Labels":null}})",
                           R"({"Id":"c1","Name":1,"ImageName":[],"State":{"Status":{},"ExitCode":"7","Error":1,
                               "StartedAt":0},"Config":{"Labels":["a"]}})"}) {
    CAPTURE(text);
    const auto found = details(text);
    REQUIRE(found);
    CHECK(found->id == "c1");
    CHECK(found->name.empty());
    CHECK(found->image.empty());
    CHECK(found->state.empty());
    CHECK_FALSE(found->running);
    CHECK(found->exit_code == 0);
    CHECK(found->error.empty());
    CHECK(found->started_at.empty());
    CHECK(found->labels.empty());
  }
  for (const auto* text :
       {R"([{"Id":"c1"}])", R"([{"Id":"c1","Names":null,"Image":null,"State":null,"ExitCode":null,"Labels":null}])",
        R"([{"Id":"c1","Names":"web","Image":1,"State":[],"ExitCode":1.5,"Labels":"a"}])"}) {
    CAPTURE(text);
    const auto found = summaries(text);
    REQUIRE(found);
    REQUIRE(found->size() == 1);
    const auto& one = found->front();
    CHECK(one.id == "c1");
    CHECK(one.names.empty());
    CHECK(one.image.empty());
    CHECK(one.state.empty());
    CHECK_FALSE(one.started);
    CHECK_FALSE(one.exited);
    CHECK(one.exit_code == 0);
    CHECK(one.labels.empty());
  }
}

TEST_CASE("of names and labels the texts are kept, whatever stands beside them") {
  const auto found = summaries(R"([{"Id":"c1","Names":["web",null,1],"Labels":{"a":"b","c":null,"d":1}}])");
  REQUIRE(found);
  CHECK(found->front().names == std::vector<std::string>{"web"});
  CHECK(found->front().labels == std::map<std::string, std::string>{{"a", "b"}});
}

TEST_CASE("a running container is one whose status says so") {
  CHECK(details(R"({"Id":"c1","State":{"Status":"running"},"Config":{}})")->running);
  for (const auto* other : {"created", "initialized", "paused", "stopping", "stopped", "exited", "removing"})
    CHECK_FALSE(
        details(fmt::format(R"({{"Id":"c1","State":{{"Status":"{}","Running":true}},"Config":{{}}}})", other))->running);
}

TEST_CASE("a failed start is told in podman's words") {
  const auto found = details(R"({"Id":"c1","State":{"Status":"created","Error":"crun: executable file `/x` not found"},
                                 "Config":{}})");
  REQUIRE(found);
  CHECK(found->error == "crun: executable file `/x` not found");
}

TEST_CASE("a description without an id, a state or a configuration is none") {
  for (const auto* text : {"[]", "null", R"("c1")", "{}", R"({"State":{},"Config":{}})", R"({"Id":"","State":{},"Config":{}})",
                           R"({"Id":1,"State":{},"Config":{}})", R"({"Id":"c1","Config":{}})", R"({"Id":"c1","State":{}})",
                           R"({"Id":"c1","State":null,"Config":{}})", R"({"Id":"c1","State":{},"Config":null})",
                           R"({"Id":"c1","State":"running","Config":{}})"}) {
    CAPTURE(text);
    is_refused(details(text), "Id, State or Config");
  }
}

TEST_CASE("a list of something else is none, and what is wrong in it is named by its place") {
  for (const auto* text : {"{}", "null", R"({"message":"x"})"}) is_refused(summaries(text), "no list");
  for (const auto* text : {R"([{"Id":"c1"},{"Names":["web"]}])", R"([{"Id":"c1"},{"Id":null}])", R"([{"Id":"c1"},"c2"])"})
    is_refused(summaries(text), "[1].Id");
}

TEST_CASE("podman describes itself; of that its version has to be there") {
  const auto info = [](std::string_view text) { return info_of(boost::json::parse(text)); };
  const auto whole = info(R"({"host":{"cgroupVersion":"v2","networkBackend":"netavark","security":{"rootless":true}},
                              "store":{"graphDriverName":"overlay"},"version":{"Version":"5.4.2"}})");
  REQUIRE(whole);
  CHECK(*whole ==
        service_info{
            .version = "5.4.2", .rootless = true, .cgroups = "v2", .network_backend = "netavark", .storage_driver = "overlay"});
  CHECK(info(R"({"host":{},"version":{"Version":"5.4.2"}})") == service_info{.version = "5.4.2"});
  for (const auto* text : {"[]", "{}", R"({"host":{}})", R"({"version":{"Version":"1"}})"})
    is_refused(info(text), "no host or version");
  is_refused(info(R"({"host":{},"version":{}})"), "no version");
}

TEST_CASE("an error within statistics, or within a report of a removal, is an error") {
  const auto stats = [](std::string_view text) { return stats_of(boost::json::parse(text)); };
  CHECK(stats(R"({"Error":null,"Stats":[]})")->empty());
  const auto one = stats(R"({"Error":null,"Stats":[{"ContainerID":"c1","Name":"web","CPUNano":7,"MemUsage":8,"MemLimit":9,
                             "PIDs":2}]})");
  REQUIRE(one);
  CHECK(one->front().id == "c1");
  CHECK(one->front().cpu_nanoseconds == 7);
  CHECK(one->front().memory_bytes == 8);
  CHECK(one->front().memory_limit_bytes == 9);
  CHECK(one->front().processes == 2);
  CHECK(stats(R"({"Error":{},"Stats":null})").error().code == errc::failed);
  is_refused(stats(R"({"Stats":null})"), "no Stats");
  is_refused(stats("[]"), "no Stats");
  CHECK(image_removal_error(boost::json::parse(R"({"Untagged":["a"],"ExitCode":0,"Errors":[]})")).empty());
  CHECK(image_removal_error(boost::json::parse(R"({"ExitCode":1,"Errors":["image used by x"]})")) == "image used by x");
  CHECK(image_removal_error(boost::json::parse("null")).empty());
}

TEST_CASE("an answer that has to name something and does not is no answer") {
  CHECK(required_text(boost::json::parse(R"({"Id":"c1","Warnings":[]})"), "Id") == "c1");
  for (const auto* text : {"{}", "[]", R"({"Id":null})", R"({"Id":""})", R"({"Id":1})"})
    is_refused(required_text(boost::json::parse(text), "Id"), "no Id");
}
