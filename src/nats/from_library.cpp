// SPDX-License-Identifier: Apache-2.0
#include "nats/from_library.hpp"

#include <cstdlib>
#include <memory>
#include <utility>

namespace harmony::nats {
namespace {

struct free_memory {
  void operator()(const char** held) const { std::free(static_cast<void*>(held)); }
};
using names = std::unique_ptr<const char*[], free_memory>;

std::string text_or_empty(const char* text) { return text == nullptr ? std::string{} : std::string(text); }

}  // namespace

message from_library(natsMsg& raw) {
  message copy{.subject = text_or_empty(natsMsg_GetSubject(&raw)), .reply = text_or_empty(natsMsg_GetReply(&raw))};
  if (const auto length = natsMsg_GetDataLength(&raw); length > 0)
    copy.payload.assign(natsMsg_GetData(&raw), static_cast<std::size_t>(length));
  const char** found = nullptr;
  int count = 0;
  if (natsMsgHeader_Keys(&raw, &found, &count) != NATS_OK) return copy;
  const names keys(found);
  for (int at = 0; at < count; ++at) {
    const char* key = keys[static_cast<std::size_t>(at)];
    const char** values = nullptr;
    int value_count = 0;
    if (natsMsgHeader_Values(&raw, key, &values, &value_count) != NATS_OK) continue;
    const names held(values);
    for (int value = 0; value < value_count; ++value)
      copy.headers.push_back({key, text_or_empty(held[static_cast<std::size_t>(value)])});
  }
  return copy;
}

result<handle<natsMsg>> to_library(const message& what) {
  natsMsg* made = nullptr;
  auto status = natsMsg_Create(&made, what.subject.c_str(), what.reply.empty() ? nullptr : what.reply.c_str(),
                               what.payload.data(), static_cast<int>(what.payload.size()));
  handle<natsMsg> owned(made);
  for (const auto& [name, value] : what.headers)
    if (status == NATS_OK) status = natsMsgHeader_Add(made, name.c_str(), value.c_str());
  if (status != NATS_OK) return fail(library_error(status, "making a message for " + what.subject));
  return owned;
}

}  // namespace harmony::nats
