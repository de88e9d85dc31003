#include "index/faiss_file.h"

#include <fmt/format.h>

#include <cstring>
#include <limits>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "index/disk.h"

namespace sleeve {
namespace {

// Id maps hold indexes, which hold quantizers: nothing deeper makes sense.
constexpr int kMostLevels = 8;
constexpr int64_t kMostColumns = 65536;

struct Header {
  bool floats;
  int64_t columns;
  int64_t rows;

  uint64_t bytes() const {
    return static_cast<uint64_t>(rows * columns) * (floats ? 4 : 1);
  }
};

// Takes numbers and arrays off the front of a file.
class Reader {
 public:
  Reader(std::span<const uint8_t> bytes, const std::string& name)
      : bytes_(bytes), name_(name) {}

  [[noreturn]] void fail(ErrorCode code, const std::string& what) const {
    throw Error(code, fmt::format("{}: {}.", name_, what));
  }

  const std::string& name() const { return name_; }
  uint64_t left() const { return bytes_.size(); }

  std::span<const uint8_t> take(uint64_t size) {
    if (size > bytes_.size()) {
      fail(ErrorCode::corrupt, "ends too early for an index of FAISS");
    }
    const auto taken = bytes_.first(size);
    bytes_ = bytes_.subspan(size);
    return taken;
  }

  template <class Number>
  Number number() {
    Number value;
    std::memcpy(&value, take(sizeof(value)).data(), sizeof(value));
    return value;
  }

  // An array behind the number of its elements.
  std::span<const uint8_t> array(uint64_t element) {
    const auto count = number<uint64_t>();
    if (count > bytes_.size() / element) {
      fail(ErrorCode::corrupt, "ends too early for an index of FAISS");
    }
    return take(count * element);
  }

  // Four letters that say what follows.
  std::string tag() {
    const auto letters = take(4);
    return {letters.begin(), letters.end()};
  }

