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
          .ports = {"8080:80"},
          .env = {"MODE=a=b"}};
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

TEST_CASE("each mistake names its option and what it should look like") {
  auto typed = web();
  typed.name = "Web.1";
  CHECK(why_not(typed).starts_with("--name: \"Web.1\" is not a DNS label"));
  typed = web();
  typed.to.clear();
  CHECK(why_not(typed) == "--to is missing: an empty selector matches no device (write --to LABEL=VALUE[,LABEL=VALUE])");
  typed.to = {"site"};
  CHECK(why_not(typed) == "--to: \"site\" has no '=' (write --to LABEL=VALUE)");
  typed.to = {"=lyon"};
  CHECK(why_not(typed).starts_with("--to: \"\" is not a label key"));
  typed = web();
  typed.image = "";
  CHECK(why_not(typed).starts_with("--image: \"\" is not an image reference"));
  typed = web();
  typed.ports = {"8080"};
  CHECK(why_not(typed).starts_with("--port: \"8080\" is not a port mapping (HOST:CONTAINER"));
  typed = web();
  typed.env = {"MODE"};
  CHECK(why_not(typed) == "--env: \"MODE\" has no '=' (write --env NAME=VALUE)");
}
