// Finds wording that reserves mining or training in free text: a detector for
// people to follow up, not a reading of the law.
#include <array>

#include "screen/rights/words.h"

namespace sleeve {
namespace {

struct Word {
  std::string_view text;
  size_t begin = 0;
  size_t end = 0;
  bool sentence_ends = false;  ///< a full stop follows
};

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         (c >= '0' && c <= '9') || (static_cast<unsigned char>(c) & 0x80);
}

// Of a text in lower case. "A.I." counts as the word "ai"; "2019/790" and
// "4(3)" fall into parts.
std::vector<Word> words_of(std::string_view text) {
  std::vector<Word> words;
  words.reserve(text.size() / 5 + 1);
  for (size_t at = 0; at < text.size();) {
    if (!is_letter(text[at])) {
      if (text[at] == '.' && !words.empty()) words.back().sentence_ends = true;
      ++at;
      continue;
    }
    Word word;
    word.begin = at;
    while (at < text.size() && is_letter(text[at])) ++at;
    word.end = at;
    word.text = text.substr(word.begin, at - word.begin);
    const bool follows = !words.empty() && words.back().text == "a" &&
                         word.text == "i" && words.back().sentence_ends &&
                         words.back().end + 1 == word.begin;
    if (follows) {
      words.back().text = "ai";
      words.back().end = word.end;
      words.back().sentence_ends = false;
      if (at < text.size() && text[at] == '.') ++at;
    } else {
      words.push_back(word);
    }
  }
  return words;
}

// A hit from word i to word j, or none.
using Span = std::optional<std::pair<size_t, size_t>>;

class Finder {
 public:
  explicit Finder(std::vector<Word> words) : words_(std::move(words)) {}

  Span find() const {
    for (size_t i = 0; i < words_.size(); ++i) {
      if (!may_begin(words_[i].text[0])) continue;
      for (const auto test :
           {&Finder::mining, &Finder::training, &Finder::refusal, &Finder::law,
            &Finder::crawling}) {
        if (const Span span = (this->*test)(i)) return span;
      }
    }
    return std::nullopt;
  }

  const Word& word(size_t i) const { return words_[i]; }

 private:
  // The tests below begin with words that begin like these.
  static bool may_begin(char c) {
    return c == 't' || c == 'a' || c == 'm' || c == 'l' || c == 'g' ||
           c == 'n' || c == '2' || c == '4';
  }

  bool is(size_t i, std::string_view text) const {
    return i < words_.size() && words_[i].text == text;
  }

  bool any(size_t i, std::initializer_list<std::string_view> texts) const {
    for (const std::string_view text : texts) {
      if (is(i, text)) return true;
    }
    return false;
  }

  // The first word within `reach` bytes behind word i, in the same sentence,
  // that `test` accepts.
  template <class Test>
  Span within(size_t i, size_t reach, const Test& test) const {
    for (size_t j = i; j + 1 < words_.size() && !words_[j].sentence_ends;) {
      ++j;
      if (words_[j].begin > words_[i].end + reach) break;
      if (test(j)) return std::pair{i, j};
    }
    return std::nullopt;
  }

  Span mining(size_t i) const {
    if (is(i, "tdm")) return std::pair{i, i};
    if (!is(i, "text")) return std::nullopt;
    const size_t data = any(i + 1, {"and", "or", "und"}) ? i + 2 : i + 1;
    if (!is(data, "data") || !is(data + 1, "mining")) return std::nullopt;
    return std::pair{i, data + 1};
  }

  bool machine(size_t i) const {
    return any(i, {"ai", "ml", "llm", "llms"}) || begins_at(i, "generative") ||
           (is(i, "artificial") && begins_at(i + 1, "intelligence")) ||
           (is(i, "machine") && is(i + 1, "learning"));
  }

  bool begins_at(size_t i, std::string_view stem) const {
    return i < words_.size() && words_[i].text.starts_with(stem);
  }

  Span training(size_t i) const {
    const auto verb = [&](size_t j) {
      return begins_at(j, "train") || begins_at(j, "develop") ||
             begins_at(j, "dataset");
    };
    if (machine(i)) return within(i, 40, verb);
    // "do not train AI models", "not for training generative models"
    if (!begins_at(i, "train")) return std::nullopt;
    const bool refused = refused_before(i);
    const auto named = [&](size_t j) { return machine(j); };
    return refused ? within(i, 40, named) : std::nullopt;
  }

  bool refused_before(size_t i) const {
    for (size_t j = i; j > 0 && i - j < 6 && !words_[j - 1].sentence_ends;) {
      --j;
      if (any(j, {"not", "no", "never", "without"}) ||
          begins_at(j, "prohibit") || begins_at(j, "forbid")) {
        return true;
      }
    }
    return false;
  }

  Span refusal(size_t i) const {
    if (!is(i, "not")) return std::nullopt;
    const size_t verb = is(i + 1, "be") ? i + 2 : i + 1;
    if (!any(verb, {"used", "permitted"})) return std::nullopt;
    return within(i, 60, [&](size_t j) {
      return machine(j) || begins_at(j, "training");
    });
  }

  Span law(size_t i) const {
    if (any(i, {"article", "art"}) && is(i + 1, "4") && is(i + 2, "3")) {
      return std::pair{i, i + 2};
    }
    if (is(i, "2019") && is(i + 1, "790")) return std::pair{i, i + 1};
    if (is(i, "44b")) return std::pair{i, i};
    return std::nullopt;
  }

  Span crawling(size_t i) const {
    if (!any(i, {"no", "not"})) return std::nullopt;
    if (begins_at(i + 1, "scrap") || begins_at(i + 1, "crawl") ||
        any(i + 1, {"mine", "mining"})) {
      return std::pair{i, i + 1};
    }
    return std::nullopt;
  }

  std::vector<Word> words_;
};

}  // namespace

std::optional<std::string> reserving_words(std::string_view text) {
  // Longer texts than any notice are read up to here.
  constexpr size_t kReadBytes = 64 << 10;
  text = text.substr(0, kReadBytes);
  const std::string lower = lower_case(text);
  const Finder finder(words_of(lower));
  const auto span = finder.find();
  if (!span) return std::nullopt;
  const size_t begin = finder.word(span->first).begin;
  return std::string(text.substr(begin, finder.word(span->second).end - begin));
}

}  // namespace sleeve
