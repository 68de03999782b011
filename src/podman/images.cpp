// SPDX-License-Identifier: Apache-2.0
// The calls that are about images.
#include <utility>

#include <fmt/format.h>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "harmony/base/file.hpp"
#include "harmony/podman/client.hpp"
#include "podman/call.hpp"
#include "podman/documents.hpp"
#include "podman/version_differences.hpp"

namespace harmony::podman {

namespace {

constexpr std::size_t largest_archive = 1U << 30U;

}  // namespace

task<result<bool>> client::image_exists(std::string image) {
  const auto doing = "looking for the image " + image;
  auto answer =
      co_await call(doing, request_for(http::method::get, fmt::format("/images/{}/exists", http::encoded(image))), look_limit);
  if (!answer) co_return fail(std::move(answer.error()));
  if (answer->status == 404) co_return false;
  if (!answer->ok()) co_return fail(refused(doing, *answer));
  co_return true;
}

task<result<void>> client::pull(std::string image, std::chrono::milliseconds limit) {
  const auto doing = "pulling the image " + image;
  const auto give_up = steady_clock::now() + limit;
  const auto late = [&] { return fail(errc::timeout, fmt::format("{}: it was not there within {}", doing, readable(limit))); };
  auto opened = co_await open(
      doing, request_for(http::method::post, fmt::format("/images/pull?reference={}&policy=always", http::encoded(image))),
      limit);
  if (!opened && opened.error().code == errc::timeout) co_return late();
  if (!opened) co_return fail(std::move(opened.error()));
  bool done = false;
  for (;;) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(give_up - steady_clock::now());
    if (left <= 0ms) co_return late();
    auto line = co_await opened->next(left);
    if (!line && line.error().code == errc::timeout) co_return late();
    if (!line) co_return fail(std::move(line.error()).in(doing));
    if (!*line) break;
    if (auto good = pull_line(**line, done); !good) co_return fail(std::move(good.error()).in(doing));
  }
  if (!done) co_return fail(errc::unavailable, doing + ": podman ended its answer before the image was there");
  co_return result<void>{};
}

task<result<std::vector<std::string>>> client::load(std::filesystem::path archive) {
  const auto doing = "loading the images of " + archive.string();
  auto content = read_file(archive, largest_archive);
  if (!content) co_return fail(std::move(content.error()).in(doing));
  auto answer = co_await call(doing,
                              {.verb = http::method::post,
                               .target = fmt::format("{}/images/load", api_prefix),
                               .headers = {{"Content-Type", "application/x-tar"}},
                               .body = std::move(*content)},
                              load_limit);
  if (!answer) co_return fail(std::move(answer.error()));
  if (!answer->ok()) co_return fail(refused(doing, *answer));
  const auto parsed = parse_answer(answer->body);
  if (!parsed) co_return fail(parsed.error().in(doing));
  std::vector<std::string> names;
  const auto* object = parsed->if_object();
  const auto* list = object == nullptr ? nullptr : object->if_contains("Names");
  if (list != nullptr && list->is_array())
    for (const auto& one : list->get_array())
      if (one.is_string()) names.emplace_back(one.get_string());
  co_return names;
}

task<result<void>> client::remove_image(std::string image) {
  const auto doing = "removing the image " + image;
  auto answer =
      co_await call(doing, request_for(http::method::remove, fmt::format("/images/{}", http::encoded(image))), change_limit);
  if (!answer) co_return fail(std::move(answer.error()));
  if (answer->status == 404) co_return result<void>{};
  if (!answer->ok()) co_return fail(refused(doing, *answer));
  const auto parsed = parse_answer(answer->body);
  if (!parsed) co_return fail(parsed.error().in(doing));
  if (auto words = image_removal_error(*parsed); !words.empty())
    co_return fail(errc::failed, doing + " failed", std::move(words));
  co_return result<void>{};
}

}  // namespace harmony::podman
