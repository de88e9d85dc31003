#include "screen/catalogue/ern.h"

#include <algorithm>
#include <map>
#include <utility>

#include "index/identifiers.h"
#include "screen/catalogue/ern_parts.h"
#include "screen/catalogue/xml_path.h"
#include "screen/rights/words.h"

namespace sleeve {
namespace {

constexpr size_t kMostBytes = size_t{64} << 20;

struct Kind {
  const char* element;
  ErnKind kind;
};
constexpr Kind kKinds[] = {{"NewReleaseMessage", ErnKind::release},
                           {"UpdateReleaseMessage", ErnKind::release},
                           {"PurgeReleaseMessage", ErnKind::purge},
                           {"ManifestMessage", ErnKind::manifest}};

ErnKind kind_of(std::string_view element) {
  for (const Kind& kind : kKinds) {
    if (element == kind.element) return kind.kind;
  }
  return ErnKind::unknown;
}

// "http://ddex.net/xml/ern/43" and "http://ddex.net/xml/ern/382" end in the
// version.
std::string version_of(const XmlNode& root) {
  std::string_view uri = root.ns();
  const size_t at = uri.find("/xml/");
  if (at != std::string_view::npos) uri.remove_prefix(at + 5);
  while (uri.ends_with('/')) uri.remove_suffix(1);
  return uri.empty() ? attribute(root, "MessageSchemaVersionId")
                     : std::string(uri);
}

// Where the parser stood when a document broke off: its last element.
std::string last_element(XmlNode node) {
  std::string name;
  for (int depth = 0; depth < 64; ++depth) {
    name = node.name();
    const XmlNode parent = node;
    for (const XmlNode child : parent.children()) node = child;
  }
  return name;
}

void read_header(const XmlNode& root, ErnMessage& message) {
  const auto header = find_first(root, "MessageHeader");
  if (!header) {
    message.faults.push_back(std::to_string(root.line()) +
                             ": MessageHeader: is missing");
    return;
  }
  message.id = text_at(*header, "MessageId");
  message.created = text_at(*header, "MessageCreatedDateTime");
  if (const auto sender = find_first(*header, "MessageSender")) {
    message.sender = read_ern_party(*sender);
  }
  if (message.created.empty()) {
    message.faults.push_back(std::to_string(header->line()) +
                             ": MessageCreatedDateTime: is missing");
  }
  message.update = text_at(root, "UpdateIndicator") == "UpdateMessage" ||
                   text_at(*header, "UpdateIndicator") == "UpdateMessage" ||
                   root.name() == "UpdateReleaseMessage";
}

void read_transfers(const XmlNode& root, ErnMessage& message) {
  for (const XmlNode& node : find_all(root, "CatalogTransfer")) {
    if (!is_true(text_at(node, "CatalogTransferCompleted"))) continue;
    ErnTransfer transfer;
    transfer.date = text_at(node, "EffectiveTransferDate");
    for (const XmlNode& reference : find_all(
             node, "CatalogReleaseReferenceList/CatalogReleaseReference")) {
      transfer.releases.emplace_back(trimmed(reference.text()));
    }
    if (const auto to = find_first(node, "TransferringTo")) {
      transfer.to = read_ern_party(*to);
    }
    if (transfer.to.known()) {
      message.transfers.push_back(std::move(transfer));
    } else {
      message.faults.push_back(std::to_string(node.line()) +
                               ": CatalogTransfer: names no new holder");
    }
  }
}

void read_batch(const XmlNode& root, ErnMessage& message) {
  for (const XmlNode& node : find_all(root, "MessageInBatch")) {
    ErnBatchEntry entry;
    entry.line = node.line();
    entry.message.line = node.line();
    entry.message.path = text_at(node, "URL");
    read_ern_hashes(node, entry.message.hashes);
    entry.icpn = first_text(node, {"IncludedReleaseId/ICPN", "ReleaseId/ICPN"});
    entry.grid = first_text(node, {"IncludedReleaseId/GRid", "ReleaseId/GRid"});
    entry.take_down =
        lower_case(text_at(node, "DeliveryType")).starts_with("takedown");
    message.batch.push_back(std::move(entry));
  }
}

void read_purged(const XmlNode& root, const ErnPartyList& parties,
                 ErnMessage& message) {
  for (const XmlNode& node : find_all(root, "PurgedRelease")) {
    message.releases.push_back(read_ern_release(node, parties));
  }
}

void read_root(const XmlNode& root, ErnMessage& message) {
  message.kind = kind_of(root.name());
  message.version = version_of(root);
  if (message.kind == ErnKind::unknown) {
    message.faults.push_back(std::to_string(root.line()) + ": " +
                             std::string(root.name()) +
                             ": is no message about releases");
    return;
  }
  read_header(root, message);
  const ErnPartyList parties = read_ern_parties(root);
  switch (message.kind) {
    case ErnKind::manifest:
      read_batch(root, message);
      break;
    case ErnKind::purge:
      read_purged(root, parties, message);
      break;
    default:
      read_ern_images(root, parties, message);
      read_ern_releases(root, parties, message);
      read_transfers(root, message);
      break;
  }
}

}  // namespace

ErnMessage read_ern(Bytes bytes) {
  ErnMessage message;
  const XmlDocument document = XmlDocument::parse(bytes, kMostBytes);
  message.complete = document.sound();
  if (!document.sound()) {
    const std::string where =
        document.has_root() ? last_element(document.root()) : "document";
    message.faults.push_back(std::to_string(document.fault_line()) + ": " +
                             where + ": " + document.fault());
  }
  if (document.has_root()) read_root(document.root(), message);
  return message;
}

}  // namespace sleeve
