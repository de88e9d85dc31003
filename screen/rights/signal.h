// One statement about rights, and what all statements about a picture say.
#ifndef SLEEVE_SCREEN_RIGHTS_SIGNAL_H_
#define SLEEVE_SCREEN_RIGHTS_SIGNAL_H_

#include <array>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <vector>

namespace sleeve {

/// Where a statement was looked for. The names are part of the records that
/// Sleeve writes (channel_name()): append, never rename.
enum class Channel : uint8_t {
  xmp_plus,             ///< XMP: PLUS data mining and what it points to
  xmp_rights,           ///< XMP: all other fields about rights
  iptc_iim,             ///< IPTC-IIM datasets
  exif,                 ///< EXIF copyright, artist, comments
  photoshop,            ///< Photoshop's copyright flag and address
  text,                 ///< text of PNG, comments of JPEG and GIF
  c2pa_training,        ///< C2PA 1.x: c2pa.training-mining
  cawg_training,        ///< CAWG 1.1: cawg.training-mining
  c2pa_metadata,        ///< C2PA: metadata assertions
  http_x_robots,        ///< HTTP: X-Robots-Tag
  http_tdmrep,          ///< HTTP: tdm-reservation, tdm-policy
  http_content_usage,   ///< HTTP: Content-Usage (IETF AIPREF)
  site_robots,          ///< robots.txt: rules for crawlers
  site_content_usage,   ///< robots.txt: Content-Usage
  site_content_signal,  ///< robots.txt: Content-Signal
  site_rsl,             ///< robots.txt or Link: RSL licence
  site_tdmrep,          ///< /.well-known/tdmrep.json
  site_ai_txt,          ///< /ai.txt
  html_meta,            ///< meta elements of the page
};

inline constexpr int kChannels = 19;

/// The channels up to this one are read from the picture's own bytes.
inline constexpr int kEmbeddedChannels = 9;

/// For example "xmp.plus".
const char* channel_name(Channel channel);

/// Appended, never renumbered; the larger wins when two readings are joined.
enum class ChannelStatus : uint8_t {
  not_checked,  ///< nobody looked; never to be taken for absent
  absent,       ///< looked, and there is nothing
  present,      ///< there is at least one signal
  malformed,    ///< something is there, or may be, that cannot be read
};

inline constexpr int kChannelStatuses = 4;

const char* status_name(ChannelStatus status);

/// What a statement says about one use; the larger wins.
enum class Effect : uint8_t {
  unknown,
  permitted,
  conditional,  ///< reserved, unless a condition is met
  reserved,
};

inline constexpr int kEffects = 4;

const char* effect_name(Effect effect);

/// The uses that statements tell apart.
enum class Use : uint8_t {
  generative_training,
  training,      ///< of models that do not generate
  data_mining,   ///< any other automated analysis
  inference,     ///< as input of a trained model
  search_index,  ///< to be found by a search engine
};

inline constexpr int kUses = 5;

/// For example "generative_training".
const char* use_name(Use use);

using Effects = std::array<Effect, kUses>;

inline Effect& effect_of(Effects& effects, Use use) {
  return effects[static_cast<size_t>(use)];
}

inline Effect effect_of(const Effects& effects, Use use) {
  return effects[static_cast<size_t>(use)];
}

/// In which form a statement is made; courts weigh them differently.
enum class Form : uint8_t {
  machine_readable,
  natural_language,  ///< words that reserve; the span is in Signal::raw
  notice,            ///< names an owner, a licence or a contact; no more
};

inline constexpr int kForms = 3;

const char* form_name(Form form);

/// How far the statement was proven to belong to these bytes.
enum class Verification : uint8_t {
  unsigned_claim,    ///< anybody may have written it
  not_checked,       ///< a signature is there that was not checked
  binding_ok,        ///< a hash in the manifest fits the picture's bytes
  binding_failed,    ///< it does not
  signature_failed,  ///< the manifest's signature, or a hash that it signs,
                     ///< is wrong
  signature_ok,      ///< binding_ok, and signed; by whom, nobody vouches
  trusted,           ///< binding_ok, and signed by one whom the user trusts
};

inline constexpr int kVerifications = 7;

const char* verification_name(Verification verification);

/// What a statement covers: this picture, its address, its page, its site.
enum class Scope : uint8_t { asset, url, page, origin };

inline constexpr int kScopes = 4;

const char* scope_name(Scope scope);

/// One statement, as found.
struct Signal {
  Channel channel = Channel::xmp_plus;
  std::string carrier;  ///< the field: "plus:DataMining", "IPTC 2:116"
  std::string place;    ///< where it lies: "JPEG APP1 at 20"
  Form form = Form::notice;
  Scope scope = Scope::asset;
  Verification verification = Verification::unsigned_claim;
  Effects effects{};  ///< for each Use
  std::string raw;    ///< the text as found, at most kRawBytes of it
  std::string note;   ///< what is odd about it; mostly empty

  bool operator==(const Signal&) const = default;
};

inline constexpr size_t kRawBytes = 4096;

/// More signals than this in one picture are a malformed channel.
inline constexpr size_t kMaxSignals = 96;

inline constexpr size_t kMaxFaults = 16;

/// A hash over the picture's bytes that a C2PA manifest claims, which whoever
/// has the bytes may check.
struct HashBinding {
  struct Range {
    uint64_t start = 0;
    uint64_t length = 0;
    bool operator==(const Range&) const = default;
  };
  std::string algorithm;          ///< "sha256"
  std::string hash;               ///< raw bytes
  std::vector<Range> exclusions;  ///< in rising order, not overlapping
  bool operator==(const HashBinding&) const = default;
};

/// The signature of the active C2PA manifest, and what it signs: to be checked
/// by whoever knows whom to trust.
struct SignedClaim {
  struct Part {
    std::string label;  ///< of the assertion
    std::string bytes;  ///< of its superbox, without the box's header
    bool operator==(const Part&) const = default;
  };
  std::string claim;        ///< CBOR
  std::string signature;    ///< COSE_Sign1
  std::vector<Part> parts;  ///< the assertions that gave signals or bindings
  bool operator==(const SignedClaim&) const = default;
};

/// All that was found about one picture. A report that nobody filled says
/// not_checked everywhere.
struct RightsReport {
  std::array<ChannelStatus, kChannels> statuses{};
  std::vector<Signal> signals;        ///< in the order of the bytes
  std::vector<HashBinding> bindings;  ///< of the active C2PA manifest
  std::vector<SignedClaim> claims;    ///< of the same; one at most
  std::vector<std::string> faults;  ///< why channels are malformed, for people

  ChannelStatus status(Channel channel) const {
    return statuses[static_cast<size_t>(channel)];
  }
  /// Raises the status of a channel; never lowers it.
  void raise(Channel channel, ChannelStatus status);
  /// Marks channels malformed and keeps the first kMaxFaults reasons.
  void fault(std::initializer_list<Channel> channels, const std::string& place,
             const std::string& what);
  /// Adds a signal, cut to kRawBytes, and marks its channel present. What is
  /// beyond kMaxSignals, and repeats of the same statement, are left out.
  void add(Signal signal);
  /// Joins what another reading of the same picture found.
  void join(RightsReport other);

  bool operator==(const RightsReport&) const = default;
};

/// The strictest effect that the machine-readable signals have on `use`, and
/// whether they contradict each other (one permits what another reserves).
struct Ruling {
  Effect effect = Effect::unknown;
  bool conflict = false;
};
Ruling ruling(const std::vector<Signal>& signals, Use use);

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_RIGHTS_SIGNAL_H_
