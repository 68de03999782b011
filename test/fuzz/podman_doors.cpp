// SPDX-License-Identifier: Apache-2.0
// Podman's answers, events and logs.
#include <vector>

#include "door.hpp"
#include "harmony/podman/event.hpp"
#include "harmony/podman/log.hpp"
#include "podman/documents.hpp"
#include "podman/version_differences.hpp"

namespace harmony::fuzz {

namespace {

void answer(std::string_view bytes) {
  promise(!podman::refusal(500, bytes).message.empty(), "a refusal says why");
  const auto read = podman::parse_answer(bytes);
  if (!read) return;
  (void)podman::details_of(*read);
  (void)podman::summaries_of(*read);
  (void)podman::removal_error(*read);
  (void)podman::image_removal_error(*read);
  (void)podman::info_of(*read);
  (void)podman::stats_of(*read);
}

void refused(std::string_view bytes) {
  for (const unsigned status : {404U, 409U, 500U}) {
    promise(!podman::create_refusal(status, bytes).message.empty(), "a refused create says why");
    promise(!podman::start_refusal(status, bytes).message.empty(), "a refused start says why");
  }
}

void pull(std::string_view bytes) {
  bool done = false;
  const auto read = podman::pull_line(bytes, done);
  promise(read || !done, "a pull that failed is not done");
}

void event(std::string_view bytes) { (void)podman::decode_event(bytes); }

std::vector<podman::log_line> lines_of(std::string_view bytes, std::size_t piece) {
  podman::log_decoder decoder;
  std::vector<podman::log_line> lines;
  const auto collect = [&] {
    while (auto one = decoder.next()) lines.push_back(std::move(*one));
  };
  while (!bytes.empty()) {
    const auto part = bytes.substr(0, piece);
    bytes.remove_prefix(part.size());
    const bool good = decoder.feed(part).has_value();
    collect();
    if (!good) return lines;
  }
  decoder.finish();
  collect();
  return lines;
}

void logs(std::string_view bytes) {
  promise(lines_of(bytes, 1) == lines_of(bytes, 4096), "lines are the same wherever the bytes are cut");
}

}  // namespace

std::vector<door> podman_doors() {
  return {{"podman-answer", answer, {"podman/4.3.1/", "podman/5.4.2/"}},
          {"podman-refusal", refused},
          {"podman-pull", pull},
          {"podman-event", event},
          {"podman-log", logs}};
}

}  // namespace harmony::fuzz
