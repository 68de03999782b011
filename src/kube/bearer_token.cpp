// SPDX-License-Identifier: Apache-2.0
#include "kube/bearer_token.hpp"

#include "harmony/base/file.hpp"
#include "harmony/base/log.hpp"

namespace harmony::kube {
namespace {

constexpr auto reread_after = 1min;
constexpr std::size_t token_most = 64U << 10U;

}  // namespace

result<std::string> bearer_token::current(steady_clock::time_point now) {
  if (file_.empty() || (read_at_ && now - *read_at_ < reread_after)) return token_;
  // A few KB from memory or a local disk: not worth another thread.
  auto content = read_file(file_, token_most);
  if (content) content->erase(content->find_last_not_of(" \r\n\t") + 1);
  if (!content || content->empty()) {
    const auto why = content ? error{errc::invalid, file_.string() + " is empty"} : content.error();
    if (token_.empty()) return fail(why.in("reading the bearer token"));
    if (readable_) log::warning("cannot read the bearer token again, keeping the last one", {why});
  } else {
    token_ = *content;
  }
  readable_ = content.has_value();
  read_at_ = now;
  return token_;
}

}  // namespace harmony::kube
