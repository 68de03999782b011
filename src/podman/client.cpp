// SPDX-License-Identifier: Apache-2.0
#include "harmony/podman/client.hpp"

#include <utility>

#include <fmt/format.h>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "harmony/base/file.hpp"
#include "podman/documents.hpp"
#include "podman/version_differences.hpp"

namespace harmony::podman {

namespace {

// A POST without it is read as a form, and its body is gone before a handler sees it.
const http::header json_content{"Content-Type", "application/json"};
constexpr std::size_t largest_archive = 1U << 30U;

http::request request_for(http::method verb, std::string_view path, std::string body = {}) {
  return {.verb = verb, .target = fmt::format("{}{}", api_prefix, path), .headers = {json_content}, .body = std::move(body)};
}

std::string container_path(std::string_view container, std::string_view rest) {
  return fmt::format("/containers/{}{}", http::encoded(container), rest);
}

error said(std::string_view doing, error refused) { return std::move(refused).in(doing); }

/// Why nobody answered, said of podman's socket.
error unreachable(std::string_view doing, error failure) {
  if (failure.code == errc::unavailable && !failure.hint.empty())
    failure.hint = "start podman's API: systemctl --user enable --now podman.socket, without --user for root's podman";
  if (failure.code == errc::forbidden) failure.hint = "run this as the user whose podman it is";
  return std::move(failure).in(doing);
}

}  // namespace

client::client(asio::any_io_executor executor, std::string socket_path)
    : http_(std::move(executor),
            {.over = http::transport::unix_socket, .host = "localhost", .socket_path = std::move(socket_path)}) {}

task<result<std::string>> client::version() {
  auto answer = co_await call("asking podman for its version", request_for(http::method::get, "/version"), look_limit);
  if (!answer) co_return fail(std::move(answer.error()));
  if (!answer->ok()) co_return fail(said("asking podman for its version", refusal(answer->status, answer->body)));
  co_return parse_answer(answer->body)
      .and_then([](const boost::json::value& document) { return required_text(document, "Version"); })
      .transform_error([](error wrong) { return std::move(wrong).in("asking podman for its version"); });
}

task<result<bool>> client::image_exists(std::string image) {
  const auto doing = "looking for the image " + image;
  auto answer =
      co_await call(doing, request_for(http::method::get, fmt::format("/images/{}/exists", http::encoded(image))), look_limit);
  if (!answer) co_return fail(std::move(answer.error()));
  if (answer->status == 404) co_return false;
  if (!answer->ok()) co_return fail(said(doing, refusal(answer->status, answer->body)));
  co_return true;
}

task<result<void>> client::pull(std::string image) {
  const auto doing = "pulling the image " + image;
  const auto give_up = steady_clock::now() + pull_limit;
  auto opened = co_await http_.open(
      request_for(http::method::post, fmt::format("/images/pull?reference={}&policy=always", http::encoded(image))),
      pull_idle_limit);
  if (!opened) co_return fail(unreachable(doing, std::move(opened.error())));
  if (!opened->head().ok()) co_return fail(said(doing, refusal(opened->head().status, opened->head().body)));
  bool done = false;
  for (;;) {
    auto line = co_await opened->next(pull_idle_limit);
    if (!line) co_return fail(std::move(line.error()).in(doing));
    if (!*line) break;
    if (auto good = pull_line(**line, done); !good) co_return fail(std::move(good.error()).in(doing));
    if (steady_clock::now() > give_up) co_return fail(deadline_passed("podman", pull_limit).in(doing));
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
                              pull_limit);
  if (!answer) co_return fail(std::move(answer.error()));
  if (!answer->ok()) co_return fail(said(doing, refusal(answer->status, answer->body)));
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

task<result<std::string>> client::create(container_spec spec) {
  const auto doing = "creating the container " + spec.name;
  auto answer = co_await call(doing, request_for(http::method::post, "/containers/create", spec_document(spec)), change_limit);
  if (!answer) co_return fail(std::move(answer.error()));
  if (!answer->ok()) co_return fail(said(doing, create_refusal(answer->status, answer->body)));
  co_return parse_answer(answer->body)
      .and_then([](const boost::json::value& document) { return required_text(document, "Id"); })
      .transform_error([&](error wrong) { return std::move(wrong).in(doing); });
}

task<result<void>> client::start(std::string container) {
  const auto doing = "starting the container " + container;
  auto answer = co_await call(doing, request_for(http::method::post, container_path(container, "/start")), change_limit);
  if (!answer) co_return fail(std::move(answer.error()));
  if (!answer->ok() && answer->status != 304) co_return fail(said(doing, start_refusal(answer->status, answer->body)));
  co_return result<void>{};
}

task<result<void>> client::stop(std::string container, std::chrono::seconds grace) {
  const auto doing = "stopping the container " + container;
  auto answer = co_await call(
      doing, request_for(http::method::post, container_path(container, fmt::format("/stop?timeout={}", grace.count()))),
      change_limit + grace);
  if (!answer) co_return fail(std::move(answer.error()));
  if (!answer->ok() && answer->status != 304) co_return fail(said(doing, refusal(answer->status, answer->body)));
  co_return result<void>{};
}

task<result<void>> client::remove(std::string container) {
  const auto doing = "removing the container " + container;
  // podman's reference calls it `v`, its handler reads that from Docker's clients only.
  auto answer = co_await call(
      doing, request_for(http::method::remove, container_path(container, "?force=true&volumes=true&timeout=0")), change_limit);
  if (!answer) co_return fail(std::move(answer.error()));
  if (answer->status == 404) co_return result<void>{};
  if (!answer->ok()) co_return fail(said(doing, refusal(answer->status, answer->body)));
  if (answer->body.empty()) co_return result<void>{};
  const auto parsed = parse_answer(answer->body);
  if (!parsed) co_return fail(parsed.error().in(doing));
  if (auto words = removal_error(*parsed); !words.empty()) co_return fail(errc::failed, doing + " failed", std::move(words));
  co_return result<void>{};
}

task<result<container_details>> client::inspect(std::string container) {
  const auto doing = "inspecting the container " + container;
  auto answer = co_await call(doing, request_for(http::method::get, container_path(container, "/json")), look_limit);
  if (!answer) co_return fail(std::move(answer.error()));
  if (!answer->ok()) co_return fail(said(doing, refusal(answer->status, answer->body)));
  co_return parse_answer(answer->body).and_then(details_of).transform_error([&](error wrong) {
    return std::move(wrong).in(doing);
  });
}

task<result<std::vector<container_summary>>> client::list(std::string label) {
  constexpr auto doing = "listing containers";
  const boost::json::object filters{{"label", boost::json::array{label}}};
  auto answer = co_await call(
      doing,
      request_for(http::method::get, "/containers/json?all=true&filters=" + http::encoded(boost::json::serialize(filters))),
      look_limit);
  if (!answer) co_return fail(std::move(answer.error()));
  if (!answer->ok()) co_return fail(said(doing, refusal(answer->status, answer->body)));
  co_return parse_answer(answer->body).and_then(summaries_of).transform_error([&](error wrong) {
    return std::move(wrong).in(doing);
  });
}

task<result<event_stream>> client::events() {
  constexpr auto doing = "following podman's events";
  const boost::json::object filters{{"type", boost::json::array{"container"}}};
  auto opened = co_await http_.open(
      request_for(http::method::get, "/events?stream=true&filters=" + http::encoded(boost::json::serialize(filters))),
      look_limit);
  if (!opened) co_return fail(unreachable(doing, std::move(opened.error())));
  if (!opened->head().ok()) co_return fail(said(doing, refusal(opened->head().status, opened->head().body)));
  co_return event_stream(std::move(*opened));
}

task<result<http::response>> client::call(std::string doing, http::request what, std::chrono::milliseconds limit) {
  auto answer = co_await http_.send(std::move(what), limit);
  if (!answer) co_return fail(unreachable(doing, std::move(answer.error())));
  co_return answer;
}

}  // namespace harmony::podman
