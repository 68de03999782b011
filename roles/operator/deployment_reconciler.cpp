// SPDX-License-Identifier: Apache-2.0
#include <utility>

#include <fmt/format.h>

#include "harmony/base/log.hpp"
#include "harmony/contracts/names.hpp"
#include "harmony/kube/finalizer.hpp"
#include "harmony/kube/metadata.hpp"
#include "operator/event_plan.hpp"
#include "operator/reconcilers.hpp"
#include "operator/refused_writes.hpp"

namespace harmony::fleet {

namespace {
constexpr auto store_limit = 10s;
}

deployment_reconciler::deployment_reconciler(fleet& known, kube::object_api resources, nats::bucket scores, dirty_sink look,
                                             teller tell)
    : fleet_(known),
      resources_(std::move(resources)),
      scores_(std::move(scores)),
      look_(std::move(look)),
      tell_(std::move(tell)) {}

task<result<sync::outcome>> deployment_reconciler::reconcile(kube::object_key key) {
  const auto object = fleet_.resource(key);
  if (!object) {
    look_(fleet_.withdraw(key));
    co_return sync::outcome{};
  }
  auto meta = kube::metadata_of(*object);
  if (!meta) co_return fail(std::move(meta.error()).in("reading Deployment " + key.text()));
  switch (kube::plan_finalizer(*meta, contracts::cleanup_finalizer)) {
    case kube::finalizer_step::add: co_return co_await hold(std::move(key), std::move(*meta));
    case kube::finalizer_step::apply: co_return co_await accept(std::move(key), std::move(*meta), object);
    case kube::finalizer_step::cleanup: co_return co_await clean_up(std::move(key), std::move(*meta));
    case kube::finalizer_step::nothing: look_(fleet_.withdraw(key)); co_return sync::outcome{};
  }
  std::unreachable();
}

task<result<sync::outcome>> deployment_reconciler::hold(kube::object_key key, kube::object_meta meta) {
  auto held = co_await resources_.patch_json(key, kube::add_finalizer_patch(meta, contracts::cleanup_finalizer),
                                             {.manager = std::string(contracts::operator_manager)});
  // Changed meanwhile: the watch brings the new version, and with it another turn.
  if (!held && held.error().code != errc::conflict && held.error().code != errc::not_found)
    co_return put_off(key, meta.generation, std::move(held.error()).in("adding the finalizer"));
  co_return sync::outcome{};
}

std::unexpected<error> deployment_reconciler::put_off(const kube::object_key& key, std::int64_t generation, error why) {
  look_(fleet_.put_off(key, generation));
  return fail(std::move(why));
}

task<result<sync::outcome>> deployment_reconciler::accept(kube::object_key key, kube::object_meta meta,
                                                          std::shared_ptr<const boost::json::value> object) {
  const auto refuse = [&](error why) {
    log::warning("deployment refused", {{"deployment", key.text()}, {"generation", meta.generation}, why});
    look_(fleet_.refuse(key, meta.generation, std::move(why)));
    return sync::outcome{};
  };
  const auto* spec_value = object->as_object().if_contains("spec");
  auto spec = contracts::decode<contracts::deployment_spec>(spec_value == nullptr ? boost::json::value() : *spec_value, "spec");
  if (!spec) co_return refuse(std::move(spec.error()));
  // The CRD's own rules say the same, and an object can be older than they are.
  for (const auto& name : {key.namespace_, key.name})
    if (auto valid = contracts::resource_name::parse(name); !valid) co_return refuse(std::move(valid.error()));
  accepted_deployment accepted{.key = key,
                               .uid = meta.uid,
                               .generation = meta.generation,
                               .revision = contracts::revision_of(spec->score),
                               .score = contracts::encode_text(spec->score)};
  if (accepted.score.size() > contracts::max_score_bytes)
    co_return refuse({.code = errc::too_large,
                      .message = fmt::format("spec.score has {} bytes, and may have {}", accepted.score.size(),
                                             contracts::max_score_bytes)});

  if (auto stored = co_await store_score(accepted.revision, accepted.score); !stored) {
    // A NATS that does not answer takes no document either.
    if (!is_refusal(stored.error())) co_return fail(std::move(stored.error()));
    co_return put_off(key, accepted.generation, std::move(stored.error()));
  }
  const auto* known = fleet_.accepted(key);
  if (known == nullptr || known->generation != accepted.generation || known->uid != accepted.uid)
    log::info("deployment accepted",
              {{"deployment", key.text()}, {"generation", accepted.generation}, {"revision", accepted.revision.text()}});
  look_(fleet_.accept(std::move(accepted), spec->target_selector));
  co_return sync::outcome{};
}

task<result<sync::outcome>> deployment_reconciler::clean_up(kube::object_key key, kube::object_meta meta) {
  look_(fleet_.withdraw(key));
  // Each document that is rewritten brings this key back; deletion never waits for a device, only for its document.
  if (fleet_.named(key)) co_return sync::outcome{};
  const auto patch = kube::remove_finalizer_patch(meta, contracts::cleanup_finalizer);
  if (!patch) co_return sync::outcome{};
  auto released = co_await resources_.patch_json(key, *patch, {.manager = std::string(contracts::operator_manager)});
  if (!released && released.error().code != errc::conflict && released.error().code != errc::not_found)
    co_return fail(std::move(released.error()));
  if (released) {
    log::info("deployment released", {{"deployment", key.text()}});
    tell_(about(key, meta.uid, {.reason = "Released", .action = "Delete", .note = "No device is told to run it any more."}));
  }
  co_return sync::outcome{};
}

task<result<void>> deployment_reconciler::store_score(contracts::revision revision, std::string score) {
  if (stored_.contains(revision)) co_return result<void>{};
  const auto there = co_await scores_.get(revision.text(), store_limit);
  if (!there && there.error().code != errc::not_found) co_return fail(error(there.error()).in("reading the stored score"));
  const auto content =
      there.and_then([](const nats::entry& one) { return contracts::decode_text<contracts::score>(one.value); });
  if (!content || contracts::revision_of(*content) != revision) {
    if (there)
      fleet_.ignore(contracts::scores_bucket, revision.text(),
                    content ? error{.code = errc::invalid, .message = "it is not what its name says"} : content.error());
    auto stored = there ? co_await scores_.update(revision.text(), std::move(score), there->revision, store_limit)
                        : co_await scores_.create(revision.text(), std::move(score), store_limit);
    // Somebody else was quicker, with what has the same hash.
    if (!stored && stored.error().code != errc::conflict) co_return fail(std::move(stored.error()).in("storing the score"));
  }
  stored_.insert(std::move(revision));
  co_return result<void>{};
}

}  // namespace harmony::fleet
