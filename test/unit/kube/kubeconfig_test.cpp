// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch_test_macros.hpp>

#include <string>

#include "harmony/base/file.hpp"
#include "harmony/kube/config.hpp"
#include "kit/temp_dir.hpp"

using namespace harmony;
using namespace harmony::kube;

namespace {

/// A folder with one kubeconfig in it: two clusters, and the user that the test is about.
struct written {
  explicit written(std::string_view user, std::string_view cluster = "server: https://10.0.0.1:6443") {
    const auto text = fmt::format(R"(apiVersion: v1
kind: Config
current-context: dev
clusters:
- name: here
  cluster:
    {}
- name: there
  cluster: {{server: "https://there.example.org", tls-server-name: other.example.org}}
contexts:
- name: dev
  context: {{cluster: here, user: me}}
- name: prod
  context: {{cluster: there, user: me, namespace: shop}}
- name: broken
  context: {{cluster: nowhere, user: me}}
- name: nobody
  context: {{cluster: here}}
users:
- name: me
  user:
    {}
)",
                                  cluster, user);
    REQUIRE(write_file_atomically(file, text));
  }

  kit::temp_dir folder{};
  std::filesystem::path file = folder.path() / "config";
};

error mistake_in(const written& in, std::string_view context = {}) {
  const auto read = read_kubeconfig(in.file, context);
  REQUIRE_FALSE(read);
  return read.error();
}

}  // namespace

TEST_CASE("the current context decides, another can be chosen") {
  const written in("token: t-1");
  const auto current = read_kubeconfig(in.file, "");
  REQUIRE(current);
  CHECK(current->server.host == "10.0.0.1");
  CHECK(current->server.port == 6443);
  CHECK(current->token == "t-1");
  CHECK(current->default_namespace == "default");
  CHECK(current->source == in.file.string() + ", context dev");

  const auto chosen = read_kubeconfig(in.file, "prod");
  REQUIRE(chosen);
  CHECK(chosen->server.host == "there.example.org");
  CHECK(chosen->server.port == 443);
  CHECK(chosen->tls.server_name == "other.example.org");
  CHECK(chosen->default_namespace == "shop");
}

TEST_CASE("certificates come as data or from files beside the kubeconfig") {
  const written in("client-certificate: pki/me.crt\n    client-key-data: S0VZ",
                   "server: https://k\n    certificate-authority-data: Q0E=");
  std::filesystem::create_directory(in.folder.path() / "pki");
  REQUIRE(write_file_atomically(in.folder.path() / "pki" / "me.crt", "CERTIFICATE"));
  const auto read = read_kubeconfig(in.file, "");
  REQUIRE(read);
  CHECK(read->tls.authorities == "CA");
  CHECK(read->tls.client_certificate == "CERTIFICATE");
  CHECK(read->tls.client_key == "KEY");
  CHECK(read->tls.verify);
}

TEST_CASE("a token's file is remembered, not read") {
  const written in("tokenFile: run/token");
  const auto read = read_kubeconfig(in.file, "");
  REQUIRE(read);
  CHECK(read->token.empty());
  CHECK(read->token_file == in.folder.path() / "run" / "token");
}

TEST_CASE("verification is only skipped when told, and never together with an authority") {
  const written skipped("token: t", "server: https://k\n    insecure-skip-tls-verify: true");
  CHECK_FALSE(read_kubeconfig(skipped.file, "")->tls.verify);
  const written both("token: t", "server: https://k\n    insecure-skip-tls-verify: true\n    certificate-authority-data: Q0E=");
  CHECK(mistake_in(both).message.contains("exclude each other"));
}

TEST_CASE("a context may have no user") { CHECK(read_kubeconfig(written("token: t").file, "nobody")->token.empty()); }

TEST_CASE("a name that leads nowhere is told with the names that are there") {
  const written in("token: t");
  const auto context = mistake_in(in, "stage");
  CHECK(context.message == "kubeconfig " + in.file.string() + ": contexts: there is no context \"stage\"");
  CHECK(context.hint == "there are: dev, prod, broken, nobody");
  CHECK(context.code == errc::invalid);
  const auto cluster = mistake_in(in, "broken");
  CHECK(cluster.message.ends_with(": clusters: there is no cluster \"nowhere\""));
  CHECK(cluster.hint == "there are: here, there");
}

TEST_CASE("half a client certificate, bad base64 and missing files are told by member") {
  CHECK(mistake_in(written("client-certificate-data: Q0E=")).message.ends_with("user: client-certificate without client-key"));
  CHECK(mistake_in(written("client-key-data: Q0E=")).message.ends_with("user: client-key without client-certificate"));
  CHECK(mistake_in(written("client-key-data: '%%%'")).message.ends_with(": client-key-data: not base64"));
  const auto missing = mistake_in(written("client-certificate: me.crt\n    client-key: me.key"));
  CHECK(missing.code == errc::not_found);
  CHECK(missing.message.contains("client-certificate: cannot open "));
  CHECK(missing.message.contains("/me.crt"));
}

