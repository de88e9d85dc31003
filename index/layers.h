// The arithmetic of a large sorted column over which a small one lies that
// replaces some of its rows and adds others.
#ifndef SLEEVE_INDEX_LAYERS_H_
#define SLEEVE_INDEX_LAYERS_H_

#include <cstddef>
#include <cstdint>
#include <vector>

namespace sleeve {

/// Rows of both layers, numbered through in the order of their ids as if they
/// were one column: by position.
class Layers {
 public:
  struct Place {
    bool added = false;  ///< in the small layer
    int64_t row = 0;     ///< of its layer
  };

  Layers() = default;

  /// Of `base` rows those in `gone` do not count; they ascend. Element i of
  /// `before` tells how many rows of the base have ids below that of row i of
  /// the small layer.
  Layers(int64_t base, std::vector<int64_t> gone, std::vector<int64_t> before);

  int64_t size() const;
  int64_t added() const { return static_cast<int64_t>(before_.size()); }
  int64_t gone() const { return static_cast<int64_t>(gone_.size()); }

  /// Where 0 <= position < size() lies.
  Place place(int64_t position) const;

  /// The position of a row of the base; -1 when it is gone.
  int64_t of_base(int64_t row) const;

  /// The position of a row of the small layer.
  int64_t of_added(int64_t row) const {
    return positions_[static_cast<size_t>(row)];
  }

 private:
  int64_t base_ = 0;
  std::vector<int64_t> gone_;
  std::vector<int64_t> before_;
  std::vector<int64_t> positions_;  ///< of the small layer's rows
};

}  // namespace sleeve

#endif  // SLEEVE_INDEX_LAYERS_H_
