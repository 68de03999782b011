// SPDX-License-Identifier: Apache-2.0
#include "agent/desired_cache.hpp"

#include <catch2/catch_test_macros.hpp>

#include <fstream>

#include <unistd.h>

#include "fixtures.hpp"
#include "harmony/base/file.hpp"
#include "harmony/base/log.hpp"
#include "kit/temp_dir.hpp"

using namespace harmony;
using namespace harmony::agent;
using namespace harmony::agent::test;

namespace {

const auto content = score({service("web", "web:1")});
const auto revision = contracts::revision_of(content);

/// No line of the log reaches the terminal while it lives.
struct quiet {
  log::sink before = log::redirect([](log::level, std::string_view) {});
  ~quiet() { log::redirect(before); }
};

}  // namespace

TEST_CASE("what was saved is there after a restart") {
  const kit::temp_dir folder;
  const auto said = document({content});
  {
    const auto cache = desired_cache::open(folder.path() / "state", device());
    REQUIRE(cache);
    CHECK_FALSE(cache->document());
    REQUIRE(cache->save(said));
    REQUIRE(cache->save(revision, content));
  }
  const auto cache = desired_cache::open(folder.path() / "state", device());
  CHECK(cache->document() == said);
  CHECK(cache->score(revision) == content);
}

TEST_CASE("a damaged document counts as nothing known, never as nothing to run") {
  const quiet hush;
  const kit::temp_dir folder;
  const auto cache = desired_cache::open(folder.path(), device());
  REQUIRE(cache->save(document({content})));
  const auto whole = *read_file(folder.path() / "desired.json");
  for (std::size_t length = 0; length + 1 < whole.size(); length += 7) {
    std::ofstream(folder.path() / "desired.json") << whole.substr(0, length);
    REQUIRE_FALSE(cache->document());
  }
}

TEST_CASE("another device's document is not ours") {
  const quiet hush;
  const kit::temp_dir folder;
  REQUIRE(desired_cache::open(folder.path(), device())->save(document({content})));
  CHECK_FALSE(desired_cache::open(folder.path(), *contracts::device_id::parse("other"))->document());
}

TEST_CASE("a score whose content is not what its name says is not used") {
  const quiet hush;
  const kit::temp_dir folder;
  const auto cache = desired_cache::open(folder.path(), device());
  REQUIRE(cache->save(revision, score({service("web", "evil:1")})));
  CHECK_FALSE(cache->score(revision));
}

TEST_CASE("scores that nothing names are removed") {
  const kit::temp_dir folder;
  const auto cache = desired_cache::open(folder.path(), device());
  const auto other = score({service("web", "web:2")});
  REQUIRE(cache->save(revision, content));
  REQUIRE(cache->save(contracts::revision_of(other), other));
  cache->keep_only({revision});
  CHECK(cache->score(revision));
  CHECK_FALSE(cache->score(contracts::revision_of(other)));
}

TEST_CASE("a folder that cannot be made is an error that says what to set") {
  const kit::temp_dir folder;
  std::ofstream(folder.path() / "file") << "x";
  const auto cache = desired_cache::open(folder.path() / "file" / "state", device());
  REQUIRE_FALSE(cache);
  CHECK(cache.error().hint.contains("state_dir"));
}

TEST_CASE("a folder that cannot be written is an error that says what to set") {
  const kit::temp_dir folder;
  const auto state = folder.path() / "state";
  REQUIRE(desired_cache::open(state, device()));
  std::filesystem::permissions(folder.path(), std::filesystem::perms{0755});
  std::filesystem::permissions(state, std::filesystem::perms{0555});
  // Root may write everywhere.
  const auto root = ::geteuid() == 0;
  if (root) REQUIRE(::seteuid(65534) == 0);
  const auto cache = desired_cache::open(state, device());
  if (root) REQUIRE(::seteuid(0) == 0);
  REQUIRE_FALSE(cache);
  CHECK(cache.error().message == "the agent's user cannot write into its state folder " + state.string());
  CHECK(cache.error().detail == "Permission denied");
  CHECK(cache.error().hint.contains("state_dir"));
}
