#include "screen/verify_run.h"

#include <fstream>
#include <iterator>
#include <vector>

#include "core/error.h"
#include "screen/record.h"
#include "screen/run_log.h"
#include "screen/sealed_files.h"

namespace sleeve {
namespace {

namespace fs = std::filesystem;

std::string read_whole(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) {
    throw Error(ErrorCode::not_found,
                "There is no file \"" + file.string() +
                    "\". Name the output directory of a finished run.");
  }
  return std::string(std::istreambuf_iterator<char>(in), {});
}

SignedCheckpoint read_checkpoint(const fs::path& run) {
  auto note = parse_checkpoint(read_whole(run / kCheckpointFile));
  if (note && (note->has_digest || !note->signatures.empty())) return *note;
  throw Error(ErrorCode::corrupt, "\"" + (run / kCheckpointFile).string() +
                                      "\" is no checkpoint, or was changed.");
}

// Whether the note is signed by `key`; where none is given, by the run's own
// key, which proves only that the parts of the run fit together.
bool has_right_signature(const fs::path& run, const SignedCheckpoint& note,
                         const std::optional<VerifierKey>& key) {
  if (key) return is_signed_by(note, *key);
  const fs::path own = run / kVerifierFile;
  if (!fs::exists(own)) return true;
  const std::string text = read_whole(own);
  const auto parsed = parse_verifier(text);
  return parsed && verifier_text(*parsed) + "\n" == text &&
         is_signed_by(note, *parsed);
}

// The digests of leaves.bin, one by one.
class Leaves {
 public:
  explicit Leaves(const fs::path& file) : in_(file, std::ios::binary) {}

  bool next(Sha256Digest& digest) {
    in_.read(reinterpret_cast<char*>(digest.data()), digest.size());
    return in_.gcount() == static_cast<std::streamsize>(digest.size());
  }

 private:
  std::ifstream in_;
};

// Reads evidence and leaves side by side.
class RunReader {
 public:
  RunReader(const fs::path& run, const char* lines_file,
            const Checkpoint& checkpoint, uint64_t earlier_size)
      : evidence_(run / lines_file, std::ios::binary),
        leaves_(run / kLeavesFile),
        checkpoint_(checkpoint),
        earlier_size_(earlier_size) {
    if (!evidence_) read_whole(run / lines_file);
  }

  void read() {
    if (earlier_size_ == 0) earlier_root = MerkleRoot().root();
    for (std::string line; std::getline(evidence_, line);) {
      if (evidence_.eof()) torn = true;  // no newline at its end
      const Sha256Digest leaf = merkle_leaf(line);
      lines.add(leaf);
      if (lines.size() == earlier_size_) earlier_root = lines.root();
      Sha256Digest kept;
      if (!leaves_.next(kept)) {
        missing_leaves = true;
        continue;
      }
      kept_leaves.add(kept);
      if (kept != leaf && first_unlike == 0) {
        first_unlike = static_cast<int64_t>(lines.size());
      }
    }
    Sha256Digest further;
    while (leaves_.next(further)) kept_leaves.add(further);
  }

  bool lines_fit() const { return !torn && fits(lines); }
  bool leaves_fit() const { return fits(kept_leaves); }

  MerkleRoot lines;
  MerkleRoot kept_leaves;
  std::optional<Sha256Digest> earlier_root;
  int64_t first_unlike = 0;  ///< line, from 1
  bool torn = false;
  bool missing_leaves = false;

 private:
  bool fits(const MerkleRoot& tree) const {
    return tree.size() == checkpoint_.size && tree.root() == checkpoint_.root;
  }

  std::ifstream evidence_;
  Leaves leaves_;
  const Checkpoint& checkpoint_;
  uint64_t earlier_size_;
};

void judge_records(const RunReader& reader, const std::string& lines_file,
                   RunCheck& check) {
  const auto fail = [&](RunCheck::State state, const std::string& fault) {
    check.state = state;
    check.fault = fault;
  };
  if (reader.lines_fit()) {
    if (reader.leaves_fit()) return;
    return fail(RunCheck::State::bad_log,
                "leaves.bin was changed; " + lines_file + " itself is sound.");
  }
  if (reader.leaves_fit() && reader.first_unlike > 0) {
    check.line = reader.first_unlike;
    return fail(RunCheck::State::bad_record,
                "Line " + std::to_string(check.line) + " of " + lines_file +
                    " is the first that was changed.");
  }
  if (reader.lines.size() != check.checkpoint.size || reader.torn) {
    return fail(RunCheck::State::bad_log,
                lines_file + " has " + std::to_string(reader.lines.size()) +
                    (reader.torn ? " lines, the last torn," : " lines,") +
                    " the checkpoint tells of " +
                    std::to_string(check.checkpoint.size) + ".");
  }
  check.line = reader.first_unlike;
  fail(RunCheck::State::bad_log,
       check.line > 0
           ? "Neither evidence nor leaves fit the checkpoint; they differ "
             "first at line " +
                 std::to_string(check.line) + "."
           : "The checkpoint is of another log.");
}

}  // namespace

