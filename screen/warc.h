// Streams the pictures of one WARC file, with the headers they came with.
#ifndef SLEEVE_SCREEN_WARC_H_
#define SLEEVE_SCREEN_WARC_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "screen/source.h"
#include "screen/warc_record.h"
#include "screen/warc_stream.h"

namespace sleeve {

/// Whether the name ends as WARC files do: .warc, .warc.gz.
bool has_warc_extension(std::string_view name);

/// Reads WARC 1.x (ISO 28500) record by record, in order; plain, or in gzip
/// members. Response, resource and conversion records that hold a picture, or
/// are declared to, are rows: named by record id and target address, with the
/// whole block of response headers and the address beside them. Other records
/// give no row. A record that cannot be read is a row with a problem, and
/// reading goes on behind it. Written here, because libarchive's reader drops
/// the headers and ends at the first bad record.
class Warc {
 public:
  Warc(std::string path, const SourceOptions& options);

  /// Gives the next row, with the picture's bytes if `with_bytes`; false at
  /// the end. The rows are the same either way.
  bool next(Item& item, bool with_bytes);

  /// Share of the file's bytes that were read, 0 to 1.
  double progress() const { return stream_.progress(); }

 private:
  enum class Step { row, none, damaged, end };

  Step step(Item& item);
  Step take_info(const WarcRecord& record);
  Step take_record(const WarcRecord& record, Item& item);
  Step take_block(const WarcRecord& record, std::string& block, Item& item);
  void damaged(Item& item, const std::string& reason);

  std::string path_;
  SourceOptions options_;
  WarcStream stream_;
  std::string fault_;  ///< of the present record
  HttpHeaders info_;   ///< what the latest warcinfo record says
  bool ended_ = false;
};

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_WARC_H_
