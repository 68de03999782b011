// SPDX-License-Identifier: Apache-2.0
#include "bench/loop_bench.hpp"

#include <csignal>

#include <fmt/format.h>

#include "bench/doorbell.hpp"
#include "bench/plain_nats.hpp"
#include "harmony/contracts/names.hpp"
#include "harmony/kube/client.hpp"
#include "harmony/kube/config.hpp"
#include "harmony/kube/object_api.hpp"
#include "harmony/nats/kv.hpp"
#include "kit/deployments.hpp"

namespace harmony::bench {

namespace {

constexpr auto device = "loop";
constexpr auto name = "bench";
constexpr std::chrono::seconds stop_grace{10};

/// The same outside calls, made directly, one after the other.
class direct {
 public:
  direct(stage& on, kube::client& server)
      : on_(on),
        objects_(server, {"", "v1", "configmaps", "ConfigMap", true}),
        libpod_(on.libpod()),
        nats_(on.nats().url()),
        bell_(on.executor()) {}

  task<double> start() {
    const auto begun = steady_clock::now();
    co_await say();
    id_ = co_await create();
    co_return in_ms(co_await bell_.rings() - begun);
  }

  task<double> repair() {
    auto events = good(co_await libpod_.events());
    const auto process = std::stoi(on_.podman().command({"inspect", "--format", "{{.State.Pid}}", id_}));
    const auto begun = steady_clock::now();
    ::kill(process, SIGKILL);
    for (;;) {
      const auto seen = good(co_await events.next(patience));
      if (!seen) throw std::runtime_error("podman ended the stream of events");
      if (seen->id == id_ && seen->action == "died") break;
    }
    good(co_await libpod_.start(id_));
    co_return in_ms(co_await bell_.rings() - begun);
  }

  task<double> upgrade() {
    const auto begun = steady_clock::now();
    co_await say();
    co_await discard();
    id_ = co_await create();
    co_return in_ms(co_await bell_.rings() - begun);
  }

  task<double> remove() {
    const auto begun = steady_clock::now();
    good(co_await objects_.remove({"default", name}));
    pass_on();
    co_await discard();
    nats_.put(nats::key_subject(contracts::device_state_bucket, "floor"), "{}");
    co_return in_ms(steady_clock::now() - begun);
  }

 private:
  /// An order, from a person to the device: of the size of the Deployment.
  task<void> say() {
    const boost::json::value order{{"apiVersion", "v1"},
                                   {"kind", "ConfigMap"},
                                   {"metadata", {{"namespace", "default"}, {"name", name}}},
                                   {"data", {{"order", std::string(400, static_cast<char>('a' + ++orders_ % 26))}}}};
    good(co_await objects_.apply(order, {.manager = "bench"}));
    pass_on();
  }
  void pass_on() {
    (void)nats_.put_until_heard(nats::key_subject(contracts::desired_state_bucket, "floor"), "desired.floor", "{}");
  }
  task<std::string> create() {
    auto id =
        good(co_await libpod_.create({.name = "floor",
                                      .image = image,
                                      .entrypoint = doorbell::command(),
                                      .volumes = {{.source = bell_.folder(), .target = doorbell::place, .read_only = false}}}));
    good(co_await libpod_.start(id));
    co_return id;
  }
  task<void> discard() {
    good(co_await libpod_.stop(id_, stop_grace));
    good(co_await libpod_.remove(id_));
  }

  stage& on_;
  kube::object_api objects_;
  podman::client libpod_;
  plain_nats nats_;
  doorbell bell_;
  std::string id_;
  int orders_ = 0;
};

/// A person writes the resource, and looks at the device.
class looped {
 public:
  looped(stage& on, line& over, kube::client& server)
      : on_(on),
        bell_(on.executor()),
        states_(over, nats::key_subject(contracts::device_state_bucket, device)),
        objects_(server, kit::deployment_type) {}

  /// Another revision each time: it starts, or it replaces what runs.
  task<double> apply() {
    auto spec = kit::spec(kit::labels({{"site", device}}), image);
    auto& service = spec.score.data.services.front();
    service.command = doorbell::command();
    service.env = {{.name = contracts::env_name::parse("VERSION").value(), .value = std::to_string(++version_)}};
    service.volumes = {contracts::volume_mapping::parse(fmt::format("{}:{}", bell_.folder(), doorbell::place)).value()};
    const auto begun = steady_clock::now();
    good(co_await objects_.apply(kit::deployment({"default", name}, spec), {.manager = "bench"}));
    co_return in_ms(co_await bell_.rings() - begun);
  }

  task<double> repair() {
    const auto id = on_.podman().command(
        {"ps", "--quiet", "--filter", fmt::format("label={}=default/{}", contracts::container_deployment_label, name)});
    const auto process =
        std::stoi(on_.podman().command({"inspect", "--format", "{{.State.Pid}}", id.substr(0, id.find('\n'))}));
    const auto begun = steady_clock::now();
    ::kill(process, SIGKILL);
    co_return in_ms(co_await bell_.rings() - begun);
  }

  task<double> remove() {
    states_.forget();
    const auto begun = steady_clock::now();
    good(co_await objects_.remove({"default", name}));
    co_return in_ms(co_await states_.hears([](const nats::message& what) {
      const auto state = contracts::decode_text<contracts::device_state>(what.payload);
      return state && state->deployments.empty();
    }) - begun);
  }

 private:
  stage& on_;
  doorbell bell_;
  ear states_;
  kube::object_api objects_;
  int version_ = 0;
};

}  // namespace

task<void> measure_loop(stage& on, choice how, std::vector<figure>& into) {
  figure start{.name = "Deployment written to container running", .unit = "ms"};
  figure repair{.name = "container killed to running again", .unit = "ms"};
  figure upgrade{.name = "Deployment changed to new container running", .unit = "ms"};
  figure remove{.name = "Deployment deleted to device says gone", .unit = "ms"};
  line over(on);
  co_await over.begin();
  on.start_agent(device);
  {
    kube::client server(on.executor(), good(kube::read_kubeconfig(on.cluster().kubeconfig(), "")));
    direct floor(on, server);
    looped measured(on, over, server);
    for (int run = 0; run < how.runs; ++run) {
      const auto both = [&](figure& of, auto step, auto same) -> task<void> {
        of.values.push_back(co_await (measured.*step)());
        co_await sleep_for(calm);
        of.floor.push_back(co_await (floor.*same)());
        co_await sleep_for(calm);
      };
      co_await both(start, &looped::apply, &direct::start);
      co_await both(repair, &looped::repair, &direct::repair);
      co_await both(upgrade, &looped::apply, &direct::upgrade);
      co_await both(remove, &looped::remove, &direct::remove);
    }
  }
  co_await over.end();
  on.stop_agent();
  for (auto* one : {&start, &upgrade, &remove, &repair}) into.push_back(std::move(*one));
}

}  // namespace harmony::bench
