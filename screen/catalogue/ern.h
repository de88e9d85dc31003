// Reads DDEX release notifications (ERN 3.4 to 4.3): what they say about the
// pictures of releases, and whose they are.
#ifndef SLEEVE_SCREEN_CATALOGUE_ERN_H_
#define SLEEVE_SCREEN_CATALOGUE_ERN_H_

#include <cstdint>
#include <string>
#include <vector>

#include "core/pixels.h"

namespace sleeve {

/// Texts are as the message has them, trimmed; absent ones are empty.
struct ErnParty {
  std::string name;
  std::string dpid;
  std::string isni;

  bool known() const { return !name.empty() || !dpid.empty() || !isni.empty(); }
  bool operator==(const ErnParty&) const = default;
};

struct ErnHash {
  std::string algorithm;  ///< as named: "MD5", "SHA-256", "SHA1"
  std::string value;      ///< hex or Base64

  bool operator==(const ErnHash&) const = default;
};

/// A file of the delivery, by its path from the message's folder.
struct ErnFile {
  std::string path;
  std::vector<ErnHash> hashes;
  int64_t line = 0;

  bool operator==(const ErnFile&) const = default;
};

struct ErnImage {
  std::string reference;  ///< "A2"
  std::string type;       ///< "FrontCoverImage"; may be inferred
  std::string id;         ///< proprietary
  std::string id_space;   ///< namespace of `id`, without "DPID:"
  std::string cline;
  std::string territories;  ///< as read_ern_territories() writes them
  std::string iscc;         ///< of a Fingerprint element
  ErnParty controller;      ///< the first
  std::vector<std::string> other_controllers;  ///< their names
  std::vector<ErnFile> files;
  int64_t line = 0;

  bool operator==(const ErnImage&) const = default;
};

struct ErnRelease {
  std::string reference;
  bool main = false;
  std::string title, artist, cline;
  std::string icpn, grid, catno;
  std::string isrc;  ///< of its recordings, with spaces between them
  ErnParty label;
  std::vector<std::string> resources;  ///< references, in order
  int deals = 0;
  std::string territories;  ///< of its deals
  bool taken_down = false;  ///< all deals say so
  std::string ends;  ///< the day of that: "2026-11-22"; empty when not told
  int64_t line = 0;

  bool operator==(const ErnRelease&) const = default;
};

/// A catalogue that changed hands.
struct ErnTransfer {
  std::string date;  ///< may be shorter than a day; empty when not told
  std::vector<std::string> releases;  ///< references
  ErnParty to;

  bool operator==(const ErnTransfer&) const = default;
};

/// A line of a batch's manifest.
struct ErnBatchEntry {
  ErnFile message;
  std::string icpn, grid;
  bool take_down = false;
  int64_t line = 0;

  bool operator==(const ErnBatchEntry&) const = default;
};

enum class ErnKind { release, purge, manifest, unknown };

/// A message, or as much of it as could be read.
struct ErnMessage {
  ErnKind kind = ErnKind::unknown;
  std::string version;  ///< "ern/43": the tail of its namespace
  std::string id;
  std::string created;  ///< "2024-05-16T00:00:00Z"
  ErnParty sender;
  bool update = false;    ///< says that it is one
  bool complete = false;  ///< read to its end without a fault
  std::vector<ErnImage> images;
  std::vector<ErnRelease> releases;  ///< of a purge: those to be purged
  std::vector<ErnTransfer> transfers;
  std::vector<ErnBatchEntry> batch;
  std::vector<std::string> faults;  ///< "7: Image A2: ..."; 7 is the line

  bool operator==(const ErnMessage&) const = default;
};

/// Reads a message by the local names of its elements, so that every version
/// and the usual wrong shapes are understood. Never throws at bad bytes: they
/// are faults. At most 64 MiB; document types are refused unread, and nothing
/// is fetched.
ErnMessage read_ern(Bytes bytes);

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_CATALOGUE_ERN_H_
