// Draws which covers go through which transformation.
#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "benchmarks/suite/canvas.h"
#include "benchmarks/suite/dice.h"
#include "benchmarks/suite/jobs.h"
#include "core/decode.h"
#include "screen/source.h"

namespace sleeve::suite {
namespace {

constexpr int kCoverSide = 500;  // covers are read with at least this side
constexpr int kPoolSide = 250;   // further covers are shown smaller

/// An index into the artworks, or into the distractors.
struct Ref {
  bool artwork = false;
  int index = 0;
};

const GroupedPicture& picture_of(const Split& split, const Ref& ref) {
  return ref.artwork ? split.artworks[ref.index] : split.distractors[ref.index];
}

std::vector<uint8_t> bytes_of(const std::string& path) {
  Item item;
  item.name.path = path;
  read_bytes(item);
  if (item.problem) {
    throw Error(ErrorCode::io_error, fmt::format("The picture {} cannot be "
                                                 "read again: {}.",
                                                 path, item.problem->reason));
  }
  return std::move(item.bytes);
}

/// The picture with its shorter side between `side` and twice that, unless it
/// is smaller.
Image cover_of(const std::string& path, int side) {
  DecodeOptions options;
  options.channels = Channels::rgb;
  options.min_side = side;
  auto decoded = decode(bytes_of(path), options);
  if (!decoded) {
    throw Error(ErrorCode::io_error,
                fmt::format("The picture {} cannot be read again: {}.", path,
                            decoded.problem().reason));
  }
  const Pixels& pixels = decoded->image.pixels();
  const int shorter = std::min(pixels.rows, pixels.columns);
  if (shorter < 2 * side) return std::move(decoded->image);
  const double scale = 1.0 * side / shorter;
  return to_image(
      resized(to_mat(pixels), {static_cast<int>(pixels.columns * scale),
                               static_cast<int>(pixels.rows * scale)}));
}

/// Further covers for a collage; those of a distractor hold no artwork.
std::vector<Ref> draw_pool(const Split& split, const Ref& own, int count,
                           Dice& dice) {
  std::vector<Ref> all;
  if (own.artwork) {
    for (size_t i = 0; i < split.artworks.size(); ++i) {
      all.push_back({true, static_cast<int>(i)});
    }
  }
  for (size_t i = 0; i < split.distractors.size(); ++i) {
    all.push_back({false, static_cast<int>(i)});
  }
  std::vector<Ref> pool;
  for (size_t left = all.size();
       left > 0 && static_cast<int>(pool.size()) < count; --left) {
    const size_t at = dice.next() % left;
    const Ref ref = all[at];
    all[at] = all[left - 1];
    if (ref.artwork != own.artwork || ref.index != own.index) {
      pool.push_back(ref);
    }
  }
  return pool;
}

Query transformed(const Split& split, const Transformation& one, const Ref& own,
                  uint64_t seed) {
  Dice dice(seed);
  std::vector<Ref> shown = {own};
  std::vector<Image> images;
  std::vector<Pixels> pool;
  for (const Ref& ref : draw_pool(split, own, one.pool, dice)) {
    shown.push_back(ref);
    images.push_back(cover_of(picture_of(split, ref).path, kPoolSide));
    pool.push_back(images.back().pixels());
  }
  const Image cover = cover_of(picture_of(split, own).path, kCoverSide);
  Transformed made = one.apply(cover.pixels(), pool, seed);
  Query query{std::move(made.bytes), made.rows, made.columns, {}, {}};
  for (const Placement& placement : made.placements) {
    const Ref& ref = shown[placement.cover];
    query.groups.push_back(picture_of(split, ref).group);
    if (ref.artwork) {
      query.expected.push_back({ref.index, placement.region, true});
    }
  }
  return query;
}

Query untouched(const Split& split, const Ref& own) {
  Query query;
  query.bytes = bytes_of(picture_of(split, own).path);
  query.groups = {picture_of(split, own).group};
  if (own.artwork) query.expected = {{own.index, {}, false}};
  return query;
}

std::vector<const Transformation*> chosen(
    const std::vector<std::string>& only) {
  std::vector<const Transformation*> list;
  for (const std::string& name : only) {
    const bool known = std::any_of(
        transformations().begin(), transformations().end(),
        [&](const auto& t) { return t.name == name || t.family == name; });
    if (!known) {
      throw Error(ErrorCode::invalid_argument,
                  fmt::format("There is no transformation or family {}; "
                              "docs/recognition.md lists them.",
                              name));
    }
  }
  for (const Transformation& one : transformations()) {
    const auto named = [&](const std::string& name) {
      return name == one.name || name == one.family;
    };
    if (only.empty() || std::any_of(only.begin(), only.end(), named)) {
      list.push_back(&one);
    }
  }
  return list;
}

/// Deals pictures of one side to transformations, each as often as others.
class Dealer {
 public:
  Dealer(const Split& split, bool artworks, uint64_t seed, Dice dice)
      : split_(split), seed_(seed) {
    const auto& side = artworks ? split.artworks : split.distractors;
    for (size_t i = 0; i < side.size(); ++i) {
      refs_.push_back({artworks, static_cast<int>(i)});
    }
    for (size_t i = refs_.size(); i > 1; --i) {
      std::swap(refs_[i - 1], refs_[dice.next() % i]);
    }
  }

  size_t size() const { return refs_.size(); }

  /// The job of the next picture; `one` is null for the untouched picture.
  Job next(const Transformation* one) {
    const Ref ref = refs_[next_++ % refs_.size()];
    Job job;
    Outcome& outcome = job.outcome;
    outcome.family = one ? one->family : "untouched";
    outcome.transformation = one ? one->name : "untouched";
    outcome.picture = picture_of(split_, ref).path;
    outcome.seed = seed_of(seed_, outcome.transformation + outcome.picture);
    outcome.distractor = !ref.artwork;
    outcome.edition = one && one->edition;
    job.make = [&split = split_, one, ref, seed = outcome.seed] {
      return one ? transformed(split, *one, ref, seed) : untouched(split, ref);
    };
    return job;
  }

 private:
  const Split& split_;
  uint64_t seed_;
  std::vector<Ref> refs_;
  size_t next_ = 0;
};

}  // namespace

std::vector<Job> transformation_jobs(const Split& split,
                                     const JobOptions& options) {
  const auto list = chosen(options.only);
  Dice dice(seed_of(options.seed, "jobs"));
  Dealer artworks(split, true, options.seed, Dice(dice.next()));
  Dealer distractors(split, false, options.seed, Dice(dice.next()));
  std::vector<Job> jobs;
  const size_t asked = std::min<size_t>(options.queries, split.artworks.size());
  for (size_t i = 0; i < asked; ++i) jobs.push_back(artworks.next(nullptr));
  for (size_t i = 0; i < distractors.size(); ++i) {
    jobs.push_back(distractors.next(nullptr));
  }
  for (const Transformation* one : list) {
    for (int i = 0; i < options.queries; ++i) {
      jobs.push_back(artworks.next(one));
    }
    for (int i = 0; i < options.distractor_queries; ++i) {
      jobs.push_back(distractors.next(one));
    }
  }
  return jobs;
}

}  // namespace sleeve::suite
