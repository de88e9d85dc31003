#include "screen/checkpoint.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "screen/rights/words.h"

namespace sleeve {
namespace {

constexpr std::string_view kDash = "\xe2\x80\x94 ";  // U+2014 and a space
constexpr char kEd25519 = 1;
constexpr std::string_view kUnsigned = "unsigned";

std::string text_of(std::span<const uint8_t> bytes) {
  return std::string(as_text(bytes));
}

// Four bytes that tell keys of one name apart.
std::string key_id(std::string_view origin, const PublicKey& key) {
  Sha256 sha256;
  sha256.update(origin).update(std::string_view("\n\1", 2));
  sha256.update(std::span<const uint8_t>(key));
  return text_of(sha256.finish()).substr(0, 4);
}

std::string hex(std::string_view bytes) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  for (const char c : bytes) {
    text += kDigits[static_cast<uint8_t>(c) >> 4];
    text += kDigits[c & 15];
  }
  return text;
}

// The next line; nothing when no newline ends it.
std::optional<std::string_view> take_line(std::string_view& text) {
  const size_t end = text.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end + 1);
  return line;
}

std::optional<Sha256Digest> parse_digest(std::string_view text) {
  const auto bytes = from_base64(text);
  Sha256Digest digest;
  if (!bytes || bytes->size() != digest.size()) return std::nullopt;
  std::copy(bytes->begin(), bytes->end(), digest.begin());
  return digest;
}

std::string digest_line(std::string_view name, const Sha256Digest& digest) {
  return std::string(name) + " " + base64(text_of(digest)) + "\n";
}

std::optional<SealedFile> parse_digest_line(std::string_view line) {
  const size_t space = line.find(' ');
  if (space == std::string_view::npos) return std::nullopt;
  const std::string_view name = line.substr(0, space);
  const auto digest = parse_digest(line.substr(space + 1));
  if (!digest || !is_origin(name) || name.find('/') != name.npos) {
    return std::nullopt;
  }
  return SealedFile{std::string(name), *digest};
}

// Takes the lines behind the root up to an empty one from `rest`, the end of
// `note`; false when one of them is something else.
bool take_files(std::string_view note, std::string_view& rest,
                SignedCheckpoint& result) {
  while (!rest.empty() && !rest.starts_with('\n')) {
    const std::string_view before = note.substr(0, note.size() - rest.size());
    const auto line = take_line(rest);
    auto file = line ? parse_digest_line(*line) : std::nullopt;
    if (!file) return false;
    if (file->name != kUnsigned) {
      result.checkpoint.files.push_back(std::move(*file));
      continue;
    }
    result.has_digest = file->digest == Sha256().update(before).finish();
    return result.has_digest && rest.empty();
  }
  return true;
}

std::optional<uint64_t> parse_size(std::string_view text) {
  uint64_t size = 0;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), size);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  if (!whole || std::to_string(size) != text) return std::nullopt;
  return size;
}

}  // namespace

bool is_origin(std::string_view name) {
  return !name.empty() && is_utf8(name) &&
         std::none_of(name.begin(), name.end(), [](char c) {
           return c == '+' || (c >= 0 && c <= ' ') || c == 127;
         });
}

std::string checkpoint_text(const Checkpoint& checkpoint) {
  std::string text = checkpoint.origin + "\n" +
                     std::to_string(checkpoint.size) + "\n" +
                     base64(text_of(checkpoint.root)) + "\n";
  for (const SealedFile& file : checkpoint.files) {
    text += digest_line(file.name, file.digest);
  }
  return text;
}

std::string unsigned_checkpoint(const Checkpoint& checkpoint) {
  const std::string text = checkpoint_text(checkpoint);
  return text + digest_line(kUnsigned, Sha256().update(text).finish());
}

std::string sign_checkpoint(const Checkpoint& checkpoint,
                            const SigningKey& key) {
  const std::string text = checkpoint_text(checkpoint);
  const std::string signature =
      key_id(checkpoint.origin, key.public_key()) + text_of(key.sign(text));
  return text + "\n" + std::string(kDash) + checkpoint.origin + " " +
         base64(signature) + "\n";
}

std::string verifier_text(const VerifierKey& key) {
  return key.origin + "+" + hex(key_id(key.origin, key.key)) + "+" +
         base64(kEd25519 + text_of(key.key));
}

std::optional<VerifierKey> parse_verifier(std::string_view text) {
  text = trimmed(text);
  const size_t first = text.find('+');
  const size_t second = text.find('+', first + 1);
  if (first == std::string_view::npos || second == std::string_view::npos) {
    return std::nullopt;
  }
  const auto bytes = from_base64(text.substr(second + 1));
  if (!bytes || bytes->size() != 33 || (*bytes)[0] != kEd25519) {
    return std::nullopt;
  }
  VerifierKey key;
  key.origin = text.substr(0, first);
  std::copy(bytes->begin() + 1, bytes->end(), key.key.begin());
  if (verifier_text(key) != text) return std::nullopt;
  return key;
}

std::optional<SignedCheckpoint> parse_checkpoint(std::string_view note) {
  SignedCheckpoint result;
  std::string_view rest = note;
  const auto origin = take_line(rest);
  const auto size = take_line(rest);
  const auto root = take_line(rest);
  if (!origin || !size || !root || !is_origin(*origin)) return std::nullopt;
  const auto number = parse_size(*size);
  const auto digest = parse_digest(*root);
  if (!number || !digest) return std::nullopt;
  result.checkpoint.origin = *origin;
  result.checkpoint.size = *number;
  result.checkpoint.root = *digest;
  if (!take_files(note, rest, result)) return std::nullopt;
  result.text = note.substr(0, note.size() - rest.size());
  if (rest.empty()) return result;
  if (take_line(rest) != std::string_view()) return std::nullopt;
  while (const auto line = take_line(rest)) {
    if (!line->starts_with(kDash)) return std::nullopt;
    result.signatures.emplace_back(*line);
  }
  if (!rest.empty()) return std::nullopt;
  return result;
}

bool is_signed_by(const SignedCheckpoint& note, const VerifierKey& key) {
  const std::string start = std::string(kDash) + key.origin + " ";
  for (const std::string& line : note.signatures) {
    if (!line.starts_with(start)) continue;
    const auto bytes = from_base64(std::string_view(line).substr(start.size()));
    if (!bytes || bytes->size() != 68) continue;
    if (bytes->substr(0, 4) != key_id(key.origin, key.key)) continue;
    Signature signature;
    std::copy(bytes->begin() + 4, bytes->end(), signature.begin());
    if (verify_signature(key.key, note.text, signature)) return true;
  }
  return false;
}

}  // namespace sleeve
