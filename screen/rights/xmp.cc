// Reads XMP (ISO 16684-1): RDF in XML, by namespace and never by prefix.
#include <functional>
#include <string>

#include "screen/rights/fields.h"
#include "screen/rights/protocols.h"
#include "screen/rights/words.h"
#include "screen/rights/xml.h"

namespace sleeve {
namespace {

using std::string_view_literals::operator""sv;

constexpr auto kRdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"sv;
constexpr auto kPlus = "http://ns.useplus.org/ldf/xmp/1.0/"sv;
constexpr auto kXmpRights = "http://ns.adobe.com/xap/1.0/rights/"sv;
constexpr auto kDc = "http://purl.org/dc/elements/1.1/"sv;
constexpr auto kPhotoshop = "http://ns.adobe.com/photoshop/1.0/"sv;
constexpr auto kIptcExt = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/"sv;
constexpr auto kIptcCore = "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/"sv;
constexpr auto kDcTerms = "http://purl.org/dc/terms/"sv;
constexpr auto kCc = "http://creativecommons.org/ns#"sv;
constexpr auto kTdm = "http://www.w3.org/ns/tdmrep/"sv;
constexpr auto kTdmHash = "http://www.w3.org/ns/tdmrep#"sv;

struct Field {
  std::string_view uri;
  std::string_view name;
  const char* carrier;
  Channel channel;
};

// Fields that name or describe; plus:DataMining and tdm:reservation are
// machine-readable and stand apart.
constexpr Field kFields[] = {
    {kPlus, "OtherConstraints", "plus:OtherConstraints", Channel::xmp_plus},
    {kIptcExt, "EmbdEncRightsExpr", "Iptc4xmpExt:EmbdEncRightsExpr",
     Channel::xmp_plus},
    {kIptcExt, "LinkedEncRightsExpr", "Iptc4xmpExt:LinkedEncRightsExpr",
     Channel::xmp_plus},
    {kPlus, "CopyrightOwner", "plus:CopyrightOwner", Channel::xmp_rights},
    {kPlus, "Licensor", "plus:Licensor", Channel::xmp_rights},
    {kPlus, "LicensorName", "plus:LicensorName", Channel::xmp_rights},
    {kPlus, "LicensorURL", "plus:LicensorURL", Channel::xmp_rights},
    {kPlus, "CopyrightStatus", "plus:CopyrightStatus", Channel::xmp_rights},
    {kPlus, "ImageSupplier", "plus:ImageSupplier", Channel::xmp_rights},
    {kPlus, "ImageCreator", "plus:ImageCreator", Channel::xmp_rights},
    {kPlus, "TermsAndConditionsText", "plus:TermsAndConditionsText",
     Channel::xmp_rights},
    {kPlus, "TermsAndConditionsURL", "plus:TermsAndConditionsURL",
     Channel::xmp_rights},
    {kXmpRights, "Marked", "xmpRights:Marked", Channel::xmp_rights},
    {kXmpRights, "Owner", "xmpRights:Owner", Channel::xmp_rights},
    {kXmpRights, "UsageTerms", "xmpRights:UsageTerms", Channel::xmp_rights},
    {kXmpRights, "WebStatement", "xmpRights:WebStatement", Channel::xmp_rights},
    {kXmpRights, "Certificate", "xmpRights:Certificate", Channel::xmp_rights},
    {kDc, "rights", "dc:rights", Channel::xmp_rights},
    {kDc, "creator", "dc:creator", Channel::xmp_rights},
    {kPhotoshop, "Credit", "photoshop:Credit", Channel::xmp_rights},
    {kPhotoshop, "Source", "photoshop:Source", Channel::xmp_rights},
    {kPhotoshop, "Instructions", "photoshop:Instructions", Channel::xmp_rights},
    {kPhotoshop, "CopyrightFlag", "photoshop:CopyrightFlag",
     Channel::xmp_rights},
    {kIptcCore, "CreatorContactInfo", "Iptc4xmpCore:CreatorContactInfo",
     Channel::xmp_rights},
    {kIptcExt, "DigitalSourceType", "Iptc4xmpExt:DigitalSourceType",
     Channel::xmp_rights},
    {kCc, "license", "cc:license", Channel::xmp_rights},
    {kTdm, "policy", "tdm:policy", Channel::xmp_rights},
    {kTdmHash, "policy", "tdm:policy", Channel::xmp_rights},
    {kDcTerms, "provenance", "dcterms:provenance", Channel::xmp_rights},
};

const Field* find_field(std::string_view uri, std::string_view name) {
  for (const Field& field : kFields) {
    if (field.name == name && field.uri == uri) return &field;
  }
  return nullptr;
}

class XmpReader {
 public:
  XmpReader(const std::string& place, RightsReport& report)
      : place_(place), report_(report) {}

