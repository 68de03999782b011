// SPDX-License-Identifier: Apache-2.0
// What travels between cluster and devices, and the custom resource.
#include "door.hpp"
#include "harmony/contracts/deployment.hpp"
#include "harmony/contracts/desired_state.hpp"
#include "harmony/contracts/device.hpp"
#include "harmony/contracts/names.hpp"
#include "harmony/contracts/score.hpp"

namespace harmony::fuzz {

namespace {

/// What is read says the same once it was written and read again.
template <class T>
void document(std::string_view bytes) {
  const auto read = contracts::decode_text<T>(bytes);
  if (!read) {
    promise(!read.error().message.empty(), "a refusal says why");
    return;
  }
  const auto text = contracts::encode_text(*read);
  // A time that came without milliseconds has some once it is ours.
  if (contracts::max_bytes_of<T> > 0 && text.size() > contracts::max_bytes_of<T>) return;
  const auto again = contracts::decode_text<T>(text);
  promise(again.has_value(), "what is written can be read");
  // The text and not the value: a time has milliseconds once it is ours.
  promise(contracts::encode_text(*again) == text, "what is written says the same");
}

void subject(std::string_view bytes) {
  if (const auto device = contracts::heartbeat_device(bytes))
    promise(contracts::heartbeat_subject(*device) == bytes, "a heartbeat's subject names one device");
  if (const auto device = contracts::event_device(bytes))
    promise(contracts::event_subject(*device) == bytes, "an event's subject names one device");
}

}  // namespace

std::vector<door> contracts_doors() {
  return {{"deployment-spec", document<contracts::deployment_spec>, {"wire/deployment-spec"}},
          {"deployment-status", document<contracts::deployment_status>, {"wire/deployment-status"}},
          {"score", document<contracts::score>, {"wire/score"}},
          {"desired-state", document<contracts::desired_state>, {"wire/desired-state"}},
          {"device-info", document<contracts::device_info>, {"wire/device-info"}},
          {"device-state", document<contracts::device_state>, {"wire/device-state"}},
          {"heartbeat", document<contracts::heartbeat>, {"wire/heartbeat"}},
          {"device-event", document<contracts::device_event>, {"wire/device-event"}},
          {"subject", subject}};
}

}  // namespace harmony::fuzz
