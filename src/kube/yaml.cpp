// SPDX-License-Identifier: Apache-2.0
#include "kube/yaml.hpp"

#include <algorithm>
#include <sstream>
#include <string>
#include <string_view>

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "harmony/base/utf8.hpp"
#include "kube/yaml_scalar.hpp"

namespace harmony::kube {
namespace {

constexpr std::size_t nodes_most = 100'000;
constexpr std::size_t depth_most = 256;  // an alias may stand within what it names, and then there is no end

/// A scalar's text. yaml-cpp 0.8 makes a byte of the escapes \N (U+0085) and \_ (U+00A0) where UTF-8 has two (Exp::Escape); it
/// decodes its input, so that no other byte stands alone.
std::string text_of(const YAML::Node& node) {
  std::string text;
  for (std::string_view rest = node.Scalar(); !rest.empty();) {
    const auto size = character_size(rest);
    if (size == 0) text += '\xc2';
    text += rest.substr(0, std::max<std::size_t>(size, 1));
    rest.remove_prefix(std::max<std::size_t>(size, 1));
  }
  return text;
}

/// Scalars stay text.
boost::json::value as_text(const YAML::Node& node) { return boost::json::value(text_of(node)); }

/// Quotes make it text ("!" is yaml-cpp's tag for that), and so does the tag.
boost::json::value as_kubectl_reads_it(const YAML::Node& node) {
  if (node.Tag() == "!" || node.Tag() == "tag:yaml.org,2002:str") return as_text(node);
  auto value = plain_scalar(node.Scalar());
  if (!value) throw YAML::Exception(node.Mark(), fmt::format("JSON has no number {}", node.Scalar()));
  return *std::move(value);
}

class conversion {
 public:
  explicit conversion(boost::json::value (*scalar)(const YAML::Node&), bool unique_keys)
      : scalar_(scalar), unique_keys_(unique_keys) {}

  /// Throws YAML::Exception, as everything of yaml-cpp may.
  boost::json::value value_of(const YAML::Node& node) {
    if (++nodes_ > nodes_most) throw YAML::Exception(node.Mark(), "too many nodes");
    const nested level(depth_);
    if (depth_ > depth_most) throw YAML::Exception(node.Mark(), fmt::format("nested deeper than {} levels", depth_most));
    if (node.IsScalar()) return scalar_(node);
    if (node.IsSequence()) {
      boost::json::array items;
      for (const auto& item : node) items.push_back(value_of(item));
      return items;
    }
    if (node.IsMap()) {
      boost::json::object members;
      for (const auto& pair : node) {
        if (!pair.first.IsScalar()) throw YAML::Exception(pair.first.Mark(), "a key has to be a text");
        const auto key = text_of(pair.first);
        if (unique_keys_ && members.contains(key))
          throw YAML::Exception(pair.first.Mark(), fmt::format("the key \"{}\" is there twice", key));
        members[key] = value_of(pair.second);
      }
      return members;
    }
    return nullptr;
  }

 private:
  struct nested {
    std::size_t& depth;
    explicit nested(std::size_t& of) : depth(of) { ++depth; }
    ~nested() { --depth; }
  };

  boost::json::value (*scalar_)(const YAML::Node&);
  bool unique_keys_;
  std::size_t nodes_ = 0;
  std::size_t depth_ = 0;
};

/// Where each document begins, and nothing else.
class beginning final : public YAML::EventHandler {
 public:
  YAML::Mark at = YAML::Mark::null_mark();

  void OnDocumentStart(const YAML::Mark& mark) override { at = mark; }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& /*mark*/, YAML::anchor_t /*anchor*/) override {}
  void OnAlias(const YAML::Mark& /*mark*/, YAML::anchor_t /*anchor*/) override {}
  void OnScalar(const YAML::Mark& /*mark*/, const std::string& /*tag*/, YAML::anchor_t /*anchor*/,
                const std::string& /*value*/) override {}
  void OnSequenceStart(const YAML::Mark& /*mark*/, const std::string& /*tag*/, YAML::anchor_t /*anchor*/,
                       YAML::EmitterStyle::value /*style*/) override {}
  void OnSequenceEnd() override {}
  void OnMapStart(const YAML::Mark& /*mark*/, const std::string& /*tag*/, YAML::anchor_t /*anchor*/,
                  YAML::EmitterStyle::value /*style*/) override {}
  void OnMapEnd() override {}
};

/// The library takes a character that no document begins with (",") for an empty document and stays before it: LoadAll would
/// read empty documents for ever. Throws YAML::Exception there.
void check_progress(const std::string& text) {
  std::istringstream from(text);
  YAML::Parser parser(from);
  beginning document;
  for (auto last = document.at; parser.HandleNextDocument(document); last = document.at)
    if (!last.is_null() && last.pos == document.at.pos) throw YAML::Exception(document.at, "unexpected character");
}

std::unexpected<error> not_yaml(const YAML::Exception& mistake) {
  const auto line = mistake.mark.is_null() ? std::string() : fmt::format(" at line {}", mistake.mark.line + 1);
  return fail(errc::invalid, fmt::format("it is not valid YAML{}", line), mistake.msg);
}

}  // namespace

result<boost::json::value> parse_yaml(std::string_view text) {
  try {
    return conversion(as_text, false).value_of(YAML::Load(std::string(text)));
  } catch (const YAML::Exception& mistake) {
    return not_yaml(mistake);
  }
}

result<std::vector<manifest_document>> parse_yaml_documents(std::string_view text) {
  try {
    check_progress(std::string(text));
    std::vector<manifest_document> documents;
    conversion convert(as_kubectl_reads_it, true);
    for (const auto& one : YAML::LoadAll(std::string(text)))
      if (one.IsDefined() && !one.IsNull())
        documents.push_back({.content = convert.value_of(one), .line = static_cast<std::size_t>(one.Mark().line) + 1});
    return documents;
  } catch (const YAML::Exception& mistake) {
    return not_yaml(mistake);
  }
}

}  // namespace harmony::kube
