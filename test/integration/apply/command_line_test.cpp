// SPDX-License-Identifier: Apache-2.0
// A mistake that was typed is told before anything is asked of a cluster.
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <catch2/catch_test_macros.hpp>

#include "kit/command_line.hpp"

using namespace harmony;

TEST_CASE("mistakes on apply's command line end it with 2, and the option is named") {
  struct row {
    std::vector<std::string> words;
    std::vector<std::string_view> said;
  };
  const std::vector<std::string> name{"--name", "web"};
  const std::vector<std::string> to{"--to", "site=lyon"};
  const std::vector<std::string> image{"--image", "localhost/web:1"};
  const auto with = [](const auto&... parts) {
    std::vector<std::string> all;
    (all.insert(all.end(), parts.begin(), parts.end()), ...);
    return all;
  };
  using more = std::vector<std::string>;
  const std::vector<row> table{
      {with(to, image), {"--name"}},
      {with(more{"--name", "We b"}, to, image), {"--name: \"We b\" is not a DNS label"}},
      {with(more{"--name", std::string(64, 'a')}, to, image), {"--name", "1 to 63"}},
      {with(name, image), {"--to is missing", "write --to LABEL=VALUE"}},
      {with(name, more{"--to", "site=ly on"}, image), {"--to: \"site=ly on\", column 9:"}},
      {with(name, more{"--to", "tier in (edge"}, image), {"--to:", "column 14: it ends where ',' or ')' is expected"}},
      {with(name, to), {"--image is missing"}},
      {with(name, to, image, more{"--port", "80"}), {"--port: \"80\" is not a port mapping (HOST:CONTAINER"}},
      {with(name, to, image, more{"--port", "8080:99999"}), {"--port: \"8080:99999\""}},
      {with(name, to, image, more{"--env", "A"}), {"--env: \"A\" has no '='"}},
      {with(name, to, image, more{"--env", "=1"}), {"--env: \"\" is not an environment variable's name"}},
      {with(name, to, image, more{"--volume", "data"}), {"--volume: \"data\" is not a volume"}},
      {with(name, to, image, more{"--label", "a b=1"}), {"--label: \"a b\" is not a label key"}},
      {with(name, to, image, more{"--restart-policy", "never"}), {"--restart-policy:", "Always, OnFailure, Never"}},
      {with(name, to, image, more{"--imagee", "x"}), {"--imagee"}},
      {with(name, to, image, more{"extra"}), {"extra"}},
      {with(name, more{"--print", "--delete"}), {"--print", "--delete"}},
  };
  for (const auto& [words, said] : table) {
    for (const bool printing : {true, false}) {
      auto typed = with(more{"apply"}, words);
      if (printing && !std::ranges::contains(words, "--print")) typed.emplace_back("--print");
      // Even without a cluster: unless it is the first thing that is wrong.
      const auto ended = kit::harmony_iot_says(typed);
      CAPTURE(fmt::format("{}", fmt::join(typed, " ")), ended.output);
      CHECK(ended.code == 2);
      if (!printing) continue;
      for (const auto part : said) CHECK(ended.output.contains(part));
    }
  }
}
