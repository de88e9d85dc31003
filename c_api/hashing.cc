// Hashes of pictures, one or many, and their distances.
#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <functional>
#include <string>

#include "c_api/options.h"
#include "c_api/pictures.h"
#include "core/hash.h"
#include "core/hasher.h"
#include "index/threads.h"

namespace sleeve::c_api {
namespace {

bool is_algorithm(int32_t number) {
  const auto& all = all_algorithms();
  return std::any_of(all.begin(), all.end(), [&](Algorithm algorithm) {
    return static_cast<int32_t>(algorithm) == number;
  });
}

Algorithm algorithm_of(int32_t number) {
  require(is_algorithm(number), "There is no hash algorithm of that number.");
  return static_cast<Algorithm>(number);
}

size_t bytes_of(Algorithm algorithm) {
  return static_cast<size_t>(hash_bits(algorithm)) / 8;
}

Result<Hashed> hash_samples(const sleeve_pixels& pixels, Algorithm algorithm) {
  if (const auto fault = fault_of(pixels)) return *fault;
  const Samples samples(pixels, decode_options(algorithm).channels);
  return hash_pixels(samples.pixels(), algorithm);
}

Result<Hashed> hash_row(const sleeve_picture& picture, Algorithm algorithm,
                        const Limits& limits) {
  const Loaded loaded = load(picture, limits.max_bytes);
  if (loaded.item.problem) return *loaded.item.problem;
  return hash_bytes(loaded.bytes, algorithm, limits);
}

/// Where the results of a batch go.
struct Output {
  Algorithm algorithm;
  uint8_t* hashes;
  int32_t* qualities;
  sleeve_item* items;

