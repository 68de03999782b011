// SPDX-License-Identifier: Apache-2.0
#include "harmony/podman/client.hpp"

#include <utility>

#include <fmt/format.h>

#include "podman/call.hpp"
#include "podman/documents.hpp"
#include "podman/version_differences.hpp"

namespace harmony::podman {

client::client(asio::any_io_executor executor, std::string socket_path)
    : http_(std::move(executor),
            {.over = http::transport::unix_socket, .host = "localhost", .socket_path = std::move(socket_path)}) {}

task<result<void>> client::ping() {
  constexpr auto doing = "asking whether podman answers";
  auto answer = co_await call(doing, {.target = "/_ping"}, look_limit);
  if (!answer) co_return fail(std::move(answer.error()));
  if (!answer->ok()) co_return fail(refused(doing, *answer));
  co_return result<void>{};
}

task<result<service_info>> client::info() {
  constexpr auto doing = "asking podman what it is";
  auto answer = co_await call(doing, request_for(http::method::get, "/info"), look_limit);
  if (!answer) co_return fail(std::move(answer.error()));
  if (!answer->ok()) co_return fail(refused(doing, *answer));
  co_return parse_answer(answer->body).and_then(info_of).transform_error([](error wrong) {
    return std::move(wrong).in(doing);
  });
}

task<result<std::string>> client::create(container_spec spec) {
  const auto doing = "creating the container " + spec.name;
  auto answer = co_await call(doing, request_for(http::method::post, "/containers/create", spec_document(spec)), change_limit);
  if (!answer) co_return fail(std::move(answer.error()));
  if (!answer->ok()) co_return fail(create_refusal(answer->status, answer->body).in(doing));
  co_return parse_answer(answer->body)
      .and_then([](const boost::json::value& document) { return required_text(document, "Id"); })
      .transform_error([&](error wrong) { return std::move(wrong).in(doing); });
}

task<result<void>> client::start(std::string container) {
  const auto doing = "starting the container " + container;
  auto answer = co_await call(doing, request_for(http::method::post, container_path(container, "/start")), change_limit);
  if (!answer) co_return fail(std::move(answer.error()));
  if (!answer->ok() && answer->status != 304) co_return fail(start_refusal(answer->status, answer->body).in(doing));
  co_return result<void>{};
}

task<result<void>> client::stop(std::string container, std::chrono::seconds grace) {
  const auto doing = "stopping the container " + container;
  auto answer = co_await call(
      doing, request_for(http::method::post, container_path(container, fmt::format("/stop?timeout={}", grace.count()))),
      change_limit + grace);
  if (!answer) co_return fail(std::move(answer.error()));
  if (!answer->ok() && answer->status != 304) co_return fail(refused(doing, *answer));
  co_return result<void>{};
}

task<result<void>> client::remove(std::string container) {
  const auto doing = "removing the container " + container;
  // podman's reference calls it `v`, its handler reads that from Docker's clients only.
  auto answer = co_await call(
      doing, request_for(http::method::remove, container_path(container, "?force=true&volumes=true&timeout=0")), change_limit);
  if (!answer) co_return fail(std::move(answer.error()));
  if (answer->status == 404) co_return result<void>{};
  if (!answer->ok()) co_return fail(refused(doing, *answer));
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
  if (!answer->ok()) co_return fail(refused(doing, *answer));
  co_return parse_answer(answer->body).and_then(details_of).transform_error([&](error wrong) {
    return std::move(wrong).in(doing);
  });
}

task<result<std::vector<container_summary>>> client::list(std::string label) {
  constexpr auto doing = "listing containers";
  auto answer = co_await call(
      doing, request_for(http::method::get, "/containers/json?all=true&filters=" + filter("label", label)), look_limit);
  if (!answer) co_return fail(std::move(answer.error()));
  if (!answer->ok()) co_return fail(refused(doing, *answer));
  co_return parse_answer(answer->body).and_then(summaries_of).transform_error([&](error wrong) {
    return std::move(wrong).in(doing);
  });
}

task<result<http::response>> client::call(std::string doing, http::request what, std::chrono::milliseconds limit) {
  auto answer = co_await http_.send(std::move(what), limit);
  if (!answer) co_return fail(unreachable(doing, std::move(answer.error())));
  co_return answer;
}

task<result<http::line_stream>> client::open(std::string doing, http::request what, std::chrono::milliseconds limit) {
  auto opened = co_await http_.open(std::move(what), limit);
  if (!opened) co_return fail(unreachable(doing, std::move(opened.error())));
  if (!opened->head().ok()) co_return fail(refused(doing, opened->head()));
  co_return opened;
}

}  // namespace harmony::podman
