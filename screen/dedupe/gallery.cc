#include "screen/dedupe/gallery.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <numeric>

#include "core/error.h"
#include "index/disk.h"
#include "screen/dedupe/duplicates.h"
#include "screen/dedupe/gallery_html.h"
#include "screen/dedupe/output_file.h"
#include "screen/dedupe/row_reader.h"
#include "screen/file_descriptor.h"
#include "screen/system_error.h"

namespace sleeve {
namespace {

constexpr char kSpool[] = "thumbnails.tmp";

// Thumbnails of some rows, on disk: pages want them in another order than
// shards give them.
class Spool {
 public:
  Spool(std::string path, std::vector<uint32_t> rows)
      : path_(std::move(path)), rows_(std::move(rows)), ends_(1) {
    file_ = FileDescriptor(
        ::open(path_.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0666));
    if (!file_) fail(errno);
    // It goes with this process, whatever ends it.
    ::unlink(path_.c_str());
  }

  const std::vector<uint32_t>& rows() const { return rows_; }

  // In the order of rows().
  void add(std::span<const uint8_t> bytes) {
    for (size_t written = 0; written < bytes.size();) {
      const ssize_t put =
          ::write(file_.get(), bytes.data() + written, bytes.size() - written);
      if (put < 0 && errno == EINTR) continue;
      if (put < 0) fail(errno);
      written += static_cast<size_t>(put);
    }
    ends_.push_back(ends_.back() + bytes.size());
  }

  std::vector<uint8_t> of(uint32_t row) const {
    const auto place = static_cast<size_t>(
        std::lower_bound(rows_.begin(), rows_.end(), row) - rows_.begin());
    std::vector<uint8_t> bytes(ends_[place + 1] - ends_[place]);
    const ssize_t got = ::pread(file_.get(), bytes.data(), bytes.size(),
                                static_cast<off_t>(ends_[place]));
    if (got != static_cast<ssize_t>(bytes.size())) fail(got < 0 ? errno : EIO);
    return bytes;
  }

 private:
  [[noreturn]] void fail(int error) const {
    throw Error(ErrorCode::io_error,
                "The file \"" + path_ +
                    "\" cannot be written: " + system_reason(error) + ".");
  }

  std::string path_;
  std::vector<uint32_t> rows_;  ///< ascending
  std::vector<uint64_t> ends_;  ///< [rows + 1]
  FileDescriptor file_;
};

class Gallery {
 public:
  Gallery(const Corpus& corpus, const Duplicates& duplicates,
          const DuplicateGroups& groups, const GalleryOptions& options,
          std::string folder)
      : corpus_(corpus),
        duplicates_(duplicates),
        groups_(groups),
        options_(options),
        folder_(std::move(folder)) {}

  size_t write(Fingerprinter& fingerprinter) {
    sort_groups();
    make_directories(folder_);
    Spool spool(file(kSpool), shown_rows());
    draw(spool, fingerprinter);
    const size_t pages =
        (order_.size() + kGalleryPageGroups - 1) / kGalleryPageGroups;
    for (size_t page = 1; page <= pages; ++page) {
      write_page(page, pages, spool);
    }
    remove_later_pages(pages);
    write_index(pages);
    return pages;
  }

 private:
  std::string file(const std::string& name) const {
    return (std::filesystem::path(folder_) / name).string();
  }

  uint64_t saved(const DuplicateGroup& group) const {
    uint64_t bytes = 0;
    for (const uint32_t row : group.members) {
      bytes += corpus_.numbers(row).bytes;
    }
    return bytes;
  }

  void sort_groups() {
    std::vector<uint64_t> bytes(groups_.size());
    for (size_t i = 0; i < groups_.size(); ++i) bytes[i] = saved(groups_[i]);
    order_.resize(groups_.size());
    std::iota(order_.begin(), order_.end(), 0);
    std::stable_sort(order_.begin(), order_.end(),
                     [&](size_t a, size_t b) { return bytes[a] > bytes[b]; });
    if (options_.most_groups != 0 && order_.size() > options_.most_groups) {
      order_.resize(options_.most_groups);
    }
  }

