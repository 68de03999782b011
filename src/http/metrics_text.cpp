// SPDX-License-Identifier: Apache-2.0
#include "harmony/http/metrics_text.hpp"

#include <fmt/format.h>

namespace harmony::http {
namespace {

std::string escaped(std::string_view text) {
  std::string out;
  for (const char one : text) {
    if (one == '\\' || one == '"') out += '\\';
    if (one == '\n')
      out += "\\n";
    else
      out += one;
  }
  return out;
}

}  // namespace

metrics_text& metrics_text::family(std::string_view name, std::string_view kind, std::string_view help) {
  name_ = name;
  text_ += fmt::format("# HELP {0} {1}\n# TYPE {0} {2}\n", name, help, kind);
  return *this;
}

metrics_text& metrics_text::sample(double value, labels with) { return line(name_, {}, with, fmt::format("{}", value)); }

metrics_text& metrics_text::sample(const duration_histogram& values, labels with) {
  for (std::size_t bound = 0; bound < duration_bounds.size(); ++bound)
    line(name_ + "_bucket", fmt::format("{}", duration_bounds[bound]), with, std::to_string(values.up_to(bound)));
  line(name_ + "_bucket", "+Inf", with, std::to_string(values.count()));
  line(name_ + "_sum", {}, with, fmt::format("{}", values.sum()));
  return line(name_ + "_count", {}, with, std::to_string(values.count()));
}

metrics_text& metrics_text::line(const std::string& name, std::string_view bound, labels with, const std::string& value) {
  std::string inside;
  const auto add = [&](std::string_view key, std::string_view text) {
    inside += fmt::format("{}{}=\"{}\"", inside.empty() ? "" : ",", key, escaped(text));
  };
  for (const auto& [key, text] : with) add(key, text);
  if (!bound.empty()) add("le", bound);
  text_ += inside.empty() ? fmt::format("{} {}\n", name, value) : fmt::format("{}{{{}}} {}\n", name, inside, value);
  return *this;
}

}  // namespace harmony::http
