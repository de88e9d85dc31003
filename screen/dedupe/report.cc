#include "screen/dedupe/report.h"

#include <algorithm>

#include "screen/dedupe/name_lists.h"
#include "screen/dedupe/output_file.h"
#include "screen/dedupe/part_groups.h"
#include "screen/record.h"

namespace sleeve {
namespace {

constexpr size_t kLargestGroups = 20;

class Report {
 public:
  Report(const Corpus& corpus, const Duplicates& duplicates,
         const DuplicateGroups& groups,
         const std::function<std::string(std::string_view)>& path_of,
         DedupeSummary& summary)
      : corpus_(corpus),
        duplicates_(duplicates),
        groups_(groups),
        path_of_(path_of),
        summary_(summary) {}

  void write() {
    count_rows();
    write_groups();
    write_pairs();
    write_lists();
    write_unchecked();
  }

 private:
  bool own(uint32_t row) const { return row >= corpus_.references; }
  bool kept(uint32_t row) const {
    return own(row) && duplicates_.keepers[row] == row;
  }
  bool dropped(uint32_t row) const {
    return own(row) && duplicates_.keepers[row] != kNoRow &&
           duplicates_.keepers[row] != row;
  }
  bool plain(uint32_t row) const {
    return corpus_.row(row).checked() &&
           corpus_.numbers(row).quality < kPlainPicture;
  }

  void count_rows() {
    summary_.pictures = corpus_.size();
    summary_.references = corpus_.references;
    for (uint32_t row = 0; row < corpus_.size(); ++row) {
      const RecordView record = corpus_.row(row);
      summary_.bytes += own(row) ? record.numbers().bytes : 0;
      summary_.plain += plain(row) ? 1 : 0;
      if (record.checked()) continue;
      ++summary_.unchecked;
      ++summary_.problems[problem_name(record.problem().kind)];
    }
  }

  Record member_record(uint32_t row, uint32_t keeper, DuplicateKind kind) {
    Record record;
    record.put_name(corpus_.row(row).name());
    record.put("distance", distance(corpus_, row, keeper));
    record.put("kind", duplicate_kind_name(kind));
    if (const ShownPart* shown = shown_between(duplicates_, row, keeper)) {
      put_view(*shown, duplicates_.bests[row] == shown->picture, record);
    }
    return record;
  }

  // How the member shows the keeper; of a part, how and where the one of them
  // that shows the other does.
  void put_view(const ShownPart& shown, bool in_keeper, Record& record) {
    std::string transform = transform_of(corpus_, shown);
    const bool whole = view_of(corpus_, shown).whole;
    if (whole && in_keeper) transform = inverse_transform(transform);
    record.put("transform", transform);
    record.put("score", double{shown.found.score});
    if (whole) return;
    record.put("shown_in", in_keeper ? "keeper" : "member");
    record.put("region", region_of(corpus_, shown));
  }

  // {"keeper":...,"members":[...]}, written member by member.
  void write_group(const DuplicateGroup& group, OutputFile& file) {
    const PictureName keeper = corpus_.row(group.keeper).name();
    Record head;
    head.put("keeper", keeper.path);
    if (!keeper.shard.empty()) {
      head.put("shard", keeper.shard);
      head.put("key", keeper.key);
      head.put("member", keeper.member);
    }
    if (plain(group.keeper)) head.put("low_information", true);
    std::string line = head.line();
    line.back() = ',';
    file.write(line);
    file.write("\"members\":");
    LargeGroup large{keeper.path, 1, 0};
    for (const uint32_t row : group.members) {
      const DuplicateKind kind =
          kind_of(corpus_, duplicates_, row, group.keeper);
      file.write(large.members == 1 ? "[" : ",");
      file.write(member_record(row, group.keeper, kind).line());
      ++summary_.kinds[static_cast<size_t>(kind)];
      ++large.members;
      large.bytes += corpus_.numbers(row).bytes;
    }
    file.write("]}\n");
    summary_.dropped_bytes += large.bytes;
    note_size(std::move(large));
  }

  void note_size(LargeGroup group) {
    auto& largest = summary_.largest;
    const auto greater = [](const LargeGroup& a, const LargeGroup& b) {
      return a.members > b.members;
    };
    // Behind those of the same size, which came before.
    const auto place =
        std::upper_bound(largest.begin(), largest.end(), group, greater);
    if (place == largest.end() && largest.size() == kLargestGroups) return;
    largest.insert(place, std::move(group));
    if (largest.size() > kLargestGroups) largest.pop_back();
  }

  void write_groups() {
    OutputFile file(path_of_("groups.jsonl"));
    for (size_t i = 0; i < groups_.size(); ++i) write_group(groups_[i], file);
    file.finish();
    summary_.groups = static_cast<int64_t>(groups_.size());
  }

  void write_pairs() {
    OutputFile file(path_of_("pairs.csv"));
    file.write("first,second,distance,kind\n");
    for (const Edge& pair : duplicates_.pairs) {
      const auto kind = kind_of(corpus_, duplicates_, pair.second, pair.first);
      file.write(csv_text(corpus_.row(pair.first).path()) + ',' +
                 csv_text(corpus_.row(pair.second).path()) + ',' +
                 std::to_string(pair.distance) + ',' +
                 duplicate_kind_name(kind) + '\n');
    }
    file.finish();
  }

  void write_lists() {
    const RowFilter keep = [this](uint32_t row) { return kept(row); };
    const RowFilter drop = [this](uint32_t row) { return dropped(row); };
    const RowFilter low = [this](uint32_t row) {
      return own(row) && plain(row);
    };
    summary_.kept = write_name_list(corpus_, keep, path_of_("keep.txt"));
    summary_.dropped = write_name_list(corpus_, drop, path_of_("drop.txt"));
    write_name_list(corpus_, low, path_of_("low_information.txt"));
    write_npy_names(corpus_, keep, path_of_("keep.npy"));
    write_npy_names(corpus_, drop, path_of_("drop.npy"));
  }

  void write_unchecked() {
    OutputFile file(path_of_("unchecked.jsonl"));
    for (uint32_t row = 0; row < corpus_.size(); ++row) {
      const RecordView view = corpus_.row(row);
      if (view.checked()) continue;
      Record record;
      record.put_name(view.name());
      record.put_problem(view.problem());
      file.write(record.line());
      file.write("\n");
    }
    file.finish();
  }

  const Corpus& corpus_;
  const Duplicates& duplicates_;
  const DuplicateGroups& groups_;
  const std::function<std::string(std::string_view)>& path_of_;
  DedupeSummary& summary_;
};

}  // namespace

std::vector<std::string> report_files() {
  return {"groups.jsonl",
          "pairs.csv",
          "keep.txt",
          "drop.txt",
          "keep.npy",
          "drop.npy",
          "low_information.txt",
          "unchecked.jsonl"};
}

std::string csv_text(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) {
    return std::string(text);
  }
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

void write_report(const Corpus& corpus, const Duplicates& duplicates,
                  const DuplicateGroups& groups,
                  const std::function<std::string(std::string_view)>& path_of,
                  DedupeSummary& summary) {
  Report(corpus, duplicates, groups, path_of, summary).write();
}

}  // namespace sleeve
