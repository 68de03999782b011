// SPDX-License-Identifier: Apache-2.0
// How a container tells that it runs: as the first thing that it does it writes into a named pipe. The reader sleeps until
// then, so looking costs nothing that is measured.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include <boost/asio/posix/stream_descriptor.hpp>

#include "harmony/base/task.hpp"
#include "kit/temp_dir.hpp"

namespace harmony::bench {

class doorbell {
 public:
  explicit doorbell(const asio::any_io_executor& executor);

  /// What a container has to run, with the volume below.
  [[nodiscard]] static std::vector<std::string> command();
  /// The folder of this machine, for a container's /bell.
  [[nodiscard]] std::string folder() const { return folder_.path().string(); }
  static constexpr auto place = "/bell";

  /// Waits for the next ring and returns its time; throws if none comes.
  [[nodiscard]] task<steady_clock::time_point> rings();

 private:
  kit::temp_dir folder_;
  asio::posix::stream_descriptor pipe_;
};

}  // namespace harmony::bench
