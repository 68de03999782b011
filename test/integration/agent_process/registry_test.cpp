// SPDX-License-Identifier: Apache-2.0
// An image registry that is slow, breaks off, or refuses: each is told in podman's words, holds nothing else up, and is over
// when the registry is well again.
#include <algorithm>

#include "field.hpp"
#include "kit/closing.hpp"
#include "kit/deployments.hpp"
#include "kit/registry.hpp"
#include "kit/relay.hpp"

using namespace harmony;
using namespace harmony::agent::test;
using contracts::phase;

namespace {

/// Bytes after which a connection is within the layer of an image that the kit made.
constexpr std::size_t half_a_layer = 300'000;

constexpr auto answers_as_usual = [](std::string bytes) { return bytes; };

/// Stands before a registry and does to its answers what the test says, as long as it says so.
class way_to_registry {
 public:
  /// Makes what watches one connection.
  using new_answers = std::function<std::function<std::string(std::string)>()>;

  explicit way_to_registry(const asio::any_io_executor& executor)
      : relay_(executor, {.over = http::transport::tcp, .host = "127.0.0.1", .port = kit::podman_service::registry_port},
               {.port = kit::podman_service::relayed_registry_port,
                .new_tap = [this] { return kit::relay::tap{.to_client = answers_ ? answers_() : answers_as_usual}; }}) {}

  /// "127.0.0.1:5001/shop/web:1".
  static std::string reference(const std::string& name) {
    return fmt::format("127.0.0.1:{}/{}", kit::podman_service::relayed_registry_port, name);
  }
  kit::relay& relay() { return relay_; }
  void answer(new_answers how) { answers_ = std::move(how); }
  void be_well() {
    answers_ = {};
    relay_.hold(false);
    relay_.cut();  // of the connections that are, some have been promised something else
  }

 private:
  new_answers answers_;
  kit::relay relay_;
};

/// Every connection's first answer is this one, and there is no other.
way_to_registry::new_answers always(std::string answer) {
  return [answer] {
    return [answer, given = false](const std::string&) mutable { return std::exchange(given, true) ? std::string() : answer; };
  };
}

std::string refusal(std::string_view status, std::string_view headers) {
  return fmt::format("HTTP/1.1 {}\r\nContent-Length: 0\r\nConnection: close\r\n{}\r\n", status, headers);
}

/// How the Deployment of that name is reported.
task<std::optional<contracts::deployment_state>> told_of(field& all, std::string name) {
  const auto now = co_await all.state();
  if (!now) co_return std::nullopt;
  const auto found = std::ranges::find(now->deployments, name, [](const auto& one) { return one.name.text(); });
  co_return found == now->deployments.end() ? std::nullopt : std::optional(*found);
}

task<bool> is(field& all, std::string name, phase in) {
  const auto told = co_await told_of(all, std::move(name));
  co_return told && told->phase == in;
}

/// Orders "ill", whose image comes from the registry, and "well", whose image is there; waits until each is in its phase.
/// Returns the error of "ill".
task<std::string> order_both(field& all, const std::string& name, phase ill) {
  const auto pulled = kit::score({kit::service("main", way_to_registry::reference(name))});
  co_await all.store(contracts::revision_of(pulled), pulled);
  co_await all.store(contracts::revision_of(web(1)), web(1));
  co_await all.order({all.entry("ill", pulled), all.entry("well", web(1))});
  REQUIRE(co_await all.becomes([&] { return is(all, "well", phase::running); }));
  REQUIRE(co_await all.becomes([&] { return is(all, "ill", ill); }));
  const auto told = co_await told_of(all, "ill");
  CHECK(told->last_error.size() <= contracts::max_error_length);
  CHECK(field::containers().size() == 1);
  co_return told->last_error;
}

task<void> heals(field& all, way_to_registry& way) {
  way.be_well();
  REQUIRE(co_await all.becomes([&] { return is(all, "ill", phase::running); }));
  CHECK((co_await told_of(all, "ill"))->last_error.empty());
  CHECK(co_await is(all, "well", phase::running));
  CHECK(field::containers().size() == 2);
}

/// Runs `body(field, way)` with an image of that name in the registry and not on the device.
template <class Body>
void with_registry(const std::string& name, Body body) {
  kit::registry images;
  images.publish(shared_podman(), name);
  with_agent([&](field& all) -> task<void> {
    way_to_registry way(all.executor());
    co_await kit::closing(body(all, way), [&] { return way.relay().close(); });
  });
}

}  // namespace

TEST_CASE("a registry that says nothing holds up what needs it and nothing else, and goes on when it speaks") {
  with_registry("shop/held:1", [](field& all, way_to_registry& way) -> task<void> {
    const std::string name = "shop/held:1";
    way.relay().hold(true);
    CHECK((co_await order_both(all, name, phase::pulling)).empty());
    // Not only for a moment: the other one has been replaced meanwhile.
    co_await all.store(contracts::revision_of(web(2)), web(2));
    const auto pulled = kit::score({kit::service("main", way_to_registry::reference(name))});
    co_await all.order({all.entry("ill", pulled), all.entry("well", web(2))});
    REQUIRE(co_await all.becomes([&]() -> task<bool> {
      const auto told = co_await told_of(all, "well");
      co_return told->revision == contracts::revision_of(web(2)) && told->phase == phase::running;
    }));
    CHECK(co_await is(all, "ill", phase::pulling));
    co_await heals(all, way);
  });
}

