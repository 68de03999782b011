// SPDX-License-Identifier: Apache-2.0
// libpod's REST API over podman's unix socket, podman 4.3 to 5.x. Source: podman's API reference and its handlers
// (pkg/api/handlers/libpod).
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "harmony/base/task.hpp"
#include "harmony/http/client.hpp"
#include "harmony/podman/container.hpp"
#include "harmony/podman/event.hpp"
#include "harmony/podman/info.hpp"
#include "harmony/podman/log.hpp"

namespace harmony::podman {

/// For calls that only look. A socket-activated service may have to start first.
inline constexpr std::chrono::milliseconds look_limit = 30s;
/// Creating and starting set up storage and network.
inline constexpr std::chrono::milliseconds change_limit = 2min;
/// A log that is followed and says nothing for this long is asked for again by whoever reads it.
inline constexpr std::chrono::milliseconds log_idle_limit = 10min;
/// Reading an archive from this machine's disk, slow flash included.
inline constexpr std::chrono::milliseconds load_limit = 30min;

/// Use on the io thread only. Every error names the call; podman's own words are in `detail`.
class client {
 public:
  client(asio::any_io_executor executor, std::string socket_path);

  /// Whether it answers at all.
  [[nodiscard]] task<result<void>> ping();
  /// Which podman this is, and what it can do here.
  [[nodiscard]] task<result<service_info>> info();

  [[nodiscard]] task<result<bool>> image_exists(std::string image);
  /// Pulls whether it is there or not. errc::failed with the registry's answer in podman's words; errc::timeout after `limit`,
  /// which is all that ends one that hangs: from its first word to its last podman says nothing while it downloads
  /// (containers/image draws its progress for terminals only), so that silence is no sign.
  [[nodiscard]] task<result<void>> pull(std::string image, std::chrono::milliseconds limit);
  /// A docker or OCI archive from this machine's disk; returns the names that it brought.
  [[nodiscard]] task<result<std::vector<std::string>>> load(std::filesystem::path archive);
  /// Takes the name away, and the layers with its last name. One that is not there is a success; errc::conflict if a
  /// container is made of it.
  [[nodiscard]] task<result<void>> remove_image(std::string image);

  /// Returns the id. errc::not_found if the image is not there, errc::conflict if the name is taken.
  [[nodiscard]] task<result<std::string>> create(container_spec spec);
  /// One that runs already is a success. errc::conflict if a port of the device that it publishes is taken.
  [[nodiscard]] task<result<void>> start(std::string container);
  /// SIGTERM, and SIGKILL after `grace`. One that does not run is a success.
  [[nodiscard]] task<result<void>> stop(std::string container, std::chrono::seconds grace);
  /// With its anonymous volumes; it is killed if it runs. One that is not there is a success.
  [[nodiscard]] task<result<void>> remove(std::string container);
  /// errc::not_found if there is none.
  [[nodiscard]] task<result<container_details>> inspect(std::string container);
  /// Running or not, those that carry the label ("key" or "key=value").
  [[nodiscard]] task<result<std::vector<container_summary>>> list(std::string label);

  [[nodiscard]] task<result<event_stream>> events();
  /// errc::not_found if there is no such container. Following, it may take until the first line that this returns.
  [[nodiscard]] task<result<log_stream>> logs(std::string container, log_choice which);
  /// Of those that run; without a name of all that run. A name that podman does not know fails the whole call.
  [[nodiscard]] task<result<std::vector<container_stats>>> stats(std::vector<std::string> containers);

 private:
  [[nodiscard]] task<result<http::response>> call(std::string doing, http::request what, std::chrono::milliseconds limit);
  /// The same for an answer that goes on; `limit` covers the way to its head, which is a success.
  [[nodiscard]] task<result<http::line_stream>> open(std::string doing, http::request what, std::chrono::milliseconds limit);

  http::client http_;
};

}  // namespace harmony::podman
