// SPDX-License-Identifier: Apache-2.0
#include "agent/score_store.hpp"

#include <catch2/catch_test_macros.hpp>

#include <filesystem>
#include <fstream>

#include "fixtures.hpp"
#include "harmony/base/run.hpp"
#include "kit/log_capture.hpp"
#include "kit/temp_dir.hpp"

using namespace harmony;
using namespace harmony::agent;
using namespace harmony::agent::test;

namespace {

const auto content = score({service("web", "web:1")});
const auto revision = contracts::revision_of(content);

/// A store over a disk of its own, and a hub that can be away.
struct stored_scores {
  kit::log_capture log;
  kit::temp_dir folder{kit::quick_folder()};
  desired_cache disk = *desired_cache::open(folder.path(), device());
  std::filesystem::path file = folder.path() / "scores" / revision.text();
  bool hub_is_there = true;
  int asked = 0;
  score_store store{disk, [this](contracts::revision) -> task<result<contracts::score>> {
                      ++asked;
                      if (!hub_is_there) co_return fail(errc::unavailable, "NATS is not there");
                      co_return content;
                    }};

  bool get() {
    const auto read = run([this](auto) { return store.get(revision); });
    if (read) CHECK(*read == content);
    return read.has_value();
  }
};

}  // namespace

TEST_CASE("a score is asked of the hub once, and after a restart of the disk") {
  stored_scores all;
  CHECK(all.get());
  CHECK(all.get());
  CHECK(all.asked == 1);
  score_store next(all.disk,
                   [](contracts::revision) -> task<result<contracts::score>> { co_return fail(errc::failed, "asked"); });
  CHECK(run([&](auto) { return next.get(revision); }));
}

TEST_CASE("a damaged score is told once, however often it is asked for, and is whole again when the hub is there") {
  stored_scores all;
  std::ofstream(all.file) << "{";
  all.hub_is_there = false;
  for (int turn = 0; turn < 3; ++turn) CHECK_FALSE(all.get());
  CHECK(all.log.lines().size() == 1);
  CHECK(all.asked == 3);
  all.hub_is_there = true;
  CHECK(all.get());
  CHECK(all.disk.score(revision) == content);
  CHECK(all.log.lines().size() == 1);
}

TEST_CASE("a score that the disk does not take is used, told once, and saved as soon as it does") {
  stored_scores all;
  const auto in_the_way = all.file.string() + ".part";
  std::filesystem::create_directories(in_the_way + "/x");
  CHECK(all.get());
  for (int turn = 0; turn < 3; ++turn) all.store.save_again();
  CHECK(all.log.lines().size() == 1);
  CHECK_FALSE(all.disk.score(revision));
  std::filesystem::remove_all(in_the_way);
  all.store.save_again();
  CHECK(all.disk.score(revision) == content);
  CHECK(all.log.lines().size() == 2);
  all.store.save_again();
  CHECK(all.log.lines().size() == 2);
}

TEST_CASE("a score that nothing names any more is not saved any more") {
  stored_scores all;
  const auto in_the_way = all.file.string() + ".part";
  std::filesystem::create_directories(in_the_way + "/x");
  CHECK(all.get());
  all.store.keep_only({});
  std::filesystem::remove_all(in_the_way);
  all.store.save_again();
  CHECK_FALSE(std::filesystem::exists(all.file));
}

TEST_CASE("a disk that could not be read once is asked again") {
  stored_scores all;
  REQUIRE(all.disk.save(revision, content));
  const auto aside = all.folder.path() / "aside";
  std::filesystem::rename(all.file, aside);
  std::filesystem::create_directory(all.file);  // reading it fails with EISDIR
  all.hub_is_there = false;
  CHECK_FALSE(all.get());
  std::filesystem::remove(all.file);
  std::filesystem::rename(aside, all.file);
  CHECK(all.get());
}
