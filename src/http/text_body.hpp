// SPDX-License-Identifier: Apache-2.0
// A body as text that grows with what comes. Beast's string_body reserves what Content-Length promises, and the body of a
// stream has no bound to hold that promise against.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include <boost/beast/core/buffers_range.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/optional/optional.hpp>
#include <boost/system/error_code.hpp>

namespace harmony::http {

/// Meets Beast's Body and BodyReader.
struct text_body {
  using value_type = std::string;

  class reader {
   public:
    template <bool IsRequest, class Fields>
    reader(boost::beast::http::header<IsRequest, Fields>& /*head*/, value_type& body) : body_(body) {}

    void init(const boost::optional<std::uint64_t>& /*length*/, boost::system::error_code& code) { code = {}; }

    template <class Buffers>
    std::size_t put(const Buffers& buffers, boost::system::error_code& code) {
      code = {};
      const auto before = body_.size();
      for (const auto& one : boost::beast::buffers_range_ref(buffers))
        body_.append(static_cast<const char*>(one.data()), one.size());
      return body_.size() - before;
    }

    void finish(boost::system::error_code& code) { code = {}; }

   private:
    value_type& body_;
  };
};

}  // namespace harmony::http
