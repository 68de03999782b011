// SPDX-License-Identifier: Apache-2.0
#include "person.hpp"

#include <stdexcept>

#include "harmony/contracts/codec.hpp"
#include "harmony/contracts/names.hpp"
#include "kit/cluster.hpp"
#include "kit/command_line.hpp"
#include "kit/deployments.hpp"
#include "kit/programs.hpp"

namespace harmony::apply::test {

person::person(asio::any_io_executor executor)
    : cluster_(executor, kit::admin_config()), deployments_(cluster_, kit::deployment_type) {}

task<void> person::begin() {
  // Forced: a test may have changed what was installed.
  const auto installed = kit::harmony_iot_says({"install", "--force-conflicts"}, kit::shared_server().kubeconfig());
  if (installed.code != 0) throw std::runtime_error(installed.output);
  space_ = co_await kit::new_namespace(cluster_);
}

kit::finished person::types(std::vector<std::string> words) const {
  words.insert(words.begin(), "apply");
  words.insert(words.end(), {"-n", space_});
  return kit::harmony_iot_says(std::move(words), kit::shared_server().kubeconfig());
}

std::unique_ptr<kit::process> person::begins(std::vector<std::string> words, const std::filesystem::path& log,
                                             std::map<std::string, std::string> environment) const {
  words.insert(words.begin(), {kit::harmony_iot(), "apply"});
  words.insert(words.end(), {"-n", space_});
  environment["KUBECONFIG"] = kit::shared_server().kubeconfig();
  return std::make_unique<kit::process>(std::move(words),
                                        kit::process_options{.environment = std::move(environment), .log = log});
}

task<void> person::writes_status(std::string name, contracts::deployment_status status) {
  const auto written = co_await deployments_.apply_status({{"apiVersion", contracts::api_group_version},
                                                           {"kind", contracts::deployment_kind},
                                                           {"metadata", {{"namespace", space_}, {"name", std::move(name)}}},
                                                           {"status", contracts::encode(status)}},
                                                          {.manager = std::string(contracts::operator_manager), .force = true});
  if (!written) throw std::runtime_error(written.error().text());
}

task<std::optional<contracts::deployment_spec>> person::spec(std::string name) const {
  const auto found = co_await deployments_.get({space_, std::move(name)});
  if (!found) throw std::runtime_error(found.error().text());
  if (!*found) co_return std::nullopt;
  co_return contracts::decode<contracts::deployment_spec>((*found)->at("spec"), "spec").value();
}

}  // namespace harmony::apply::test
