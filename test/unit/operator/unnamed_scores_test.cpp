// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch_test_macros.hpp>

#include "complete_fleet.hpp"
#include "operator/score_collector.hpp"

using namespace harmony;
using namespace harmony::fleet;
using namespace harmony::fleet::test;

namespace {

using revisions = std::set<contracts::revision>;
constexpr std::chrono::milliseconds keep = 24h;
const auto a = revision('a');
const auto b = revision('b');

}  // namespace

TEST_CASE("a score is due when nothing has named it for so long, and not a moment before") {
  unnamed_scores scores;
  CHECK(scores.look({a, b}, {a}, start, keep).empty());
  CHECK(scores.look({a, b}, {a}, start + keep - 1ms, keep).empty());
  CHECK(scores.look({a, b}, {a}, start + keep, keep) == std::vector{b});
  CHECK(scores.look({a, b}, {a}, start + keep + 1h, keep) == std::vector{b});
}

TEST_CASE("a score that is named in between begins anew") {
  unnamed_scores scores;
  CHECK(scores.look({a}, {}, start, keep).empty());
  CHECK(scores.look({a}, {a}, start + 1h, keep).empty());
  CHECK(scores.look({a}, {}, start + 2h, keep).empty());
  CHECK(scores.look({a}, {}, start + keep, keep).empty());
  CHECK(scores.look({a}, {}, start + 2h + keep, keep) == std::vector{a});
}

TEST_CASE("what is removed is not due again, although its key stays, until it was stored again and left") {
  unnamed_scores scores;
  CHECK(scores.look({a}, {}, start, keep).empty());
  CHECK(scores.look({a}, {}, start + keep, keep) == std::vector{a});
  scores.removed(a);
  CHECK(scores.look({a}, {}, start + 3 * keep, keep).empty());
  CHECK(scores.look({a}, {a}, start + 4 * keep, keep).empty());
  CHECK(scores.look({a}, {}, start + 5 * keep, keep).empty());
  CHECK(scores.look({a}, {}, start + 6 * keep, keep) == std::vector{a});
}

TEST_CASE("a fleet names the scores of accepted Deployments and of documents") {
  auto known = complete();
  known.accept(accepted("uid-web", 'a'), selector({{"site", "x"}}));
  CHECK(known.named_scores() == revisions{a});
  known.on_document(stored("plc-1", 1, {entry("gone", 'b')}));
  CHECK(known.named_scores() == revisions{a, b});
  known.on_document(stored("plc-1", 2, {}));
  CHECK(known.named_scores() == revisions{a});
}

TEST_CASE("which scores a fleet names is not known while a resource is there that was not accepted") {
  auto known = complete();
  CHECK_FALSE(known.named_scores());
  known.refuse(web, 1, {.code = errc::invalid, .message = "no"});
  CHECK_FALSE(known.named_scores());
  known.accept(accepted("uid-web", 'a'), selector({{"site", "x"}}));
  CHECK(known.named_scores());
  // What its devices run is the accepted version.
  known.refuse(web, 2, {.code = errc::invalid, .message = "no"});
  CHECK(known.named_scores() == revisions{a});
}
