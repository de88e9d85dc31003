#include "screen/run_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <utility>

#include "core/error.h"
#include "screen/csv.h"
#include "screen/disclosure_page.h"
#include "screen/evidence_rows.h"
#include "screen/path_list.h"
#include "screen/record.h"
#include "screen/rights/beside.h"
#include "screen/run_parameters.h"
#include "screen/team_report.h"
#include "screen/uid_list.h"
#include "screen/works_table.h"

namespace sleeve {
namespace {

namespace fs = std::filesystem;

class Output {
 public:
  explicit Output(fs::path file)
      : file_(std::move(file)), out_(file_, std::ios::binary) {
    check();
  }
  Output& operator<<(std::string_view text) {
    out_ << text;
    return *this;
  }
  void close() {
    out_.close();
    check();
  }

 private:
  void check() {
    if (out_) return;
    throw Error(ErrorCode::io_error,
                "\"" + file_.string() + "\" cannot be written.");
  }
  fs::path file_;
  std::ofstream out_;
};

std::string domain_of(const EvidenceRow& row) {
  const auto url = parse_url(row.url);
  return url ? url->host : "";
}

std::string present_channels(const EvidenceRow& row) {
  std::string list;
  for (const auto& [name, status] : row.channels) {
    if (status == "present") list += (list.empty() ? "" : " ") + name;
  }
  return list;
}

bool exists_now(const EvidenceRow& row) {
  std::error_code error;
  return fs::exists(row.shard.empty() ? row.path : row.shard, error);
}

constexpr char kColumns[] =
    "row,holder,artwork_id,title,artist,icpn,picture,sha256,source_domain,"
    "source_url,fetched_at,match,score,distance,expected_false_matches,"
    "reservation_channels,declarations,licence,verdict,rule,reason,"
    "reviewed_by,copy_exists,leaf_index,territories,collected_by,tool,dataset,"
    "page_url\n";

std::string csv_row(int64_t number, const EvidenceRow& row,
                    const ShownArtwork& artwork) {
  std::string line = std::to_string(number);
  for (const std::string& text :
       {artwork.holder,
        artwork.artwork_id,
        artwork.title,
        artwork.artist,
        artwork.icpn,
        row.path,
        row.sha256,
        domain_of(row),
        row.url,
        row.fetched_at,
        artwork.kind,
        fmt::format("{:.4f}", artwork.score),
        std::to_string(artwork.distance),
        fmt::format("{:.3g}", artwork.expected_false_matches),
        present_channels(row),
        artwork.declarations,
        artwork.licence,
        std::string(verdict_name(row.verdict)),
        row.rule,
        row.reason,
        row.reviewed_by,
        std::string(exists_now(row) ? "yes" : "no"),
        std::to_string(row.line - 1),
        artwork.territories,
        row.collected_by,
        row.tool,
        row.dataset,
        row.page_url}) {
    line += "," + csv_field(text);
  }
  return line + "\n";
}

struct Domain {
  std::string name;
  uint64_t bytes = 0;
  int64_t images = 0;
};

// Adds up what the template for the public summary asks for.
class Aggregates {
 public:
  void add(const EvidenceRow& row) {
    ++images_;
    ++verdicts_[verdict_name(row.verdict)];
    Domain& domain = domains_[domain_of(row)];
    domain.bytes += row.bytes;
    ++domain.images;
    for (const auto& [name, status] : row.channels) ++channels_[name][status];
    std::set<std::string> holders;
    for (const ShownArtwork& artwork : row.artworks) {
      holders.insert(artwork.holder);
    }
    for (const std::string& holder : holders) {
      ++holders_[holder][verdict_name(row.verdict)];
    }
  }

  std::string json() const {
    Record record;
    record.put("modality", "image");
    record.put("images_total", images_);
    record.put("size_bin", images_ < 1'000'000 ? "Less than 1 million images"
                           : images_ <= 1'000'000'000
                               ? "1 million to 1 billion images"
                               : "More than 1 billion images");
    record.put("verdicts", counts(verdicts_));
    record.put("domain_rule", "top 10 % of domains by bytes");
    record.put("domains_top", top_domains());
    record.put("protocols_honoured", channels());
    record.put("catalogue_checks", holders());
    return record.text() + "\n";
  }

 private:
  using CountMap = std::map<std::string, int64_t>;

  static Record counts(const CountMap& map) {
    Record record;
    for (const auto& [name, count] : map) record.put(name, count);
    return record;
  }

