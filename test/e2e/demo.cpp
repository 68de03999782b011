// SPDX-License-Identifier: Apache-2.0
// The whole loop on real servers, told step by step: from an empty machine to a container that follows its resource.
#include <cstdio>
#include <exception>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "hand_over.hpp"
#include "kit/sandbox.hpp"
#include "story.hpp"
#include "world.hpp"

namespace {

using namespace harmony;

constexpr auto no_act = [] {};

/// "" if the Deployment's status is about its newest generation and counts `ready` of `ready` devices at its revision.
std::string counts(const e2e::world& where, std::int64_t ready) {
  const auto seen = where.deployment("web");
  if (!seen) return "there is no Deployment";
  const auto& [generation, status] = *seen;
  const auto& devices = status.aggregate;
  const bool settled = status.observed_generation == generation && devices.matched == ready && devices.succeeded == ready &&
                       devices.unreachable == 0 && status.current_revision && status.current_revision == status.update_revision;
  return settled ? ""
                 : fmt::format("{} of {} devices ready at generation {} of {}", devices.succeeded, devices.matched,
                               status.observed_generation, generation);
}

std::string serves(const e2e::world& where, std::string_view greeting) {
  auto page = where.page();
  return page == fmt::format("{}\n", greeting) ? "" : page;
}

std::string first_container(e2e::world& where) {
  const auto ids = where.containers();
  return ids.empty() ? "" : ids.front();
}

std::string web_image(int version) { return kit::registry::reference(fmt::format("shop/web:{}", version)); }

void apply(e2e::world& where, int version) {
  where.harmony_iot({"apply", "--name", "web", "--to", "site=lyon", "--image", web_image(version), "--port",
                     fmt::format("{}:80", e2e::world::web_port)});
}

/// From nothing to a container that answers: the first steps of every demo.
void begin(e2e::world& where, e2e::story& story) {
  story.does("etcd, kube-apiserver, nats-server, podman and a registry are ready", [&] { where.start_servers(); });
  story.does("two images are in the registry", [&] {
    for (const int version : {1, 2})
      where.registry().publish(where.podman(), fmt::format("shop/web:{}", version),
                               fmt::format("hello from version {}", version));
  });
  story.does("harmony-iot install: the API server knows our Deployment", [&] { where.harmony_iot({"install"}); });
  story.becomes("harmony-iot operator: /readyz says ready", [&] { where.start_operator(); }, [&] { return where.readiness(); });
  story.becomes(
      "harmony-iot apply, then harmony-iot agent: the image is pulled and answers HTTP",
      [&] {
        apply(where, 1);
        where.start_agent();
      },
      [&] { return serves(where, "hello from version 1"); });
  story.becomes("the resource's status counts 1 device ready", no_act, [&] { return counts(where, 1); });
}

void tell(e2e::world& where) {
  e2e::story story(15);
  std::string before;
  begin(where, story);
  story.becomes(
      "harmony-iot apply of version 2: it answers HTTP from another container",
      [&] {
        before = first_container(where);
        apply(where, 2);
      },
      [&] { return serves(where, "hello from version 2") + (first_container(where) == before ? "the same container" : ""); });
  story.becomes("the status counts 1 device ready at the new revision", no_act, [&] { return counts(where, 1); });
  story.becomes(
      "the container is killed: it comes back and answers HTTP",
      [&] { where.podman().command({"kill", first_container(where)}); }, [&] { return serves(where, "hello from version 2"); });
  story.becomes(
      "NATS is stopped, harmony-iot apply of version 1: the status cannot follow",
      [&] {
        where.nats().stop();
        apply(where, 1);
      },
      [&] {
        return where.readiness().contains("[-]nats") && !counts(where, 1).empty() ? "" : "the operator says it is ready";
      });
  story.becomes(
      "the agent is restarted without NATS: the same container answers HTTP",
      [&] {
        before = first_container(where);
        where.stop_agent();
        where.start_agent();
      },
      [&] {
        if (!where.agent_log().contains("desired document from disk")) return std::string("the agent has not read its disk");
        return serves(where, "hello from version 2") + (first_container(where) == before ? "" : "another container");
      });
  story.becomes(
      "the container is killed without NATS: it comes back, from what the disk remembers",
      [&] { where.podman().command({"kill", first_container(where)}); }, [&] { return serves(where, "hello from version 2"); });
  story.becomes(
      "NATS is started: version 1 answers HTTP, and the status is true again", [&] { where.nats().start(); },
      [&] { return serves(where, "hello from version 1") + where.readiness() + counts(where, 1); });
  story.becomes(
      "harmony-iot apply --delete: the container is gone", [&] { where.harmony_iot({"apply", "--name", "web", "--delete"}); },
      [&] { return first_container(where); });
  story.becomes("and so is the resource", no_act, [&] { return where.deployment("web") ? "it is still there" : ""; });
  story.ends_well();
}

void start_and_hand_over(e2e::world& where) {
  e2e::story story(6);
  begin(where, story);
  e2e::hand_over(where);
}

int show(const std::function<void(e2e::world&)>& what) {
  e2e::world where;
  try {
    what(where);
    return 0;
  } catch (const std::exception& broken) {
    fmt::print("\n\n{}\nThe loop does not hold: {}\n", where.last_words(), broken.what());
    return 1;
  }
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> words(argv + 1, argv + argc);
  try {
    if (words == std::vector<std::string>{"enter"}) return harmony::e2e::join_demo();
    if (words.empty() || words == std::vector<std::string>{"--auto"}) {
      harmony::kit::enter_sandbox();
      return show(words.empty() ? start_and_hand_over : tell);
    }
    fmt::print(stderr, "usage: demo [--auto | enter]\n");
    return 2;
  } catch (const std::exception& problem) {
    fmt::print(stderr, "{}\n", problem.what());
    return 1;
  }
}
