// The expression of --keep: a number for each picture, the highest is kept.
#ifndef SLEEVE_SCREEN_DEDUPE_KEEP_EXPRESSION_H_
#define SLEEVE_SCREEN_DEDUPE_KEEP_EXPRESSION_H_

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "screen/dedupe/fingerprint_record.h"

namespace sleeve {

/// A formula over one picture, for example
/// `under("originals") * 1e9 + width * height` or `ends(".png") ? 1 : 0`.
///
/// Numbers: width, height, pixels, bytes, quality (0 to 100), modified (seconds
/// since 1970), row (its place in the inputs, from 0). Tests, which are 1 or
/// 0: under("FOLDER/") when the path begins so, ends(".png"), has("TEXT").
/// Operators, from weak to strong: ?: || && == != < <= > >= + - * / and unary
/// - !; parentheses. Division by zero gives 0.
class KeepExpression {
 public:
  /// Throws Error (invalid_argument) with the place of the fault.
  explicit KeepExpression(const std::string& text);

  double operator()(const RecordView& record, uint32_t row) const {
    return value_({record.numbers(), record.path(), row});
  }

  struct Picture {
    const RecordNumbers& numbers;
    std::string_view path;
    uint32_t row;
  };
  using Value = std::function<double(const Picture&)>;

 private:
  Value value_;
};

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_DEDUPE_KEEP_EXPRESSION_H_
