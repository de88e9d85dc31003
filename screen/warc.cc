#include "screen/warc.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include "screen/file_kind.h"
#include "screen/limits.h"
#include "screen/record.h"
#include "screen/rights/beside.h"
#include "screen/rights/inflate.h"
#include "screen/rights/words.h"
#include "screen/warc_record.h"

namespace sleeve {
namespace {

// What a row takes over from a warcinfo record.
constexpr std::pair<const char*, const char*> kInfo[] = {
    {"collected_by", "operator"},
    {"tool", "software"},
    {"dataset", "isPartOf"}};

template <class Number>
std::optional<Number> parse_number(std::string_view text, int base = 10) {
  Number number = 0;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), number, base);
  if (text.empty() || error != std::errc() || end != text.data() + text.size())
    return std::nullopt;
  return number;
}

// RFC 9112, chunked coding; nothing when it is damaged.
std::optional<std::string> without_chunks(std::string_view body) {
  std::string whole;
  for (;;) {
    const size_t end = body.find('\n');
    if (end == std::string_view::npos) return std::nullopt;
    std::string_view line = body.substr(0, end);
    line = trimmed(line.substr(0, line.find(';')));
    body.remove_prefix(end + 1);
    const auto size = parse_number<uint64_t>(line, 16);
    if (!size || *size > body.size()) return std::nullopt;
    if (*size == 0) return whole;
    whole += body.substr(0, *size);
    body.remove_prefix(*size);
    if (body.starts_with("\r\n")) body.remove_prefix(2);
  }
}

// What the codings of the transfer hide; a Problem where they cannot be undone.
Result<std::string> decoded_body(std::string body, const HttpHeaders& headers,
                                 size_t max_bytes) {
  const Problem damaged{ProblemKind::corrupt,
                        "the transfer coding is damaged or too large"};
  if (lower_case(header_value(headers, "Transfer-Encoding")) == "chunked") {
    // Many crawlers store the body decoded, and the header as it was.
    if (auto whole = without_chunks(body)) body = std::move(*whole);
  }
  const std::string coding =
      lower_case(header_value(headers, "Content-Encoding"));
  if (coding.empty() || coding == "identity" ||
      looks_like_picture(as_bytes(body))) {
    return body;
  }
  std::optional<std::string> plain;
  if (coding == "gzip" || coding == "x-gzip" || coding == "deflate") {
    plain = inflate_zlib(as_bytes(body), max_bytes);
  } else if (coding == "br") {
    plain = inflate_brotli(as_bytes(body), max_bytes);
  } else {
    return Problem{ProblemKind::unsupported_format,
                   "the transfer coding is not known"};
  }
  if (!plain) return damaged;
  return std::move(*plain);
}

// The status of "HTTP/1.1 200 OK"; 0 when the line is another.
int status_of(std::string_view block) {
  if (!block.starts_with("HTTP/")) return 0;
  const size_t space = block.find(' ');
  if (space == std::string_view::npos) return 0;
  return parse_number<int>(block.substr(space + 1, 3)).value_or(0);
}

}  // namespace

bool has_warc_extension(std::string_view name) {
  const std::string text = lower_case(name);
  return text.ends_with(".warc") || text.ends_with(".warc.gz");
}

Warc::Warc(std::string path, const SourceOptions& options)
    : path_(std::move(path)), options_(options), stream_(path_) {}

bool Warc::next(Item& item, bool with_bytes) {
  while (!ended_) {
    item = Item{};
    switch (step(item)) {
      case Step::end:
        ended_ = true;
        break;
      case Step::none:
        break;
      case Step::damaged:
        damaged(item, stream_.fault().empty() ? fault_ : stream_.fault());
        ended_ = !stream_.resume();
        return true;
      case Step::row:
        if (!with_bytes ||
            (options_.wants && !item.problem && !options_.wants(item.name))) {
          item.bytes.clear();
        }
        return true;
    }
  }
  return false;
}

