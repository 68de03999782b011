// SPDX-License-Identifier: Apache-2.0
// Whatever JSON can carry in a Deployment goes through the API server and the operator as it is.
#include "device.hpp"
#include "harmony/contracts/names.hpp"
#include "hub.hpp"

using namespace harmony;
using namespace harmony::fleet::test;

TEST_CASE("every character of a Deployment reaches the devices and the status as it is") {
  with_operator([](hub& all) -> task<void> {
    std::string text;
    for (char one = 1; one > 0; ++one) text += one;
    text +=
        "\xc2\x80\xc2\x85\xc2\x9f\xc3\xa9\xe2\x80\xa8\xe2\x80\xa9\xe2\x82\xac\xef\xbb\xbf\xef\xbf\xbe\xef\xbf\xbf\xf0\x9f\x90"
        "\xb3";
    auto spec = all.spec("localhost/web:1");
    auto& service = spec.score.data.services.front();
    service.args = {text, "", " "};
    service.env = {{.name = contracts::env_name::parse("A").value(), .value = text}};
    device plc(all.streams(), "plc-1");
    co_await roll_out(all, plc, spec);
    const auto revision = contracts::revision_of(spec.score);
    CHECK((co_await plc.told())->document.deployments.front().revision == revision);
    nats::bucket scores(all.streams(), std::string(contracts::scores_bucket));
    const auto stored = co_await scores.get(revision.text(), patience);
    REQUIRE(stored);
    CHECK(stored->value == contracts::encode_text(spec.score));
    CHECK(co_await all.becomes([&] {
      return all.deployments().status_is(
          "web", [&](const auto& now) { return now.observed_score_string == contracts::encode_text(spec.score); });
    }));
  });
}
