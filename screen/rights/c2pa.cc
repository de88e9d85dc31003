// Reads training and mining assertions, metadata assertions and hash bindings
// from a C2PA manifest store (JUMBF, ISO 19566-5; C2PA 2.2; CAWG 1.1).
#include <algorithm>
#include <cctype>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/header_boxes.h"
#include "screen/rights/cbor.h"
#include "screen/rights/fields.h"
#include "screen/rights/inflate.h"
#include "screen/rights/json_depth.h"
#include "screen/rights/protocols.h"
#include "screen/rights/words.h"

namespace sleeve {
namespace {

using Json = nlohmann::json;
using std::string_view_literals::operator""sv;

constexpr int kMaxDepth = 32;
constexpr size_t kMaxJsonBytes = 1 << 20;
constexpr size_t kMaxManifests = 64;
constexpr size_t kUuidBytes = 16;

// A superbox: its type, label, and where its content lies.
struct Super {
  std::string type;  ///< first four bytes of its type: "c2as"
  std::string label;
  uint64_t start = 0;  ///< of its description box
  uint64_t content = 0;
  uint64_t end = 0;
};

// "cawg.training-mining__2" is another "cawg.training-mining".
std::string_view base_label(std::string_view label) {
  const size_t at = label.rfind("__");
  if (at == std::string_view::npos || at + 2 == label.size()) return label;
  const std::string_view number = label.substr(at + 2);
  const bool digits = std::all_of(number.begin(), number.end(),
                                  [](char c) { return c >= '0' && c <= '9'; });
  return digits ? label.substr(0, at) : label;
}

class StoreReader {
 public:
  StoreReader(Bytes store, const std::string& place, RightsReport& report,
              size_t& budget)
      : store_(store, HeaderBytes::Order::big),
        place_(place),
        report_(report),
        budget_(budget) {}

  void read() {
    const bool whole =
        for_each_box(store_, 0, store_.size(), [&](const Box& box) {
          if (!store_.is(box.type, "jumb")) return;
          const auto super = open(box);
          if (!super) return malformed();
          if (super->type == "c2pa") read_store(*super);
        });
    if (!whole) malformed();
  }

 private:
  void malformed() {
    report_.fault({Channel::c2pa_training, Channel::cawg_training,
                   Channel::c2pa_metadata},
                  place_, "the C2PA manifest store is damaged");
  }

  // The description box of a superbox, and what stands behind it.
  std::optional<Super> open(const Box& box) {
    const uint64_t size = store_.u32(box.start);
    if (!store_.is(box.start + 4, "jumd") || size < 8 + kUuidBytes + 1 ||
        size > box.end - box.start) {
      return std::nullopt;
    }
    const uint64_t uuid = box.start + 8;
    Super super;
    super.type = as_text(store_.part(uuid, 4));
    if ((store_.u8(uuid + kUuidBytes) & 2) != 0) {
      const uint64_t label = uuid + kUuidBytes + 1;
      const std::string_view rest =
          as_text(store_.part(label, box.start + size - label));
      super.label = rest.substr(0, rest.find('\0'));
    }
    super.start = box.start;
    super.content = box.start + size;
    super.end = box.end;
    return super;
  }

  template <class Visit>
  void each_super(const Super& parent, const Visit& visit) {
    const bool whole =
        for_each_box(store_, parent.content, parent.end, [&](const Box& box) {
          if (!store_.is(box.type, "jumb")) return;
          const auto super = open(box);
          if (super) {
            visit(*super);
          } else {
            malformed();
          }
        });
    if (!whole) malformed();
  }

  // The last manifest is the active one; the others tell about ingredients.
  void read_store(const Super& store) {
    std::vector<Super> manifests;
    each_super(store, [&](const Super& super) {
      const bool manifest =
          super.type == "c2ma" || super.type == "c2um" || super.type == "c2cm";
      if (manifest) manifests.push_back(super);
    });
    if (manifests.size() > kMaxManifests) malformed();
    const size_t first =
        manifests.size() - std::min(manifests.size(), kMaxManifests);
    for (size_t i = first; i < manifests.size(); ++i) {
      read_manifest(manifests[i], i + 1 == manifests.size(), 0);
    }
  }