void Warc::damaged(Item& item, const std::string& reason) {
  const std::string place = "@" + std::to_string(stream_.marked());
  item = Item{};
  item.name = {path_ + "/" + place, path_, place, ""};
  item.problem =
      Problem{ProblemKind::unreadable, "a record of the WARC file: " + reason};
}

Warc::Step Warc::step(Item& item) {
  WarcRecord record;
  switch (read_warc_record(stream_, record, fault_)) {
    case WarcStep::end:
      return Step::end;
    case WarcStep::damaged:
      return Step::damaged;
    case WarcStep::record:
      break;
  }
  if (record.has_content()) return take_record(record, item);
  if (record.type == "warcinfo") return take_info(record);
  return stream_.skip(record.bytes) == record.bytes ? Step::none
                                                    : Step::damaged;
}

// Who made the file, and with what.
Warc::Step Warc::take_info(const WarcRecord& record) {
  const uint64_t wanted = std::min<uint64_t>(record.bytes, kMaxWarcHeaderBytes);
  std::string block;
  if (stream_.read(block, static_cast<size_t>(wanted)) != wanted ||
      stream_.skip(record.bytes - wanted) != record.bytes - wanted) {
    return Step::damaged;
  }
  info_ = parse_headers(block);
  return Step::none;
}

// Reads the block as far as it may be a picture, and steps behind it.
Warc::Step Warc::take_record(const WarcRecord& record, Item& item) {
  const uint64_t most = options_.max_bytes + kMaxWarcHeaderBytes;
  const auto wanted = static_cast<size_t>(std::min(record.bytes, most));
  std::string block;
  if (stream_.read(block, wanted) != wanted ||
      stream_.skip(record.bytes - wanted) != record.bytes - wanted) {
    return Step::damaged;
  }
  return take_block(record, block, item);
}

Warc::Step Warc::take_block(const WarcRecord& record, std::string& block,
                            Item& item) {
  HttpHeaders headers;
  std::string raw_headers;
  std::string type = record.content_type;
  bool sent = true;  // with a status that promises the content
  if (record.type == "response" && block.starts_with("HTTP/")) {
    size_t end = block.find("\r\n\r\n");
    end = end == std::string::npos ? block.find("\n\n") + 2 : end + 4;
    fault_ = "its response has no end of headers";
    if (end > kMaxWarcHeaderBytes || end < 4) return Step::damaged;
    const int status = status_of(block);
    sent = status >= 200 && status < 300;
    raw_headers = block.substr(0, end);
    headers = parse_headers(raw_headers);
    type = lower_case(header_value(headers, "Content-Type"));
    block.erase(0, end);
  }
  auto body = decoded_body(std::move(block), headers, options_.max_bytes);
  const bool picture = body && looks_like_picture(as_bytes(*body));
  if (!picture && !(sent && type.starts_with("image/"))) return Step::none;
  const std::string key = record.key(stream_.marked());
  const std::string& inside = record.target.empty() ? key : record.target;
  item.name = {path_ + "/" + inside, path_, key, inside};
  if (!body) {
    item.problem = body.problem();
  } else if (!record.truncated.empty()) {
    item.problem = Problem{ProblemKind::truncated,
                           "the crawler cut it off: " + record.truncated};
  } else {
    item.problem = size_problem(
        std::max<uint64_t>(body->size(), record.bytes > options_.max_bytes +
                                                            kMaxWarcHeaderBytes
                                             ? record.bytes
                                             : 0),
        options_);
  }
  if (!item.problem) item.bytes.assign(body->begin(), body->end());
  if (!options_.sidecars) return Step::row;
  sleeve::Record row;
  row.put("url", record.target);
  row.put("fetched_at", record.date);
  for (const auto& [member, field] : kInfo) {
    const std::string value = header_value(info_, field);
    if (!value.empty()) row.put(member, value);
  }
  item.sidecars.json = row.line();
  item.sidecars.headers = raw_headers;
  return Step::row;
}

}  // namespace sleeve
