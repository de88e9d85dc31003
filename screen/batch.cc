#include "screen/batch.h"

#include <span>
#include <utility>

#include "index/sha256.h"
#include "screen/hash_binding.h"
#include "screen/stored_fingerprints.h"

namespace sleeve {
namespace {

// Larger pictures go alone, so that a batch of files stays small in memory.
constexpr size_t kSmallBytes = kBatchBytes / kBatchRows;

// Reads a picture that is still a file, and digests it.
void read(Row& row, const SourceOptions& options) {
  read_bytes(row.item, options);
  const auto& bytes = row.item.bytes;
  row.evidence.name = std::move(row.item.name);
  row.evidence.problem = std::move(row.item.problem);
  if (bytes.empty()) return;
  row.evidence.sha256 = sha256_hex(bytes.data(), bytes.size());
  row.evidence.bytes = bytes.size();
}

// Tells of regions where they lie in the picture with its bars.
void shift(std::vector<Match>& matches, const Picture& picture) {
  for (Match& match : matches) {
    for (Point& corner : match.region) {
      corner.x += picture.column;
      corner.y += picture.row;
    }
  }
}

// What the picture was before it was resized, if it is known.
Origin origin_of(const Item& item) {
  if (item.origin != Origin{} || item.sidecars.json.empty()) return item.origin;
  return read_origin(item.sidecars);
}

// Recognises pictures that were read, and lets go of their bytes.
void recognise(std::span<Row* const> rows, Fingerprinter& fingerprinter,
               const Matcher& matcher, const TrustAnchors* trust) {
  std::vector<Bytes> pictures;
  std::vector<Origin> origins;
  for (const Row* row : rows) {
    pictures.emplace_back(row->item.bytes);
    origins.push_back(origin_of(row->item));
  }
  auto results = fingerprinter.examine(pictures, origins, matcher.effort());
  for (size_t i = 0; i < rows.size(); ++i) {
    Evidence& evidence = rows[i]->evidence;
    evidence.rights = std::move(results[i].rights);
    check_bindings(evidence.rights, pictures[i]);
    if (trust != nullptr) check_signatures(evidence.rights, *trust);
    rows[i]->item.bytes = {};
    const auto& picture = results[i].picture;
    if (picture) {
      evidence.fingerprint = picture->fingerprints[0];
      evidence.found = matcher.match(*picture);
      evidence.content_row = picture->row;
      evidence.content_column = picture->column;
      shift(evidence.found.matches, *picture);
      shift(evidence.found.candidates, *picture);
      rows[i]->stored = stored_records(&*picture);
    } else {
      evidence.problem = picture.problem();
    }
  }
}

}  // namespace

void find_owners(Evidence& evidence, const Ownership& ownership) {
  evidence.works.clear();
  for (const Match& match : evidence.found.matches) {
    evidence.works.push_back(
        ownership.rights.of(match.artwork_id, ownership.date, ownership.uses));
  }
}

void check_batch(Batch& batch, const SourceOptions& options,
                 Fingerprinter& fingerprinter, const Matcher& matcher,
                 const Policy& policy, const SiteSnapshot* sites,
                 const Ownership* ownership, const Reviews* reviews,
                 const TrustAnchors* trust) {
  std::vector<Row*> small;
  for (Row& row : batch.rows) {
    read(row, options);
    Row* const alone = &row;
    if (row.item.bytes.size() > kSmallBytes) {
      recognise({&alone, 1}, fingerprinter, matcher, trust);
    } else if (!row.item.bytes.empty()) {
      small.push_back(alone);
    }
  }
  recognise(small, fingerprinter, matcher, trust);
  for (Row& row : batch.rows) {
    Evidence& evidence = row.evidence;
    evidence.provenance =
        read_beside(row.item.sidecars, sites, evidence.rights);
    if (ownership != nullptr) find_owners(evidence, *ownership);
    judge_evidence(row.evidence, policy, reviews);
    row.line = evidence_line(row.evidence);
    row.finding = finding_of(row.evidence);
    if (row.stored.empty()) row.stored = stored_records(nullptr);
  }
  batch.done = true;
}

}  // namespace sleeve
