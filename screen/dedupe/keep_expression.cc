#include "screen/dedupe/keep_expression.h"

#include <cmath>
#include <cstdlib>
#include <utility>
#include <vector>

#include "core/error.h"

namespace sleeve {
namespace {

using Picture = KeepExpression::Picture;
using Value = KeepExpression::Value;

constexpr int kMostDepth = 100;  // of parentheses

struct Field {
  std::string_view name;
  double (*value)(const Picture&);
};

constexpr Field kFields[] = {
    {"width", [](const Picture& p) -> double { return p.numbers.columns; }},
    {"height", [](const Picture& p) -> double { return p.numbers.rows; }},
    {"pixels",
     [](const Picture& p) {
       return static_cast<double>(p.numbers.columns) * p.numbers.rows;
     }},
    {"bytes",
     [](const Picture& p) { return static_cast<double>(p.numbers.bytes); }},
    {"quality", [](const Picture& p) -> double { return p.numbers.quality; }},
    {"modified",
     [](const Picture& p) {
       return static_cast<double>(p.numbers.modified) / 1e9;
     }},
    {"row", [](const Picture& p) -> double { return p.row; }},
};

struct Test {
  std::string_view name;
  bool (*holds)(std::string_view path, std::string_view text);
};

constexpr Test kTests[] = {
    {"under", [](std::string_view path,
                 std::string_view text) { return path.starts_with(text); }},
    {"ends", [](std::string_view path,
                std::string_view text) { return path.ends_with(text); }},
    {"has",
     [](std::string_view path, std::string_view text) {
       return path.find(text) != std::string_view::npos;
     }},
};

struct Operator {
  std::string_view sign;
  int strength;
  double (*result)(double, double);
};

// Longer signs stand before those that they begin with.
constexpr Operator kOperators[] = {
    {"||", 1, [](double a, double b) -> double { return a != 0 || b != 0; }},
    {"&&", 2, [](double a, double b) -> double { return a != 0 && b != 0; }},
    {"==", 3, [](double a, double b) -> double { return a == b; }},
    {"!=", 3, [](double a, double b) -> double { return a != b; }},
    {"<=", 4, [](double a, double b) -> double { return a <= b; }},
    {">=", 4, [](double a, double b) -> double { return a >= b; }},
    {"<", 4, [](double a, double b) -> double { return a < b; }},
    {">", 4, [](double a, double b) -> double { return a > b; }},
    {"+", 5, [](double a, double b) { return a + b; }},
    {"-", 5, [](double a, double b) { return a - b; }},
    {"*", 6, [](double a, double b) { return a * b; }},
    {"/", 6, [](double a, double b) { return b == 0 ? 0 : a / b; }},
};

// Recursive descent; every operator binds to the left.
class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  Value whole() {
    Value value = choice();
    skip_space();
    if (at_ < text_.size()) fail("nothing more was expected");
    return value;
  }

 private:
  [[noreturn]] void fail(const std::string& what) const {
    throw Error(ErrorCode::invalid_argument,
                "The expression \"" + std::string(text_) +
                    "\" is wrong at character " + std::to_string(at_ + 1) +
                    ": " + what + ".");
  }

  void skip_space() {
    while (at_ < text_.size() && text_[at_] == ' ') ++at_;
  }

  bool take(std::string_view sign) {
    skip_space();
    if (!text_.substr(at_).starts_with(sign)) return false;
    at_ += sign.size();
    return true;
  }

  void expect(std::string_view sign) {
    if (!take(sign)) fail("\"" + std::string(sign) + "\" was expected");
  }

  Value choice() {
    if (++depth_ > kMostDepth) fail("it is nested too deeply");
    Value condition = binary(1);
    if (take("?")) {
      Value yes = choice();
      expect(":");
      Value no = choice();
      condition = [c = std::move(condition), y = std::move(yes),
                   n = std::move(no)](const Picture& picture) {
        return c(picture) != 0 ? y(picture) : n(picture);
      };
    }
    --depth_;
    return condition;
  }

  const Operator* next_operator(int strength) {
    skip_space();
    for (const Operator& candidate : kOperators) {
      if (!text_.substr(at_).starts_with(candidate.sign)) continue;
      return candidate.strength >= strength ? &candidate : nullptr;
    }
    return nullptr;
  }

  Value binary(int strength) {
    Value left = unary();
    while (const Operator* found = next_operator(strength)) {
      at_ += found->sign.size();
      Value right = binary(found->strength + 1);
      left = [l = std::move(left), r = std::move(right),
              result = found->result](const Picture& picture) {
        return result(l(picture), r(picture));
      };
    }
    return left;
  }

  Value unary() {
    int signs = 0;
    bool negative = false, inverted = false, truth = false;
    for (;; ++signs) {
      if (signs > kMostDepth) fail("too many signs");
      if (take("-")) {
        negative = !negative;
      } else if (take("!")) {
        truth = true;
        inverted = !inverted;
        if (negative) fail("\"-\" before \"!\" makes no sense");
      } else {
        break;
      }
    }
    Value value = atom();
    if (signs == 0) return value;
    return [v = std::move(value), negative, inverted,
            truth](const Picture& picture) {
      double result = v(picture);
      if (negative) result = -result;
      if (truth) result = (result != 0) != inverted ? 1 : 0;
      return result;
    };
  }

  Value atom() {
    if (take("(")) {
      Value value = choice();
      expect(")");
      return value;
    }
    skip_space();
    if (at_ == text_.size()) fail("it ends too early");
    const char c = text_[at_];
    if ((c >= '0' && c <= '9') || c == '.') return number();
    return named();
  }

  Value number() {
    const std::string rest(text_.substr(at_));
    char* end = nullptr;
    const double value = std::strtod(rest.c_str(), &end);
    if (end == rest.c_str()) fail("this is no number");
    at_ += static_cast<size_t>(end - rest.c_str());
    return [value](const Picture&) { return value; };
  }

  Value named() {
    size_t end = at_;
    while (end < text_.size() && text_[end] >= 'a' && text_[end] <= 'z') ++end;
    const std::string_view name = text_.substr(at_, end - at_);
    for (const Field& field : kFields) {
      if (field.name != name) continue;
      at_ = end;
      return field.value;
    }
    for (const Test& test : kTests) {
      if (test.name != name) continue;
      at_ = end;
      return tested(test);
    }
    fail("there is no value \"" + std::string(name) + "\"");
  }

  Value tested(const Test& test) {
    expect("(");
    skip_space();
    if (at_ == text_.size() || (text_[at_] != '"' && text_[at_] != '\'')) {
      fail("a text in quotes was expected");
    }
    const size_t end = text_.find(text_[at_], at_ + 1);
    if (end == std::string_view::npos) fail("the text does not end");
    const std::string text(text_.substr(at_ + 1, end - at_ - 1));
    at_ = end + 1;
    expect(")");
    return [text, holds = test.holds](const Picture& picture) -> double {
      return holds(picture.path, text) ? 1 : 0;
    };
  }

  std::string_view text_;
  size_t at_ = 0;
  int depth_ = 0;
};

}  // namespace

KeepExpression::KeepExpression(const std::string& text)
    : value_(Parser(text).whole()) {}

}  // namespace sleeve
