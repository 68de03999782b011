// SPDX-License-Identifier: Apache-2.0
// libpod's JSON. Unknown members are ignored; of the ones that are used, absent or null ones count as empty, because
// versions differ in what they leave out.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <boost/json/value.hpp>

#include "harmony/base/result.hpp"
#include "harmony/podman/container.hpp"
#include "harmony/podman/info.hpp"

namespace harmony::podman {

/// errc::protocol, with podman's beginning of an answer in `detail`, for what is not JSON.
[[nodiscard]] result<boost::json::value> parse_answer(std::string_view body);

[[nodiscard]] std::string spec_document(const container_spec& spec);
[[nodiscard]] result<container_details> details_of(const boost::json::value& inspected);
[[nodiscard]] result<std::vector<container_summary>> summaries_of(const boost::json::value& listed);
/// `Err` of the first report that has one, from the list that removing answers with; empty if all is well.
[[nodiscard]] std::string removal_error(const boost::json::value& reports);

/// The first of `Errors` from the report of an image's removal; empty if all is well.
[[nodiscard]] std::string image_removal_error(const boost::json::value& report);
[[nodiscard]] result<service_info> info_of(const boost::json::value& answer);
/// An error within the answer is an error: podman says so with 200.
[[nodiscard]] result<std::vector<container_stats>> stats_of(const boost::json::value& answer);

/// A refusal as an error: podman's {"cause","message"} become `detail`.
[[nodiscard]] error refusal(unsigned status, std::string_view body);

/// A text member of an object; empty if it is absent, null or no text.
[[nodiscard]] std::string text_of(const boost::json::value& object, std::string_view member);
/// The same of one that an answer must have: errc::protocol if it is empty.
[[nodiscard]] result<std::string> required_text(const boost::json::value& object, std::string_view member);
/// A member that maps names to texts.
[[nodiscard]] std::map<std::string, std::string> texts_of(const boost::json::value& object, std::string_view member);

}  // namespace harmony::podman
