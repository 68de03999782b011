// SPDX-License-Identifier: Apache-2.0
// What a source says about the things it watches. A Kubernetes watch and a NATS KV watch say exactly this.
#pragma once

#include <memory>
#include <variant>

namespace harmony::sync {

/// A complete listing begins. What was known stays valid until `init_done`.
struct init {};

/// One thing of the listing.
template <class Key, class T>
struct item {
  Key key;
  std::shared_ptr<const T> value;
};

/// The listing is complete: whatever it did not name is gone.
struct init_done {};

/// A thing was created or changed.
template <class Key, class T>
struct applied {
  Key key;
  std::shared_ptr<const T> value;
};

/// A thing is gone; in a listing also one that it has named.
template <class Key>
struct deleted {
  Key key;
};

template <class Key, class T>
using event = std::variant<init, item<Key, T>, init_done, applied<Key, T>, deleted<Key>>;

}  // namespace harmony::sync
