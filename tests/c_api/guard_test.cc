// Whatever is thrown inside becomes a code and a sentence.
#include "c_api/guard.h"

#include <gtest/gtest.h>

#include <new>
#include <stdexcept>
#include <string>
#include <thread>

namespace sleeve::c_api {
namespace {

template <class Thrown>
sleeve_status thrown(const Thrown& what) {
  return guard([&] { throw what; });
}

TEST(Guard, TranslatesEveryError) {
  EXPECT_EQ(guard([] {}), SLEEVE_OK);
  EXPECT_EQ(thrown(Error(ErrorCode::corrupt, "It is broken.")), SLEEVE_CORRUPT);
  EXPECT_STREQ(sleeve_last_error(), "It is broken.");
  EXPECT_EQ(thrown(std::bad_alloc()), SLEEVE_OUT_OF_MEMORY);
  EXPECT_EQ(thrown(Cancelled()), SLEEVE_CANCELLED);
  EXPECT_EQ(thrown(std::logic_error("odd")), SLEEVE_INTERNAL);
  EXPECT_STREQ(sleeve_last_error(), "odd");
  EXPECT_EQ(thrown(BadPicture{{ProblemKind::truncated, "truncated JPEG"}}),
            SLEEVE_BAD_PICTURE);
  EXPECT_STREQ(sleeve_last_error(),
               "This picture cannot be hashed: truncated JPEG.");
}

TEST(Guard, TranslatesWhatIsNoException) {
  EXPECT_EQ(thrown(42), SLEEVE_INTERNAL);
  EXPECT_NE(std::string(sleeve_last_error()).find("unknown"),
            std::string::npos);
}

TEST(Guard, CutsEndlessSentences) {
  EXPECT_EQ(thrown(Error(ErrorCode::io_error, std::string(5000, 'x'))),
            SLEEVE_IO_ERROR);
  EXPECT_EQ(std::string(sleeve_last_error()).size(), 1023u);
}

TEST(Guard, KeepsErrorsOfThreadsApart) {
  thrown(Error(ErrorCode::io_error, "of this thread"));
  std::thread([] {
    EXPECT_STREQ(sleeve_last_error(), "");
    thrown(Error(ErrorCode::io_error, "of that thread"));
  }).join();
  EXPECT_STREQ(sleeve_last_error(), "of this thread");
}

}  // namespace
}  // namespace sleeve::c_api
