#include "index/index_spec.h"

#include <fmt/format.h>

#include <charconv>
#include <span>

#include "core/error.h"

namespace sleeve {
namespace {

struct Number {
  const char* name;
  int least;
  int most;
};

constexpr Number kAutoNumbers[] = {{"radius", 0, 256}};
constexpr Number kMihNumbers[] = {{"radius", 0, 256}, {"table_bytes", 0, 4096}};
constexpr Number kHnswNumbers[] = {{"M", 2, 512}, {"ef", 1, 1 << 20}};
constexpr Number kIvfNumbers[] = {{"nlist", 1, 1 << 24},
                                  {"nprobe", 1, 1 << 24}};
constexpr Number kMultihashNumbers[] = {
    {"nhash", 1, 256}, {"b", 1, 32}, {"nflip", 0, 8}};

constexpr Number kIvfpqNumbers[] = {{"nlist", 1, 1 << 24},
                                    {"nprobe", 1, 1 << 24},
                                    {"m", 1, 1 << 16},
                                    {"bits", 4, 12}};

constexpr int kOverCodes = 1;
constexpr int kOverFeatures = 2;
constexpr int kOverBoth = kOverCodes | kOverFeatures;

struct Form {
  IndexKind kind;
  const char* name;
  std::span<const Number> numbers;
  size_t needed;
  int over;
  const char* text;
};

constexpr Form kForms[] = {
    {IndexKind::automatic, "auto", kAutoNumbers, 0, kOverBoth, "auto[:radius]"},
    {IndexKind::exact, "exact", {}, 0, kOverBoth, "exact"},
    {IndexKind::scan, "scan", {}, 0, kOverCodes, "scan"},
    {IndexKind::mih, "mih", kMihNumbers, 0, kOverCodes,
     "mih[:radius[,table_bytes]]"},
    {IndexKind::flat, "flat", {}, 0, kOverBoth, "flat"},
    {IndexKind::hnsw, "hnsw", kHnswNumbers, 1, kOverBoth, "hnsw:M[,ef]"},
    {IndexKind::ivf, "ivf", kIvfNumbers, 2, kOverBoth, "ivf:nlist,nprobe"},
    {IndexKind::multihash, "multihash", kMultihashNumbers, 2, kOverCodes,
     "multihash:nhash,b[,nflip]"},
    {IndexKind::ivfpq, "ivfpq", kIvfpqNumbers, 3, kOverFeatures,
     "ivfpq:nlist,nprobe,m[,bits]"},
};

[[noreturn]] void refuse(std::string_view text, const std::string& why) {
  throw Error(ErrorCode::invalid_argument,
              fmt::format("The specification \"{}\" {}.", text, why));
}

const Form& form_of(IndexKind kind) {
  for (const Form& form : kForms) {
    if (form.kind == kind) return form;
  }
  throw Error(ErrorCode::internal, "An index kind has no form.");
}

const Form& form_of(std::string_view text, std::string_view name, int over) {
  std::string known;
  for (const Form& form : kForms) {
    if (name == form.name && (form.over & over) == 0) {
      refuse(text, over == kOverCodes ? "is for features, not for codes"
                                      : "is for codes, not for features");
    }
    if (name == form.name) return form;
    if ((form.over & over) == 0) continue;
    known += (known.empty() ? "" : ", ") + std::string(form.text);
  }
  refuse(text, "names no kind of index; choose one of " + known);
}

int parse_number(std::string_view text, std::string_view part,
                 const Number& number) {
  int value = 0;
  const auto [end, error] =
      std::from_chars(part.data(), part.data() + part.size(), value);
  if (error != std::errc() || end != part.data() + part.size() ||
      value < number.least || value > number.most) {
    refuse(text, fmt::format("needs {} to be a whole number from {} to {}",
                             number.name, number.least, number.most));
  }
  return value;
}

void check_codes(std::string_view text, const IndexSpec& spec, int code_bits) {
  const auto number = [&](size_t i) { return spec.number(i, 0); };
  const bool takes_radius =
      spec.kind == IndexKind::mih || spec.kind == IndexKind::automatic;
  if (takes_radius && number(0) > code_bits) {
    refuse(text,
           fmt::format("has a radius beyond the {} bits of a code", code_bits));
  }
  if (spec.kind == IndexKind::multihash && number(0) * number(1) > code_bits) {
    refuse(text, fmt::format("asks for nhash * b = {} bits, but codes have {}",
                             number(0) * number(1), code_bits));
  }
  if (spec.kind == IndexKind::multihash && number(2) > number(1)) {
    refuse(text, "flips more bits (nflip) than a table has (b)");
  }
}

void check_lists(std::string_view text, const IndexSpec& spec) {
  const bool lists =
      spec.kind == IndexKind::ivf || spec.kind == IndexKind::ivfpq;
  if (lists && spec.number(1, 0) > spec.number(0, 0)) {
    refuse(text, "reads more lists (nprobe) than it makes (nlist)");
  }
}

IndexSpec parse(std::string_view text, int over) {
  const size_t colon = text.find(':');
  const Form& form = form_of(text, text.substr(0, colon), over);
  IndexSpec spec;
  spec.kind = form.kind;
  std::string_view rest =
      colon == std::string_view::npos ? "" : text.substr(colon + 1);
  for (bool more = colon != std::string_view::npos; more;) {
    if (spec.numbers.size() == form.numbers.size()) {
      refuse(text,
             fmt::format("has too many numbers; the form is {}", form.text));
    }
    const size_t comma = rest.find(',');
    spec.numbers.push_back(parse_number(text, rest.substr(0, comma),
                                        form.numbers[spec.numbers.size()]));
    more = comma != std::string_view::npos;
    if (more) rest.remove_prefix(comma + 1);
  }
  if (spec.numbers.size() < form.needed) {
    refuse(text, fmt::format("lacks numbers; the form is {}", form.text));
  }
  check_lists(text, spec);
  return spec;
}

}  // namespace

IndexSpec parse_index_spec(std::string_view text, int code_bits) {
  IndexSpec spec = parse(text, kOverCodes);
  check_codes(text, spec, code_bits);
  return spec;
}

IndexSpec parse_feature_spec(std::string_view text, int64_t columns) {
  IndexSpec spec = parse(text, kOverFeatures);
  if (spec.kind == IndexKind::automatic && !spec.numbers.empty()) {
    refuse(text, "has a radius, which features have not");
  }
  if (spec.kind == IndexKind::ivfpq && columns % spec.number(2, 1) != 0) {
    refuse(text, fmt::format("cuts {} columns into m = {} pieces, which are "
                             "not equally long",
                             columns, spec.number(2, 1)));
  }
  return spec;
}

std::string index_spec_text(const IndexSpec& spec) {
  std::string text = form_of(spec.kind).name;
  for (size_t i = 0; i < spec.numbers.size(); ++i) {
    text += fmt::format("{}{}", i == 0 ? ':' : ',', spec.numbers[i]);
  }
  return text;
}

}  // namespace sleeve
