// SPDX-License-Identifier: Apache-2.0
#include "harmony/kube/config.hpp"

#include <catch2/catch_test_macros.hpp>

#include "harmony/base/file.hpp"
#include "kit/temp_dir.hpp"

using namespace harmony;
using namespace harmony::kube;

namespace {

std::string kubeconfig_for(std::string_view host) {
  return fmt::format(R"({{"current-context": "x", "contexts": [{{"name": "x", "context": {{"cluster": "x"}}}}],
      "clusters": [{{"name": "x", "cluster": {{"server": "https://{}"}}}}]}})",
                     host);
}

/// A home with a kubeconfig, a service account, and one more kubeconfig.
struct places {
  places() {
    std::filesystem::create_directories(home / ".kube");
    std::filesystem::create_directories(account);
    REQUIRE(write_file_atomically(home / ".kube" / "config", kubeconfig_for("home")));
    REQUIRE(write_file_atomically(other, kubeconfig_for("other")));
    REQUIRE(write_file_atomically(account / "ca.crt", "CA"));
    REQUIRE(write_file_atomically(account / "token", "t-1\n"));
    REQUIRE(write_file_atomically(account / "namespace", "harmony"));
  }
  kit::temp_dir folder{};
  std::filesystem::path home = folder.path() / "home";
  std::filesystem::path account = folder.path() / "account";
  std::filesystem::path other = folder.path() / "other";
};

}  // namespace

TEST_CASE("the command line comes first, then KUBECONFIG, the pod, and the home") {
  const places at;
  surroundings around{.kubeconfig = at.other.string(),
                      .home = at.home,
                      .service_host = "10.0.0.1",
                      .service_port = "443",
                      .service_account = at.account};
  CHECK(find_config({.kubeconfig = at.home / ".kube" / "config"}, around)->server.host == "home");
  CHECK(find_config({}, around)->server.host == "other");
  around.kubeconfig.clear();
  CHECK(find_config({}, around)->server.host == "10.0.0.1");
  around.service_host.clear();
  CHECK(find_config({}, around)->server.host == "home");
}

TEST_CASE("of KUBECONFIG's list the files that are there count, the first of them most") {
  const places at;
  const auto missing = (at.folder.path() / "missing").string();
  CHECK(find_config({}, {.kubeconfig = missing + "::" + at.other.string() + ":/x"})->server.host == "other");
  const auto home = (at.home / ".kube" / "config").string();
  CHECK(find_config({}, {.kubeconfig = at.other.string() + ":" + home})->server.host == "other");
  CHECK(find_config({}, {.kubeconfig = home + ":" + at.other.string()})->server.host == "home");
  const auto none = find_config({}, {.kubeconfig = missing, .home = at.home});
  REQUIRE_FALSE(none);
  CHECK(none.error().message.contains(missing));
}

TEST_CASE("without any cluster it is told what was looked at and what to do") {
  const kit::temp_dir empty;
  const auto none = find_config({}, {.home = empty.path()});
  REQUIRE_FALSE(none);
  CHECK(none.error().code == errc::not_found);
  CHECK(none.error().message.contains((empty.path() / ".kube" / "config").string()));
  CHECK(none.error().hint.contains("--kubeconfig"));
}

TEST_CASE("a pod is told its server, authority, token and namespace") {
  const places at;
  const auto read = in_cluster_config({.service_host = "fd00::1", .service_port = "6443", .service_account = at.account});
  REQUIRE(read);
  CHECK(read->server.host == "fd00::1");
  CHECK(read->server.port == 6443);
  CHECK(read->tls.authorities == "CA");
  CHECK(read->token == "t-1");
  CHECK(read->token_file == at.account / "token");
  CHECK(read->default_namespace == "harmony");
  CHECK(read->in_pod);
}

TEST_CASE("a pod without a service account says why that may be") {
  const places at;
  std::filesystem::remove(at.account / "token");
  const auto read = in_cluster_config({.service_host = "10.0.0.1", .service_account = at.account});
  REQUIRE_FALSE(read);
  CHECK(read.error().message.contains("token"));
  CHECK(read.error().hint.contains("automountServiceAccountToken"));
}
