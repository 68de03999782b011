// SPDX-License-Identifier: Apache-2.0
// How images come to a device: from an archive and from a registry.
#include "harmony/base/file.hpp"
#include "kit/registry.hpp"
#include "kit/temp_dir.hpp"
#include "service.hpp"

using namespace harmony;
using namespace harmony::podman;
using namespace harmony::podman::test;

TEST_CASE("an image is there or it is not") {
  with_client(service(), [](client& podman) -> task<void> {
    CHECK(co_await podman.image_exists(web_image) == true);
    CHECK(co_await podman.image_exists("localhost/nobody-made-this:1") == false);
    CHECK(co_await podman.image_exists("registry.example.org:5000/a/b@sha256:" + std::string(64, '0')) == false);
  });
}

TEST_CASE("an archive brings its image, which then runs") {
  auto& server = service();
  with_client(server, [&](client& podman) -> task<void> {
    const std::string name = "localhost/from-archive:1";
    const auto archive = server.image_archive(name);
    CHECK(co_await podman.image_exists(name) == false);
    const auto loaded = co_await podman.load(archive);
    REQUIRE(loaded);
    CHECK(*loaded == std::vector{name});
    CHECK(co_await podman.image_exists(name) == true);
    const auto id = co_await run(podman, {.name = "from-archive", .image = name});
    CHECK((co_await podman.inspect(id))->running);
  });
}

TEST_CASE("an image's name is taken away unless a container is made of it, and taking it away again is a success") {
  auto& server = service();
  with_client(server, [&](client& podman) -> task<void> {
    const std::string name = "localhost/removed:1";
    server.import_image(name);
    const auto id = co_await podman.create({.name = "of-removed-image", .image = name});
    REQUIRE(id);
    const auto used = co_await podman.remove_image(name);
    REQUIRE_FALSE(used);
    CHECK(used.error().code == errc::conflict);
    CHECK(used.error().detail.contains("in use by a container"));
    CHECK(co_await podman.image_exists(name) == true);
    REQUIRE(co_await podman.remove(*id));
    CHECK(co_await podman.remove_image(name));
    CHECK(co_await podman.image_exists(name) == false);
    CHECK(co_await podman.remove_image(name));
  });
}

TEST_CASE("what is no archive is refused, by us if it is not there and by podman if it is something else") {
  with_client(service(), [](client& podman) -> task<void> {
    const kit::temp_dir folder;
    const auto path = folder.path() / "images.tar";
    const auto missing = co_await podman.load(path);
    REQUIRE_FALSE(missing);
    CHECK(missing.error().code == errc::not_found);
    CHECK(missing.error().message.contains(path.string()));
    REQUIRE(write_file_atomically(path, "this is no archive"));
    const auto garbage = co_await podman.load(path);
    REQUIRE_FALSE(garbage);
    CHECK(garbage.error().code == errc::failed);
    CHECK(garbage.error().detail.contains("payload does not match any of the supported image formats"));
  });
}

TEST_CASE("a registry that cannot be reached fails the pull in podman's words") {
  with_client(service(), [](client& podman) -> task<void> {
    const auto pulled = co_await podman.pull("127.0.0.1:1/x:1", patience);
    REQUIRE_FALSE(pulled);
    CHECK(pulled.error().code == errc::failed);
    CHECK(pulled.error().message == "pulling the image 127.0.0.1:1/x:1: podman could not pull it");
    CHECK(pulled.error().detail.contains("pinging container registry 127.0.0.1:1"));
    CHECK(pulled.error().detail.contains("connection refused"));
    CHECK(co_await podman.image_exists("127.0.0.1:1/x:1") == false);
  });
}

TEST_CASE("what is no reference cannot be pulled") {
  with_client(service(), [](client& podman) -> task<void> {
    const auto pulled = co_await podman.pull("NOT a name", patience);
    REQUIRE_FALSE(pulled);
    CHECK(pulled.error().detail.contains("invalid reference format"));
  });
}

TEST_CASE("a pull brings the image of a registry, and again where it is there already") {
  auto& server = service();
  kit::registry images;
  const auto name = images.publish(server, "shop/web:1");
  with_client(server, [&](client& podman) -> task<void> {
    CHECK(co_await podman.image_exists(name) == false);
    CHECK(co_await podman.pull(name, patience));
    CHECK(co_await podman.image_exists(name) == true);
    CHECK(co_await podman.pull(name, patience));
    const auto id = co_await run(podman, {.name = "from-registry", .image = name});
    CHECK((co_await podman.inspect(id))->running);

    const auto unknown = co_await podman.pull(kit::registry::reference("shop/other:1"), patience);
    REQUIRE_FALSE(unknown);
    CHECK(unknown.error().code == errc::failed);
    CHECK(unknown.error().detail.contains("manifest unknown"));
  });
}

TEST_CASE("a registry that is gone fails the pull, and serves it when it is back") {
  auto& server = service();
  kit::registry images;
  const auto name = images.publish(server, "shop/web:2");
  with_client(server, [&](client& podman) -> task<void> {
    images.stop();
    const auto refused = co_await podman.pull(name, patience);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().detail.contains("connection refused"));
    images.start();
    CHECK(co_await podman.pull(name, patience));
  });
}