  void read_manifest(const Super& manifest, bool active, int depth) {
    if (depth > kMaxDepth) return malformed();
    if (manifest.type == "c2cm") return read_packed(manifest, active);
    if (active) signed_claim_ = {};
    each_super(manifest, [&](const Super& part) {
      signed_ |= part.type == "c2cs";
      if (active && part.type == "c2cs") signed_claim_.signature = cbor(part);
      if (active && part.type == "c2cl") signed_claim_.claim = cbor(part);
    });
    each_super(manifest, [&](const Super& part) {
      if (part.type != "c2as") return;
      each_super(part, [&](const Super& assertion) {
        read_assertion(manifest, assertion, active);
      });
    });
    if (active) keep_claim();
  }

  // The bytes of a CBOR content box; empty when there is none.
  std::string cbor(const Super& super) {
    std::string bytes;
    for_each_box(store_, super.content, super.end, [&](const Box& box) {
      if (!store_.is(box.type, "cbor")) return;
      bytes = as_text(store_.part(box.start, box.end - box.start));
    });
    return bytes;
  }

  void keep_part(const Super& assertion) {
    signed_claim_.parts.push_back(
        {assertion.label,
         std::string(as_text(
             store_.part(assertion.start, assertion.end - assertion.start)))});
  }

  void keep_claim() {
    constexpr size_t kMaxClaimBytes = 64 << 10;
    size_t bytes = signed_claim_.claim.size() + signed_claim_.signature.size();
    for (const auto& part : signed_claim_.parts) bytes += part.bytes.size();
    const bool whole =
        !signed_claim_.claim.empty() && !signed_claim_.signature.empty();
    if (!whole || bytes > kMaxClaimBytes ||
        signed_claim_.parts.size() > kMaxSignals) {
      return;
    }
    report_.claims = {std::move(signed_claim_)};
  }

  void read_packed(const Super& manifest, bool active) {
    for_each_box(store_, manifest.content, manifest.end, [&](const Box& box) {
      if (!store_.is(box.type, "brob")) return;
      // The type of the packed box comes first: "jumb".
      Bytes data = store_.part(box.start, box.end - box.start);
      if (store_.is(box.start, "jumb")) data = data.subspan(4);
      const auto unpacked = inflate_brotli(data, budget_);
      if (!unpacked) return malformed();
      budget_ -= unpacked->size();
      StoreReader inner(as_bytes(*unpacked), place_, report_, budget_);
      inner.read_unpacked(active);
    });
  }

  void read_unpacked(bool active) {
    const bool whole =
        for_each_box(store_, 0, store_.size(), [&](const Box& box) {
          if (!store_.is(box.type, "jumb")) return;
          const auto super = open(box);
          // A packed manifest within a packed manifest is nobody's.
          if (!super || super->type == "c2cm") return malformed();
          read_manifest(*super, active, 1);
        });
    if (!whole) malformed();
  }

  void read_assertion(const Super& manifest, const Super& assertion,
                      bool active) {
    const std::string_view label = base_label(assertion.label);
    place_in_store_ = place_ + ", manifest " + manifest.label;
    if (!active) place_in_store_ += " (ingredient)";
    const size_t signals = report_.signals.size();
    const size_t bindings = report_.bindings.size();
    read_content(assertion, label, active);
    const bool said = report_.signals.size() != signals ||
                      report_.bindings.size() != bindings;
    if (active && said) keep_part(assertion);
  }

