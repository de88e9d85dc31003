// A list of uids as DataComp's tools read it: a sorted .npy of pairs of uint64.
#ifndef SLEEVE_SCREEN_UID_LIST_H_
#define SLEEVE_SCREEN_UID_LIST_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sleeve {

/// Holds 16 bytes for each uid.
class UidList {
 public:
  /// A uid is 32 hexadecimal digits, of either case. After anything else the
  /// list can no longer be written.
  void add(std::string_view uid);

  /// Whether all that was added were uids.
  bool is_whole() const { return whole_; }

  /// The file: what numpy.save() writes of a sorted array of dtype "u8,u8",
  /// whose pairs are the two halves of each uid.
  std::string npy();

 private:
  std::vector<std::pair<uint64_t, uint64_t>> uids_;
  bool whole_ = true;
};

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_UID_LIST_H_
