// SPDX-License-Identifier: Apache-2.0
#include "podman/documents.hpp"

#include <fmt/format.h>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace harmony::podman {

namespace json = boost::json;

namespace {

const json::value* member_of(const json::value& object, std::string_view name) {
  const auto* members = object.if_object();
  return members == nullptr ? nullptr : members->if_contains(name);
}

bool has_object(const json::value& object, std::string_view name) {
  const auto* found = member_of(object, name);
  return found != nullptr && found->is_object();
}

bool is_true(const json::value& object, std::string_view name) {
  const auto* found = member_of(object, name);
  return found != nullptr && found->is_bool() && found->get_bool();
}

json::array texts(const std::vector<std::string>& from) { return json::array(from.begin(), from.end()); }

json::object pairs(const std::map<std::string, std::string>& from) {
  json::object to;
  for (const auto& [name, value] : from) to.emplace(name, value);
  return to;
}

std::int64_t number_of(const json::value& object, std::string_view name) {
  const auto* found = member_of(object, name);
  return found != nullptr && found->is_int64() ? found->get_int64() : 0;
}

}  // namespace

result<json::value> parse_answer(std::string_view body) {
  boost::system::error_code problem;
  auto parsed = json::parse(body, problem);
  if (problem) return fail(errc::protocol, "podman did not answer in JSON", std::string(body.substr(0, 200)));
  return parsed;
}

std::string spec_document(const container_spec& spec) {
  json::object document{{"name", spec.name}, {"image", spec.image}, {"restart_policy", "no"}};
  document["env"] = pairs(spec.environment);
  document["labels"] = pairs(spec.labels);
  if (!spec.entrypoint.empty()) document["entrypoint"] = texts(spec.entrypoint);
  if (!spec.command.empty()) document["command"] = texts(spec.command);
  json::array ports;
  for (const auto& one : spec.ports)
    ports.push_back(json::object{{"host_port", one.host}, {"container_port", one.container}, {"protocol", one.protocol}});
  if (!ports.empty()) document["portmappings"] = std::move(ports);
  json::array volumes;
  json::array mounts;
  for (const auto& one : spec.volumes) {
    const json::array options{one.read_only ? "ro" : "rw"};
    if (one.source.starts_with('/')) {
      mounts.push_back(
          json::object{{"destination", one.target}, {"source", one.source}, {"type", "bind"}, {"options", options}});
    } else {
      volumes.push_back(json::object{{"Name", one.source}, {"Dest", one.target}, {"Options", options}});
    }
  }
  if (!volumes.empty()) document["volumes"] = std::move(volumes);
  if (!mounts.empty()) document["mounts"] = std::move(mounts);
  return json::serialize(document);
}

result<container_details> details_of(const json::value& inspected) {
  container_details found{
      .id = text_of(inspected, "Id"), .name = text_of(inspected, "Name"), .image = text_of(inspected, "ImageName")};
  if (found.id.empty() || !has_object(inspected, "State") || !has_object(inspected, "Config"))
    return fail(errc::protocol, "podman's description of a container has no Id, State or Config");
  const auto& state = inspected.at("State");
  found.state = text_of(state, "Status");
  found.running = found.state == "running";
  found.exit_code = number_of(state, "ExitCode");
  found.error = text_of(state, "Error");
  found.started_at = text_of(state, "StartedAt");
  found.labels = texts_of(inspected.at("Config"), "Labels");
  return found;
}

result<std::vector<container_summary>> summaries_of(const json::value& listed) {
  const auto* array = listed.if_array();
  if (array == nullptr) return fail(errc::protocol, "podman's list of containers is no list");
  std::vector<container_summary> found;
  for (const auto& one : *array) {
    container_summary summary{.id = text_of(one, "Id"),
                              .image = text_of(one, "Image"),
                              .state = text_of(one, "State"),
                              .started = number_of(one, "StartedAt") > 0,  // Unix time; that of the year 1 for never
                              .exited = is_true(one, "Exited"),
                              .exit_code = number_of(one, "ExitCode"),
                              .labels = texts_of(one, "Labels")};
    if (summary.id.empty())
      return fail(errc::protocol, fmt::format("[{}].Id: is missing in podman's list of containers", found.size()));
    if (const auto* names = member_of(one, "Names"); names != nullptr && names->is_array())
      for (const auto& name : names->get_array())
        if (name.is_string()) summary.names.emplace_back(name.get_string());
    found.push_back(std::move(summary));
  }
  return found;
}

