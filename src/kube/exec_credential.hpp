// SPDX-License-Identifier: Apache-2.0
// What is said to a credential plug-in and what it answers: ExecCredential of client.authentication.k8s.io. Pure.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include <boost/json/value.hpp>

#include "harmony/base/clock.hpp"
#include "harmony/base/result.hpp"
#include "harmony/kube/config.hpp"

namespace harmony::kube {

/// What a request is signed with; what is empty is not used.
struct credential {
  std::string token{};
  std::string certificate{};  ///< PEM; belongs to `key`
  std::string key{};
  friend bool operator==(const credential&, const credential&) = default;
};

struct exec_credential {
  credential content;
  std::optional<wall_clock::time_point> expires;
};

/// A user's `exec` member. A command with a '/' in it starts at `folder`. errc::invalid and errc::unsupported name the member.
[[nodiscard]] result<exec_plugin> read_exec_plugin(const boost::json::value& from, const std::filesystem::path& folder);
/// The value of KUBERNETES_EXEC_INFO.
[[nodiscard]] std::string exec_info(const exec_plugin& plugin, const config& cluster, bool interactive);
/// Reads what the plug-in printed. errc::protocol says what is wrong with it.
[[nodiscard]] result<exec_credential> read_exec_credential(std::string_view printed, const exec_plugin& plugin);

}  // namespace harmony::kube
