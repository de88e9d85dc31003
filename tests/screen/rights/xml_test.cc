// The quick reader of XML against libxml2, and what each of them must refuse.
#include "screen/rights/xml.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "screen/rights/words.h"
#include "screen/rights/xml_tree.h"
#include "tests/support/metadata.h"

namespace sleeve {
namespace {

using std::string_literals::operator""s;

std::string told(const XmlNode& node) {
  std::string text = "<{" + std::string(node.ns()) + "}" +
                     std::string(node.name()) + " line " +
                     std::to_string(node.line());
  for (const auto& attribute : node.attributes()) {
    text += " {" + std::string(attribute.ns) + "}" +
            std::string(attribute.name) + "=[" + std::string(attribute.value) +
            "]";
  }
  text += ">[" + std::string(node.text()) + "]";
  for (const XmlNode& child : node.children()) text += told(child);
  return text + "</>";
}

std::string told(const std::string& xml, XmlDocument::Reader reader) {
  const XmlDocument document =
      XmlDocument::parse(as_bytes(xml), 1 << 22, reader);
  return (document.has_root() ? told(document.root()) : "nothing") +
         (document.sound() ? "" : " not sound");
}

bool is_scanned(const std::string& xml) {
  XmlTree tree;
  return scan_xml(xml, tree);
}

const std::vector<std::string>& plain_documents() {
  static const std::vector<std::string> documents = {
      "<a/>",
      "<a></a >",
      "<a b='1' c = \"2\"\n\td='>'/>",
      " \n<?p?><?q w?>\n<a>\n <b/>x\n y <c>z</c> <?p more?>t\n</a> \n<?p ?>\n",
      "<a>&lt;&gt;&amp;&quot;&apos;&#39;&#xa9;&#x1F600;</a>",
      "<a b='&lt;&gt;&amp;&quot;&apos;&#39;&#10;&#xa9;&#38;lt; x\n\ty'/>",
      "<p:a xmlns:p='u' p:b='1' b='2'><b xmlns='v' p:c='3'><c "
      "xmlns=''/></b></p:a>",
      "<a p:b='1' xmlns:p='u'><p:c xmlns:p='w'/><p:d/></a>",
      "<a xml:lang='de'><xml:b/></a>",
      "<a> &#32; </a>",
      "<a>\xc3\xa4 \xe2\x82\xac \xf0\x9f\x98\x80</a>",
      "<a b=''>x&amp;]] ></a>",
      "<a.b-c_d e.f-g='1'><_/></a.b-c_d>",
      plus_packet("DMI-PROHIBITED"),
      xmp_packet("dc:rights=\"&#169; &quot;x&quot;\"",
                 "<dc:creator><rdf:Seq>\n<rdf:li>A</rdf:li>\n<rdf:li>B</rdf:li>"
                 "\n</rdf:Seq></dc:creator>") +
          std::string(2000, ' ')};
  return documents;
}

TEST(XmlTest, QuickAndLibraryReadTheSame) {
  for (const std::string& xml : plain_documents()) {
    EXPECT_TRUE(is_scanned(xml)) << xml;
    const std::string quick = told(xml, XmlDocument::Reader::quickest);
    EXPECT_EQ(quick, told(xml, XmlDocument::Reader::library)) << xml;
    EXPECT_EQ(quick.find("not sound"), quick.npos) << xml;
  }
}

TEST(XmlTest, WhatIsUnusualIsLeftToTheLibrary) {
  for (const std::string& xml :
       {"<?xml version='1.0'?><a/>"s, "<a><!-- c --></a>"s,
        "<a><![CDATA[<x>]]></a>"s, "<a>\r\n</a>"s, "<\xc3\xa4/>"s,
        "<a xml:id='x'/>"s, "<a xmlns:p='u' xmlns:q='u' p:b='' q:b=''/>"s,
        "<a>\xef\xbb\xbf</a>\xef\xbb\xbf"s,
        "<a>" + std::string(1 << 20, 'x') + "</a>", "<?p <?><a/>"s}) {
    EXPECT_FALSE(is_scanned(xml)) << xml.substr(0, 80);
    EXPECT_EQ(told(xml, XmlDocument::Reader::quickest),
              told(xml, XmlDocument::Reader::library));
  }
}

TEST(XmlTest, WhatIsNotSoundNeverPasses) {
  for (const std::string& xml : {""s,
                                 "<"s,
                                 "<a"s,
                                 "<a>"s,
                                 "<a></b>"s,
                                 "<a/><b/>"s,
                                 "<a/>x"s,
                                 "x<a/>"s,
                                 "<a b='1' b='2'/>"s,
                                 "<a b=1/>"s,
                                 "<a b/>"s,
                                 "<a b='1'c='2'/>"s,
                                 "<a b='<'/>"s,
                                 "<a b='&x;'/>"s,
                                 "<a>&x;</a>"s,
                                 "<a>&</a>"s,
                                 "<a>&#0;</a>"s,
                                 "<a>&#xd800;</a>"s,
                                 "<a>&#x110000;</a>"s,
                                 "<a>]]></a>"s,
                                 "<a>\x01</a>"s,
                                 "<a>\xff</a>"s,
                                 "<a>\xef\xbf\xbf</a>"s,
                                 "<a><p:b/></a>"s,
                                 "<a p:b='1'/>"s,
                                 "<a xmlns:p=''/>"s,
                                 "<a xmlns:p='u' xmlns:p='v'/>"s,
                                 "<1/>"s,
                                 "<a:1/>"s,
                                 "<a:/>"s,
                                 "<:a/>"s,
                                 "<a / >"s,
                                 "< a/>"s,
                                 "<a></ a>"s,
                                 "<?p"s,
                                 "<a/><?xml version='1.0'?>"s,
                                 "<?XML?><a/>"s,
                                 "<a>\0</a>"s,
                                 "<!DOCTYPE a><a/>"s,
                                 "<a><!ENTITY x 'y'></a>"s}) {
    EXPECT_FALSE(is_scanned(xml)) << xml;
    for (const auto reader :
         {XmlDocument::Reader::quickest, XmlDocument::Reader::library}) {
      const XmlDocument document =
          XmlDocument::parse(as_bytes(xml), 1 << 20, reader);
      // That a namespace has no name of its own costs nothing.
      if (xml == "<a xmlns:p=''/>") continue;
      EXPECT_FALSE(document.sound()) << xml;
      EXPECT_NE(document.fault_line(), xml.empty() ? -1 : 0) << xml;
    }
  }
}

// Damages documents at random: whatever the quick reader takes, the library
// takes too, and reads the same.
TEST(XmlTest, DamagedCopiesAreReadTheSame) {
  std::mt19937 dice(7);
  const std::string parts = "<>/=\"' \n&;#x!?-[]:ap\x80\xc3";
  for (const std::string& xml : plain_documents()) {
    for (int i = 0; i < 400; ++i) {
      std::string damaged = xml;
      for (size_t count = 1 + dice() % 3; count > 0; --count) {
        const size_t at = dice() % damaged.size();
        const char part = parts[dice() % parts.size()];
        if (dice() % 3 == 0) {
          damaged.erase(at, 1 + dice() % 4);
        } else if (dice() % 2 == 0) {
          damaged.insert(at, 1, part);
        } else {
          damaged[at] = part;
        }
        if (damaged.empty()) damaged = "<";
      }
      if (!is_scanned(damaged)) continue;
      EXPECT_EQ(told(damaged, XmlDocument::Reader::quickest),
                told(damaged, XmlDocument::Reader::library))
          << damaged;
    }
  }
}

// Time is linear however often an element's text is interrupted.
TEST(XmlTest, ManyPiecesCostNoMoreThanTheyAreLong) {
  std::string xml = "<a>";
  for (int i = 0; i < 100000; ++i) xml += "xx<b/>";
  xml += "</a>";
  const XmlDocument document = XmlDocument::parse(as_bytes(xml), 1 << 22);
  ASSERT_TRUE(document.sound());
  EXPECT_EQ(document.root().text().size(), 200000u);
}

}  // namespace
}  // namespace sleeve
