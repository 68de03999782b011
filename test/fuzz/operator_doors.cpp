// SPDX-License-Identifier: Apache-2.0
// What the operator's health server is asked.
#include "door.hpp"
#include "operator/health.hpp"

namespace harmony::fuzz {

namespace {

void health_request(std::string_view bytes) {
  const fleet::health now{.live = {{"ping", true}}, .ready = {{"nats", false, "NATS is not there"}}};
  const auto answer = fleet::answer_health({.target = std::string(bytes)}, now);
  promise(answer.status == 200 || answer.status == 404 || answer.status == 503, "every request has an answer");
}

}  // namespace

std::vector<door> operator_doors() { return {{"health-request", health_request}}; }

}  // namespace harmony::fuzz
