// SPDX-License-Identifier: Apache-2.0
#include "kube/yaml.hpp"

#include <string>

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

namespace harmony::kube {
namespace {

constexpr std::size_t nodes_most = 100'000;

class conversion {
 public:
  /// Throws YAML::Exception, as everything of yaml-cpp may.
  boost::json::value value_of(const YAML::Node& node) {
    if (++nodes_ > nodes_most) throw YAML::Exception(node.Mark(), "too many nodes");
    if (node.IsScalar()) return boost::json::value(boost::json::string(node.Scalar()));
    if (node.IsSequence()) {
      boost::json::array items;
      for (const auto& item : node) items.push_back(value_of(item));
      return items;
    }
    if (node.IsMap()) {
      boost::json::object members;
      for (const auto& pair : node) members[pair.first.as<std::string>()] = value_of(pair.second);
      return members;
    }
    return nullptr;
  }

 private:
  std::size_t nodes_ = 0;
};

}  // namespace

result<boost::json::value> parse_yaml(std::string_view text) {
  try {
    return conversion().value_of(YAML::Load(std::string(text)));
  } catch (const YAML::Exception& mistake) {
    const auto line = mistake.mark.is_null() ? std::string() : fmt::format(" at line {}", mistake.mark.line + 1);
    return fail(errc::invalid, fmt::format("it is not valid YAML{}", line), mistake.msg);
  }
}

}  // namespace harmony::kube
