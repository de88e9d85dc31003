// What passes between Sleeve and its module of FAISS indexes: plain data, so
// that no exception and no third-party type crosses the border.
#ifndef SLEEVE_INDEX_FAISS_CALL_H_
#define SLEEVE_INDEX_FAISS_CALL_H_

#include <cstddef>
#include <cstdint>

namespace sleeve {

/// Grows with every change of this file.
inline constexpr int32_t kFaissModuleVersion = 1;

inline constexpr const char kFaissModuleFile[] = "sleeve_faiss.so";

/// The name of the one function of the module, a FaissModuleFunction.
inline constexpr const char kFaissModuleSymbol[] = "sleeve_module_faiss";

inline constexpr size_t kFaissReasonBytes = 256;

struct FaissBuild {
  int32_t kind;        ///< an IndexKind
  int32_t numbers[4];  ///< of the specification, complete
  int32_t threads;
  const uint8_t* codes;  ///< [n][code_bytes]
  int64_t n;
  int64_t code_bytes;
};

struct FaissSearch {
  const uint8_t* queries;  ///< [count][code_bytes]
  int64_t count;
  int32_t radius;  ///< -1: the k nearest
  int64_t k;

  /// Told every neighbour, in any order.
  void (*take)(void* context, int64_t query, int64_t position,
               int32_t distance);
  void* context;
};

/// The module's functions. Those that can fail write a phrase to `reason`
/// [kFaissReasonBytes] and return null or not 0.
struct FaissFunctions {
  void* (*build)(const FaissBuild* build, char* reason);
  int32_t (*search)(void* index, const FaissSearch* search, char* reason);
  uint64_t (*bytes)(const void* index);
  void (*close)(void* index);
};

/// Null when the module is of another version than `version`.
using FaissModuleFunction = const FaissFunctions* (*)(int32_t version);

}  // namespace sleeve

#endif  // SLEEVE_INDEX_FAISS_CALL_H_
