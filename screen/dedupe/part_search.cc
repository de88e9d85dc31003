#include "screen/dedupe/part_search.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <unordered_map>
#include <utility>

#include "core/scene.h"
#include "index/checksum.h"
#include "index/matcher.h"
#include "index/part_evidence.h"
#include "index/part_finder.h"
#include "index/region.h"
#include "screen/dedupe/row_reader.h"

namespace sleeve {
namespace {

// A near hash proposes a place as surely as so many agreeing keypoints.
constexpr int kVotesOfHash = 8;

// Twins of one picture that are looked for.
constexpr size_t kMostTwins = 64;

template <class T>
uint64_t digest(const std::vector<T>& values, uint64_t seed) {
  return checksum(values.data(), values.size() * sizeof(T), seed);
}

// One picture at a place, judged.
class Judge {
 public:
  Judge(const FingerprintFile& file, const Scene& scene, int64_t pictures,
        const Calibration& calibration)
      : file_(file),
        scene_(scene),
        pictures_(pictures),
        calibration_(calibration) {}

  // Lays a record upon the scene, starting at `map`.
  std::optional<FoundPart> check(uint32_t record, const Homography& map,
                                 int votes, int orientation) const {
    const RecordNumbers& numbers = file_.record(record).numbers();
    const auto longer =
        static_cast<float>(std::max(numbers.rows, numbers.columns));
    const Shape shape{static_cast<float>(numbers.rows) / longer,
                      static_cast<float>(numbers.columns) / longer};
    const Details details = file_.details_of(record).details;
    return judged(lay({shape, numbers.hash, details.sketch, details.keypoints},
                      scene_, map, votes),
                  record, shape, orientation);
  }

  std::optional<FoundPart> judged(const Part& part, uint32_t record,
                                  const Shape& shape, int orientation) const {
    const PartRuling ruling = rule(part.evidence, pictures_, calibration_);
    if (ruling.standing != Standing::match) return std::nullopt;
    FoundPart found;
    found.record = record;
    found.orientation = static_cast<uint8_t>(orientation);
    found.edition = ruling.edition ? 1 : 0;
    found.score = static_cast<float>(ruling.score);
    found.expected = static_cast<float>(ruling.expected_false_matches);
    const Point corners[] = {{0, 0},
                             {shape.columns, 0},
                             {shape.columns, shape.rows},
                             {0, shape.rows}};
    for (size_t i = 0; i < 4; ++i) {
      const Point at = mapped(part.alignment.map, corners[i]);
      found.corners[2 * i] = static_cast<float>(at.x / scene_.columns());
      found.corners[2 * i + 1] = static_cast<float>(at.y / scene_.rows());
    }
    return found;
  }

 private:
  const FingerprintFile& file_;
  const Scene& scene_;
  int64_t pictures_;
  const Calibration& calibration_;
};

// Looks for some of the wanted pictures in all scenes.
class Pass {
 public:
  Pass(const Corpus& corpus, const PartQuestion& question,
       const Calibration& calibration, size_t begin, size_t end)
      : corpus_(corpus),
        question_(question),
        calibration_(calibration),
        begin_(begin),
        end_(end) {
    key_ = make_key();
    for (size_t i = begin; i < end; ++i) {
      positions_[question.wanted[i]] = i;
      for (const uint32_t twin : question.twins[i]) positions_[twin] = i;
    }
  }

  // Names all that the result for this scene depends on, but for its bytes.
  uint64_t key(uint32_t scene) const {
    uint64_t key = key_;
    for (const DoubtfulPair& pair : doubtful(scene)) {
      const uint64_t one[] = {corpus_.records[pair.picture],
                              static_cast<uint64_t>(pair.orientation)};
      key = checksum(one, sizeof one, key);
    }
    return key;
  }

  // Makes the index; only needed when a scene is searched.
  void prepare() {
    uint64_t keypoints = 0;
    for (size_t i = begin_; i < end_; ++i) {
      keypoints += corpus_.file.keypoints_of(record(i));
    }
    parts_ = Parts::of(end_ - begin_, keypoints, [&](uint64_t position) {
      const uint32_t number = record(begin_ + position);
      const RecordNumbers& numbers = corpus_.file.record(number).numbers();
      Described described;
      described.fingerprint.hash.bytes = numbers.hash;
      described.fingerprint.rows = static_cast<int>(numbers.rows);
      described.fingerprint.columns = static_cast<int>(numbers.columns);
      described.details = corpus_.file.details_of(number).details;
      return described;
    });
  }

  std::vector<FoundPart> search(uint32_t row, const Pixels& grey) const {
    const Scene scene(grey);
    const auto all = static_cast<int64_t>(question_.wanted.size());
    const Judge judge(corpus_.file, scene, all, calibration_);
    std::vector<FoundPart> found;
    const auto take = [&](std::optional<FoundPart> part) {
      if (part) found.push_back(*part);
      return part.has_value();
    };
    for (const DoubtfulPair& pair : doubtful(row)) {
      const RecordNumbers& numbers = corpus_.numbers(pair.picture);
      const double longer = std::max(numbers.rows, numbers.columns);
      take(judge.check(corpus_.records[pair.picture],
                       laid(numbers.rows / longer, numbers.columns / longer,
                            pair.orientation, scene.rows(), scene.columns()),
                       kVotesOfHash, pair.orientation));
    }
    const PartFinder finder(*parts_);
    for (const Part& part : finder.find(scene)) {
      const size_t i = begin_ + static_cast<size_t>(part.artwork);
      if (of_one_group(row, i)) continue;
      const Shape& shape = parts_->shape(static_cast<int64_t>(i - begin_));
      if (!take(judge.judged(part, record(i), shape, 1))) {
        continue;
      }
      const auto& twins = question_.twins[i];
      for (size_t t = 0; t < std::min(twins.size(), kMostTwins); ++t) {
        take(judge.check(corpus_.records[twins[t]], part.alignment.map,
                         part.votes, 1));
      }
    }
    return found;
  }

