// SPDX-License-Identifier: Apache-2.0
// The agent's adapter on a real podman, and short ways to write down what it should run.
#pragma once

#include <string>
#include <string_view>

#include <catch2/catch_test_macros.hpp>

#include "agent/podman_runtime.hpp"
#include "kit/deployments.hpp"
#include "kit/eventually.hpp"
#include "kit/podman_service.hpp"
#include "kit/run.hpp"

namespace harmony::agent::test {

/// Far above what anything here takes; only a hang meets it.
inline constexpr std::chrono::milliseconds patience = 60s;
inline constexpr auto web_image = "localhost/web:1";

/// A podman with `web_image` in it.
struct podman_with_image {
  podman_with_image() { service.import_image(web_image); }
  kit::podman_service service{};
};

template <class Body>
void with_runtime(const kit::podman_service& on, Body body) {
  kit::run([&](auto executor) -> task<void> {
    podman_runtime runtime(executor, on.socket());
    co_await body(runtime);
  });
}

inline contracts::image_reference image(std::string_view name = web_image) { return *contracts::image_reference::parse(name); }

inline contracts::service service(std::string_view name) {
  return {.name = *contracts::resource_name::parse(name), .image = image()};
}

/// The service with a line of shell instead of the image's command.
inline contracts::service shell(std::string_view name, std::string line) {
  return kit::shell(name, web_image, std::move(line));
}

inline identity identity_of(std::string deployment, std::string service, char revision = 'a') {
  return {.deployment = std::move(deployment),
          .uid = "5f0c0d6e-6d55-4a3e-9d5b-000000000001",
          .service = std::move(service),
          .revision = std::string(64, revision)};
}

/// Creates and starts; returns the id.
inline task<std::string> run(podman_runtime& runtime, const identity& is, const contracts::service& from) {
  auto id = co_await runtime.create(is, from);
  if (!id) FAIL(id.error().text());
  const auto started = co_await runtime.start(*id);
  if (!started) FAIL(started.error().text());
  co_return std::move(*id);
}

}  // namespace harmony::agent::test