const char* state_name(RunCheck::State state) {
  static constexpr const char* kNames[] = {"sound",         "bad_record",
                                           "bad_log",       "bad_file",
                                           "bad_signature", "not_extension"};
  return kNames[static_cast<size_t>(state)];
}

RunCheck verify_reviews(const fs::path& run) {
  RunCheck check;
  const fs::path folder = run / kReviewsFolder;
  if (!fs::exists(folder / kReviewsFile)) return check;
  const SignedCheckpoint note = read_checkpoint(folder);
  check.checkpoint = note.checkpoint;
  RunReader reader(folder, kReviewsFile, note.checkpoint, 0);
  reader.read();
  check.records = static_cast<int64_t>(reader.lines.size());
  judge_records(reader, kReviewsFile, check);
  if (check.state == RunCheck::State::sound &&
      !has_right_signature(folder, note, {})) {
    check.state = RunCheck::State::bad_signature;
    check.fault = "The checkpoint is not signed by its checkpoint.key.";
  }
  return check;
}

RunCheck verify_run(const fs::path& run, const std::optional<VerifierKey>& key,
                    const std::optional<SignedCheckpoint>& earlier) {
  const SignedCheckpoint note = read_checkpoint(run);
  RunCheck check;
  check.checkpoint = note.checkpoint;
  RunReader reader(run, kEvidenceFile, note.checkpoint,
                   earlier ? earlier->checkpoint.size : 0);
  reader.read();
  check.records = static_cast<int64_t>(reader.lines.size());
  judge_records(reader, kEvidenceFile, check);
  if (check.state != RunCheck::State::sound) return check;
  const std::string broken = first_broken_seal(run, note.checkpoint.files);
  const bool signature = has_right_signature(run, note, key);
  check.is_signed = key && signature;
  if (!broken.empty()) {
    check.state = RunCheck::State::bad_file;
    check.fault = broken + " is not the file that the checkpoint tells of.";
  } else if (!signature) {
    check.state = RunCheck::State::bad_signature;
    check.fault = "The checkpoint is not signed by " +
                  (key ? key->origin : "its checkpoint.key") + ".";
  } else if (earlier && (earlier->checkpoint.origin != note.checkpoint.origin ||
                         !reader.earlier_root ||
                         *reader.earlier_root != earlier->checkpoint.root)) {
    check.state = RunCheck::State::not_extension;
    check.fault = "The earlier checkpoint is no beginning of this log.";
  }
  return check;
}

std::string prove_line(const fs::path& run, int64_t line) {
  const SignedCheckpoint note = read_checkpoint(run);
  std::vector<Sha256Digest> leaves;
  std::ifstream in(run / "evidence.jsonl", std::ios::binary);
  for (std::string text; std::getline(in, text);) {
    leaves.push_back(merkle_leaf(text));
  }
  const auto count = static_cast<int64_t>(leaves.size());
  if (line < 1 || line > count) {
    throw Error(ErrorCode::invalid_argument,
                "The evidence has no line " + std::to_string(line) +
                    ", only 1 to " + std::to_string(count) + ".");
  }
  const auto index = static_cast<uint64_t>(line - 1);
  std::vector<std::string> path;
  for (const Sha256Digest& digest : inclusion_proof(leaves, index)) {
    path.push_back(to_hex(digest));
  }
  Record record;
  record.put("leaf_index", index);
  record.put("tree_size", static_cast<uint64_t>(count));
  record.put("leaf", to_hex(leaves[index]));
  record.put("root", to_hex(note.checkpoint.root));
  record.put("path", path);
  return record.line();
}

}  // namespace sleeve
