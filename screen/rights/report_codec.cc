#include "screen/rights/report_codec.h"

#include <algorithm>
#include <limits>

namespace sleeve {
namespace {

class Writer {
 public:
  void number(uint64_t value) {
    for (int i = 0; i < 8; ++i) bytes_ += static_cast<char>(value >> 8 * i);
  }
  template <class Enum>
  void byte(Enum value) {
    bytes_ += static_cast<char>(value);
  }
  void text(std::string_view value) {
    number(value.size());
    bytes_ += value;
  }
  std::string take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

class CodecReader {
 public:
  explicit CodecReader(std::string_view bytes) : bytes_(bytes) {}

  uint64_t number() {
    if (bytes_.size() - at_ < 8) return fail();
    uint64_t value = 0;
    for (int i = 0; i < 8; ++i) {
      value |= uint64_t{static_cast<uint8_t>(bytes_[at_++])} << 8 * i;
    }
    return value;
  }

  /// A count of things of at least one byte each.
  uint64_t count(uint64_t most) {
    const uint64_t value = number();
    return value <= std::min<uint64_t>(most, bytes_.size() - at_) ? value
                                                                  : fail();
  }

  template <class Enum>
  Enum byte(Enum last) {
    if (at_ == bytes_.size()) return static_cast<Enum>(fail());
    const auto value = static_cast<uint8_t>(bytes_[at_++]);
    if (value > static_cast<uint8_t>(last)) return static_cast<Enum>(fail());
    return static_cast<Enum>(value);
  }

  std::string text() {
    const uint64_t size = count(std::numeric_limits<uint64_t>::max());
    std::string value(bytes_.substr(at_, size));
    at_ += size;
    return value;
  }

  bool sound() const { return sound_ && at_ == bytes_.size(); }

 private:
  uint64_t fail() {
    sound_ = false;
    at_ = bytes_.size();
    return 0;
  }

  std::string_view bytes_;
  size_t at_ = 0;
  bool sound_ = true;
};

void put(Writer& out, const Signal& signal) {
  out.byte(signal.channel);
  out.byte(signal.form);
  out.byte(signal.scope);
  out.byte(signal.verification);
  for (const Effect effect : signal.effects) out.byte(effect);
  out.text(signal.carrier);
  out.text(signal.place);
  out.text(signal.raw);
  out.text(signal.note);
}

Signal take_signal(CodecReader& in) {
  Signal signal;
  signal.channel = in.byte(Channel::html_meta);
  signal.form = in.byte(Form::notice);
  signal.scope = in.byte(Scope::origin);
  signal.verification = in.byte(Verification::trusted);
  for (Effect& effect : signal.effects) effect = in.byte(Effect::reserved);
  signal.carrier = in.text();
  signal.place = in.text();
  signal.raw = in.text();
  signal.note = in.text();
  return signal;
}

void put(Writer& out, const SignedClaim& claim) {
  out.text(claim.claim);
  out.text(claim.signature);
  out.number(claim.parts.size());
  for (const SignedClaim::Part& part : claim.parts) {
    out.text(part.label);
    out.text(part.bytes);
  }
}

SignedClaim take_claim(CodecReader& in) {
  SignedClaim claim;
  claim.claim = in.text();
  claim.signature = in.text();
  for (uint64_t i = in.count(kMaxSignals); i > 0; --i) {
    const std::string label = in.text();
    claim.parts.push_back({label, in.text()});
  }
  return claim;
}

std::string encode(const RightsReport& report) {
  Writer out;
  for (const ChannelStatus status : report.statuses) out.byte(status);
  out.number(report.signals.size());
  for (const Signal& signal : report.signals) put(out, signal);
  out.number(report.faults.size());
  for (const std::string& fault : report.faults) out.text(fault);
  out.number(report.bindings.size());
  for (const HashBinding& binding : report.bindings) {
    out.text(binding.algorithm);
    out.text(binding.hash);
    out.number(binding.exclusions.size());
    for (const auto& range : binding.exclusions) {
      out.number(range.start);
      out.number(range.length);
    }
  }
  out.number(report.claims.size());
  for (const SignedClaim& claim : report.claims) put(out, claim);
  return out.take();
}

// Cuts every text to `most` bytes, at the beginning of a character.
void shorten(RightsReport& report, size_t most) {
  const auto cut = [&](std::string& text) {
    if (text.size() <= most) return false;
    size_t end = most;
    while (end > 0 && (text[end] & 0xc0) == 0x80) --end;
    text.resize(end);
    return true;
  };
  for (Signal& signal : report.signals) {
    cut(signal.carrier);
    cut(signal.place);
    if (cut(signal.raw)) signal.note = "cut; " + signal.note;
    cut(signal.note);
  }
  for (std::string& fault : report.faults) cut(fault);
}

}  // namespace

std::string encode_report(RightsReport report) {
  std::string bytes = encode(report);
  if (bytes.size() > kMaxReportBytes) {  // then nobody can check it
    report.claims.clear();
    bytes = encode(report);
  }
  for (size_t most = 2048; bytes.size() > kMaxReportBytes; most /= 2) {
    shorten(report, most);
    bytes = encode(report);
  }
  return bytes;
}

std::optional<RightsReport> decode_report(std::string_view bytes) {
  constexpr uint64_t kMaxBindings = 16;
  CodecReader in(bytes);
  RightsReport report;
  for (ChannelStatus& status : report.statuses) {
    status = in.byte(ChannelStatus::malformed);
  }
  for (uint64_t i = in.count(kMaxSignals); i > 0; --i) {
    report.signals.push_back(take_signal(in));
  }
  for (uint64_t i = in.count(kMaxFaults); i > 0; --i) {
    report.faults.push_back(in.text());
  }
  for (uint64_t i = in.count(kMaxBindings); i > 0; --i) {
    HashBinding& binding = report.bindings.emplace_back();
    binding.algorithm = in.text();
    binding.hash = in.text();
    for (uint64_t j = in.count(kMaxBindings); j > 0; --j) {
      const uint64_t start = in.number();
      binding.exclusions.push_back({start, in.number()});
    }
  }
  for (uint64_t i = in.count(1); i > 0; --i) {
    report.claims.push_back(take_claim(in));
  }
  if (!in.sound()) return std::nullopt;
  return report;
}

}  // namespace sleeve
