// How much memory there is, so that work which cannot end well never starts.
#ifndef SLEEVE_INDEX_MEMORY_H_
#define SLEEVE_INDEX_MEMORY_H_

#include <cstdint>
#include <string>

namespace sleeve {

/// Bytes that this process may still take: what the system says is available,
/// or less where a control group limits it. UINT64_MAX where nothing is known.
uint64_t available_memory();

/// Throws Error (invalid_argument) when `bytes` are more than are available.
/// `what` begins the sentence: "Generating 9 codes".
void require_memory(double bytes, const std::string& what);

/// Bytes as people read them: "1.5 GB".
std::string bytes_text(double bytes);

/// The most memory that this process had in use since the object was made,
/// beyond what it had then; 0 where the system does not tell. One at a time.
class MemoryPeak {
 public:
  MemoryPeak();
  uint64_t bytes() const;

 private:
  uint64_t before_ = 0;
};

}  // namespace sleeve

#endif  // SLEEVE_INDEX_MEMORY_H_
