// Finds the codes of a tile that lie near a query: kernels for 256-bit codes,
// one for each instruction set, of which the best is chosen at run time.
#ifndef SLEEVE_INDEX_HAMMING_H_
#define SLEEVE_INDEX_HAMMING_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sleeve {

/// Codes that are looked at together. Their columns fit the first-level cache.
inline constexpr size_t kTileCodes = 1024;

/// Queries that share one pass over a tile's columns.
inline constexpr size_t kGroupQueries = 4;

/// A code of a tile that lies near a query.
struct TileHit {
  uint32_t row = 0;  ///< of the code in its tile
  int32_t distance = 0;
};

/// A tile turned on its side, [4][kTileCodes]: word w of code i is
/// words[w][i]. Rows beyond the tile's codes are zero.
struct TileColumns {
  alignas(64) uint64_t words[4][kTileCodes];
};

/// One query's part in scan_columns().
struct TileSearch {
  const uint8_t* query = nullptr;  ///< [32]
  int radius = -1;                 ///< -1 finds nothing
  TileHit* hits = nullptr;         ///< room for one hit for each code
  size_t count = 0;                ///< hits that were found
};

/// Writes to `hits` the codes [n][32] at most `radius` bits from `query`, in
/// order of their rows, and returns how many there are. hits has room for n.
size_t scan_codes(const uint8_t* codes, size_t n, const uint8_t* query,
                  int radius, TileHit* hits);

/// Fills `columns` from codes [n][32], n <= kTileCodes.
void make_columns(const uint8_t* codes, size_t n, TileColumns& columns);

/// As scan_codes(), for kGroupQueries queries at once. `columns` must have
/// been made from codes [n][32].
void scan_columns(const uint8_t* codes, const TileColumns& columns, size_t n,
                  TileSearch searches[kGroupQueries]);

/// Names of the instruction sets that this machine can run, best first.
std::vector<std::string> hamming_targets();

/// Makes all searches of the process use the instruction set of that name;
/// an empty name gives the choice back. For tests and benchmarks: not while
/// searches run. Throws Error (invalid_argument) for a name that
/// hamming_targets() does not give.
void force_hamming_target(std::string_view name);

}  // namespace sleeve

#endif  // SLEEVE_INDEX_HAMMING_H_
