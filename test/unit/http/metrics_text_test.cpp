// SPDX-License-Identifier: Apache-2.0
#include "harmony/http/metrics_text.hpp"

#include <catch2/catch_test_macros.hpp>

using namespace harmony;
using http::metrics_text;

TEST_CASE("a metric has its help, its type and a line a sample") {
  metrics_text page;
  page.counter("things_total", "Things seen.").sample(3, {{"kind", "a"}, {"place", "b"}}).sample(4);
  page.gauge("ratio", "A part.").sample(0.5);
  CHECK(std::move(page).text() ==
        "# HELP things_total Things seen.\n# TYPE things_total counter\nthings_total{kind=\"a\",place=\"b\"} 3\n"
        "things_total 4\n# HELP ratio A part.\n# TYPE ratio gauge\nratio 0.5\n");
}

TEST_CASE("label values are escaped") {
  metrics_text page;
  page.gauge("x", "X.").sample(1, {{"a", "q\"b\\s\nn"}});
  CHECK(std::move(page).text().ends_with("x{a=\"q\\\"b\\\\s\\nn\"} 1\n"));
}

TEST_CASE("a histogram's buckets add up and end with +Inf") {
  duration_histogram values;
  values.observe(0.02);
  values.observe(100);
  metrics_text page;
  page.histogram("time_seconds", "Time.").sample(values, {{"name", "n"}});
  const auto text = std::move(page).text();
  CHECK(text.contains("time_seconds_bucket{name=\"n\",le=\"0.01\"} 0\n"));
  CHECK(text.contains("time_seconds_bucket{name=\"n\",le=\"0.025\"} 1\n"));
  CHECK(text.contains("time_seconds_bucket{name=\"n\",le=\"60\"} 1\ntime_seconds_bucket{name=\"n\",le=\"+Inf\"} 2\n"));
  CHECK(text.ends_with("time_seconds_sum{name=\"n\"} 100.02\ntime_seconds_count{name=\"n\"} 2\n"));
}
