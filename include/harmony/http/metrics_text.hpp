// SPDX-License-Identifier: Apache-2.0
// Prometheus' text format, version 0.0.4. Pure. https://prometheus.io/docs/instrumenting/exposition_formats/
#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "harmony/base/histogram.hpp"

namespace harmony::http {

class metrics_text {
 public:
  using labels = std::initializer_list<std::pair<std::string_view, std::string_view>>;

  static constexpr std::string_view content_type = "text/plain; version=0.0.4; charset=utf-8";

  /// Begins a metric; the samples that follow are its.
  metrics_text& counter(std::string_view name, std::string_view help) { return family(name, "counter", help); }
  metrics_text& gauge(std::string_view name, std::string_view help) { return family(name, "gauge", help); }
  metrics_text& histogram(std::string_view name, std::string_view help) { return family(name, "histogram", help); }

  metrics_text& sample(double value, labels with = {});
  template <std::integral Number>
  metrics_text& sample(Number value, labels with = {}) {
    return line(name_, {}, with, std::to_string(value));
  }
  metrics_text& sample(const duration_histogram& values, labels with = {});

  [[nodiscard]] std::string text() && { return std::move(text_); }

 private:
  metrics_text& family(std::string_view name, std::string_view kind, std::string_view help);
  /// `bound` is a bucket's "le"; empty: none.
  metrics_text& line(const std::string& name, std::string_view bound, labels with, const std::string& value);

  std::string name_;
  std::string text_;
};

}  // namespace harmony::http