 private:
  uint32_t record(size_t i) const {
    return corpus_.records[question_.wanted[i]];
  }

  bool of_one_group(uint32_t row, size_t i) const {
    const auto found = positions_.find(row);
    return found != positions_.end() && found->second == i;
  }

  uint64_t make_key() const {
    std::vector<uint32_t> records = {2};  // counts changes of this search
    for (size_t i = begin_; i < end_; ++i) {
      records.push_back(record(i));
      for (const uint32_t twin : question_.twins[i]) {
        records.push_back(corpus_.records[twin]);
      }
      records.push_back(kNoRow);
    }
    uint64_t key = digest(records, question_.wanted.size());
    std::vector<std::string> models = Matcher::models(Effort::thorough);
    models.push_back(calibration_.identity());
    for (const std::string& model : models) {
      key = checksum(model.data(), model.size(), key);
    }
    return key;
  }

  // The pairs of a scene; in the first pass only.
  std::span<const DoubtfulPair> doubtful(uint32_t scene) const {
    if (begin_ > 0) return {};
    const auto& all = question_.doubtful;
    const auto begin =
        std::ranges::lower_bound(all, scene, {}, &DoubtfulPair::scene);
    const auto end =
        std::ranges::upper_bound(all, scene, {}, &DoubtfulPair::scene);
    return {begin, end};
  }

  const Corpus& corpus_;
  const PartQuestion& question_;
  const Calibration& calibration_;
  size_t begin_;
  size_t end_;
  uint64_t key_ = 0;
  std::unordered_map<uint32_t, size_t> positions_;  ///< of a row's group
  std::shared_ptr<const Parts> parts_;
};

// All passes of one search.
class Search {
 public:
  Search(const Corpus& corpus, const PartQuestion& question,
         const PartSearchOptions& options, FingerprintFile& file,
         Fingerprinter& fingerprinter)
      : corpus_(corpus),
        question_(question),
        options_(options),
        file_(file),
        fingerprinter_(fingerprinter) {}

  std::vector<ShownPart> run() {
    for (size_t begin = 0; begin < question_.wanted.size();
         begin += kPartBlock) {
      const size_t end = std::min(begin + kPartBlock, question_.wanted.size());
      Pass pass(corpus_, question_, options_.calibration, begin, end);
      run(pass);
    }
    std::stable_sort(result_.begin(), result_.end(),
                     [](const ShownPart& a, const ShownPart& b) {
                       return a.scene < b.scene;
                     });
    return std::move(result_);
  }

 private:
  void run(Pass& pass) {
    std::vector<uint32_t> scenes;
    for (const uint32_t row : question_.scenes) {
      const auto kept = file_.parts_of(corpus_.records[row], pass.key(row));
      if (kept) {
        keep(row, kept->parts);
      } else {
        scenes.push_back(row);
      }
    }
    done_ += static_cast<int64_t>(question_.scenes.size() - scenes.size());
    if (scenes.empty()) return;
    pass.prepare();
    for_each_row<std::vector<FoundPart>>(
        corpus_, scenes, options_.threads, options_.source,
        [&](uint32_t row, Bytes bytes) { return look(pass, row, bytes); },
        [&](uint32_t row, const std::vector<FoundPart>* found) {
          take(pass, row, found);
        });
    file_.flush();
  }

  std::optional<std::vector<FoundPart>> look(const Pass& pass, uint32_t row,
                                             Bytes bytes) {
    auto examined = fingerprinter_.examine({&bytes, 1}, {}, Effort::thorough);
    if (!examined.front().picture) return std::nullopt;
    return pass.search(row, examined.front().picture->grey.pixels());
  }

  void take(const Pass& pass, uint32_t row,
            const std::vector<FoundPart>* found) {
    if (found != nullptr) {
      file_.append(PartsFound{corpus_.records[row], pass.key(row), *found});
      keep(row, *found);
    } else if (options_.missed) {
      options_.missed(row);
    }
    ++done_;
    if (!options_.progress) return;
    const size_t passes =
        (question_.wanted.size() + kPartBlock - 1) / kPartBlock;
    const auto all = static_cast<double>(passes * question_.scenes.size());
    options_.progress(done_, static_cast<double>(done_) / all);
  }

  void keep(uint32_t row, const std::vector<FoundPart>& found) {
    for (const FoundPart& part : found) {
      const uint32_t picture = row_of(part.record);
      if (picture != row) result_.push_back({row, picture, part});
    }
  }

  // A name makes one row only, and so does a record.
  uint32_t row_of(uint32_t record) {
    if (rows_.empty()) {
      for (uint32_t row = 0; row < corpus_.size(); ++row) {
        rows_[corpus_.records[row]] = row;
      }
    }
    return rows_.at(record);
  }

  const Corpus& corpus_;
  const PartQuestion& question_;
  const PartSearchOptions& options_;
  FingerprintFile& file_;
  Fingerprinter& fingerprinter_;
  std::unordered_map<uint32_t, uint32_t> rows_;
  std::vector<ShownPart> result_;
  int64_t done_ = 0;
};

}  // namespace

std::vector<ShownPart> search_parts(const Corpus& corpus,
                                    const PartQuestion& question,
                                    const PartSearchOptions& options,
                                    FingerprintFile& file,
                                    Fingerprinter& fingerprinter) {
  return Search(corpus, question, options, file, fingerprinter).run();
}

}  // namespace sleeve