 private:
  std::span<const uint8_t> bytes_;
  const std::string& name_;
};

Header read_header(Reader& in, bool floats) {
  Header header{floats, 0, 0};
  const auto dimension = in.number<int32_t>();
  header.columns = floats ? dimension : in.number<int32_t>();
  header.rows = in.number<int64_t>();
  if (floats) in.take(2 * sizeof(int64_t));
  in.number<uint8_t>();  // whether it was trained
  const auto metric = in.number<int32_t>();
  if (header.columns < 1 || header.columns > kMostColumns || header.rows < 0 ||
      header.rows > std::numeric_limits<int64_t>::max() / kMostColumns / 4) {
    in.fail(ErrorCode::corrupt, "has an impossible shape");
  }
  if (floats && metric > 1) in.number<float>();
  // 1 is Euclidean. For rows of equal length the inner product, 0, orders
  // alike, but nobody says that they are of equal length.
  if (floats && metric != 1) {
    in.fail(ErrorCode::unsupported,
            "measures another distance than the Euclidean one");
  }
  return header;
}

Vectors room_for(const Reader& in, const Header& header) {
  return make_vectors(header.floats, header.rows, header.columns,
                      "Reading " + in.name());
}

Vectors read_flat(Reader& in, bool floats) {
  const Header header = read_header(in, floats);
  const auto bytes = in.array(floats ? sizeof(float) : 1);
  if (bytes.size() != header.bytes()) {
    in.fail(ErrorCode::corrupt, "holds another number of rows than it says");
  }
  Vectors vectors = room_for(in, header);
  if (!bytes.empty()) {
    std::memcpy(vectors.bytes.data(), bytes.data(), bytes.size());
  }
  return vectors;
}

Vectors read_level(Reader& in, int level);

// The graph comes before the flat index that it is over.
Vectors read_hnsw(Reader& in, bool floats, int level) {
  read_header(in, floats);
  in.array(sizeof(double));      // chances of levels
  in.array(sizeof(int32_t));     // neighbours up to each level
  in.array(sizeof(int32_t));     // levels
  in.array(sizeof(uint64_t));    // where neighbours begin
  in.array(sizeof(int32_t));     // neighbours
  in.take(5 * sizeof(int32_t));  // entry, top level, two widths, one unused
  return read_level(in, level + 1);
}

// Where the rows of lists came in the order of adding is their ids.
void place_rows(Reader& in, std::span<const uint8_t> rows,
                std::span<const uint8_t> ids, Vectors& vectors,
                std::vector<bool>& placed) {
  const size_t width = vectors.row_bytes();
  for (size_t i = 0; i * sizeof(int64_t) < ids.size(); ++i) {
    int64_t id;
    std::memcpy(&id, &ids[i * sizeof(id)], sizeof(id));
    if (id < 0 || id >= vectors.rows || placed[static_cast<size_t>(id)]) {
      in.fail(ErrorCode::unsupported,
              "has ids that are not 0 to n - 1; save the vectors with NumPy");
    }
    placed[static_cast<size_t>(id)] = true;
    std::memcpy(vectors.bytes.data() + static_cast<size_t>(id) * width,
                &rows[i * width], width);
  }
}

std::vector<uint64_t> list_sizes(Reader& in, uint64_t lists) {
  const std::string kind = in.tag();
  const auto stored = in.array(sizeof(uint64_t));
  std::vector<uint64_t> numbers(stored.size() / sizeof(uint64_t));
  if (!stored.empty()) {
    std::memcpy(numbers.data(), stored.data(), stored.size());
  }
  if (kind == "full" && numbers.size() == lists) return numbers;
  if (kind != "sprs" || numbers.size() % 2 != 0) {
    in.fail(ErrorCode::corrupt, "has damaged lists");
  }
  // Only lists that are not empty: their number, then their size.
  std::vector<uint64_t> sizes(lists);
  for (size_t i = 0; i < numbers.size(); i += 2) {
    if (numbers[i] >= lists) in.fail(ErrorCode::corrupt, "has damaged lists");
    sizes[numbers[i]] = numbers[i + 1];
  }
  return sizes;
}

Vectors read_ivf(Reader& in, bool floats, int level) {
  const Header header = read_header(in, floats);
  const auto lists = in.number<uint64_t>();
  in.number<uint64_t>();  // lists that a search reads
  read_level(in, level + 1);
  if (in.number<int8_t>() != 0) {
    in.fail(ErrorCode::unsupported,
            "keeps a map of its ids; save the vectors with NumPy");
  }
  in.array(sizeof(int64_t));
  if (in.tag() != "ilar") {
    in.fail(ErrorCode::unsupported, "keeps its lists elsewhere");
  }
  if (header.bytes() > in.left()) {
    in.fail(ErrorCode::corrupt, "ends too early for an index of FAISS");
  }
  Vectors vectors = room_for(in, header);
  const size_t width = vectors.row_bytes();
  if (in.number<uint64_t>() != lists || in.number<uint64_t>() != width ||
      lists > (uint64_t{1} << 32)) {
    in.fail(ErrorCode::corrupt, "has damaged lists");
  }
  std::vector<bool> placed(static_cast<size_t>(vectors.rows));
  uint64_t rows = 0;
  for (const uint64_t size : list_sizes(in, lists)) {
    if (size > static_cast<uint64_t>(vectors.rows)) {
      in.fail(ErrorCode::corrupt, "has damaged lists");
    }
    const auto codes = in.take(size * width);
    place_rows(in, codes, in.take(size * sizeof(int64_t)), vectors, placed);
    rows += size;
  }
  if (rows != static_cast<uint64_t>(vectors.rows)) {
    in.fail(ErrorCode::corrupt, "holds another number of rows than it says");
  }
  return vectors;
}

Vectors read_level(Reader& in, int level) {
  if (level > kMostLevels) in.fail(ErrorCode::corrupt, "is damaged");
  const std::string tag = in.tag();
  if (tag == "IBxF") return read_flat(in, false);
  if (tag == "IxF2" || tag == "IxFl" || tag == "IxFI") {
    return read_flat(in, true);
  }
  if (tag == "IBHf") return read_hnsw(in, false, level);
  if (tag == "IHNf") return read_hnsw(in, true, level);
  if (tag == "IBwF") return read_ivf(in, false, level);
  if (tag == "IwFl") return read_ivf(in, true, level);
  if (tag == "IBMp" || tag == "IBM2" || tag == "IxMp" || tag == "IxM2") {
    read_header(in, tag[1] == 'x');
    return read_level(in, level + 1);
  }
  in.fail(ErrorCode::unsupported,
          "is no index of FAISS that keeps its vectors as they are (flat, "
          "HNSW or IVF); save the vectors with NumPy");
}

}  // namespace

Vectors parse_faiss_file(std::span<const uint8_t> bytes,
                         const std::string& name) {
  Reader in(bytes, name);
  return read_level(in, 0);
}

Vectors read_faiss_file(const std::filesystem::path& file) {
  const MappedFile mapped(file);
  return parse_faiss_file(mapped.bytes(), file.string());
}

}  // namespace sleeve
