// SPDX-License-Identifier: Apache-2.0
#include "harmony/kube/object_api.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "harmony/kube/metadata.hpp"
#include "kube/json_read.hpp"

namespace harmony::kube {
namespace {

std::string sentence(std::string_view doing, const resource& type, const object_key& key) {
  return fmt::format("{} {} {}", doing, type.kind, key.text());
}

/// The key of an object that is about to be written: complete, or the path could mean something else.
result<object_key> key_to_write(std::string_view doing, const resource& type, const boost::json::value& object) {
  auto key = key_of(object);
  if (!key) return fail(std::move(key).error().in(fmt::format("{} a {}", doing, type.kind)));
  if (type.namespaced && key->namespace_.empty())
    return fail(errc::invalid, fmt::format("{}: metadata.namespace: required", sentence(doing, type, *key)));
  return key;
}

/// Without a name the path is the whole collection's: what was meant for one object would happen to all of them.
result<void> check_named(std::string_view doing, const resource& type, const object_key& key) {
  if (!key.name.empty()) return {};
  return fail(errc::invalid, fmt::format("{} a {}: the name is empty", doing, type.kind));
}

/// A test that does not hold is answered like any patch that can't be carried out: 422, no cause, and these words
/// (apiserver's jsonPatcher, seen with 1.35). A patch whose result is not valid has causes and other words.
bool is_failed_test(const error& refusal, const boost::json::array& operations) {
  return refusal.code == errc::invalid && refusal.detail == "the server rejected our request due to an error in our request" &&
         std::ranges::any_of(operations, [](const auto& one) { return text_member(one, "op") == "test"; });
}

}  // namespace

task<result<std::optional<boost::json::value>>> object_api::get(object_key key) const {
  if (auto named = check_named("reading", type_, key); !named) co_return fail(std::move(named).error());
  auto found = co_await server_->call(get_request(type_, key), limit_);
  if (!found && found.error().code == errc::not_found) co_return std::nullopt;
  if (!found) co_return fail(std::move(found).error().in(sentence("reading", type_, key)));
  drop_managed_fields(*found);
  co_return *std::move(found);
}

task<result<std::vector<boost::json::value>>> object_api::list(std::string namespace_, list_options options) const {
  std::vector<boost::json::value> all;
  bool restarted = false;
  options.continue_from.clear();
  for (;;) {
    auto page = co_await server_->call(list_request(type_, namespace_, options), limit_);
    if (!page && page.error().code == errc::gone && !restarted) {
      restarted = true;
      all.clear();
      options.continue_from.clear();
      continue;
    }
    if (!page) co_return fail(std::move(page).error().in(fmt::format("listing {}", type_.plural)));
    auto* items = page->is_object() ? page->get_object().if_contains("items") : nullptr;
    if (items != nullptr && items->is_array())
      for (auto& item : items->get_array()) {
        drop_managed_fields(item);
        all.push_back(std::move(item));
      }
    options.continue_from = text_member(member(*page, "metadata"), "continue");
    if (options.continue_from.empty()) co_return all;
  }
}

task<result<boost::json::value>> object_api::write(std::string doing, http::request what) const {
  auto written = co_await server_->call(std::move(what), limit_);
  if (!written) co_return fail(std::move(written).error().in(doing));
  drop_managed_fields(*written);
  co_return std::move(written);
}

task<result<boost::json::value>> object_api::apply(boost::json::value object, write_options options) const {
  const auto key = key_to_write("applying", type_, object);
  if (!key) co_return fail(key.error());
  co_return co_await write(sentence("applying", type_, *key), apply_request(type_, *key, object, options));
}

task<result<boost::json::value>> object_api::apply_status(boost::json::value object, write_options options) const {
  const auto key = key_to_write("applying the status of", type_, object);
  if (!key) co_return fail(key.error());
  co_return co_await write(sentence("applying the status of", type_, *key), apply_status_request(type_, *key, object, options));
}

task<result<boost::json::value>> object_api::patch_json(object_key key, boost::json::array operations,
                                                        write_options options) const {
  if (auto named = check_named("patching", type_, key); !named) co_return fail(std::move(named).error());
  auto written = co_await write(sentence("patching", type_, key), json_patch_request(type_, key, operations, options));
  // The patch was made for a state that is no more.
  if (!written && is_failed_test(written.error(), operations)) written.error().code = errc::conflict;
  co_return std::move(written);
}

task<result<boost::json::value>> object_api::patch_merge(object_key key, boost::json::value patch,
                                                         write_options options) const {
  if (auto named = check_named("patching", type_, key); !named) co_return fail(std::move(named).error());
  co_return co_await write(sentence("patching", type_, key), merge_patch_request(type_, key, patch, options));
}

task<result<boost::json::value>> object_api::create(boost::json::value object, write_options options) const {
  const auto key = key_to_write("creating", type_, object);
  if (!key) co_return fail(key.error());
  co_return co_await write(sentence("creating", type_, *key), create_request(type_, key->namespace_, object, options));
}

task<result<boost::json::value>> object_api::update(boost::json::value object, write_options options) const {
  const auto key = key_to_write("updating", type_, object);
  if (!key) co_return fail(key.error());
  co_return co_await write(sentence("updating", type_, *key), update_request(type_, *key, object, options));
}

task<result<bool>> object_api::remove(object_key key, remove_options options) const {
  if (auto named = check_named("deleting", type_, key); !named) co_return fail(std::move(named).error());
  auto removed = co_await server_->call(remove_request(type_, key, options), limit_);
  if (!removed && removed.error().code == errc::not_found) co_return false;
  if (!removed) co_return fail(std::move(removed).error().in(sentence("deleting", type_, key)));
  co_return true;
}

}  // namespace harmony::kube
