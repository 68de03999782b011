// SPDX-License-Identifier: Apache-2.0
// Counts what a program writes to its servers, seen from a relay, and strikes at one of these writes: whoever kills the program
// at each in turn has tried every state that a power cut can leave.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "kit/relay.hpp"

namespace harmony::kit {

/// The length of the HTTP request, or the NATS operation, that the bytes begin with; 0 while it is not whole.
[[nodiscard]] std::size_t whole_request(std::string_view bytes);
[[nodiscard]] std::size_t whole_operation(std::string_view bytes);

class strike {
 public:
  /// Before the server hears of the write; as soon as it was sent, somewhere within the server's work; or when the server has
  /// answered and the program does not know yet.
  enum class moment { before, during, after };

  /// `blow` is called once, at the write of that number (the first is 1); what comes after it gets nowhere.
  strike(int number, moment when, std::function<void()> blow) : number_(number), when_(when), blow_(std::move(blow)) {}

  /// For relays to an HTTP server: everything but GET is a write. Must outlive the relay.
  [[nodiscard]] relay::tap http();
  /// For relays to NATS: puts, and what makes streams.
  [[nodiscard]] relay::tap nats();

  [[nodiscard]] bool struck() const { return struck_; }
  /// The write that was struck, or the last one so far: "PATCH /apis/…", "PUB $KV.…".
  [[nodiscard]] const std::string& what() const { return what_; }

 private:
  /// Counts one more; true if it is the one that must not reach the server.
  [[nodiscard]] bool stops(std::string_view what);
  void strike_now();

  int number_;
  moment when_;
  std::function<void()> blow_;
  int writes_ = 0;
  bool struck_ = false;
  std::string what_;
};

}  // namespace harmony::kit