  void put(int64_t row, const Result<Hashed>& result) const {
    const size_t bytes = bytes_of(algorithm);
    uint8_t* hash = hashes + static_cast<size_t>(row) * bytes;
    if (result) {
      std::memcpy(hash, result->hash.bytes.data(), bytes);
      report(std::nullopt, items, row);
    } else {
      std::memset(hash, 0, bytes);
      report(result.problem(), items, row);
    }
    if (qualities != nullptr) qualities[row] = result ? result->quality : -1;
  }
};

using HashRow = std::function<Result<Hashed>(int64_t)>;

void hash_all(int64_t n, const sleeve_options& options, const Output& output,
              const HashRow& hash_one) {
  require(n == 0 || output.hashes != nullptr, "The array of hashes is NULL.");
  run_with_progress(options, n, [&](Ticker& ticker) {
    run_threads(static_cast<size_t>(n), threads_of(options), [&](size_t i) {
      const auto row = static_cast<int64_t>(i);
      output.put(row, hash_one(row));
      ticker.step();
    });
  });
}

void hash_pictures(int32_t number, Pictures pictures,
                   const sleeve_options* given, uint8_t* hashes,
                   int32_t* qualities, sleeve_item* items) {
  const Algorithm algorithm = algorithm_of(number);
  const sleeve_options options = read_options(given);
  const Limits limits = limits_of(options);
  hash_all(static_cast<int64_t>(pictures.size()), options,
           {algorithm, hashes, qualities, items}, [&](int64_t row) {
             return hash_row(pictures[row], algorithm, limits);
           });
}

void put_single(const Result<Hashed>& result, uint8_t* hash, int32_t* quality) {
  if (!result) throw BadPicture{result.problem()};
  std::memcpy(hash, result->hash.bytes.data(),
              bytes_of(result->hash.algorithm));
  if (quality != nullptr) *quality = result->quality;
}

int32_t differing_bits(const uint8_t* a, const uint8_t* b, size_t bytes) {
  int32_t bits = 0;
  for (; bytes >= 8; bytes -= 8, a += 8, b += 8) {
    uint64_t left, right;
    std::memcpy(&left, a, 8);
    std::memcpy(&right, b, 8);
    bits += std::popcount(left ^ right);
  }
  for (; bytes > 0; --bytes) {
    bits += std::popcount(static_cast<uint8_t>(*a++ ^ *b++));
  }
  return bits;
}

int digit_of(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

void read_hex(const char* hex, size_t bytes, uint8_t* hash) {
  require(hex != nullptr && hash != nullptr, "The text or the hash is NULL.");
  require(std::strlen(hex) == 2 * bytes,
          "The text of a hash has 16 hexadecimal digits for 64 bits, and 64 "
          "for 256.");
  for (size_t i = 0; i < 2 * bytes; ++i) {
    require(digit_of(hex[i]) >= 0, "The text of a hash is not hexadecimal.");
  }
  for (size_t i = 0; i < bytes; ++i) {
    hash[i] = static_cast<uint8_t>(digit_of(hex[2 * i]) * 16 +
                                   digit_of(hex[2 * i + 1]));
  }
}

}  // namespace
}  // namespace sleeve::c_api

using namespace sleeve::c_api;  // NOLINT: this file is their C side

extern "C" {

int32_t sleeve_algorithm_find(const char* name) {
  if (name == nullptr) return 0;
  const auto found = sleeve::find_algorithm(name);
  return found ? static_cast<int32_t>(*found) : 0;
}

const char* sleeve_algorithm_name(int32_t algorithm) {
  if (!is_algorithm(algorithm)) return nullptr;
  return sleeve::algorithm_name(static_cast<sleeve::Algorithm>(algorithm))
      .data();
}

const char* sleeve_algorithm_identity(int32_t algorithm) {
  if (!is_algorithm(algorithm)) return nullptr;
  static const std::array<std::string, 256> identities = [] {
    std::array<std::string, 256> all;
    for (const sleeve::Algorithm one : sleeve::all_algorithms()) {
      all[static_cast<uint8_t>(one)] = sleeve::algorithm_identity(one);
    }
    return all;
  }();
  return identities[static_cast<uint8_t>(algorithm)].c_str();
}

int32_t sleeve_hash_bytes_of(int32_t algorithm) {
  if (!is_algorithm(algorithm)) return 0;
  return static_cast<int32_t>(
      bytes_of(static_cast<sleeve::Algorithm>(algorithm)));
}

sleeve_status sleeve_hash_bytes(int32_t algorithm, const uint8_t* bytes,
                                size_t size, const sleeve_options* options,
                                uint8_t* hash, int32_t* quality) {
  return guard([&] {
    require(hash != nullptr, "The place for the hash is NULL.");
    require(bytes != nullptr || size == 0, "The bytes are NULL.");
    const auto limits = limits_of(read_options(options));
    put_single(
        sleeve::hash_bytes({bytes, size}, algorithm_of(algorithm), limits),
        hash, quality);
  });
}

sleeve_status sleeve_hash_pixels(int32_t algorithm, const sleeve_pixels* pixels,
                                 uint8_t* hash, int32_t* quality) {
  return guard([&] {
    require(pixels != nullptr && hash != nullptr,
            "The pixels or the place for the hash are NULL.");
    const auto result = hash_samples(*pixels, algorithm_of(algorithm));
    if (!result) {
      throw sleeve::Error(
          sleeve::ErrorCode::invalid_argument,
          "These pixels are no picture: " + result.problem().reason + ".");
    }
    put_single(result, hash, quality);
  });
}

sleeve_status sleeve_hash_batch(int32_t algorithm,
                                const sleeve_picture* pictures, int64_t n,
                                const sleeve_options* options, uint8_t* hashes,
                                int32_t* qualities, sleeve_item* items) {
  return guard([&] {
    hash_pictures(algorithm, pictures_of(pictures, n), options, hashes,
                  qualities, items);
  });
}

sleeve_status sleeve_hash_pixels_batch(int32_t algorithm,
                                       const sleeve_pixels* pixels, int64_t n,
                                       const sleeve_options* options,
                                       uint8_t* hashes, int32_t* qualities,
                                       sleeve_item* items) {
  return guard([&] {
    const auto rows = pixels_of(pixels, n);
    const auto chosen = algorithm_of(algorithm);
    hash_all(n, read_options(options), {chosen, hashes, qualities, items},
             [&](int64_t row) { return hash_samples(rows[row], chosen); });
  });
}

sleeve_status sleeve_hash_arrow(int32_t algorithm,
                                const struct ArrowSchema* schema,
                                const struct ArrowArray* array,
                                const sleeve_options* options, uint8_t* hashes,
                                int32_t* qualities, sleeve_item* items) {
  return guard([&] {
    hash_pictures(algorithm, column_of(schema, array), options, hashes,
                  qualities, items);
  });
}

int32_t sleeve_distance(const uint8_t* a, const uint8_t* b, size_t hash_bytes) {
  return differing_bits(a, b, hash_bytes);
}

sleeve_status sleeve_distances(const uint8_t* a, int64_t n, const uint8_t* b,
                               int64_t m, size_t hash_bytes,
                               const sleeve_options* options,
                               int32_t* distances) {
  return guard([&] {
    require(n >= 0 && m >= 0, "The number of hashes is negative.");
    require(n == 0 || m == 0 ||
                (a != nullptr && b != nullptr && distances != nullptr),
            "An array of hashes or of distances is NULL.");
    const auto read = read_options(options);
    run_with_progress(read, n, [&](Ticker& ticker) {
      sleeve::run_threads(
          static_cast<size_t>(n), threads_of(read), [&](size_t i) {
            int32_t* row = distances + i * static_cast<size_t>(m);
            for (int64_t j = 0; j < m; ++j) {
              row[j] = differing_bits(a + i * hash_bytes, b + j * hash_bytes,
                                      hash_bytes);
            }
            ticker.step();
          });
    });
  });
}

void sleeve_hash_to_hex(const uint8_t* hash, size_t hash_bytes, char* hex) {
  constexpr char kDigits[] = "0123456789abcdef";
  for (size_t i = 0; i < hash_bytes; ++i) {
    *hex++ = kDigits[hash[i] >> 4];
    *hex++ = kDigits[hash[i] & 15];
  }
  *hex = '\0';
}

sleeve_status sleeve_hash_from_hex(const char* hex, size_t hash_bytes,
                                   uint8_t* hash) {
  return guard([&] { read_hex(hex, hash_bytes, hash); });
}
}
