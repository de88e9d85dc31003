// What passes between Sleeve and its module of FAISS indexes: plain data, so
// that no exception and no third-party type crosses the border.
#ifndef SLEEVE_INDEX_FAISS_CALL_H_
#define SLEEVE_INDEX_FAISS_CALL_H_

#include <cstddef>
#include <cstdint>

namespace sleeve {

/// Grows with every change of this file.
inline constexpr int32_t kFaissModuleVersion = 3;

inline constexpr const char kFaissModuleFile[] = "sleeve_faiss.so";

/// The name of the one function of the module, a FaissModuleFunction.
inline constexpr const char kFaissModuleSymbol[] = "sleeve_module_faiss";

inline constexpr size_t kFaissReasonBytes = 256;

/// What an index is: over codes, or over features.
struct FaissShape {
  int32_t kind;        ///< an IndexKind
  int32_t numbers[4];  ///< of the specification, complete
  int32_t threads;
  int32_t floats;  ///< 1: rows are features [width]; 0: codes of width bytes
  int64_t width;
};

/// Told how many rows more were added, 0 often between; returns not 0 to end
/// the call. Only called on the thread that made it.
struct FaissWatch {
  int32_t (*passed)(void* context, int64_t rows);
  void* context;
};

struct FaissBuild {
  FaissShape shape;
  const void* rows;  ///< [n][width], uint8 or float
  int64_t n;
  FaissWatch watch;
};

struct FaissSearch {
  const void* queries;  ///< [count][width], uint8 or float
  int64_t count;
  int32_t radius;  ///< -1: the k nearest, always so for features
  int64_t k;

  /// Told every neighbour, in any order. The distance of features is 0.
  void (*take)(void* context, int64_t query, int64_t position,
               int32_t distance);
  void* context;
};

/// Told an index's bytes, piece by piece. Returns not 0 to stop.
using FaissPut = int32_t (*)(void* context, const void* bytes, uint64_t size);

/// The module's functions. Those that can fail write a phrase to `reason`
/// [kFaissReasonBytes] and return null or not 0.
struct FaissFunctions {
  void* (*build)(const FaissBuild* build, char* reason);
  int32_t (*search)(void* index, const FaissSearch* search, char* reason);
  int32_t (*save)(const void* index, FaissPut put, void* context, char* reason);

  /// Reads what save() told, under the same shape.
  void* (*load)(const FaissShape* shape, const void* bytes, uint64_t size,
                char* reason);
  uint64_t (*bytes)(const void* index);
  void (*close)(void* index);
};

/// Null when the module is of another version than `version`.
using FaissModuleFunction = const FaissFunctions* (*)(int32_t version);

}  // namespace sleeve

#endif  // SLEEVE_INDEX_FAISS_CALL_H_
