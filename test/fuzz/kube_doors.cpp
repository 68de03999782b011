// SPDX-License-Identifier: Apache-2.0
// The API server's answers, and the files that name it.
#include <array>
#include <stdexcept>

#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include "door.hpp"
#include "harmony/kube/config.hpp"
#include "harmony/kube/lease.hpp"
#include "harmony/kube/manifest.hpp"
#include "harmony/kube/metadata.hpp"
#include "harmony/kube/status.hpp"
#include "harmony/kube/watch_machine.hpp"
#include "kube/exec_credential.hpp"
#include "kube/json_read.hpp"

namespace harmony::fuzz {

namespace {

/// A file in memory with this content; its path.
std::filesystem::path file_with(std::string_view bytes) {
  static const int file = ::memfd_create("input", MFD_CLOEXEC);
  if (::ftruncate(file, 0) != 0 || ::pwrite(file, bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size()))
    throw std::runtime_error("the file in memory cannot be written");
  return fmt::format("/proc/self/fd/{}", file);
}

void kubeconfig(std::string_view bytes) {
  const auto read = kube::read_kubeconfig(file_with(bytes), "");
  promise(read || !read.error().message.empty(), "a refusal says why");
}

void manifest(std::string_view bytes) {
  const auto read = kube::read_manifest(bytes);
  if (!read) return;
  for (const auto& one : *read) promise(one.line >= 1, "a document begins at a line");
}

void object(std::string_view bytes) {
  auto parsed = kube::parse_json(bytes);
  if (!parsed) return;
  if (const auto meta = kube::metadata_of(*parsed)) promise(!meta->name.empty(), "an object has a name");
  if (const auto lease = kube::lease_of(*parsed)) (void)kube::lease_object({"space", "name"}, *lease);
  kube::drop_managed_fields(*parsed);
}

void refusal(std::string_view bytes) {
  for (const unsigned code : {400U, 404U, 409U, 500U}) {
    const http::response answer{
        .status = code, .headers = {{"Retry-After", std::string(bytes.substr(0, 8))}}, .body = std::string(bytes)};
    promise(!kube::to_error(kube::status_of(answer), "the API server").message.empty(), "a refusal says why");
  }
}

/// The first line is the listing, the others are the watch's.
void watch(std::string_view bytes) {
  kube::watch_machine machine(1);
  steady_clock::time_point now{};
  (void)machine.next();
  const auto first = bytes.substr(0, bytes.find('\n'));
  bytes.remove_prefix(std::min(bytes.size(), first.size() + 1));
  auto page = kube::parse_json(first);
  if (!page) return;
  (void)machine.listed(std::move(*page), now);
  for (int steps = 0; steps < 100 && !bytes.empty(); ++steps) {
    now += 1s;
    const auto action = machine.next();
    if (std::holds_alternative<kube::list_page>(action)) return;
    if (std::holds_alternative<kube::open_watch>(action)) machine.opened(now);
    if (!std::holds_alternative<kube::read_line>(action)) continue;
    const auto line = bytes.substr(0, bytes.find('\n'));
    bytes.remove_prefix(std::min(bytes.size(), line.size() + 1));
    (void)machine.line(line, now);
  }
}

void exec_credential(std::string_view bytes) {
  static const kube::exec_plugin plugin{.api_version = "client.authentication.k8s.io/v1", .command = {"login"}};
  const auto read = kube::read_exec_credential(bytes, plugin);
  promise(!read || read->content != kube::credential{}, "a credential is one");
}

}  // namespace

std::vector<door> kube_doors() {
  return {{"kubeconfig", kubeconfig}, {"manifest", manifest}, {"kube-object", object},
          {"kube-refusal", refusal},  {"kube-watch", watch},  {"exec-credential", exec_credential}};
}

}  // namespace harmony::fuzz