  void read_content(const Super& assertion, std::string_view label,
                    bool active) {
    if (label == "c2pa.training-mining" || label == "cawg.training-mining") {
      return read_training(assertion, label == "c2pa.training-mining"
                                          ? Channel::c2pa_training
                                          : Channel::cawg_training);
    }
    if (label == "c2pa.hash.data") {
      if (active) read_binding(assertion);
      return;
    }
    const bool metadata =
        label == "cawg.metadata" || label == "c2pa.metadata" ||
        label.starts_with("stds.iptc") ||
        label == "stds.schema-org.CreativeWork" || label == "stds.exif";
    if (metadata) read_metadata(assertion);
  }

  // The content box of an assertion, as CBOR; JSON becomes the same tree.
  std::optional<Cbor> content(const Super& assertion) {
    std::optional<Cbor> tree;
    for_each_box(store_, assertion.content, assertion.end, [&](const Box& box) {
      const Bytes data = store_.part(box.start, box.end - box.start);
      if (store_.is(box.type, "cbor")) tree = read_cbor(data);
      if (store_.is(box.type, "json")) tree = read_json(data);
    });
    return tree;
  }

  static std::optional<Cbor> read_json(Bytes data) {
    if (data.size() > kMaxJsonBytes) return std::nullopt;
    const Json json = Json::parse(shallow_json(as_text(data)), nullptr, false);
    if (json.is_discarded()) return std::nullopt;
    return from_json(json, 0);
  }

  static std::optional<Cbor> from_json(const Json& json, int depth) {
    if (depth > kMaxDepth) return std::nullopt;
    Cbor tree;
    if (json.is_string()) {
      tree.kind = Cbor::Kind::text;
      tree.text = json.get<std::string>();
    } else if (json.is_array()) {
      tree.kind = Cbor::Kind::list;
      for (const Json& item : json) {
        auto child = from_json(item, depth + 1);
        if (!child) return std::nullopt;
        tree.list.push_back(std::move(*child));
      }
    } else if (json.is_object()) {
      tree.kind = Cbor::Kind::map;
      for (const auto& [name, item] : json.items()) {
        auto child = from_json(item, depth + 1);
        if (!child) return std::nullopt;
        Cbor key;
        key.kind = Cbor::Kind::text;
        key.text = name;
        tree.map.push_back({std::move(key), std::move(*child)});
      }
    } else {
      tree.text = json.dump();
    }
    return tree;
  }

  void read_training(const Super& assertion, Channel channel) {
    const auto tree = content(assertion);
    const Cbor* entries = tree ? tree->find("entries") : nullptr;
    if (tree && entries == nullptr) entries = &*tree;  // as 1.x specified it
    if (entries == nullptr || entries->kind != Cbor::Kind::map) {
      return report_.fault({channel}, place_in_store_, "no entries");
    }
    bool any = false;
    for (const auto& [key, entry] : entries->map) {
      any |= read_entry(key.text, entry, channel);
    }
    if (!any) report_.fault({channel}, place_in_store_, "no known entry");
  }

  bool read_entry(const std::string& key, const Cbor& entry, Channel channel) {
    const size_t dot = key.find('.');
    const auto& known = protocols().training_mining;
    const auto use =
        known.find(dot == std::string::npos ? key : key.substr(dot + 1));
    const Cbor* value = entry.find("use");
    if (value == nullptr && entry.kind == Cbor::Kind::text) value = &entry;
    if (use == known.end() || value == nullptr) return false;
    Effects effects{};
    Effect& effect = effect_of(effects, use->second);
    if (value->text == "notAllowed") effect = Effect::reserved;
    if (value->text == "allowed") effect = Effect::permitted;
    if (value->text == "constrained") effect = Effect::conditional;
    Signal signal =
        machine_signal(channel, key, place_in_store_, effects, value->text);
    for (const char* name : {"constraint_info", "constraints_info"}) {
      const Cbor* info = entry.find(name);
      if (info != nullptr && !info->text.empty()) {
        signal.raw += ": " + info->text;
      }
    }
    if (signed_) signal.verification = Verification::not_checked;
    const bool odd = effect == Effect::unknown;
    if (odd) signal.note = "not in the vocabulary";
    report_.add(std::move(signal));
    if (odd) report_.fault({channel}, place_in_store_, key + " is odd");
    return true;
  }