TEST_CASE("a registry that breaks off in the middle of each layer fails the pull in podman's words") {
  with_registry("shop/broken-off:1", [](field& all, way_to_registry& way) -> task<void> {
    const std::string name = "shop/broken-off:1";
    way.answer([&way] {
      return [&way, sent = std::size_t{0}](std::string bytes) mutable {
        sent += bytes.size();
        if (sent > half_a_layer) way.relay().cut();
        return bytes;
      };
    });
    const auto error = co_await order_both(all, name, phase::failed);
    CAPTURE(error);
    CHECK(error.starts_with("pulling the image " + way_to_registry::reference(name) + ": podman could not pull it: "));
    CHECK((error.contains("EOF") || error.contains("connection reset by peer")));
    co_await heals(all, way);
  });
}

TEST_CASE(
    "a device that loses power within a layer runs the earlier version, also while it pulls, until it has the other one") {
  with_registry("shop/half:1", [](field& all, way_to_registry& way) -> task<void> {
    REQUIRE(co_await all.runs("web", web(1)));
    const auto image = way_to_registry::reference("shop/half:1");
    const auto pulled = kit::score({kit::service("main", image)});
    const auto runs_alone = [&](const contracts::score& score) {
      return all.becomes([revision = contracts::revision_of(score)] { return field::runs_only(revision.text()); });
    };
    bool went = false;
    way.answer([&] {
      return [&, sent = std::size_t{0}](std::string bytes) mutable {
        sent += bytes.size();
        if (sent > half_a_layer && !std::exchange(went, true)) all.power_cut();
        return bytes;
      };
    });
    co_await all.store(contracts::revision_of(pulled), pulled);
    co_await all.order({all.entry("web", pulled)});
    REQUIRE(co_await all.becomes([&] { return went; }));

    all.server().stop();
    way.relay().hold(true);
    all.boot();
    REQUIRE(co_await runs_alone(web(1)));
    REQUIRE(all.on_disk());
    CHECK(all.on_disk()->deployments.front().revision == contracts::revision_of(pulled));
    CHECK(shared_podman().command({"images", "--quiet", "--filter", "reference=" + image}).empty());
    shared_podman().command({"kill", field::containers().front().id});
    REQUIRE(co_await all.becomes([&] { return all.said("the earlier revision runs again") == 2; }));
    REQUIRE(co_await runs_alone(web(1)));
    CHECK(all.said("reconcile failed") == 0);

    all.server().start();
    way.be_well();
    REQUIRE(co_await runs_alone(pulled));
    CHECK(co_await all.becomes([&] { return is(all, "web", phase::running); }));
    CHECK(shared_podman().containers_and_halves() == 1);
  });
}

TEST_CASE("a registry that wants to know who asks fails the pull in podman's words") {
  with_registry("shop/private:1", [](field& all, way_to_registry& way) -> task<void> {
    const std::string name = "shop/private:1";
    way.answer(always(refusal("401 Unauthorized", "WWW-Authenticate: Basic realm=\"shop\"\r\n")));
    const auto error = co_await order_both(all, name, phase::failed);
    CAPTURE(error);
    CHECK(error.contains("authentication required"));
    co_await heals(all, way);
  });
}

TEST_CASE("a registry that is asked too much is asked again later, by podman and then by the agent") {
  with_registry("shop/busy:1", [](field& all, way_to_registry& way) -> task<void> {
    const std::string name = "shop/busy:1";
    way.answer(always(refusal("429 Too Many Requests", "Retry-After: 1\r\n")));
    CHECK((co_await order_both(all, name, phase::pulling)).empty());
    REQUIRE(co_await all.becomes([&] { return is(all, "ill", phase::failed); }));
    const auto error = (co_await told_of(all, "ill"))->last_error;
    CAPTURE(error);
    CHECK((error.contains("429") || error.contains("too many requests")));
    co_await heals(all, way);
  });
}

TEST_CASE("an image that is there for other machines only fails in podman's words, and is used once it is there for this one") {
  with_registry("shop/unused:1", [](field& all, way_to_registry& way) -> task<void> {
    const std::string index = "localhost/foreign:1";
    const auto there = kit::registry::reference("shop/foreign:1");
    shared_podman().command({"manifest", "create", index});
    shared_podman().command({"manifest", "add", "--arch", "s390x", index, "containers-storage:localhost/web:1"});
    shared_podman().command({"manifest", "push", "--all", index, "docker://" + there});
    const auto error = co_await order_both(all, "shop/foreign:1", phase::failed);
    CAPTURE(error);
    CHECK(error.contains("no image found in "));
    CHECK(error.contains("architecture"));
    shared_podman().command({"tag", "localhost/web:1", there});
    shared_podman().command({"push", "--quiet", there});
    co_await heals(all, way);
  });
}
