// SPDX-License-Identifier: Apache-2.0
// The program's own completions, in the shells that they are for.
#include <catch2/catch_test_macros.hpp>

#include "kit/process.hpp"
#include "kit/programs.hpp"
#include "kit/temp_dir.hpp"

using namespace harmony;

namespace {

/// What bash offers for the last of the words.
std::string offered(std::vector<std::string> words) {
  constexpr auto script = R"(source <("$0" completion bash)
COMP_WORDS=(harmony-iot "$@") COMP_CWORD=$#
_harmony_iot
echo "${COMPREPLY[*]}")";
  words.insert(words.begin(), {"bash", "-uc", script, kit::harmony_iot()});
  auto ran = kit::run_command(std::move(words));
  CHECK(ran.code == 0);
  if (ran.output.ends_with('\n')) ran.output.pop_back();
  return ran.output;
}

}  // namespace

TEST_CASE("bash offers modes, then a mode's options") {
  CHECK(offered({"a"}) == "apply agent");
  CHECK(offered({"--v"}) == "--version");
  CHECK(offered({"apply", "--na"}) == "--name --namespace");
  CHECK(offered({"apply", "--name", "web", "--image", "x", "--re"}) == "--restart-policy");
  CHECK(offered({"operator", "--health-p"}) == "--health-port");
  CHECK(offered({"nothing", ""}).empty());
  CHECK(offered({"completion", ""}).starts_with("-h --help bash zsh fish"));
}

TEST_CASE("bash offers the values of an option that has a choice of them, however it is written") {
  CHECK(offered({"apply", "--restart-policy", ""}) == "Always OnFailure Never");
  CHECK(offered({"apply", "--image-pull-policy", "I"}) == "IfNotPresent");
  // As bash splits --restart-policy=O.
  CHECK(offered({"apply", "--restart-policy", "=", "O"}) == "OnFailure");
  CHECK(offered({"apply", "--restart-policy", "="}) == "Always OnFailure Never");
}

TEST_CASE("bash offers files where a file is meant, and nothing where only the person knows") {
  CHECK(offered({"apply", "-f", "/etc/passw"}).starts_with("/etc/passwd"));
  CHECK(offered({"agent", "--config", "/etc/passw"}).starts_with("/etc/passwd"));
  CHECK(offered({"operator", "--kubeconfig", "/etc/passw"}).starts_with("/etc/passwd"));
  CHECK(offered({"agent", "--state-dir", "/et"}).starts_with("/etc"));
  CHECK(offered({"apply", "--name", ""}).empty());
}

TEST_CASE("bash completes the program's name with it") {
  const auto registered =
      kit::run_command({"bash", "-c", "source <(\"$0\" completion bash) && complete -p harmony-iot", kit::harmony_iot()});
  CHECK(registered.output == "complete -F _harmony_iot harmony-iot\n");
}

TEST_CASE("each script is one that its shell reads, where the shell is there") {
  constexpr auto command = R"("$0" completion "$1" >"$2" || exit; ! command -v "$1" >/dev/null || "$1" -n "$2")";
  const kit::temp_dir folder;
  for (const std::string shell : {"bash", "zsh", "fish"}) {
    const auto read = kit::run_command({"sh", "-c", command, kit::harmony_iot(), shell, folder.path() / shell});
    CAPTURE(shell, read.output);
    CHECK(read.code == 0);
  }
  const auto other = kit::run_command({kit::harmony_iot(), "completion", "ksh"});
  CHECK(other.code == 2);
  CHECK(other.output.contains("\"ksh\" is not bash, zsh or fish"));
}