TEST_CASE("a server that is missing or no URL is told") {
  CHECK(mistake_in(written("token: t", "x: y")).message.ends_with("cluster.server: not set"));
  CHECK(mistake_in(written("token: t", "server: 'ftp://k'")).message.contains("cluster.server: "));
}

TEST_CASE("what this version cannot do is refused by name, never ignored") {
  for (const std::string user : {"auth-provider: {name: gcp}", "username: admin", "as: root"}) {
    CAPTURE(user);
    const auto refused = mistake_in(written(user));
    CHECK(refused.code == errc::unsupported);
    CHECK(refused.message.ends_with(fmt::format("user.{} is not supported by this version", user.substr(0, user.find(':')))));
    CHECK_FALSE(refused.hint.empty());
  }
  CHECK(mistake_in(written("token: t", "server: https://k\n    proxy-url: http://p")).code == errc::unsupported);
  CHECK(read_kubeconfig(written("token: t\n    username: ''").file, ""));
}

TEST_CASE("a file that is no kubeconfig is told") {
  const kit::temp_dir folder;
  const auto file = folder.path() / "config";
  CHECK(read_kubeconfig(file, "").error().code == errc::not_found);
  REQUIRE(write_file_atomically(file, "a: [b"));
  CHECK(read_kubeconfig(file, "").error().message.starts_with("kubeconfig " + file.string() + ": it is not valid YAML"));
  REQUIRE(write_file_atomically(file, ""));
  CHECK(read_kubeconfig(file, "").error().message.ends_with("current-context: not set"));
  REQUIRE(write_file_atomically(file, "current-context: [a]\ncontexts: {a: b}"));
  CHECK(read_kubeconfig(file, "").error().code == errc::invalid);
}

TEST_CASE("an exec plug-in gives the credentials, unless there is a token") {
  const std::string exec = "exec: {apiVersion: client.authentication.k8s.io/v1, command: bin/login}";
  const written in(exec);
  const auto read = read_kubeconfig(in.file, "");
  REQUIRE(read);
  REQUIRE(read->exec);
  CHECK(read->exec->command == std::vector{(in.folder.path() / "bin/login").string()});
  CHECK_FALSE(read_kubeconfig(written("token: t\n    " + exec).file, "")->exec);
  CHECK(mistake_in(written("exec: {apiVersion: v1, command: x}")).message.contains("user.exec.apiVersion: \"v1\""));
}

namespace {

/// Two folders with a kubeconfig each, of which the first wins.
struct two_files {
  two_files(std::string_view first, std::string_view second) {
    for (const auto& [path, text] : {std::pair{files[0], first}, {files[1], second}}) {
      std::filesystem::create_directory(path.parent_path());
      REQUIRE(write_file_atomically(path, text));
    }
  }
  kit::temp_dir folder{};
  std::vector<std::filesystem::path> files{folder.path() / "a" / "config", folder.path() / "b" / "config"};
};

}  // namespace

TEST_CASE("several kubeconfigs are one: each entry from the first file that has it, paths from that file's folder") {
  const two_files in(R"({contexts: [{name: dev, context: {cluster: c, user: u}}], users: [{name: u, user: {tokenFile: t}}]})",
                     R"({current-context: dev, contexts: [{name: dev, context: {cluster: other, user: other}}],
                         clusters: [{name: c, cluster: {server: "https://b"}}], users: [{name: u, user: {token: second}}]})");
  const auto read = read_kubeconfigs(in.files, "");
  REQUIRE(read);
  CHECK(read->server.host == "b");
  CHECK(read->token.empty());
  CHECK(read->token_file == in.folder.path() / "a" / "t");
  CHECK(read->source == in.files[0].string() + ", context dev");
}

TEST_CASE("the current context is the first file's that has one; what no file has is told with all of them") {
  const two_files in(R"({current-context: x, contexts: [{name: y, context: {cluster: c}}]})",
                     R"({current-context: y, contexts: [{name: z, context: {cluster: c}}]})");
  const auto read = read_kubeconfigs(in.files, "");
  REQUIRE_FALSE(read);
  CHECK(read.error().message ==
        fmt::format("kubeconfig {}:{}: contexts: there is no context \"x\"", in.files[0].string(), in.files[1].string()));
  CHECK(read.error().hint == "there are: y, z");
}

TEST_CASE("a mistake in one of several kubeconfigs names that one") {
  const two_files in("current-context: dev\ncontexts: [{name: dev, context: {cluster: c}}]",
                     "clusters: [{name: c, cluster: {server: 'ftp://k'}}]");
  CHECK(
      read_kubeconfigs(in.files, "").error().message.starts_with("kubeconfig " + in.files[1].string() + ": cluster.server: "));
}
