// SPDX-License-Identifier: Apache-2.0
#include "kit/access.hpp"

#include <stdexcept>

#include <fmt/format.h>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "harmony/base/file.hpp"

namespace harmony::kit {

namespace {

/// What POST answers; throws if it is refused.
task<boost::json::value> post(kube::client& to, std::string target, boost::json::value body) {
  auto answer = co_await to.call({.verb = http::method::post,
                                  .target = std::move(target),
                                  .headers = {{"Accept", "application/json"}, {"Content-Type", "application/json"}},
                                  .body = boost::json::serialize(body)});
  if (!answer) throw std::runtime_error(answer.error().text());
  co_return *std::move(answer);
}

}  // namespace

task<bool> is_allowed(kube::client& administrator, service_account who, access what) {
  const auto answer = co_await post(administrator, "/apis/authorization.k8s.io/v1/subjectaccessreviews",
                                    {{"apiVersion", "authorization.k8s.io/v1"},
                                     {"kind", "SubjectAccessReview"},
                                     {"spec",
                                      {{"user", fmt::format("system:serviceaccount:{}:{}", who.namespace_, who.name)},
                                       {"resourceAttributes",
                                        {{"verb", what.verb},
                                         {"group", what.group},
                                         {"resource", what.resource},
                                         {"subresource", what.subresource},
                                         {"namespace", what.namespace_}}}}}});
  co_return answer.at_pointer("/status/allowed").as_bool();
}

task<void> write_kubeconfig(kube::client& administrator, const kube_apiserver& server, service_account who,
                            std::filesystem::path to) {
  const auto answer = co_await post(
      administrator, fmt::format("/api/v1/namespaces/{}/serviceaccounts/{}/token", who.namespace_, who.name),
      {{"apiVersion", "authentication.k8s.io/v1"}, {"kind", "TokenRequest"}, {"spec", {{"expirationSeconds", 3600}}}});
  const auto authority = to.string() + ".authority";
  const boost::json::value config{
      {"apiVersion", "v1"},
      {"kind", "Config"},
      {"current-context", who.name},
      {"contexts", {{{"name", who.name}, {"context", {{"cluster", "test"}, {"user", who.name}}}}}},
      {"clusters", {{{"name", "test"}, {"cluster", {{"server", server.url()}, {"certificate-authority", authority}}}}}},
      {"users", {{{"name", who.name}, {"user", {{"token", answer.at_pointer("/status/token")}}}}}},
  };
  for (const auto& written :
       {write_file_atomically(authority, server.authority()), write_file_atomically(to, boost::json::serialize(config))})
    if (!written) throw std::runtime_error(written.error().text());
}

void write_kubeconfig_by(const std::filesystem::path& of, const relay& way, const std::filesystem::path& to) {
  auto config = boost::json::parse(read_file(of).value());
  auto& cluster = config.at_pointer("/clusters/0/cluster").as_object();
  cluster.clear();
  cluster["server"] = way.where().text();
  if (auto written = write_file_atomically(to, boost::json::serialize(config)); !written)
    throw std::runtime_error(written.error().text());
}

}  // namespace harmony::kit
