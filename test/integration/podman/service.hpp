// SPDX-License-Identifier: Apache-2.0
// A podman for the cases of this program that leave it running, and clients of it.
#pragma once

#include <string>

#include <catch2/catch_test_macros.hpp>

#include "harmony/podman/client.hpp"
#include "kit/eventually.hpp"
#include "kit/podman_service.hpp"
#include "kit/run.hpp"

namespace harmony::podman::test {

/// Far above what anything here takes; only a hang meets it.
inline constexpr std::chrono::milliseconds patience = 60s;

/// Started by the first case that asks. Containers in it have names and labels of their case; they go at the end.
kit::podman_service& service();

/// In that podman: a busybox whose command serves a page that says "hello" on port 80.
inline constexpr auto web_image = "localhost/web:1";

/// Runs `body(podman)` on an io thread of its own.
template <class Body>
void with_client(const kit::podman_service& on, Body body) {
  kit::run([&](auto executor) -> task<void> {
    client podman(executor, on.socket());
    co_await body(podman);
  });
}

/// A container of `web_image` that runs a line of shell.
container_spec shell(std::string name, std::string line);

/// Creates and starts; returns the id.
task<std::string> run(client& podman, container_spec spec);

/// Waits until the container is in that state.
task<bool> becomes(client& podman, const std::string& container, std::string_view state);

/// What GET on this port of loopback gives; empty if nothing does.
task<std::string> page(std::uint16_t port);

}  // namespace harmony::podman::test