  void read_binding(const Super& assertion) {
    const auto tree = content(assertion);
    const Cbor* hash = tree ? tree->find("hash") : nullptr;
    const Cbor* algorithm = tree ? tree->find("alg") : nullptr;
    if (hash == nullptr || hash->kind != Cbor::Kind::bytes) return malformed();
    HashBinding binding;
    binding.hash = hash->text;
    binding.algorithm = algorithm != nullptr ? algorithm->text : "sha256";
    if (const Cbor* exclusions = tree->find("exclusions")) {
      for (const Cbor& range : exclusions->list) {
        const Cbor* start = range.find("start");
        const Cbor* length = range.find("length");
        if (start == nullptr || length == nullptr) return malformed();
        binding.exclusions.push_back({start->number, length->number});
      }
    }
    constexpr size_t kMaxBindings = 4;
    constexpr size_t kMaxExclusions = 16;
    if (report_.bindings.size() >= kMaxBindings ||
        binding.exclusions.size() > kMaxExclusions ||
        binding.hash.size() > 64 || binding.algorithm.size() > 16) {
      return malformed();
    }
    report_.bindings.push_back(std::move(binding));
  }

  void read_metadata(const Super& assertion) {
    const auto tree = content(assertion);
    if (!tree) {
      return report_.fault({Channel::c2pa_metadata}, place_in_store_,
                           "metadata cannot be read");
    }
    walk_metadata(*tree);
  }

  void walk_metadata(const Cbor& tree) {
    for (const Cbor& item : tree.list) walk_metadata(item);
    for (const auto& [key, value] : tree.map) {
      const std::string name =
          lower_case(key.text.substr(key.text.find_last_of(":/#") + 1));
      if (name == "datamining") {
        put_data_mining(key.text, value);
      } else if (name == "rights" || name == "usageterms" ||
                 name == "otherconstraints" || name == "copyrightnotice" ||
                 name == "copyrightholder" || name == "license" ||
                 name == "webstatement" || name == "copyrightowner" ||
                 name == "instructions") {
        put_text(key.text, value);
      } else {
        walk_metadata(value);
      }
    }
  }

  static void collect(const Cbor& tree, std::string& text) {
    if (!tree.text.empty()) {
      if (!text.empty()) text += "; ";
      text += tree.text;
    }
    if (text.size() > kRawBytes) return;
    for (const Cbor& item : tree.list) collect(item, text);
    for (const auto& [key, item] : tree.map) collect(item, text);
  }

  void put_data_mining(const std::string& carrier, const Cbor& value) {
    std::string text;
    collect(value, text);
    std::string note;
    const Effects effects = plus_effects(text, note);
    Signal signal = machine_signal(Channel::c2pa_metadata, carrier,
                                   place_in_store_, effects, text);
    signal.note = note;
    if (signed_) signal.verification = Verification::not_checked;
    report_.add(std::move(signal));
    if (!note.empty()) {
      report_.fault({Channel::c2pa_metadata}, place_in_store_, note);
    }
  }

  void put_text(const std::string& carrier, const Cbor& value) {
    std::string text;
    collect(value, text);
    if (trimmed(text).empty()) return;
    report_.add(
        text_signal(Channel::c2pa_metadata, carrier, place_in_store_, text));
  }

  HeaderBytes store_;
  const std::string& place_;
  RightsReport& report_;
  size_t& budget_;
  std::string place_in_store_;
  bool signed_ = false;
  SignedClaim signed_claim_;
};

}  // namespace

void read_c2pa(Bytes store, const std::string& place, RightsReport& report) {
  size_t budget = kMaxPartBytes;
  StoreReader(store, place, report, budget).read();
}

}  // namespace sleeve
