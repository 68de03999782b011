// SPDX-License-Identifier: Apache-2.0
#include "kit/strike.hpp"

#include <algorithm>
#include <charconv>
#include <memory>
#include <utility>
#include <vector>

namespace harmony::kit {

namespace {

constexpr std::string_view line_end = "\r\n";

std::size_t number_of(std::string_view text) {
  std::size_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

std::vector<std::string_view> words_of(std::string_view line) {
  std::vector<std::string_view> words;
  while (!line.empty()) {
    const auto word = line.substr(0, line.find(' '));
    if (!word.empty()) words.push_back(word);
    line.remove_prefix(std::min(line.size(), word.size() + 1));
  }
  return words;
}

std::string_view first_line(std::string_view bytes) { return bytes.substr(0, bytes.find(line_end)); }

/// Cuts whole messages off the front of what has come.
class cutter {
 public:
  explicit cutter(std::size_t (*whole)(std::string_view)) : whole_(whole) {}
  void take(std::string_view bytes) { bytes_ += bytes; }
  std::string next() {
    const auto length = whole_(bytes_);
    auto one = bytes_.substr(0, length);
    bytes_.erase(0, length);
    return one;
  }

 private:
  std::size_t (*whole_)(std::string_view);
  std::string bytes_;
};

bool makes_a_stream(std::string_view subject) {
  return subject.starts_with("$JS.API.STREAM.CREATE.") || subject.starts_with("$JS.API.STREAM.UPDATE.");
}

}  // namespace

std::size_t whole_request(std::string_view bytes) {
  const auto head = bytes.find("\r\n\r\n");
  if (head == std::string_view::npos) return 0;
  constexpr std::string_view field = "\r\ncontent-length:";
  std::string lower(bytes.substr(0, head));
  std::ranges::transform(lower, lower.begin(), [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
  std::size_t body = 0;
  if (const auto at = lower.find(field); at != std::string::npos) {
    auto value = std::string_view(lower).substr(at + field.size());
    value.remove_prefix(std::min(value.find_first_not_of(' '), value.size()));
    body = number_of(value);
  }
  const auto length = head + 4 + body;
  return bytes.size() < length ? 0 : length;
}

std::size_t whole_operation(std::string_view bytes) {
  const auto end = bytes.find(line_end);
  if (end == std::string_view::npos) return 0;
  const auto words = words_of(bytes.substr(0, end));
  auto length = end + line_end.size();
  if (!words.empty() && (words[0] == "PUB" || words[0] == "HPUB")) length += number_of(words.back()) + line_end.size();
  return bytes.size() < length ? 0 : length;
}

relay::tap strike::http() {
  struct connection {
    cutter requests{whole_request};
    bool answers = false;  // the next bytes are the struck write's answer
  };
  const auto state = std::make_shared<connection>();
  return {.to_server =
              [this, state](const std::string& bytes) {
                std::string on;
                state->requests.take(bytes);
                while (true) {
                  const auto one = state->requests.next();
                  if (one.empty() || struck_) return on;
                  const bool writes = !one.starts_with("GET ");
                  const auto line = first_line(one);
                  if (writes && stops(line.substr(0, line.rfind(' ')))) return on;
                  state->answers = writes && writes_ == number_;
                  on += one;
                }
              },
          .to_client =
              [this, state](std::string bytes) {
                if (state->answers) strike_now();
                return struck_ ? std::string() : std::move(bytes);
              },
          .at_server =
              [this, state] {
                if (state->answers && when_ == moment::during) strike_now();
              }};
}

relay::tap strike::nats() {
  struct connection {
    cutter operations{whole_operation};
    std::string reply;  // where the struck write's answer goes
    std::string heard;
  };
  const auto state = std::make_shared<connection>();
  return {.to_server =
              [this, state](const std::string& bytes) {
                std::string on;
                state->operations.take(bytes);
                while (true) {
                  const auto one = state->operations.next();
                  if (one.empty() || struck_) return on;
                  const auto words = words_of(first_line(one));
                  const bool publishes = words.size() > 3 && (words[0] == "PUB" || words[0] == "HPUB");
                  if (publishes && (words[1].starts_with("$KV.") || makes_a_stream(words[1]))) {
                    if (stops("PUB " + std::string(words[1]))) return on;
                    if (writes_ == number_) state->reply = std::string(words[2]) + " ";
                  }
                  on += one;
                }
              },
          .to_client =
              [this, state](std::string bytes) {
                if (!state->reply.empty() && !struck_) {
                  state->heard += bytes;
                  if (state->heard.contains(state->reply)) strike_now();
                }
                return struck_ ? std::string() : std::move(bytes);
              }};
}

bool strike::stops(std::string_view what) {
  what_ = what;
  if (++writes_ != number_ || when_ != moment::before) return false;
  strike_now();
  return true;
}

void strike::strike_now() {
  if (std::exchange(struck_, true)) return;
  blow_();
}

}  // namespace harmony::kit
