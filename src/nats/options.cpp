// SPDX-License-Identifier: Apache-2.0
#include "nats/options.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace harmony::nats {
namespace {

constexpr std::chrono::milliseconds connect_limit = 5s;  // one try at one server
constexpr int most_pings_out = 1;
/// The library would keep publishes while it is disconnected and send them later, after their callers gave up.
constexpr int nothing_kept_for_later = 0;

/// Collects the first refusal of a row of calls.
class checked {
 public:
  void operator()(natsStatus status) {
    if (first_ == NATS_OK) first_ = status;
  }
  [[nodiscard]] natsStatus first() const { return first_; }

 private:
  natsStatus first_ = NATS_OK;
};

void set_identity(natsOptions* options, const credentials& who, checked& call) {
  if (!who.file.empty())
    call(natsOptions_SetUserCredentialsFromFiles(options, who.file.c_str(), nullptr));
  else if (!who.token.empty())
    call(natsOptions_SetToken(options, who.token.c_str()));
  else if (!who.user.empty())
    call(natsOptions_SetUserInfo(options, who.user.c_str(), who.password.c_str()));
}

void set_tls(natsOptions* options, const settings& how, checked& call) {
  const auto wants_tls = [](const std::string& url) { return url.starts_with("tls://"); };
  if (std::ranges::any_of(how.servers, wants_tls)) call(natsOptions_SetSecure(options, true));
  if (!how.authorities.empty()) call(natsOptions_SetCATrustedCertificates(options, how.authorities.c_str()));
}

}  // namespace

result<handle<natsOptions>> make_options(const settings& how) {
  natsOptions* created = nullptr;
  checked call;
  call(natsOptions_Create(&created));
  handle<natsOptions> options(created);
  if (call.first() != NATS_OK) return fail(library_error(call.first(), "NATS options cannot be made"));

  std::vector<const char*> urls;
  for (const auto& url : how.servers) urls.push_back(url.c_str());
  call(natsOptions_SetServers(created, urls.data(), static_cast<int>(urls.size())));
  call(natsOptions_SetName(created, how.name.c_str()));
  call(natsOptions_SetTimeout(created, connect_limit.count()));
  call(natsOptions_SetPingInterval(created, how.ping_interval.count()));
  call(natsOptions_SetMaxPingsOut(created, most_pings_out));
  call(natsOptions_SetMaxReconnect(created, -1));
  call(natsOptions_SetReconnectBufSize(created, nothing_kept_for_later));
  call(natsOptions_UseGlobalMessageDelivery(created, true));
  call(natsOptions_SetNoEcho(created, true));
  set_identity(created, how.identity, call);
  set_tls(created, how, call);
  if (call.first() == NATS_OK) return options;
  const char* words = nats_GetLastError(nullptr);
  return fail(errc::invalid, "the NATS settings were refused", words == nullptr ? natsStatus_GetText(call.first()) : words,
              "check the server URLs, the credentials file and the certificates");
}

}  // namespace harmony::nats
