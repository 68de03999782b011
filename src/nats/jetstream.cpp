// SPDX-License-Identifier: Apache-2.0
#include "harmony/nats/jetstream.hpp"

#include <utility>

#include <fmt/format.h>
#include <boost/json/value.hpp>

#include "harmony/base/gate.hpp"
#include "nats/api.hpp"
#include "nats/api_error.hpp"
#include "nats/direct_get.hpp"
#include "nats/stream_document.hpp"

namespace harmony::nats {
namespace {

result<publish_ack> decode_ack(const message& answer, const std::string& subject) {
  auto said = decode_answer(answer, subject);
  if (!said) return fail(std::move(said).error());
  const auto* stream = said->if_contains("stream");
  const auto* sequence = said->if_contains("seq");
  const auto* duplicate = said->if_contains("duplicate");
  boost::system::error_code wrong;
  const auto number = sequence == nullptr ? 0 : sequence->to_number<std::uint64_t>(wrong);
  if (stream == nullptr || !stream->is_string() || number == 0 || wrong)
    return fail(errc::protocol, fmt::format("the answer to a message for {} is no acknowledgement", subject));
  return publish_ack{.stream = std::string(stream->get_string()),
                     .sequence = number,
                     .duplicate = duplicate != nullptr && duplicate->is_bool() && duplicate->get_bool()};
}

}  // namespace

class jetstream::impl {
 public:
  impl(connection& link, std::size_t in_flight) : over(link), places(in_flight) {}
  connection& over;
  gate places;
};

jetstream::jetstream(connection& over, std::size_t in_flight) : impl_(std::make_unique<impl>(over, in_flight)) {}
jetstream::~jetstream() = default;
connection& jetstream::over() const { return impl_->over; }

task<result<publish_ack>> jetstream::publish(message what, std::optional<std::uint64_t> expected,
                                             std::chrono::milliseconds limit) {
  const auto place = co_await impl_->places.enter();
  if (expected) what.headers.push_back({"Nats-Expected-Last-Subject-Sequence", std::to_string(*expected)});
  const auto subject = what.subject;
  auto answer = co_await impl_->over.request(std::move(what), limit);
  if (!answer) co_return fail(std::move(answer).error());
  co_return decode_ack(*answer, subject);
}

task<result<stream_info>> jetstream::info(std::string stream, std::chrono::milliseconds limit) {
  auto answer = co_await call_api(impl_->over, "STREAM.INFO." + stream, {}, limit);
  if (!answer) co_return fail(std::move(answer).error());
  co_return decode_stream_info(*answer);
}

task<result<std::set<std::string>>> jetstream::subjects(std::string stream, std::string filter,
                                                        std::chrono::milliseconds limit) {
  std::set<std::string> all;
  for (bool more = true; more;) {
    auto answer =
        co_await call_api(impl_->over, "STREAM.INFO." + stream, {{"subjects_filter", filter}, {"offset", all.size()}}, limit);
    if (!answer) co_return fail(std::move(answer).error());
    auto page = decode_stream_subjects(*answer);
    if (!page) co_return fail(std::move(page).error());
    const auto before = all.size();
    for (auto& one : *page) all.insert(std::move(one));
    more = all.size() > before;
  }
  co_return all;
}

task<result<stream_info>> jetstream::ensure_stream(stream_config wanted, std::chrono::milliseconds limit) {
  const auto document = encode(wanted);
  const auto name = wanted.name;
  auto there = co_await call_api(impl_->over, "STREAM.INFO." + name, {}, limit);
  if (!there && there.error().code == errc::not_found) {
    auto created = co_await call_api(impl_->over, "STREAM.CREATE." + name, document, limit);
    if (created) co_return decode_stream_info(*created);
    // Somebody else created it in between, otherwise than we would have.
    if (created.error().code != errc::conflict) co_return fail(std::move(created).error());
    there = co_await call_api(impl_->over, "STREAM.INFO." + name, {}, limit);
  }
  if (!there) co_return fail(std::move(there).error());
  auto actual = decode_stream_config(*there);
  if (!actual) co_return fail(std::move(actual).error());
  if (!differs(document, *actual)) co_return decode_stream_info(*there);
  auto updated = co_await call_api(impl_->over, "STREAM.UPDATE." + name, merged(std::move(*actual), document), limit);
  if (!updated) co_return fail(std::move(updated).error());
  co_return decode_stream_info(*updated);
}

task<result<stored_message>> jetstream::last_message(std::string stream, std::string subject, std::chrono::milliseconds limit) {
  message request{.subject = fmt::format("$JS.API.DIRECT.GET.{}.{}", stream, subject)};
  auto answer = co_await impl_->over.request(std::move(request), limit);
  if (!answer) co_return fail(std::move(answer).error());
  co_return decode_direct(std::move(*answer), stream, subject);
}

}  // namespace harmony::nats
