// SPDX-License-Identifier: Apache-2.0
#include "harmony/kube/manifest.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <boost/json/stream_parser.hpp>

#include "kube/yaml.hpp"

namespace harmony::kube {
namespace {

constexpr std::string_view white = " \t\r\n";
constexpr std::string_view separator = "---";

class json_reader {
 public:
  explicit json_reader(std::string_view text) : text_(text) {}

  result<std::vector<manifest_document>> read() {
    std::vector<manifest_document> documents;
    while (skip_to_next()) {
      boost::json::stream_parser parser({}, {.max_depth = 256});
      const auto line = line_at(at_);
      boost::system::error_code mistake;
      at_ += parser.write_some(text_.data() + at_, text_.size() - at_, mistake);
      if (!mistake && !parser.done()) parser.finish(mistake);
      if (mistake) return fail(errc::invalid, fmt::format("it is not valid JSON at line {}", line_at(at_)), mistake.message());
      documents.push_back({.content = parser.release(), .line = line});
    }
    return documents;
  }

 private:
  bool skip_to_next() {
    for (;;) {
      at_ = std::min(text_.find_first_not_of(white, at_), text_.size());
      if (!text_.substr(at_).starts_with(separator)) return at_ < text_.size();
      at_ += separator.size();
    }
  }

  [[nodiscard]] std::size_t line_at(std::size_t where) const {
    return 1 + static_cast<std::size_t>(std::ranges::count(text_.substr(0, where), '\n'));
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

result<std::vector<manifest_document>> read_manifest(std::string_view text) {
  const auto first = text.find_first_not_of(white);
  if (first != std::string_view::npos && text[first] == '{') return json_reader(text).read();
  return parse_yaml_documents(text);
}

}  // namespace harmony::kube
