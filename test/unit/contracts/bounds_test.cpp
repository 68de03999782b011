// SPDX-License-Identifier: Apache-2.0
// The bounds of data-model.md §9 as every reader holds them: at the bound, and one over.
#include <catch2/catch_test_macros.hpp>

#include <functional>

#include "harmony/base/file.hpp"
#include "harmony/contracts/desired_state.hpp"
#include "harmony/contracts/device.hpp"
#include "harmony/contracts/score.hpp"

using namespace harmony;
using namespace harmony::contracts;

namespace {

template <class T>
T stored(const std::string& name) {
  const auto text = read_file(std::filesystem::path(STORED_PAYLOADS) / (name + ".json"));
  REQUIRE(text);
  return decode_text<T>(*text).value();
}

/// White space is part of a document's size.
template <class T>
void has_bound(const std::string& name, std::size_t most) {
  INFO(name);
  auto text = encode_text(stored<T>(name));
  text.resize(most, ' ');
  CHECK(decode_text<T>(text));
  const auto larger = decode_text<T>(text + ' ');
  REQUIRE_FALSE(larger);
  CHECK(larger.error().code == errc::too_large);
  CHECK(larger.error().message == fmt::format("has {} bytes, and may have {}", most + 1, most));
  // Refused before anything is made of it.
  CHECK(decode_text<T>(std::string(10U << 20U, '[')).error().code == errc::too_large);
}

template <class T>
std::string why_not(const T& what) {
  const auto read = decode_text<T>(encode_text(what));
  return read ? "it was accepted" : read.error().message;
}

/// As many as `most` are accepted, and one more is not: `fill(document, count)`.
template <class T>
void holds(const T& document, std::size_t most, std::string_view why, std::function<void(T&, std::size_t)> fill) {
  INFO(why);
  auto full = document;
  fill(full, most);
  CHECK(why_not(full) == "it was accepted");
  fill(full, most + 1);
  CHECK(why_not(full) == why);
}

labels many_labels(std::size_t count) {
  labels all;
  for (std::size_t number = 0; number < count; ++number)
    all.emplace(label_key::parse(fmt::format("l{}", number)).value(), label_value{});
  return all;
}

}  // namespace

TEST_CASE("a document of as many bytes as it may have is read, and one of a byte more is refused by its bound") {
  has_bound<score>("score", 256U << 10U);
  has_bound<desired_state>("desired-state", 64U << 10U);
  has_bound<device_info>("device-info", 64U << 10U);
  has_bound<device_state>("device-state", 64U << 10U);
  has_bound<device_event>("device-event", 2U << 10U);
  has_bound<heartbeat>("heartbeat", 2U << 10U);
}

TEST_CASE("a device has up to 64 labels, 64 Deployments, and twice as many that it reports") {
  holds<device_info>(stored<device_info>("device-info"), 64, "labels: has more than 64 entries",
                     [](auto& info, auto count) { info.labels = many_labels(count); });
  holds<desired_state>(stored<desired_state>("desired-state"), 64, "deployments: has more than 64 entries",
                       [](auto& document, auto count) {
                         const auto one = document.deployments.front();
                         document.deployments.assign(count, one);
                       });
  holds<device_state>(stored<device_state>("device-state"), 128, "deployments: has more than 128 entries",
                      [](auto& state, auto count) {
                        auto one = state.deployments.front();
                        one.last_error.clear();
                        state.deployments.assign(count, one);
                      });
}

TEST_CASE("words of a device have up to 512 characters") {
  holds<device_state>(stored<device_state>("device-state"), 512, "deployments[0].lastError: is longer than 512 characters",
                      [](auto& state, auto count) {
                        state.deployments.resize(1);
                        state.deployments[0].last_error = std::string(count, 'x');
                      });
  holds<device_event>(stored<device_event>("device-event"), 512, "message: is longer than 512 characters",
                      [](auto& event, auto count) { event.message = std::string(count, 'x'); });
}

TEST_CASE("a service has as many of each thing as the schema says") {
  const auto service = stored<score>("score").data.services.front();
  const score one{.data = {.services = {service}}};
  holds<score>(one, 16, "data.services: has more than 16 entries",
               [&](auto& to, auto count) { to.data.services.assign(count, service); });
  holds<score>(one, 128, "data.services[0].env: has more than 128 entries", [](auto& to, auto count) {
    to.data.services[0].env.assign(count, {.name = *env_name::parse("A"), .value = ""});
  });
  holds<score>(one, 32768, "data.services[0].env[0].value: is longer than 32768 characters", [](auto& to, auto count) {
    to.data.services[0].env = {{.name = *env_name::parse("A"), .value = std::string(count, 'x')}};
  });
  holds<score>(one, 64, "data.services[0].args: has more than 64 entries",
               [](auto& to, auto count) { to.data.services[0].args.assign(count, "x"); });
  holds<score>(one, 1024, "data.services[0].args[0]: is longer than 1024 characters",
               [](auto& to, auto count) { to.data.services[0].args = {std::string(count, 'x')}; });
  holds<score>(one, 64, "data.services[0].labels: has more than 64 entries",
               [](auto& to, auto count) { to.data.services[0].labels = many_labels(count); });
}