  static std::span<const uint32_t> shown(const DuplicateGroup& group) {
    return group.members.first(
        std::min(group.members.size(), kGalleryMembers - 1));
  }

  std::vector<uint32_t> shown_rows() const {
    std::vector<uint32_t> rows;
    for (const size_t i : order_) {
      const DuplicateGroup group = groups_[i];
      rows.push_back(group.keeper);
      rows.insert(rows.end(), shown(group).begin(), shown(group).end());
    }
    std::sort(rows.begin(), rows.end());
    return rows;
  }

  void draw(Spool& spool, Fingerprinter& fingerprinter) {
    int64_t done = 0;
    const auto all = static_cast<double>(spool.rows().size());
    const auto take = [&](uint32_t, const Look* look) {
      spool.add(look ? look->thumbnail : std::span<const uint8_t>());
      ++done;
      if (options_.progress) {
        options_.progress(done, static_cast<double>(done) / all);
      }
    };
    look_at_rows(corpus_, spool.rows(), LookFor::thumbnail, options_.threads,
                 options_.source, fingerprinter, take);
  }

  std::string picture(uint32_t row, uint32_t keeper, const Spool& spool) const {
    const RecordView record = corpus_.row(row);
    const std::vector<uint8_t> thumbnail = spool.of(row);
    GalleryPicture shown;
    shown.path = record.path();
    shown.rows = record.numbers().rows;
    shown.columns = record.numbers().columns;
    shown.bytes = record.numbers().bytes;
    shown.thumbnail = thumbnail;
    if (row != keeper) {
      shown.distance = distance(corpus_, row, keeper);
      shown.kind =
          duplicate_kind_name(kind_of(corpus_, duplicates_, row, keeper));
    }
    return picture_html(shown);
  }

  void write_page(size_t page, size_t pages, const Spool& spool) {
    OutputFile html(file(page_file(page)));
    html.write(page_head(page, pages));
    const size_t begin = (page - 1) * kGalleryPageGroups;
    const size_t end = std::min(order_.size(), begin + kGalleryPageGroups);
    for (size_t i = begin; i < end; ++i) {
      const DuplicateGroup group = groups_[order_[i]];
      html.write(group_head(i + 1, group.members.size() + 1, saved(group)));
      html.write(picture(group.keeper, group.keeper, spool));
      for (const uint32_t row : shown(group)) {
        html.write(picture(row, group.keeper, spool));
      }
      html.write(group_tail(group.members.size() - shown(group).size()));
    }
    html.write(page_tail());
    html.finish();
  }

  // Pages of an earlier run that had more of them.
  void remove_later_pages(size_t pages) const {
    for (size_t page = pages + 1;; ++page) {
      if (::unlink(file(page_file(page)).c_str()) != 0) return;
    }
  }

  void write_index(size_t pages) const {
    OutputFile html(file(page_file(0)));
    html.write(page_head(0, pages));
    html.write("<h1>Duplicates</h1><p>" + std::to_string(groups_.size()) +
               " groups, those that save most first; " +
               std::to_string(order_.size()) + " of them on " +
               std::to_string(pages) + " pages.</p>\n<nav>");
    for (size_t page = 1; page <= pages; ++page) {
      const std::string number = std::to_string(page);
      html.write("<a href=\"" + page_file(page) + "\">" + number + "</a>\n");
    }
    html.write("</nav>" + page_tail());
    html.finish();
  }

  const Corpus& corpus_;
  const Duplicates& duplicates_;
  const DuplicateGroups& groups_;
  const GalleryOptions& options_;
  std::string folder_;
  std::vector<size_t> order_;  ///< groups as they are shown
};

}  // namespace

size_t write_gallery(const Corpus& corpus, const Duplicates& duplicates,
                     const DuplicateGroups& groups,
                     const GalleryOptions& options,
                     Fingerprinter& fingerprinter, const std::string& folder) {
  return Gallery(corpus, duplicates, groups, options, folder)
      .write(fingerprinter);
}

}  // namespace sleeve
