// SPDX-License-Identifier: Apache-2.0
#include "nats/api.hpp"

#include <utility>

#include <boost/json/serialize.hpp>

#include "nats/api_error.hpp"

namespace harmony::nats {

task<result<boost::json::object>> call_api(connection& over, std::string what, boost::json::object body,
                                           std::chrono::milliseconds limit) {
  message request{.subject = "$JS.API." + what};
  if (!body.empty()) request.payload = boost::json::serialize(body);
  auto answer = co_await over.request(std::move(request), limit);
  if (!answer) co_return fail(std::move(answer).error());
  co_return decode_answer(*answer, what);
}

}  // namespace harmony::nats
