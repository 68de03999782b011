// SPDX-License-Identifier: Apache-2.0
#include "agent/desired_cache.hpp"

#include <cerrno>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "agent/sealed_document.hpp"
#include "harmony/base/file.hpp"
#include "harmony/base/log.hpp"
#include "harmony/contracts/digest.hpp"

namespace harmony::agent {

namespace {

constexpr auto document_file = "desired.json";
constexpr auto scores_folder = "scores";

/// What is there and cannot be read.
void say_ignored(const std::filesystem::path& path, const error& why) {
  if (why.code != errc::not_found) log::warning("cached file ignored", {{"file", path.string()}, why});
}

}  // namespace

result<desired_cache> desired_cache::open(std::filesystem::path folder, contracts::device_id device) {
  std::error_code problem;
  std::filesystem::create_directories(folder / scores_folder, problem);
  if (problem)
    return fail(errc::failed, fmt::format("cannot create the agent's state folder {}", folder.string()), problem.message(),
                "set [agent] state_dir to a folder that the agent's user can write");
  // Not by writing: a disk that is full now may have room later, and its device has to obey all the same.
  for (const auto& one : {folder, folder / scores_folder})
    if (::faccessat(AT_FDCWD, one.c_str(), W_OK | X_OK, AT_EACCESS) != 0)
      return fail(errc::failed, fmt::format("the agent's user cannot write into its state folder {}", one.string()),
                  std::strerror(errno), "set [agent] state_dir to a folder that the agent's user can write");
  return desired_cache(std::move(folder), std::move(device));
}

std::optional<contracts::desired_state> desired_cache::document() const {
  const auto path = folder_ / document_file;
  auto document = read_file(path).and_then(unsealed);
  if (document && document->device != device_)
    document = fail(errc::invalid, "it is the document of the device " + document->device.text());
  if (document) return *std::move(document);
  say_ignored(path, document.error());
  return std::nullopt;
}

result<contracts::score> desired_cache::score(const contracts::revision& revision) const {
  const auto path = folder_ / scores_folder / revision.text();
  auto score = read_file(path).and_then(contracts::decode_text<contracts::score>);
  if (score && contracts::revision_of(*score) != revision) score = fail(errc::invalid, "its content is not what its name says");
  if (!score) say_ignored(path, score.error());
  return score;
}

result<void> desired_cache::save(const contracts::desired_state& document) const {
  return write_file_atomically(folder_ / document_file, sealed(document));
}

result<void> desired_cache::save(const contracts::revision& revision, const contracts::score& score) const {
  return write_file_atomically(folder_ / scores_folder / revision.text(), contracts::encode_text(score));
}

void desired_cache::keep_only(const std::set<contracts::revision>& named) const {
  std::error_code problem;  // a score that cannot be removed now is tried again with the next document
  for (std::filesystem::directory_iterator file(folder_ / scores_folder, problem), end; !problem && file != end;
       file.increment(problem)) {
    const auto revision = contracts::revision::parse(file->path().filename().string());
    std::error_code ignored;
    if (!revision || !named.contains(*revision)) std::filesystem::remove(file->path(), ignored);
  }
}

}  // namespace harmony::agent
