// Owns a file descriptor and closes it.
#ifndef SLEEVE_SCREEN_FILE_DESCRIPTOR_H_
#define SLEEVE_SCREEN_FILE_DESCRIPTOR_H_

#include <utility>

namespace sleeve {

class FileDescriptor {
 public:
  FileDescriptor() = default;
  explicit FileDescriptor(int number) : number_(number) {}
  FileDescriptor(FileDescriptor&& other) noexcept
      : number_(std::exchange(other.number_, -1)) {}
  FileDescriptor& operator=(FileDescriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~FileDescriptor() { reset(); }

  /// -1 when it owns none.
  int get() const { return number_; }
  explicit operator bool() const { return number_ >= 0; }

  /// Gives the descriptor away; the caller closes it.
  int release() { return std::exchange(number_, -1); }

  void reset();

 private:
  int number_ = -1;
};

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_FILE_DESCRIPTOR_H_
