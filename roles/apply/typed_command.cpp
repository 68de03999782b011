// SPDX-License-Identifier: Apache-2.0
#include "apply/typed_command.hpp"

#include <algorithm>
#include <iterator>

#include "apply/duration.hpp"
#include "harmony/base/file.hpp"
#include "harmony/contracts/checked.hpp"

namespace harmony::apply {

namespace {

result<std::vector<target>> targets_of_files(const typed_command& typed) {
  std::vector<target> all;
  for (const auto& file : typed.files) {
    const bool piped = file == "-";
    const auto text = read_file(piped ? "/dev/stdin" : file);
    if (!text) return fail(text.error().in("-f"));
    auto read = targets_in(piped ? "standard input" : file, *text, typed.what.namespace_);
    if (!read) return fail(std::move(read.error()));
    std::ranges::move(*read, std::back_inserter(all));
  }
  return all;
}

}  // namespace

result<command> understood(const typed_command& typed) {
  command meant{.where = typed.where, .what = typed.remove ? verb::remove : verb::apply, .force = typed.force};
  if (typed.watch) {
    const auto limit = parse_duration(typed.timeout);
    if (!limit) return fail(limit.error().in("--timeout"));
    meant.watch = *limit;
  }
  if (!typed.files.empty()) {
    auto read = targets_of_files(typed);
    if (!read && typed.watch) read.error().code = errc::failed;
    if (!read) return fail(std::move(read.error()));
    meant.targets = *std::move(read);
    return meant;
  }
  const auto& what = typed.what;
  if (!typed.named)
    return fail(errc::invalid, "--name is missing", {}, "write --name NAME, or -f FILE for one that is kept in a file");
  if (const auto name = contracts::resource_name::parse(what.name); !name) return fail(name.error().in("--name"));
  target one{.key = {what.namespace_, what.name}};
  const bool says_what = what != typed_deployment{.name = what.name, .namespace_ = what.namespace_};
  if (!typed.remove && typed.watch && !says_what) meant.what = verb::look;
  if (meant.what == verb::apply) {
    auto object = deployment_object(what);
    if (!object) return fail(std::move(object.error()));
    one.object = *std::move(object);
  }
  meant.targets.push_back(std::move(one));
  return meant;
}

}  // namespace harmony::apply
