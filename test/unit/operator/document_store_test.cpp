// SPDX-License-Identifier: Apache-2.0
#include "operator/document_store.hpp"

#include <catch2/catch_test_macros.hpp>

#include "fixtures.hpp"

using namespace harmony;
using namespace harmony::fleet;
using namespace harmony::fleet::test;

namespace {

contracts::desired_state document(std::string_view id, std::vector<contracts::desired_deployment> deployments) {
  return {.device = device(id), .deployments = std::move(deployments)};
}
const kube::object_key web{"default", "web"};
const kube::object_key db{"default", "db"};

}  // namespace

TEST_CASE("a change names the resources that the document named before or names now") {
  document_store store;
  CHECK(store.set(device("a"), 1, document("a", {entry("web")})) == std::set{web});
  CHECK(store.set(device("a"), 2, document("a", {entry("db")})) == std::set{db, web});
  CHECK(store.naming(web).empty());
  CHECK(store.naming(db) == std::set{device("a")});
}

TEST_CASE("an echo of what is known, or of what came before it, changes nothing") {
  document_store store;
  store.set(device("a"), 5, document("a", {entry("web")}));
  CHECK(store.set(device("a"), 5, document("a", {})).empty());
  CHECK(store.set(device("a"), 4, document("a", {})).empty());
  CHECK(store.find(device("a"))->revision == 5);
}

TEST_CASE("a listing takes over whatever the revisions say, and forgets what it does not name") {
  document_store store;
  store.set(device("a"), 500, document("a", {entry("web")}));
  store.set(device("b"), 501, document("b", {entry("web")}));
  store.begin_listing();
  store.set(device("a"), 1, document("a", {entry("db")}));
  CHECK(store.end_listing() == std::set{device("b")});
  CHECK(store.find(device("a"))->revision == 1);
  CHECK(store.find(device("b")) == nullptr);
  CHECK(store.naming(web).empty());
  CHECK(store.devices() == std::set{device("a")});
}

TEST_CASE("what is erased is named by nobody") {
  document_store store;
  store.set(device("a"), 1, document("a", {entry("web")}));
  CHECK(store.erase(device("a")) == std::set{web});
  CHECK(store.erase(device("a")).empty());
  CHECK(store.naming(web).empty());
}

TEST_CASE("a revision is named as long as any document names it, under whatever Deployment") {
  document_store store;
  store.set(device("a"), 1, document("a", {entry("web", 'a'), entry("db", 'a')}));
  store.set(device("b"), 1, document("b", {entry("web", 'b')}));
  CHECK(store.revisions() == std::set{revision('a'), revision('b')});
  store.set(device("b"), 2, document("b", {entry("web", 'a')}));
  CHECK(store.revisions() == std::set{revision('a')});
  store.set(device("a"), 2, document("a", {entry("web", 'a')}));
  store.erase(device("b"));
  CHECK(store.revisions() == std::set{revision('a')});
  store.set(device("a"), 3, std::nullopt);
  CHECK(store.revisions().empty());
}
