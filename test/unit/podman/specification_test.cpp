// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch_test_macros.hpp>

#include "podman/documents.hpp"

using namespace harmony::podman;

TEST_CASE("a container is specified in libpod's members, and podman is told not to restart it") {
  CHECK(spec_document({.name = "default.web.nginx.0123456789",
                       .image = "docker.io/library/nginx:1.27",
                       .entrypoint = {"/bin/sh", "-c"},
                       .command = {"exec nginx -g 'daemon off;'"},
                       .environment = {{"GREETING", "two \"words\""}, {"EMPTY", ""}},
                       .ports = {{.host = 8080, .container = 80}, {.host = 5353, .container = 53, .protocol = "udp"}},
                       .volumes = {{.source = "data", .target = "/data"},
                                   {.source = "/etc/site", .target = "/config", .read_only = true}},
                       .labels = {{"iot.nationtech.io/deployment", "default/web"}}}) ==
        R"({"name":"default.web.nginx.0123456789","image":"docker.io/library/nginx:1.27","restart_policy":"no",)"
        R"("env":{"EMPTY":"","GREETING":"two \"words\""},"labels":{"iot.nationtech.io/deployment":"default/web"},)"
        R"("entrypoint":["/bin/sh","-c"],"command":["exec nginx -g 'daemon off;'"],)"
        R"("portmappings":[{"host_port":8080,"container_port":80,"protocol":"tcp"},)"
        R"({"host_port":5353,"container_port":53,"protocol":"udp"}],)"
        R"("volumes":[{"Name":"data","Dest":"/data","Options":["rw"]}],)"
        R"("mounts":[{"destination":"/config","source":"/etc/site","type":"bind","options":["ro"]}]})");
}

TEST_CASE("what is not specified is left to the image: an empty entrypoint would mean none") {
  CHECK(spec_document({.name = "web", .image = "localhost/web:1"}) ==
        R"({"name":"web","image":"localhost/web:1","restart_policy":"no","env":{},"labels":{}})");
}
