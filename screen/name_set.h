// Remembers many names in 8 bytes each, or little more.
#ifndef SLEEVE_SCREEN_NAME_SET_H_
#define SLEEVE_SCREEN_NAME_SET_H_

#include <cstdint>
#include <string_view>
#include <vector>

namespace sleeve {

/// Holds 64-bit digests of names, in a flat table that is at most 3/4 full.
/// Two names share a digest once in 10^19 pairs; the second then seems known.
class NameSet {
 public:
  /// Returns whether `name` is new.
  bool add(std::string_view name);

  bool holds(std::string_view name) const;

  size_t size() const { return size_; }

 private:
  size_t find(uint64_t digest) const;
  void grow();

  std::vector<uint64_t> slots_;  ///< 0 is an empty slot; a power of two
  size_t size_ = 0;
};

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_NAME_SET_H_