  // Walks rdf:Description elements wherever they stand above a property.
  void read(const XmlNode& node) {
    if (node.is(kRdf, "Description")) {
      for (const auto& attribute : node.attributes()) {
        property(attribute.ns, attribute.name, [&] { return attribute.value; });
      }
      for (const XmlNode& child : node.children()) {
        property(child.ns(), child.name(), [&] { return value_of(child); });
      }
      return;
    }
    for (const XmlNode& child : node.children()) read(child);
  }

 private:
  static void append(std::string& value, std::string_view text) {
    text = trimmed(text);
    if (text.empty()) return;
    if (!value.empty()) value += "; ";
    value += text;
  }

  // All text of a property: its own, rdf:resource, the items of lists and
  // the members of structures.
  static void collect(const XmlNode& node, std::string& value) {
    append(value, node.text());
    for (const auto& attribute : node.attributes()) {
      const bool about_form =
          attribute.ns == "http://www.w3.org/XML/1998/namespace" ||
          (attribute.ns == kRdf && attribute.name != "resource");
      if (!about_form) append(value, attribute.value);
    }
    for (const XmlNode& child : node.children()) {
      if (value.size() > kRawBytes) return;
      collect(child, value);
    }
  }

  static std::string value_of(const XmlNode& node) {
    std::string value;
    collect(node, value);
    return value;
  }

  // Asks for `value()` only when it has anything to say about the property.
  template <class Value>
  void property(std::string_view uri, std::string_view name, Value value) {
    if (name == "DataMining") return data_mining(uri, value());
    if (name == "reservation" && (uri == kTdm || uri == kTdmHash)) {
      return tdm_reservation(value());
    }
    if (name.starts_with("DMI-")) {
      return stray("a PLUS code as a property", std::string(name));
    }
    const Field* field = find_field(uri, name);
    if (field == nullptr) return;
    const auto text = value();
    if (text.empty()) return;
    report_.add(text_signal(field->channel, field->carrier, place_, text));
  }

  void data_mining(std::string_view uri, std::string_view value) {
    if (uri != kPlus) {
      return stray("DataMining in the namespace " + std::string(uri), value);
    }
    std::string note;
    const Effects effects = plus_effects(value, note);
    Signal signal = machine_signal(Channel::xmp_plus, "plus:DataMining", place_,
                                   effects, value);
    signal.note = note;
    report_.add(std::move(signal));
    if (!note.empty()) {
      report_.fault({Channel::xmp_plus}, place_, "plus:DataMining: " + note);
    }
  }

  // Was meant as a reservation, but no reader is bound to understand it.
  void stray(const std::string& what, std::string_view value) {
    Signal signal =
        text_signal(Channel::xmp_plus, "XMP DataMining", place_, value);
    signal.note = what;
    report_.add(std::move(signal));
    report_.fault({Channel::xmp_plus}, place_, what);
  }

  void tdm_reservation(std::string_view value) {
    const Protocols& table = protocols();
    Effects effects{};
    if (value == "1") effects = table.tdm_reserved;
    if (value == "0") effects = table.tdm_not_reserved;
    report_.add(machine_signal(Channel::xmp_rights, "tdm:reservation", place_,
                               effects, value));
    if (value != "1" && value != "0") {
      report_.fault({Channel::xmp_rights}, place_,
                    "tdm:reservation is neither 0 nor 1");
    }
  }

  const std::string& place_;
  RightsReport& report_;
};

}  // namespace

void read_xmp(Bytes packet, const std::string& place, RightsReport& report) {
  const XmlDocument document = XmlDocument::parse(packet, kMaxPartBytes);
  if (document.has_root()) XmpReader(place, report).read(document.root());
  if (document.sound()) return;
  report.fault({Channel::xmp_plus, Channel::xmp_rights}, place,
               "XMP: " + document.fault());
}

}  // namespace sleeve
