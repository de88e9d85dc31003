#include "screen/warc_record.h"

#include <charconv>
#include <optional>

#include "screen/rights/words.h"

namespace sleeve {
namespace {

std::optional<uint64_t> parse_number(std::string_view text) {
  uint64_t number = 0;
  const char* const last = text.data() + text.size();
  const auto [end, error] = std::from_chars(text.data(), last, number);
  if (text.empty() || error != std::errc() || end != last) return std::nullopt;
  return number;
}

std::string without_brackets(std::string text) {
  if (text.starts_with('<') && text.ends_with('>')) {
    text = text.substr(1, text.size() - 2);
  }
  return text;
}

// All lines up to an empty one. False when they do not end in time.
bool read_headers(WarcStream& stream, std::string& headers) {
  while (headers.size() < kMaxWarcHeaderBytes) {
    if (stream.read(headers, 1) == 0) return false;
    if (headers.ends_with("\r\n\r\n") || headers.ends_with("\n\n")) return true;
  }
  return false;
}

void take_fields(const HttpHeaders& fields, WarcRecord& record) {
  record.type = lower_case(header_value(fields, "WARC-Type"));
  record.id = without_brackets(header_value(fields, "WARC-Record-ID"));
  record.target = without_brackets(header_value(fields, "WARC-Target-URI"));
  record.date = header_value(fields, "WARC-Date");
  record.content_type = lower_case(header_value(fields, "Content-Type"));
  record.truncated = header_value(fields, "WARC-Truncated");
  record.others.clear();
  for (const auto& [name, value] : fields) {
    if (equal_ignoring_case(name, "WARC-Concurrent-To") ||
        equal_ignoring_case(name, "WARC-Refers-To")) {
      record.others.push_back(without_brackets(value));
    }
  }
}

}  // namespace

bool WarcRecord::has_content() const {
  return type == "response" || type == "resource" || type == "conversion";
}

WarcStep read_warc_record(WarcStream& stream, WarcRecord& record,
                          std::string& fault) {
  std::string headers;
  do {  // Records end in two empty lines; some writers add more.
    headers.clear();
    const bool more = stream.read(headers, 1) == 1;
    stream.mark();
    if (!more) {
      fault = stream.fault();
      return fault.empty() ? WarcStep::end : WarcStep::damaged;
    }
  } while (headers == "\r" || headers == "\n");
  fault = "its header is none of WARC 1";
  if (!read_headers(stream, headers) || !headers.starts_with("WARC/1.")) {
    return WarcStep::damaged;
  }
  const HttpHeaders fields =
      parse_headers(std::string_view(headers).substr(headers.find('\n') + 1));
  const auto bytes = parse_number(header_value(fields, "Content-Length"));
  fault = "it has no length";
  if (!bytes) return WarcStep::damaged;
  take_fields(fields, record);
  record.bytes = *bytes;
  fault = "it breaks off";
  return WarcStep::record;
}

std::string header_value(const HttpHeaders& headers, std::string_view name) {
  for (const auto& [key, value] : headers) {
    if (equal_ignoring_case(key, name)) return value;
  }
  return "";
}

}  // namespace sleeve
