// SPDX-License-Identifier: Apache-2.0
// `harmony-iot apply --watch` on a terminal: a block that is drawn again in its place.
#include <algorithm>
#include <cstdlib>
#include <regex>
#include <sstream>

#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "kit/eventually.hpp"
#include "person.hpp"
#include "rollout.hpp"

using namespace harmony;
using namespace harmony::apply::test;

namespace {

/// A terminal of that size, and what was written to it.
class terminal {
 public:
  terminal(unsigned short columns, unsigned short rows) : master_(::posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)) {
    REQUIRE(master_ >= 0);
    REQUIRE(::grantpt(master_) == 0);
    REQUIRE(::unlockpt(master_) == 0);
    char name[64];
    REQUIRE(::ptsname_r(master_, name, sizeof name) == 0);
    name_ = name;
    // Held open, so that what was written can be read after the writer has gone.
    slave_ = ::open(name, O_RDWR | O_NOCTTY | O_CLOEXEC);
    REQUIRE(slave_ >= 0);
    const winsize size{.ws_row = rows, .ws_col = columns, .ws_xpixel = 0, .ws_ypixel = 0};
    REQUIRE(::ioctl(master_, TIOCSWINSZ, &size) == 0);
  }
  terminal(const terminal&) = delete;
  terminal& operator=(const terminal&) = delete;
  ~terminal() {
    ::close(slave_);
    ::close(master_);
  }

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] const std::string& written() {
    char part[4096];
    for (ssize_t count = 0; (count = ::read(master_, part, sizeof part)) > 0;)
      written_.append(part, static_cast<std::size_t>(count));
    return written_;
  }

 private:
  int master_;
  int slave_ = -1;
  std::string name_;
  std::string written_{};
};

std::string without_escapes(const std::string& text) {
  return std::regex_replace(text, std::regex("\x1b\\[[0-9;?]*[A-Za-z]"), "");
}

}  // namespace

TEST_CASE("on a terminal a block is drawn in its place, in the window's width, and the cursor stays visible") {
  with_person([](person& one) -> task<void> {
    terminal screen(44, 12);
    const auto watching = one.begins(web_watched, screen.name(), {{"TERM", "xterm"}, {"NO_COLOR", ""}});
    const auto shows = [&](std::string_view what) {
      return kit::eventually(patience, [&, what] { return screen.written().contains(what); });
    };
    REQUIRE(co_await shows("waiting for the operator"));
    auto status = rolled_out(1, 1, 3);
    status.aggregate.last_error->message = std::string(200, 'e');
    co_await one.writes_status("web", status);
    REQUIRE(co_await shows("1 of 3 devices ready"));
    co_await one.writes_status("web", rolled_out(3, 0, 3));
    CHECK(watching->wait(patience) == 0);
    CHECK(screen.written().ends_with("deployment.iot.nationtech.io/web is up to date\r\n"));
    CHECK(screen.written().contains("\x1b[31m[####"));  // red: one device failed
    CHECK(screen.written().contains("\x1b[2A\r"));      // back to the top of the block
    CHECK_FALSE(screen.written().contains("?25l"));
    std::istringstream lines(without_escapes(screen.written()));
    for (std::string line; std::getline(lines, line);) {
      CAPTURE(line);
      if (!line.contains("deployment.iot.nationtech.io"))
        CHECK(std::ranges::count_if(line, [](char c) { return c != '\r'; }) < 44);
    }
  });
}

TEST_CASE("NO_COLOR takes the colours away, and a dumb terminal gets lines") {
  with_person([](person& one) -> task<void> {
    REQUIRE(one.types({"--name", "web", "--to", "site=lyon", "--image", "localhost/web:1"}).code == 0);
    co_await one.writes_status("web", rolled_out(2, 0, 2));
    terminal plain(80, 24);
    CHECK(one.begins({"--name", "web", "--watch"}, plain.name(), {{"TERM", "xterm"}, {"NO_COLOR", "1"}})->wait(patience) == 0);
    CHECK(plain.written().contains("2 of 2 devices ready\x1b[K"));
    CHECK_FALSE(std::regex_search(plain.written(), std::regex("\x1b\\[[0-9;]*m")));
    terminal dumb(80, 24);
    CHECK(one.begins({"--name", "web", "--watch"}, dumb.name(), {{"TERM", "dumb"}})->wait(patience) == 0);
    CHECK(dumb.written().contains("2 of 2 devices ready"));
    CHECK_FALSE(dumb.written().contains('\x1b'));
  });
}
