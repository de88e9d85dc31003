// Writes clustered codes and queries for them as .npy files, so that programs
// in other languages search the same ones.
//
//   write_codes FOLDER CODES QUERIES
#include <fmt/core.h>

#include <cstdint>
#include <exception>
#include <filesystem>
#include <fstream>
#include <span>
#include <stdexcept>
#include <string>

#include "index/generated_codes.h"

namespace {

constexpr uint64_t kSeed = 1;

void write(const std::filesystem::path& file, std::span<const uint8_t> codes) {
  std::string header = fmt::format(
      "{{'descr': '|u1', 'fortran_order': False, 'shape': ({}, 32), }}",
      codes.size() / 32);
  while ((header.size() + 11) % 64 != 0) header += ' ';
  header += '\n';
  std::ofstream out(file, std::ios::binary);
  out << "\x93NUMPY" << '\1' << '\0' << static_cast<char>(header.size() & 255)
      << static_cast<char>(header.size() >> 8) << header;
  out.write(reinterpret_cast<const char*>(codes.data()),
            static_cast<std::streamsize>(codes.size()));
  out.close();
  if (!out) throw std::runtime_error(file.string() + " cannot be written");
}

}  // namespace

int main(int argc, char** argv) {
  try {
    if (argc != 4) throw std::invalid_argument("give FOLDER CODES QUERIES");
    const std::filesystem::path folder = argv[1];
    const auto codes = sleeve::generate_codes(std::stoull(argv[2]), kSeed);
    write(folder / "codes.npy", codes.span());
    write(folder / "queries.npy",
          sleeve::generate_queries(codes.span(), std::stoull(argv[3]),
                                   kSeed + 1));
  } catch (const std::exception& error) {
    fmt::print(stderr, "write_codes: {}\n", error.what());
    return 1;
  }
}
