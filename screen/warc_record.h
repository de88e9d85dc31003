// The header of one record of a WARC file (ISO 28500).
#ifndef SLEEVE_SCREEN_WARC_RECORD_H_
#define SLEEVE_SCREEN_WARC_RECORD_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "screen/rights/beside.h"
#include "screen/warc_stream.h"

namespace sleeve {

/// Headers of WARC and HTTP beyond this are damage.
inline constexpr size_t kMaxWarcHeaderBytes = size_t{64} << 10;

/// Texts are empty where the record has no such field.
struct WarcRecord {
  std::string type;  ///< in lower case: "response"
  std::string id;    ///< without brackets
  std::string target;
  std::string date;
  std::string content_type;  ///< in lower case
  std::string truncated;
  std::vector<std::string> others;  ///< ids of the records that it is about
  uint64_t bytes = 0;               ///< of its block, which follows

  /// Whether its block may be a picture: a response, resource or conversion.
  bool has_content() const;

  /// How evidence calls the record that begins at `offset`.
  std::string key(uint64_t offset) const {
    return id.empty() ? "@" + std::to_string(offset) : id;
  }
};

enum class WarcStep { record, damaged, end };

/// Reads the header of the next record, and marks its beginning. `fault` says
/// why it is damaged.
WarcStep read_warc_record(WarcStream& stream, WarcRecord& record,
                          std::string& fault);

/// The first header of that name, whatever its case; empty when there is none.
std::string header_value(const HttpHeaders& headers, std::string_view name);

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_WARC_RECORD_H_
