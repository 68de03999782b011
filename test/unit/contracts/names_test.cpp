// SPDX-License-Identifier: Apache-2.0
#include "harmony/contracts/names.hpp"

#include <catch2/catch_test_macros.hpp>

#include "harmony/contracts/wire_name.hpp"

using namespace harmony::contracts;

TEST_CASE("each subject of a device holds its id as one token") {
  const auto device = *device_id::parse("plc-17");
  CHECK(desired_subject(device) == "desired.plc-17");
  CHECK(heartbeat_subject(device) == "heartbeat.plc-17");
  CHECK(event_subject(device) == "events.plc-17");
  CHECK(resync_subject(device) == "command.plc-17.resync");
}

TEST_CASE("a heartbeat's device is read from its subject, and from nothing else") {
  CHECK(heartbeat_device("heartbeat.plc-17") == device_id::parse("plc-17").value());
  for (const auto* subject : {"heartbeat.", "heartbeat.a.b", "heartbeat.*", "events.plc-17", "heartbeat"}) {
    INFO(subject);
    CHECK_FALSE(heartbeat_device(subject));
  }
}

TEST_CASE("an event's device is read from its subject, and from nothing else") {
  CHECK(event_device("events.plc-17") == device_id::parse("plc-17").value());
  for (const auto* subject : {"events.", "events.a.b", "heartbeat.plc-17", "events"}) {
    INFO(subject);
    CHECK_FALSE(event_device(subject));
  }
}

TEST_CASE("C++ names become Kubernetes' spelling") {
  CHECK(member_wire_name("observed_generation") == "observedGeneration");
  CHECK(member_wire_name("namespace_") == "namespace");
  CHECK(member_wire_name("openAPIV3Schema") == "openAPIV3Schema");
  CHECK(enumerator_wire_name("podman_v0") == "PodmanV0");
  CHECK(enumerator_wire_name("does_not_exist") == "DoesNotExist");
  CHECK(enumerator_wire_name("true_") == "True");
}
