#include "screen/dedupe/name_lists.h"

#include <fmt/format.h>

#include <algorithm>

#include "screen/dedupe/output_file.h"

namespace sleeve {
namespace {

// NumPy wants the header to end at a multiple of this.
constexpr size_t kNpyAlignment = 64;

}  // namespace

int64_t write_name_list(const Corpus& corpus, const RowFilter& filter,
                        const std::string& path) {
  char end = '\n';
  for (uint32_t row = 0; row < corpus.size() && end == '\n'; ++row) {
    const bool odd = corpus.row(row).path().find('\n') != std::string::npos;
    if (odd && filter(row)) end = '\0';
  }
  OutputFile file(path);
  int64_t count = 0;
  for (uint32_t row = 0; row < corpus.size(); ++row) {
    if (!filter(row)) continue;
    file.write(corpus.row(row).path());
    file.write({&end, 1});
    ++count;
  }
  file.finish();
  return count;
}

void write_npy_names(const Corpus& corpus, const RowFilter& filter,
                     const std::string& path) {
  size_t longest = 1;
  int64_t count = 0;
  for (uint32_t row = 0; row < corpus.size(); ++row) {
    if (!filter(row)) continue;
    longest = std::max(longest, corpus.row(row).path().size());
    ++count;
  }
  std::string header = fmt::format(
      "{{'descr': '|S{}', 'fortran_order': False, 'shape': ({},), }}", longest,
      count);
  constexpr size_t kBefore = 10;  // magic, version and length
  header.resize((kBefore + header.size() + kNpyAlignment) / kNpyAlignment *
                        kNpyAlignment -
                    kBefore,
                ' ');
  header.back() = '\n';
  OutputFile file(path);
  file.write({"\x93NUMPY\x01\x00", 8});
  const char length[2] = {static_cast<char>(header.size() & 255),
                          static_cast<char>(header.size() >> 8)};
  file.write({length, 2});
  file.write(header);
  for (uint32_t row = 0; row < corpus.size(); ++row) {
    if (!filter(row)) continue;
    std::string name(corpus.row(row).path());
    name.resize(longest);
    file.write(name);
  }
  file.finish();
}

}  // namespace sleeve
