// SPDX-License-Identifier: Apache-2.0
#include "agent/desired_cache.hpp"

#include <catch2/catch_test_macros.hpp>

#include <fstream>

#include <unistd.h>

#include "fixtures.hpp"
#include "harmony/base/file.hpp"
#include "harmony/contracts/digest.hpp"
#include "kit/log_capture.hpp"
#include "kit/temp_dir.hpp"

using namespace harmony;
using namespace harmony::agent;
using namespace harmony::agent::test;

namespace {

const auto content = score({service("web", "web:1")});
const auto revision = contracts::revision_of(content);

/// A cache with the document and its score in it.
struct filled {
  kit::temp_dir folder{kit::quick_folder()};
  contracts::desired_state said = document({content});
  desired_cache cache = *desired_cache::open(folder.path(), device());
  std::filesystem::path document_file = folder.path() / "desired.json";
  std::filesystem::path score_file = folder.path() / "scores" / revision.text();

  filled() {
    REQUIRE(cache.save(said));
    REQUIRE(cache.save(revision, content));
  }
};

void put(const std::filesystem::path& file, std::string_view text) { std::ofstream(file) << text; }

/// The text with each of its bytes changed in turn, in ways that often leave JSON.
template <class Check>
void each_damage(const std::string& whole, Check check) {
  for (std::size_t at = 0; at < whole.size(); ++at)
    for (const char other :
         {static_cast<char>(whole[at] ^ 1), static_cast<char>(whole[at] ^ 0x20), '\0', '\xff', ' ', '"', '0', 'a'}) {
      if (other == whole[at]) continue;
      auto damaged = whole;
      damaged[at] = other;
      CAPTURE(at, other);
      check(damaged);
    }
}

/// As a later version might write it: the cached document is `document`, whatever that is.
std::string cached(const boost::json::value& document) {
  return contracts::canonical(boost::json::object{
      {"digest", contracts::sha256_hex(contracts::canonical(document))}, {"document", document}, {"later", 1}});
}

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

TEST_CASE("a document that was cut at any length counts as nothing known, never as nothing to run, and is told once") {
  const filled disk;
  const auto whole = *read_file(disk.document_file);
  for (std::size_t length = 0; length < whole.size(); ++length) {
    put(disk.document_file, whole.substr(0, length));
    const kit::log_capture log;
    REQUIRE_FALSE(disk.cache.document());
    REQUIRE(log.lines().size() == 1);
  }
}

TEST_CASE("a document with any byte changed counts as nothing known: it would name something else") {
  const kit::log_capture log;
  const filled disk;
  each_damage(*read_file(disk.document_file), [&](const std::string& damaged) {
    put(disk.document_file, damaged);
    REQUIRE_FALSE(disk.cache.document());
  });
}

TEST_CASE("a score that was cut, or with any byte changed, is never another one") {
  const kit::log_capture log;
  const filled disk;
  const auto whole = *read_file(disk.score_file);
  const auto is_not_another = [&](const std::string& damaged) {
    put(disk.score_file, damaged);
    const auto read = disk.cache.score(revision);
    REQUIRE((!read || *read == content));
  };
  for (std::size_t length = 0; length < whole.size(); ++length) is_not_another(whole.substr(0, length));
  each_damage(whole, is_not_another);
}

TEST_CASE("what a later version saved is read as far as it is known, and counts as nothing where it is not") {
  const kit::log_capture log;
  const filled disk;
  auto later = contracts::encode(disk.said);
  later.as_object()["colour"] = "red";
  later.at("deployments").at(0).as_object()["weight"] = 3;
  put(disk.document_file, cached(later));
  CHECK(disk.cache.document() == disk.said);
  CHECK(log.lines().size() == 0);

  later.as_object()["deployments"] = boost::json::object{{"web", {{"revision", "r2"}}}};
  put(disk.document_file, cached(later));
  CHECK_FALSE(disk.cache.document());
  CHECK(log.lines().size() == 1);
  put(disk.score_file, R"({"type":"WasmV1","data":{}})");
  CHECK_FALSE(disk.cache.score(revision));
  CHECK(log.lines().size() == 2);
}

TEST_CASE("files that may not be read count as nothing known") {
  const kit::log_capture log;
  const filled disk;
  std::filesystem::permissions(disk.folder.path(), std::filesystem::perms{0755});
  // Root may read everything.
  const auto root = ::geteuid() == 0;
  for (const auto& file : {disk.document_file, disk.score_file}) std::filesystem::permissions(file, std::filesystem::perms{});
  if (root) REQUIRE(::seteuid(65534) == 0);
  const auto document = disk.cache.document();
  const auto score = disk.cache.score(revision);
  if (root) REQUIRE(::seteuid(0) == 0);
  CHECK_FALSE(document);
  CHECK_FALSE(score);
  CHECK(log.lines().size() == 2);
}

TEST_CASE("a folder where a file should be counts as nothing known") {
  const kit::log_capture log;
  const filled disk;
  std::filesystem::remove(disk.document_file);
  std::filesystem::create_directory(disk.document_file);
  CHECK_FALSE(disk.cache.document());
  CHECK(log.lines().size() == 1);
}

TEST_CASE("another device's document is not ours") {
  const kit::log_capture log;
  const kit::temp_dir folder;
  REQUIRE(desired_cache::open(folder.path(), device())->save(document({content})));
  CHECK_FALSE(desired_cache::open(folder.path(), *contracts::device_id::parse("other"))->document());
}

TEST_CASE("a score whose content is not what its name says is not used") {
  const kit::log_capture log;
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
