// SPDX-License-Identifier: Apache-2.0
#include "apply/deployment_object.hpp"

#include <catch2/catch_test_macros.hpp>

#include "harmony/contracts/codec.hpp"

using namespace harmony;
using apply::typed_deployment;

namespace {

typed_deployment web() {
  return {.name = "web",
          .namespace_ = "default",
          .to = {"site=lyon", "tier=edge"},
          .image = "web:1",
          .env = {"MODE=a=b"},
          .ports = {"8080:80"}};
}

std::string why_not(const typed_deployment& typed) {
  const auto made = apply::deployment_object(typed);
  return made ? "it was accepted" : made.error().text();
}

}  // namespace

TEST_CASE("what was typed becomes the object, and nothing that was not") {
  const auto made = apply::deployment_object(web());
  REQUIRE(made);
  CHECK(
      contracts::canonical(*made) ==
      R"({"apiVersion":"iot.nationtech.io/v1alpha1","kind":"Deployment","metadata":{"name":"web","namespace":"default"},)"
      R"("spec":{"score":{"data":{"services":[{"env":[{"name":"MODE","value":"a=b"}],"image":"web:1","name":"web","ports":["8080:80"]}]},)"
      R"("type":"PodmanV0"},"targetSelector":{"matchLabels":{"site":"lyon","tier":"edge"}}}})");
}

TEST_CASE("every option has its field") {
  auto typed = web();
  typed.to = {"site=lyon", "tier in (edge,core),!retired"};
  typed.command = {"/bin/sh", "-c"};
  typed.args = {"sleep 1", ""};
  typed.volumes = {"data:/var/lib/data", "/etc/site:/config:ro"};
  typed.labels = {"team=blue", "example.com/tier="};
  typed.restart_policy = "OnFailure";
  typed.image_pull_policy = "Always";
  const auto made = apply::deployment_object(typed);
  REQUIRE(made);
  CHECK(
      contracts::canonical(made->at("spec")) ==
      R"({"score":{"data":{"services":[{"args":["sleep 1",""],"command":["/bin/sh","-c"],"env":[{"name":"MODE","value":"a=b"}],"image":"web:1",)"
      R"("imagePullPolicy":"Always","labels":{"example.com/tier":"","team":"blue"},"name":"web","ports":["8080:80"],"restartPolicy":"OnFailure",)"
      R"("volumes":["data:/var/lib/data","/etc/site:/config:ro"]}]},"type":"PodmanV0"},)"
      R"("targetSelector":{"matchExpressions":[{"key":"tier","operator":"In","values":["edge","core"]},{"key":"retired","operator":"DoesNotExist"}],)"
      R"("matchLabels":{"site":"lyon"}}})");
}

TEST_CASE("each mistake names its option and what it should look like") {
  struct row {
    typed_deployment typed;
    std::string_view said;
  };
  const auto with = [](auto typed_deployment::* member, auto value) {
    auto typed = web();
    typed.*member = std::move(value);
    return typed;
  };
  using words = std::vector<std::string>;
  const std::string selector_hint =
      " (write --to LABEL=VALUE[,LABEL=VALUE], or kubectl's 'tier in (edge,core)', '!retired', 'env!=test')";
  for (const auto& [typed, said] : std::initializer_list<row>{
           {with(&typed_deployment::name, "Web.1"), "--name: \"Web.1\" is not a DNS label"},
           {with(&typed_deployment::to, words{}),
            "--to is missing: an empty selector matches no device (write --to LABEL=VALUE[,LABEL=VALUE])"},
           {with(&typed_deployment::to, words{"site=lyon", "a b"}), "--to: \"a b\", column 3: "},
           {with(&typed_deployment::image, ""), "--image is missing (write --image REGISTRY/NAME:TAG)"},
           {with(&typed_deployment::image, "a b"), "--image: \"a b\" is not an image reference"},
           {with(&typed_deployment::ports, words{"8080"}), "--port: \"8080\" is not a port mapping (HOST:CONTAINER"},
           {with(&typed_deployment::ports, words{"80:80", "80:81"}), "--port: the device's port 80 is given twice"},
           {with(&typed_deployment::env, words{"MODE"}), "--env: \"MODE\" has no '=' (write --env NAME=VALUE)"},
           {with(&typed_deployment::env, words{"A=1", "A=2"}), "--env: A is given twice (leave one of them out)"},
           {with(&typed_deployment::volumes, words{"data"}), "--volume: \"data\" is not a volume (NAME:/PATH or"},
           {with(&typed_deployment::volumes, words{"a:/data", "b:/data"}),
            "--volume: the container's path /data is given twice"},
           {with(&typed_deployment::labels, words{"team"}), "--label: \"team\" has no '=' (write --label KEY=VALUE)"},
           {with(&typed_deployment::labels, words{"te am=blue"}), "--label: \"te am\" is not a label key"},
           {with(&typed_deployment::labels, words{"team=b:e"}), "--label: \"b:e\" is not a label value"},
           {with(&typed_deployment::labels, words{"team=a", "team=a"}), "--label: team is given twice"},
           {with(&typed_deployment::restart_policy, "always"),
            "--restart-policy: \"always\" is not one of: Always, OnFailure, Never"},
           {with(&typed_deployment::image_pull_policy, "Sometimes"),
            "--image-pull-policy: \"Sometimes\" is not one of: IfNotPresent, Always, Never"},
           {with(&typed_deployment::args, words(65, "x")), "spec.score.data.services[0].args"},
       }) {
    CAPTURE(said);
    CHECK(why_not(typed).starts_with(said));
  }
  CHECK(why_not(with(&typed_deployment::to, words{"a b"})).ends_with(selector_hint));
  CHECK(apply::deployment_object(with(&typed_deployment::ports, words{"53:53", "53:53/udp"})));
}