std::string removal_error(const json::value& reports) {
  const auto* array = reports.if_array();
  if (array == nullptr) return {};
  for (const auto& one : *array)
    if (auto words = text_of(one, "Err"); !words.empty()) return words;
  return {};
}

std::string image_removal_error(const json::value& report) {
  const auto* errors = member_of(report, "Errors");
  if (errors == nullptr || !errors->is_array() || errors->get_array().empty()) return {};
  const auto& first = errors->get_array().front();
  return first.is_string() ? std::string(first.get_string()) : json::serialize(first);
}

result<service_info> info_of(const json::value& answer) {
  if (!has_object(answer, "host") || !has_object(answer, "version"))
    return fail(errc::protocol, "podman's description of itself has no host or version");
  const auto& host = answer.at("host");
  service_info found{.version = text_of(answer.at("version"), "Version"),
                     .cgroups = text_of(host, "cgroupVersion"),
                     .network_backend = text_of(host, "networkBackend")};
  if (const auto* security = member_of(host, "security")) found.rootless = is_true(*security, "rootless");
  if (const auto* store = member_of(answer, "store")) found.storage_driver = text_of(*store, "graphDriverName");
  if (found.version.empty()) return fail(errc::protocol, "podman's description of itself has no version");
  return found;
}

result<std::vector<container_stats>> stats_of(const json::value& answer) {
  const auto* wrong = member_of(answer, "Error");
  // Go's errors become an empty object in JSON: that there is one is all that podman says.
  if (wrong != nullptr && !wrong->is_null()) return fail(errc::failed, "podman gives none", json::serialize(*wrong));
  const auto* listed = member_of(answer, "Stats");
  if (listed == nullptr || !listed->is_array()) return fail(errc::protocol, "podman's answer has no Stats");
  std::vector<container_stats> found;
  for (const auto& one : listed->get_array())
    found.push_back({.id = text_of(one, "ContainerID"),
                     .name = text_of(one, "Name"),
                     .cpu_nanoseconds = number_of(one, "CPUNano"),
                     .memory_bytes = number_of(one, "MemUsage"),
                     .memory_limit_bytes = number_of(one, "MemLimit"),
                     .processes = number_of(one, "PIDs")});
  return found;
}

error refusal(unsigned status, std::string_view body) {
  error refused{.code = errc::failed, .message = fmt::format("podman answered {}", status)};
  if (const auto parsed = parse_answer(body)) refused.detail = text_of(*parsed, "message");
  if (refused.detail.empty()) refused.detail = std::string(body.substr(0, 500));
  if (status == 404) refused.code = errc::not_found;
  if (status == 409) refused.code = errc::conflict;
  if (status == 400) refused.code = errc::invalid;
  return refused;
}

std::string text_of(const json::value& object, std::string_view member) {
  const auto* found = member_of(object, member);
  return found != nullptr && found->is_string() ? std::string(found->get_string()) : std::string();
}

result<std::string> required_text(const json::value& object, std::string_view member) {
  auto found = text_of(object, member);
  if (found.empty()) return fail(errc::protocol, fmt::format("podman's answer has no {}", member));
  return found;
}

std::map<std::string, std::string> texts_of(const json::value& object, std::string_view member) {
  std::map<std::string, std::string> found;
  const auto* members = member_of(object, member);
  if (members == nullptr || !members->is_object()) return found;
  for (const auto& [name, value] : members->get_object())
    if (value.is_string()) found.emplace(name, value.get_string());
  return found;
}

}  // namespace harmony::podman
