// SPDX-License-Identifier: Apache-2.0
// The calls that watch what containers do: events, logs, statistics.
#include <utility>

#include <fmt/format.h>

#include "harmony/podman/client.hpp"
#include "podman/call.hpp"
#include "podman/documents.hpp"

namespace harmony::podman {

task<result<event_stream>> client::events() {
  constexpr auto doing = "following podman's events";
  auto opened = co_await open(
      doing, request_for(http::method::get, "/events?stream=true&filters=" + filter("type", "container")), look_limit);
  if (!opened) co_return fail(std::move(opened.error()));
  co_return event_stream(std::move(*opened));
}

task<result<log_stream>> client::logs(std::string container, log_choice which) {
  const auto doing = "reading the log of the container " + container;
  const auto query = fmt::format("/logs?stdout=true&stderr=true&follow={}&tail={}", which.follow,
                                 which.tail ? std::to_string(*which.tail) : "all");
  // Before 5.3 the head of the answer comes with the first line, and a quiet container has none for long.
  auto opened = co_await open(doing, request_for(http::method::get, container_path(container, query)),
                              which.follow ? log_idle_limit : look_limit);
  if (!opened) co_return fail(std::move(opened.error()));
  co_return log_stream(std::move(*opened));
}

task<result<std::vector<container_stats>>> client::stats(std::vector<std::string> containers) {
  constexpr auto doing = "reading statistics of containers";
  std::string query = "/containers/stats?stream=false";
  for (const auto& one : containers) query += "&containers=" + http::encoded(one);
  auto answer = co_await call(doing, request_for(http::method::get, query), look_limit);
  if (!answer) co_return fail(std::move(answer.error()));
  if (!answer->ok()) co_return fail(refused(doing, *answer));
  co_return parse_answer(answer->body).and_then(stats_of).transform_error([](error wrong) {
    return std::move(wrong).in(doing);
  });
}

}  // namespace harmony::podman
