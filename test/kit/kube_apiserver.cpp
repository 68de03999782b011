// SPDX-License-Identifier: Apache-2.0
// Flags after controller-runtime's envtest (pkg/internal/testing/controlplane).
#include "kit/kube_apiserver.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include "harmony/base/file.hpp"
#include "harmony/base/run.hpp"
#include "harmony/http/client.hpp"
#include "kit/certificates.hpp"
#include "kit/free_port.hpp"
#include "kit/programs.hpp"
#include "kit/ready.hpp"

namespace harmony::kit {

namespace {

void save(const std::filesystem::path& path, std::string_view content) {
  if (auto written = write_file_atomically(path, content); !written) throw std::runtime_error(written.error().text());
}

std::string base64(const std::string& text) {
  std::string encoded(4 * ((text.size() + 2) / 3) + 1, '\0');
  const auto size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(encoded.data()),
                                    reinterpret_cast<const unsigned char*>(text.data()), static_cast<int>(text.size()));
  encoded.resize(static_cast<std::size_t>(size));
  return encoded;
}

}  // namespace

kube_apiserver::kube_apiserver(options how)
    : how_(std::move(how)), etcd_port_(free_port()), port_(free_port()), kubeconfig_(folder_.path() / "kubeconfig") {
  write_credentials();
  start_etcd();
  start();
}

kube_apiserver::~kube_apiserver() { stop(); }

std::string kube_apiserver::url() const { return fmt::format("https://127.0.0.1:{}", port_); }

void kube_apiserver::write_credentials() {
  const certificate_authority serving("test-serving-ca");
  const certificate_authority clients("test-client-ca");
  const auto server =
      serving.issue({.common_name = "localhost", .dns = {"localhost"}, .addresses = {"127.0.0.1"}, .server = true});
  const auto admin = clients.issue({.common_name = "admin", .organization = "system:masters"});
  const auto accounts = make_key();
  const auto& folder = folder_.path();
  save(folder / "apiserver.crt", server.certificate);
  save(folder / "apiserver.key", server.key);
  save(folder / "client-ca.crt", clients.certificate());
  save(folder / "sa.key", accounts.private_key);
  save(folder / "sa.pub", accounts.public_key);
  authority_ = serving.certificate();
  administrator_ = {.authorities = authority_, .client_certificate = admin.certificate, .client_key = admin.key};
  // JSON is YAML.
  save(kubeconfig_,
       boost::json::serialize(boost::json::value{
           {"apiVersion", "v1"},
           {"kind", "Config"},
           {"current-context", "test"},
           {"contexts", {{{"name", "test"}, {"context", {{"cluster", "test"}, {"user", "admin"}}}}}},
           {"clusters",
            {{{"name", "test"}, {"cluster", {{"server", url()}, {"certificate-authority-data", base64(authority_)}}}}}},
           {"users",
            {{{"name", "admin"},
              {"user", {{"client-certificate-data", base64(admin.certificate)}, {"client-key-data", base64(admin.key)}}}}}},
       }));
}

void kube_apiserver::start_etcd() {
  const auto peer = fmt::format("http://127.0.0.1:{}", free_port());
  const auto client = fmt::format("http://127.0.0.1:{}", etcd_port_);
  etcd_ = std::make_unique<process>(
      std::vector<std::string>{server_program("etcd"), "--listen-peer-urls=" + peer, "--listen-client-urls=" + client,
                               "--advertise-client-urls=" + client, "--initial-advertise-peer-urls=" + peer,
                               "--initial-cluster=default=" + peer, "--data-dir=" + (folder_.path() / "etcd").string(),
                               "--unsafe-no-fsync=true"},
      process_options{.environment = {}, .log = folder_.path() / "etcd.log", .folder = {}});
  wait_until_ready("etcd", *etcd_, 30s, [this] { return accepts_connections(etcd_port_); });
}

void kube_apiserver::compact() {
  // etcd's gRPC gateway: numbers are strings, keys base64.
  harmony::run([this](auto executor) -> task<void> {
    http::client etcd(executor, {.over = http::transport::tcp, .host = "127.0.0.1", .port = etcd_port_});
    const auto call = [&etcd](std::string what, boost::json::value body) -> task<boost::json::value> {
      auto answer = co_await etcd.send({.verb = http::method::post,
                                        .target = "/v3/kv/" + what,
                                        .headers = {{"Content-Type", "application/json"}},
                                        .body = boost::json::serialize(body)},
                                       10s);
      if (!answer || !answer->ok()) throw std::runtime_error("etcd does not " + what);
      co_return boost::json::parse(answer->body);
    };
    const auto newest = co_await call("range", {{"key", base64("no such key")}});
    (void)co_await call("compaction", {{"revision", newest.at_pointer("/header/revision")}, {"physical", true}});
  });
}

void kube_apiserver::start() {
  const auto& folder = folder_.path();
  const auto in = [&](std::string_view name) { return (folder / name).string(); };
  std::vector<std::string> command{
      server_program("kube-apiserver"),
      fmt::format("--etcd-servers=http://127.0.0.1:{}", etcd_port_),
      "--cert-dir=" + folder.string(),
      "--tls-cert-file=" + in("apiserver.crt"),
      "--tls-private-key-file=" + in("apiserver.key"),
      "--bind-address=127.0.0.1",
      "--advertise-address=127.0.0.1",  // the sandbox has no route to find another one by
      "--endpoint-reconciler-type=none",
      fmt::format("--secure-port={}", port_),
      "--client-ca-file=" + in("client-ca.crt"),
      "--service-account-issuer=" + url() + "/",
      "--service-account-key-file=" + in("sa.pub"),
      "--service-account-signing-key-file=" + in("sa.key"),
      "--service-cluster-ip-range=10.0.0.0/24",
      "--authorization-mode=RBAC",
      "--allow-privileged=true",
      "--disable-admission-plugins=ServiceAccount",
      "--shutdown-delay-duration=0s",
  };
  command.insert(command.end(), how_.arguments.begin(), how_.arguments.end());
  server_ =
      std::make_unique<process>(command, process_options{.environment = {}, .log = folder / "apiserver.log", .folder = {}});
  const auto where = *http::parse_endpoint(url());
  wait_until_ready("kube-apiserver", *server_, 60s, [&] {
    return harmony::run([&](auto executor) -> task<bool> {
      http::client probe(executor, where, administrator_);
      const auto answer = co_await probe.send({.target = "/readyz"}, 5s);
      co_return answer && answer->ok();
    });
  });
}

void kube_apiserver::stop() {
  // It waits for its watches for a minute when asked politely, and keeps nothing that etcd has not got.
  if (server_) server_->signal(SIGKILL);
  server_.reset();
}

}  // namespace harmony::kit
