// Large arrays that are read at random: in huge pages where the system has
// them, which saves most of the misses in the address tables.
#ifndef SLEEVE_INDEX_MULTI_INDEX_MEMORY_H_
#define SLEEVE_INDEX_MULTI_INDEX_MEMORY_H_

#include <cstddef>
#include <memory>
#include <span>

namespace sleeve {

/// Bytes whose content is at first undefined, aligned to 64 bytes and beyond.
class LargeBlock {
 public:
  LargeBlock() = default;

  /// Throws std::bad_alloc when there is not enough memory.
  explicit LargeBlock(size_t bytes);

  void* data() const { return data_.get(); }

 private:
  struct Release {
    void operator()(void* data) const;
  };
  std::unique_ptr<void, Release> data_;
};

/// T [size()], undefined at first. T is a plain number.
template <class T>
class LargeArray {
 public:
  LargeArray() = default;
  explicit LargeArray(size_t size) : block_(size * sizeof(T)), size_(size) {}

  size_t size() const { return size_; }
  T* data() { return static_cast<T*>(block_.data()); }
  const T* data() const { return static_cast<const T*>(block_.data()); }
  T& operator[](size_t i) { return data()[i]; }
  const T& operator[](size_t i) const { return data()[i]; }
  std::span<const T> span() const { return {data(), size_}; }

 private:
  LargeBlock block_;
  size_t size_ = 0;
};

}  // namespace sleeve

#endif  // SLEEVE_INDEX_MULTI_INDEX_MEMORY_H_