  std::vector<Record> top_domains() const {
    std::vector<Domain> all;
    for (const auto& [name, domain] : domains_) {
      if (!name.empty()) all.push_back({name, domain.bytes, domain.images});
    }
    std::stable_sort(
        all.begin(), all.end(),
        [](const Domain& a, const Domain& b) { return a.bytes > b.bytes; });
    all.resize((all.size() + 9) / 10);
    std::vector<Record> records;
    for (const Domain& domain : all) {
      Record record;
      record.put("domain", domain.name);
      record.put("bytes", domain.bytes);
      record.put("images", domain.images);
      records.push_back(std::move(record));
    }
    return records;
  }

  std::vector<Record> channels() const {
    std::vector<Record> records;
    for (const auto& [name, statuses] : channels_) {
      Record record;
      record.put("channel", name);
      for (const char* status :
           {"present", "absent", "malformed", "not_checked"}) {
        const auto found = statuses.find(status);
        record.put(std::string(status) + "_images",
                   found == statuses.end() ? int64_t{0} : found->second);
      }
      records.push_back(std::move(record));
    }
    return records;
  }

  std::vector<Record> holders() const {
    std::vector<Record> records;
    for (const auto& [holder, verdicts] : holders_) {
      Record record;
      record.put("holder", holder);
      record.put("images", counts(verdicts));
      records.push_back(std::move(record));
    }
    return records;
  }

  int64_t images_ = 0;
  CountMap verdicts_;
  std::map<std::string, Domain> domains_;
  std::map<std::string, CountMap> channels_;
  std::map<std::string, CountMap> holders_;
};

std::string read_parameters(const fs::path& run) {
  std::ifstream in(run / "run.json", std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(in), {});
}

// Where the artworks lie, as far as a catalogue can tell.
std::map<std::string, ArtworkPlace> places_of(
    const std::vector<std::string>& artworks, const fs::path& named,
    const std::string& of_run) {
  if (!named.empty()) return read_places(named, artworks);
  try {
    return read_places(of_run, artworks);
  } catch (const Error&) {  // it is gone: the ids may still lead to pictures
    return {};
  }
}

// A list that would leave rows out is none.
void write_uids(UidList& uids, const fs::path& file) {
  std::error_code error;
  fs::remove(file, error);
  if (!uids.is_whole()) return;
  Output out(file);
  out << uids.npy();
  out.close();
}

}  // namespace

ReportCounts write_report(const ReportOptions& options,
                          const DrawThumbnail& draw) {
  const std::string run_json = read_parameters(options.run);
  ToldParameters parameters = told_parameters(run_json);
  const fs::path& to = options.output;
  std::error_code error;
  fs::create_directories(to, error);
  Output disclosure(to / "disclosure.csv");
  Output page_file(to / "disclosure.html");
  PathList keep(to / "keep.txt");
  PathList drop(to / "drop.txt");
  UidList kept_uids, dropped_uids;
  disclosure << kColumns;
  ReportCounts counts;
  Aggregates aggregates;
  WorksTable works;
  DisclosurePage page;
  TeamReport team;
  for_each_row(options.run, [&](EvidenceRow row) {
    ++counts.pictures;
    aggregates.add(row);
    team.add(row, domain_of(row));
    const bool kept = is_kept(row.verdict);
    ++(kept ? counts.kept : counts.dropped);
    (kept ? keep : drop).add(row.path);
    (kept ? kept_uids : dropped_uids).add(row.uid);
    if (row.collected_by.empty()) row.collected_by = parameters["collected by"];
    if (row.tool.empty()) row.tool = parameters["tool"];
    for (const ShownArtwork& artwork : row.artworks) {
      if (!options.holder.empty() && artwork.holder != options.holder) continue;
      const int64_t number = ++counts.disclosed;
      disclosure << csv_row(number, row, artwork);
      works.add(row, artwork, exists_now(row));
      page.add(number, row, artwork, exists_now(row));
    }
  });
  const auto places =
      places_of(page.artworks(), options.catalogue, catalogue_of_run(run_json));
  page_file << page.html(counts.pictures, places, draw);
  Output summary(to / "eu_summary.json");
  summary << aggregates.json();
  write_uids(kept_uids, to / "keep.npy");
  write_uids(dropped_uids, to / "drop.npy");
  Output table(to / "works.csv");
  table << works.text();
  Output team_file(to / "team.txt");
  team_file << team.text(parameters);
  for (Output* output :
       {&disclosure, &page_file, &summary, &table, &team_file}) {
    output->close();
  }
  keep.finish();
  drop.finish();
  return counts;
}

}  // namespace sleeve
