// SPDX-License-Identifier: Apache-2.0
// `harmony-iot apply -f`: what is kept in files.
#include <fstream>

#include <fmt/format.h>

#include "kit/cluster.hpp"
#include "kit/command_line.hpp"
#include "kit/deployments.hpp"
#include "kit/programs.hpp"
#include "kit/temp_dir.hpp"
#include "person.hpp"

using namespace harmony;
using namespace harmony::apply::test;

namespace {

std::string document(std::string_view name, std::string_view more = "") {
  return fmt::format(
      "apiVersion: iot.nationtech.io/v1alpha1\n"
      "kind: Deployment\n"
      "metadata:\n"
      "  name: {}\n"
      "spec:\n"
      "  targetSelector:\n"
      "    matchLabels: {{site: lyon}}\n"
      "  score:\n"
      "    type: PodmanV0\n"
      "    data:\n"
      "      services:\n"
      "        - name: main\n"
      "          image: localhost/web:1\n"
      "{}",
      name, more);
}

/// A file with that text, in a folder of its own.
class text_file {
 public:
  text_file(const std::string& name, std::string_view text) : path_(folder_.path() / name) { std::ofstream(path_) << text; }
  [[nodiscard]] std::string path() const { return path_; }

 private:
  kit::temp_dir folder_;
  std::filesystem::path path_;
};

}  // namespace

TEST_CASE("a YAML file's Deployments are applied in their order, printed and deleted") {
  with_person([](person& one) -> task<void> {
    const text_file file("two.yaml", document("web") + "---\n" + document("api", "          ports: [\"8080:80\"]\n"));
    const auto printed = one.types({"-f", file.path(), "--print"});
    CHECK(printed.code == 0);
    CHECK(std::ranges::count(printed.output, '\n') == 2);
    CHECK(printed.output.contains(R"("namespace":")" + one.space()));
    CHECK_FALSE(co_await one.spec("web"));

    const auto applied = one.types({"-f", file.path()});
    CHECK(applied.output == "deployment.iot.nationtech.io/web created\ndeployment.iot.nationtech.io/api created\n");
    CHECK(applied.code == 0);
    CHECK(co_await one.spec("web") == kit::spec(kit::labels({{"site", "lyon"}}), "localhost/web:1"));
    CHECK((co_await one.spec("api"))->score.data.services.front().ports.size() == 1);

    const text_file printed_file("printed.json", printed.output);
    CHECK(one.types({"-f", printed_file.path()}).output ==
          "deployment.iot.nationtech.io/web unchanged\ndeployment.iot.nationtech.io/api unchanged\n");
    const auto deleted = one.types({"-f", file.path(), "--delete"});
    CHECK(deleted.output == "deployment.iot.nationtech.io/web deleted\ndeployment.iot.nationtech.io/api deleted\n");
    CHECK_FALSE(co_await one.spec("api"));
  });
}

TEST_CASE("standard input is a file too") {
  with_person([](person& one) -> task<void> {
    const text_file file("web.yaml", document("web"));
    const auto done =
        kit::run_command({"sh", "-c", "\"$0\" apply -f - -n \"$1\" <\"$2\"", kit::harmony_iot(), one.space(), file.path()},
                         {{"KUBECONFIG", kit::shared_server().kubeconfig()}});
    CHECK(done.output == "deployment.iot.nationtech.io/web created\n");
    CHECK(co_await one.spec("web"));
  });
}

TEST_CASE("an unknown field is refused with the server's words and the file's name, and nothing is applied") {
  with_person([](person& one) -> task<void> {
    const text_file file("web.yaml", document("web", "          imagePolicy: Always\n"));
    const auto refused = one.types({"-f", file.path()});
    CHECK(refused.code == 2);
    CHECK(refused.output.starts_with("harmony-iot apply: " + file.path() + ": applying Deployment " + one.space() + "/web: "));
    CHECK(refused.output.contains("imagePolicy: field not declared in schema"));
    CHECK_FALSE(co_await one.spec("web"));
  });
}

TEST_CASE("a value of another type is refused with the server's words") {
  with_person([](person& one) -> task<void> {
    const text_file file("web.yaml", document("web", "          env: [{name: A, value: 1}]\n"));
    const auto refused = one.types({"-f", file.path()});
    CHECK(refused.code == 2);
    CHECK(refused.output.contains(file.path()));
    CHECK(refused.output.contains("expected string, got"));
    co_return;
  });
}

TEST_CASE("a mistake anywhere in a file is told before any of it is applied") {
  with_person([](person& one) -> task<void> {
    const auto says = [&](const std::string& text) {
      const text_file file("web.yaml", text);
      const auto refused = one.types({"-f", file.path()});
      CHECK(refused.code == 2);
      CHECK(refused.output.contains(file.path()));
      return refused.output;
    };
    CHECK(says(document("web") + "---\napiVersion: v1\nkind: ConfigMap\n").contains("web.yaml:15: this is v1 ConfigMap, and"));
    CHECK(says(document("web") + "---\na: [\n").contains("it is not valid YAML at line "));
    CHECK(says("{\n\"a\" 1}").contains("it is not valid JSON at line 2"));
    CHECK(says("").contains("there is no document in it"));
    CHECK_FALSE(co_await one.spec("web"));
  });
}

TEST_CASE("-f and the options that say the same exclude each other, and a file that is not there is named") {
  with_person([](person& one) -> task<void> {
    const auto both = one.types({"-f", "web.yaml", "--image", "localhost/web:1"});
    CHECK(both.code == 2);
    CHECK(both.output.contains("--image excludes --filename"));
    const auto missing = one.types({"-f", "/nowhere/web.yaml"});
    CHECK(missing.code == 2);
    CHECK(missing.output.contains("-f: cannot open /nowhere/web.yaml: \"No such file or directory\""));
    co_return;
  });
}

TEST_CASE("what YAML can write and no process can be given is refused by its path; every other character arrives") {
  with_person([](person& one) -> task<void> {
    const auto with_value = [](std::string_view value) {
      return document("web", fmt::format("          env: [{{name: A, value: \"{}\"}}]\n", value));
    };
    const text_file wrong("wrong.yaml", with_value("a\\0b"));
    const auto refused = one.types({"-f", wrong.path()});
    CAPTURE(refused.output);
    CHECK(refused.code == 2);
    CHECK(refused.output.contains("spec.score.data.services[0].env[0].value"));
    CHECK(refused.output.contains(R"(should match '^[^\x00]*$')"));
    CHECK_FALSE(co_await one.spec("web"));

    const text_file right("right.yaml", with_value("\\x01\\t\\e\\x7f\\N\\L\\P\\u00e9\\ufeff\\uffff\\U0001f433"));
    const auto applied = one.types({"-f", right.path()});
    CAPTURE(applied.output);
    CHECK(applied.code == 0);
    const auto spec = co_await one.spec("web");
    REQUIRE(spec);
    CHECK(spec->score.data.services.front().env.front().value ==
          "\x01\t\x1b\x7f\xc2\x85\xe2\x80\xa8\xe2\x80\xa9\xc3\xa9\xef\xbb\xbf\xef\xbf\xbf\xf0\x9f\x90\xb3");
  });
}
