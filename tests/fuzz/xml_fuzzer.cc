// What the quick reader of XML takes, libxml2 takes too, and reads the same.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "screen/rights/words.h"
#include "screen/rights/xml.h"
#include "screen/rights/xml_tree.h"

namespace {

using sleeve::XmlNode;

void require(bool truth) {
  if (!truth) std::abort();
}

void compare(const XmlNode& one, const XmlNode& other) {
  require(one.ns() == other.ns() && one.name() == other.name());
  require(one.text() == other.text() && one.line() == other.line());
  require(std::ranges::equal(one.attributes(), other.attributes()));
  auto twin = other.children().begin();
  for (const XmlNode& child : one.children()) {
    require(twin != other.children().end());
    compare(child, *twin);
    ++twin;
  }
  require(twin == other.children().end());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using sleeve::XmlDocument;
  const sleeve::Bytes bytes(data, size);
  const auto quick = XmlDocument::parse(bytes, size);
  const auto library =
      XmlDocument::parse(bytes, size, XmlDocument::Reader::library);
  require(quick.sound() == library.sound());
  require(quick.has_root() == library.has_root());
  if (quick.has_root()) compare(quick.root(), library.root());
  return 0;
}
