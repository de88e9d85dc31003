#include "screen/review_log.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <utility>

#include "core/error.h"
#include "screen/evidence_reader.h"
#include "screen/merkle.h"
#include "screen/verify_run.h"

namespace sleeve {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void refuse(const std::string& sentence) {
  throw Error(ErrorCode::invalid_argument, sentence);
}

void check_order(const ReviewOrder& order) {
  if (!is_decision(order.decision)) {
    refuse(
        "A review decides no_signal, exclude_match or exclude_reserved, not " +
        std::string(verdict_name(order.decision)) + ".");
  }
  if (order.by.empty()) {
    refuse("A decision needs the name of who made it.");
  }
}

std::string read_text(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(in), {});
}

struct Line {
  Evidence evidence;
  Sha256Digest leaf{};
};

// The lines of the run that are to be decided, as its log has them.
std::map<int64_t, Line> read_lines(const fs::path& run,
                                   const std::vector<int64_t>& wanted) {
  std::map<int64_t, Line> lines;
  for (const int64_t number : wanted) lines[number];
  std::ifstream evidence(run / kEvidenceFile, std::ios::binary);
  std::ifstream leaves(run / kLeavesFile, std::ios::binary);
  int64_t number = 0;
  size_t found = 0;
  for (std::string text;
       found < lines.size() && std::getline(evidence, text);) {
    Sha256Digest leaf;
    leaves.read(reinterpret_cast<char*>(leaf.data()), leaf.size());
    const auto line = lines.find(++number);
    if (line == lines.end()) continue;
    auto read = read_evidence(text);
    if (!read || merkle_leaf(text) != leaf) {
      throw Error(ErrorCode::corrupt, "Line " + std::to_string(number) +
                                          " of the run was changed. `sleeve "
                                          "verify` tells more.");
    }
    line->second = {std::move(*read), leaf};
    ++found;
  }
  for (const auto& [wanted_number, line] : lines) {
    if (line.evidence.judgement.rule.empty()) {
      refuse("The run has no line " + std::to_string(wanted_number) + ".");
    }
    if (undecided(line.evidence.judgement).verdict != Verdict::review) {
      refuse("Line " + std::to_string(wanted_number) +
             " of the run needs no review: its verdict is " +
             verdict_name(line.evidence.judgement.verdict) + ".");
    }
  }
  return lines;
}

void check_log(const RunCheck& check) {
  if (check.state == RunCheck::State::sound) return;
  throw Error(ErrorCode::corrupt,
              "The log of reviews does not verify: " + check.fault);
}

// A kill may have left lines that no checkpoint tells of: nobody was told that
// they were recorded, and they go.
void cut_unfinished(const fs::path& reviews) {
  std::ifstream in(reviews / kReviewsFile, std::ios::binary);
  if (!in) return;
  Checkpoint told;
  told.root = MerkleRoot().root();
  if (fs::exists(reviews / kCheckpointFile)) {
    const auto note = parse_checkpoint(read_text(reviews / kCheckpointFile));
    if (!note) return;
    told = note->checkpoint;
  }
  MerkleRoot root;
  uintmax_t bytes = 0;
  for (std::string line; root.size() < told.size && std::getline(in, line);) {
    root.add(merkle_leaf(line));
    bytes += line.size() + 1;
  }
  const fs::path file = reviews / kReviewsFile;
  if (root.size() != told.size || root.root() != told.root ||
      bytes >= fs::file_size(file)) {
    return;
  }
  fs::resize_file(file, bytes);
  fs::resize_file(reviews / kLeavesFile, root.size() * told.root.size());
  if (root.size() == 0) fs::remove(file);
}

void check_finished(const fs::path& run) {
  if (fs::exists(run / kSummaryJsonFile)) return;
  throw Error(ErrorCode::not_found,
              "There is no finished run in \"" + run.string() + "\".");
}

}  // namespace

std::vector<Review> read_reviews(const fs::path& run) {
  check_log(verify_reviews(run));
  std::ifstream in(run / kReviewsFolder / kReviewsFile, std::ios::binary);
  std::vector<Review> reviews;
  for (std::string line; std::getline(in, line);) {
    auto review = read_review(line);
    if (!review) {
      throw Error(ErrorCode::corrupt, "Line " +
                                          std::to_string(reviews.size() + 1) +
                                          " of reviews.jsonl is no decision.");
    }
    reviews.push_back(std::move(*review));
  }
  return reviews;
}

Reviews read_all_reviews(const std::vector<std::string>& runs) {
  std::vector<Review> all;
  for (const std::string& run : runs) {
    check_finished(run);
    for (Review& review : read_reviews(run)) all.push_back(std::move(review));
  }
  return Reviews(all);
}

void record_reviews(const fs::path& run, const ReviewOrder& order,
                    LogIdentity identity) {
  check_order(order);
  check_finished(run);
  auto lines = read_lines(run, order.lines);
  const RunFolder folder(run / kReviewsFolder);
  cut_unfinished(run / kReviewsFolder);
  check_log(verify_reviews(run));
  RunLog log(folder, std::move(identity), kReviewsFile);
  log.replay([](int64_t, std::string_view) {}, [](int64_t) {});
  const std::string at = utc_now();
  for (auto& [number, line] : lines) {
    line.evidence.judgement = undecided(line.evidence.judgement);
    Review review = decision_of(line.evidence, order.by, at, order.why);
    review.decision = order.decision;
    review.line = number;
    review.leaf = to_hex(line.leaf);
    log.append(review_line(review));
  }
  log.write_checkpoint();
}

int64_t for_each_open_review(
    const fs::path& run, const std::function<void(const EvidenceRow&)>& visit) {
  int64_t open = 0;
  for_each_row(run, [&](const EvidenceRow& row) {
    if (row.verdict != Verdict::review) return;
    ++open;
    visit(row);
  });
  return open;
}

}  // namespace sleeve
