// SPDX-License-Identifier: Apache-2.0
#include "kube/json_read.hpp"

#include <boost/json/parse.hpp>

namespace harmony::kube {

result<boost::json::value> parse_json(std::string_view text) {
  boost::json::parse_options options;
  options.max_depth = 256;
  boost::system::error_code failure;
  auto parsed = boost::json::parse(text, failure, {}, options);
  if (failure) return fail(errc::protocol, "the answer is not JSON", failure.message());
  return parsed;
}

const boost::json::value* member(const boost::json::value* object, std::string_view name) {
  return object != nullptr && object->is_object() ? object->get_object().if_contains(name) : nullptr;
}

const boost::json::value* member(const boost::json::value& object, std::string_view name) { return member(&object, name); }

std::string_view text_member(const boost::json::value* object, std::string_view name) {
  const auto* found = member(object, name);
  return found != nullptr && found->is_string() ? std::string_view(found->get_string()) : std::string_view();
}

std::string_view text_member(const boost::json::value& object, std::string_view name) { return text_member(&object, name); }

}  // namespace harmony::kube
