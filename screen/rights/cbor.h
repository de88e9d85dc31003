// Reads CBOR (RFC 8949) into a tree, within limits.
#ifndef SLEEVE_SCREEN_RIGHTS_CBOR_H_
#define SLEEVE_SCREEN_RIGHTS_CBOR_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/pixels.h"

namespace sleeve {

/// One value. Tags are dropped, simple values and floats are `other`.
struct Cbor {
  enum class Kind { other, number, negative, bytes, text, list, map };
  Kind kind = Kind::other;
  uint64_t number = 0;  ///< of `number`; of `negative`, -1 minus the value
  std::string text;     ///< of `bytes` and `text`
  std::vector<Cbor> list;
  struct Entry;
  std::vector<Entry> map;

  /// The value of a text key of a map; null when there is none.
  const Cbor* find(std::string_view key) const;
};

/// Of a map.
struct Cbor::Entry {
  Cbor key;
  Cbor value;
};

/// The first value of `bytes`. Nothing when it is damaged, nested deeper than
/// 32, or has more than 100,000 parts.
std::optional<Cbor> read_cbor(Bytes bytes);

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_RIGHTS_CBOR_H_
