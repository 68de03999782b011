// SPDX-License-Identifier: Apache-2.0
#include "kube/exec_credential.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace harmony;
using namespace harmony::kube;

namespace {

const exec_plugin plugin{.api_version = "client.authentication.k8s.io/v1", .command = {"aws"}};
const config cluster{.server = *http::parse_endpoint("https://k:6443"), .tls = {.authorities = "CA", .server_name = "api"}};

result<exec_credential> printed(std::string_view status) {
  return read_exec_credential(
      fmt::format(R"({{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{}}})", status), plugin);
}

}  // namespace

TEST_CASE("a plug-in is read with everything that it is run by") {
  const auto read = read_exec_plugin({{"apiVersion", "client.authentication.k8s.io/v1beta1"},
                                      {"command", "bin/login"},
                                      {"args", {"--for", "me"}},
                                      {"env", {{{"name", "REGION"}, {"value", "eu"}}}},
                                      {"installHint", "apt install login"},
                                      {"provideClusterInfo", "true"},
                                      {"interactiveMode", "Never"}},
                                     "/etc/k");
  REQUIRE(read);
  CHECK(read->command == std::vector<std::string>{"/etc/k/bin/login", "--for", "me"});
  CHECK(read->environment == std::map<std::string, std::string>{{"REGION", "eu"}});
  CHECK(read->install_hint == "apt install login");
  CHECK(read->wants_cluster);
  CHECK(read->asks == exec_plugin::interaction::never);
}

TEST_CASE("a command without a slash is looked up in PATH, an absolute one is taken as it is") {
  for (const std::string command : {"aws", "/opt/aws"})
    CHECK(read_exec_plugin({{"apiVersion", plugin.api_version}, {"command", command}}, "/etc/k")->command.front() == command);
}

TEST_CASE("a plug-in that is described wrongly is told by member") {
  const auto version = read_exec_plugin({{"apiVersion", "client.authentication.k8s.io/v1alpha1"}, {"command", "x"}}, "/");
  CHECK(version.error().code == errc::unsupported);
  CHECK(version.error().message.starts_with("user.exec.apiVersion: \"client.authentication.k8s.io/v1alpha1\""));
  CHECK(read_exec_plugin({{"apiVersion", plugin.api_version}}, "/").error().message == "user.exec.command: not set");
  CHECK(read_exec_plugin({{"apiVersion", plugin.api_version}, {"command", "x"}, {"interactiveMode", "Maybe"}}, "/")
            .error()
            .message.starts_with("user.exec.interactiveMode: \"Maybe\""));
  CHECK_FALSE(read_exec_plugin({{"apiVersion", plugin.api_version}, {"command", "x"}, {"args", {nullptr}}}, "/"));
}

TEST_CASE("a plug-in is told its version, and the cluster if it asks for it") {
  CHECK(exec_info(plugin, cluster, false) ==
        R"({"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","spec":{"interactive":false}})");
  auto curious = plugin;
  curious.wants_cluster = true;
  CHECK(exec_info(curious, cluster, true)
            .contains(R"("spec":{"interactive":true,"cluster":{"server":"https://k:6443",)"
                      R"("tls-server-name":"api","certificate-authority-data":"Q0E="}})"));
}

TEST_CASE("a token or a client certificate is read, and until when it is good") {
  const auto token = printed(R"({"token":"t-1","expirationTimestamp":"2026-11-24T12:00:00Z"})");
  REQUIRE(token);
  CHECK(token->content == credential{.token = "t-1"});
  CHECK(token->expires == parse_rfc3339("2026-11-24T12:00:00Z").value());
  const auto certificate = printed(R"({"clientCertificateData":"C","clientKeyData":"K"})");
  REQUIRE(certificate);
  CHECK(certificate->content == credential{.certificate = "C", .key = "K"});
  CHECK_FALSE(certificate->expires);
}

TEST_CASE("what is no credential is told as one") {
  CHECK(read_exec_credential("Please log in", plugin).error().message == "it did not print an ExecCredential");
  CHECK(read_exec_credential(R"({"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1beta1"})", plugin)
            .error()
            .message.ends_with("not an ExecCredential of client.authentication.k8s.io/v1"));
  CHECK(printed("{}").error().message == "it printed neither a token nor a client certificate");
  CHECK(printed(R"({"clientKeyData":"K"})").error().message == "it printed half a client certificate");
  CHECK(printed(R"({"token":"t","expirationTimestamp":"soon"})").error().code == errc::protocol);
}
