// The sandbox holds, costs one picture when it is hit, and changes no result.
#include "screen/fingerprinter.h"

#include <dirent.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <cstring>
#include <thread>
#include <vector>

#include "tests/support/pictures.h"

namespace sleeve {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

Bytes as_bytes(std::string_view text) {
  return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}

std::vector<uint8_t> jpeg(uint32_t seed, int side = 100) {
  return encode_jpeg(make_picture(seed, side, side, 3).pixels());
}

SandboxOptions obeying(int workers = 1) {
  SandboxOptions options;
  options.workers = workers;
  options.self_test = true;
  return options;
}

int open_descriptors() {
  int count = 0;
  DIR* folder = ::opendir("/proc/self/fd");
  while (::readdir(folder) != nullptr) ++count;
  ::closedir(folder);
  return count;
}

void expect_same(Fingerprinter& a, Fingerprinter& b, Bytes picture) {
  const auto one = a.fingerprint(picture);
  const auto other = b.fingerprint(picture);
  ASSERT_EQ(one.ok(), other.ok());
  if (one) {
    EXPECT_EQ(*one, *other);
  } else {
    EXPECT_EQ(one.problem().kind, other.problem().kind);
    EXPECT_EQ(one.problem().reason, other.problem().reason);
  }
}

TEST(FingerprinterTest, TheSandboxChangesNoResult) {
  const auto inside = Fingerprinter::sandboxed({});
  const auto here = Fingerprinter::in_process({});
  for (uint32_t seed = 0; seed < 20; ++seed) {
    auto picture = jpeg(seed, 50 + static_cast<int>(seed) * 20);
    if (seed % 5 == 4) picture.resize(picture.size() / 2);
    if (seed % 5 == 3) picture.assign(100, 'x');
    expect_same(*inside, *here, picture);
  }
  expect_same(*inside, *here, {});
}

// Also tells that the sandbox allows all that the decoders do.
TEST(FingerprinterTest, TheSandboxDecodesEveryFormat) {
  const auto inside = Fingerprinter::sandboxed({});
  const auto here = Fingerprinter::in_process({});
  const Image image = make_picture(5, 120, 130, 3);
  std::vector<std::vector<uint8_t>> pictures = {
      encode_png(image.pixels()), encode_webp(image.pixels()),
      encode_tiff(image.pixels()), encode_bmp(image.pixels())};
  for (const char* format : {"gif", "avif", "heic", "jxl", "webp"}) {
    pictures.push_back(encode_by_vips(format, {&image, &image}));
  }
  for (std::vector<uint8_t>& picture : pictures) {
    EXPECT_TRUE(inside->fingerprint(picture)) << format_name(sniff(picture));
    expect_same(*inside, *here, picture);
    picture.resize(picture.size() / 2);
    expect_same(*inside, *here, picture);
  }
}

// The address sanitizer ends what crashes itself, and its threads ask for more
// than the sandbox grants.
#if defined(__SANITIZE_ADDRESS__)
constexpr char kCrashed[] = "exit code 1";
const std::vector<const char*> kGranted = {"memory 64 MiB"};
#else
constexpr char kCrashed[] = "SIGSEGV";
const std::vector<const char*> kGranted = {"thread", "memory 64 MiB"};
#endif

TEST(FingerprinterTest, AWorkerReachesNothing) {
  const auto sandbox = Fingerprinter::sandboxed(obeying());
  for (const char* order : {"open", "create", "socket", "execve", "fork",
                            "kill", "ptrace", "execute memory"}) {
    const auto result = sandbox->fingerprint(as_bytes(order));
    ASSERT_FALSE(result);
    EXPECT_EQ(result.problem().reason, "refused") << order;
  }
  for (const char* order : kGranted) {
    const auto result = sandbox->fingerprint(as_bytes(order));
    ASSERT_FALSE(result);
    EXPECT_EQ(result.problem().reason, "allowed") << order;
  }
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
TEST(FingerprinterTest, AWorkersMemoryIsLimited) {
  const auto sandbox = Fingerprinter::sandboxed(obeying());
  const auto result = sandbox->fingerprint(as_bytes("memory 1 TiB"));
  ASSERT_FALSE(result);
  EXPECT_EQ(result.problem().reason, "refused");
}
#endif

TEST(FingerprinterTest, ADeathCostsOnePictureAndSaysHow) {
  const auto sandbox = Fingerprinter::sandboxed(obeying());
  const struct {
    const char* order;
    const char* how;
  } deaths[] = {{"crash", kCrashed}, {"abort", "SIGABRT"}, {"exit", "code 7"}};
  for (const auto& [order, how] : deaths) {
    EXPECT_TRUE(sandbox->fingerprint(jpeg(1)));
    const auto result = sandbox->fingerprint(as_bytes(order));
    ASSERT_FALSE(result);
    EXPECT_EQ(result.problem().kind, ProblemKind::crash);
    EXPECT_THAT(result.problem().reason, HasSubstr(how));
  }
  EXPECT_TRUE(sandbox->fingerprint(jpeg(2)));
}

TEST(FingerprinterTest, ATimeOutCostsOnePicture) {
  SandboxOptions options = obeying();
  options.time_out = 0.25;
  const auto sandbox = Fingerprinter::sandboxed(options);
  EXPECT_TRUE(sandbox->fingerprint(jpeg(1)));
  const auto result = sandbox->fingerprint(as_bytes("hang"));
  ASSERT_FALSE(result);
  EXPECT_EQ(result.problem().kind, ProblemKind::time_out);
  EXPECT_EQ(result.problem().reason, "decoding took longer than 0.25 s");
  EXPECT_TRUE(sandbox->fingerprint(jpeg(2)));
}

TEST(FingerprinterTest, OneOfABatchCostsTheOthersNothing) {
  SandboxOptions options = obeying();
  options.time_out = 0.5;
  const auto sandbox = Fingerprinter::sandboxed(options);
  for (const char* order : {"crash", "hang"}) {
    std::vector<std::vector<uint8_t>> owned;
    for (uint32_t seed = 0; seed < 20; ++seed) owned.push_back(jpeg(seed));
    owned[5].assign(order, order + std::strlen(order));
    const std::vector<Bytes> pictures(owned.begin(), owned.end());
    const auto results = sandbox->fingerprint(pictures);
    ASSERT_EQ(results.size(), 20u);
    for (uint32_t i = 0; i < 20; ++i) {
      EXPECT_EQ(results[i].ok(), i != 5);
      if (i == 5) continue;
      EXPECT_EQ(*results[i], *fingerprint_bytes_orientations(owned[i]));
    }
    EXPECT_EQ(results[5].problem().kind,
              order[0] == 'c' ? ProblemKind::crash : ProblemKind::time_out);
  }
}

TEST(FingerprinterTest, ManyThreadsShareFewWorkers) {
  const auto sandbox = Fingerprinter::sandboxed(obeying(2));
  std::vector<std::thread> threads;
  std::vector<int> good(5);
  for (int t = 0; t < 5; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 20; ++i) {
        good[t] += sandbox->fingerprint(jpeg(t * 100 + i)).ok();
        if (i != 10) continue;
        EXPECT_FALSE(sandbox->fingerprint(as_bytes("crash")));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(good, std::vector<int>(5, 20));
}

TEST(FingerprinterTest, SharedMemoryGrowsWithThePicture) {
  const auto sandbox = Fingerprinter::sandboxed({});
  EXPECT_TRUE(sandbox->fingerprint(jpeg(1)));
  auto large = jpeg(2, 300);
  large.resize(size_t{40} << 20);
  const auto result = sandbox->fingerprint(large);
  EXPECT_EQ(result.ok(),
            Fingerprinter::in_process({})->fingerprint(large).ok());
  EXPECT_TRUE(sandbox->fingerprint(jpeg(3)));
}

TEST(FingerprinterTest, LeavesNoDescriptorBehind) {
  { EXPECT_TRUE(Fingerprinter::sandboxed({})->fingerprint(jpeg(1))); }
  const int before = open_descriptors();
  for (int i = 0; i < 3; ++i) {
    const auto sandbox = Fingerprinter::sandboxed(obeying());
    EXPECT_TRUE(sandbox->fingerprint(jpeg(1)));
    EXPECT_FALSE(sandbox->fingerprint(as_bytes("crash")));
  }
  EXPECT_EQ(open_descriptors(), before);
}

TEST(FingerprinterTest, AMissingOrForeignProgramIsAnError) {
  SandboxOptions options;
  options.program = "/no/such/worker";
  EXPECT_THROW(Fingerprinter::sandboxed(options), Error);
  options.program = "/bin/true";
  const auto sandbox = Fingerprinter::sandboxed(options);
  EXPECT_THROW(sandbox->fingerprint(jpeg(1)), Error);
}

}  // namespace
}  // namespace sleeve
