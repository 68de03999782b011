// SPDX-License-Identifier: Apache-2.0
// Calls to one API server: credentials, deadlines, retries of what is worth it, refusals as errors.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include <boost/json/value.hpp>

#include "harmony/base/task.hpp"
#include "harmony/http/client.hpp"
#include "harmony/kube/config.hpp"

namespace harmony::kube {

/// For a call that answers at once; a watch is open longer.
inline constexpr std::chrono::seconds call_limit{30};

/// A kind of call by what came of it, as client-go's metrics have it.
struct counted_call {
  std::string method;
  std::string code;  ///< the status; "<error>" if there was no answer
  auto operator<=>(const counted_call&) const = default;
};
using call_counts = std::map<counted_call, std::uint64_t>;

/// Use on the io thread only. Calls in flight must have ended (or been cancelled) before it is destroyed.
class client {
 public:
  client(asio::any_io_executor executor, config settings);
  client(client&&) noexcept;
  client& operator=(client&&) noexcept;
  ~client();

  /// Sends and parses the answer. Any status outside 200–299 is an error (status.hpp). 429, 503 and 504 are asked again
  /// up to twice, as the server's Retry-After says; `limit` covers the whole, but for a credential plug-in's time. A POST is
  /// never asked twice. After a 401 the credentials are read again, and if they are others, the call is made once more.
  [[nodiscard]] task<result<boost::json::value>> call(http::request what, std::chrono::milliseconds limit = call_limit);
  /// Sends and returns at the head of a successful answer, for a watch. `limit` covers the way up to there.
  [[nodiscard]] task<result<http::line_stream>> open(http::request what, std::chrono::milliseconds limit = call_limit);

  [[nodiscard]] const config& settings() const;
  /// Since this client was made; each try of a call counts.
  [[nodiscard]] const call_counts& calls() const;

 private:
  class impl;
  std::unique_ptr<impl> impl_;
};

}  // namespace harmony::kube
