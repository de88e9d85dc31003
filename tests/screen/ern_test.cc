// DDEX messages in right and in usual wrong shapes, and hostile ones.
#include "screen/catalogue/ern.h"

#include <gtest/gtest.h>

#include <chrono>

#include "screen/catalogue/file_digest.h"
#include "screen/rights/words.h"

namespace sleeve {
namespace {

ErnMessage read(const std::string& inside, const std::string& version = "43") {
  const std::string text =
      "<ern:NewReleaseMessage xmlns:ern=\"http://ddex.net/xml/ern/" + version +
      "\"><MessageHeader><MessageId>M</MessageId><MessageCreatedDateTime>"
      "2024-05-16T00:00:00Z</MessageCreatedDateTime></MessageHeader>" +
      inside + "</ern:NewReleaseMessage>";
  return read_ern(as_bytes(text));
}

std::string image(const std::string& inside) {
  return "<ResourceList><Image><ResourceReference>A2</ResourceReference>" +
         inside + "</Image></ResourceList>";
}

TEST(ErnTest, FilesAreFoundInEveryShape) {
  const std::string hash =
      "<HashSum><HashSumValue>AB</HashSumValue><HashSumAlgorithmType>MD5"
      "</HashSumAlgorithmType></HashSum>";
  for (const std::string& file :
       {"<TechnicalDetails><File><URI>r/1.jpg</URI>" + hash +
            "</File></TechnicalDetails>",
        "<TechnicalDetails><DeliveryFile><File><URI>r/1.jpg</URI>" + hash +
            "</File></DeliveryFile></TechnicalDetails>",
        "<ImageDetailsByTerritory><TechnicalImageDetails><File><FileName>1.jpg"
        "</FileName><FilePath>r/</FilePath>" +
            hash + "</File></TechnicalImageDetails></ImageDetailsByTerritory>",
        "<ImageDetailsByTerritory><TechnicalImageDetails><File><URI>r/1.jpg"
        "</URI>" +
            hash +
            "</File></TechnicalImageDetails></ImageDetailsByTerritory>"}) {
    for (const char* version : {"382", "411", "43", "432"}) {
      const ErnMessage message = read(image(file), version);
      ASSERT_EQ(message.images.size(), 1);
      ASSERT_EQ(message.images[0].files.size(), 1) << file;
      EXPECT_EQ(message.images[0].files[0].path, "r/1.jpg");
      EXPECT_EQ(message.images[0].files[0].hashes,
                (std::vector<ErnHash>{{"MD5", "AB"}}));
      EXPECT_EQ(message.version, std::string("ern/") + version);
      EXPECT_TRUE(message.faults.empty());
      EXPECT_TRUE(message.complete);
    }
  }
}

TEST(ErnTest, TheKindOfACoverIsInferred) {
  const ErnMessage message = read(
      image("<ImageId><ProprietaryId Namespace=\"DPID:PA-DPIDA-9999999999-N\">"
            "PACKSHOT:1</ProprietaryId></ImageId>"));
  EXPECT_EQ(message.images[0].type, "FrontCoverImage");
  EXPECT_EQ(message.images[0].id_space, "PADPIDA9999999999N");
}

TEST(ErnTest, TheMainReleaseComesFirst) {
  const ErnMessage message = read(
      "<ReleaseList><Release><ReleaseReference>R1</ReleaseReference></Release>"
      "<Release IsMainRelease=\"true\"><ReleaseReference>R0</ReleaseReference>"
      "</Release></ReleaseList><DealList><ReleaseDeal><DealReleaseReference>R1"
      "</DealReleaseReference><Deal><DealTerms><TakeDown>1</TakeDown>"
      "</DealTerms></Deal></ReleaseDeal></DealList>");
  ASSERT_EQ(message.releases.size(), 2);
  EXPECT_EQ(message.releases[0].reference, "R0");
  EXPECT_FALSE(message.releases[0].taken_down);
  EXPECT_TRUE(message.releases[1].taken_down);
}

TEST(ErnTest, FaultsNameLineAndElement) {
  EXPECT_EQ(read("\n<ResourceList>\n<Image/></ResourceList>").faults,
            (std::vector<std::string>{
                "3: Image: has neither a ResourceReference nor an id"}));
  EXPECT_EQ(read_ern(as_bytes("<NewReleaseMessage/>")).faults,
            (std::vector<std::string>{"1: MessageHeader: is missing"}));
  const ErnMessage cut = read_ern(as_bytes("<NewReleaseMessage>\n<Message"));
  EXPECT_FALSE(cut.complete);
  EXPECT_TRUE(cut.faults[0].starts_with("2: ")) << cut.faults[0];
}

TEST(ErnTest, DocumentTypesAreRefusedUnread) {
  const ErnMessage message = read_ern(as_bytes(
      "<!DOCTYPE a [<!ENTITY a \"aaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]>"
      "<NewReleaseMessage>&b;</NewReleaseMessage>"));
  EXPECT_EQ(message.kind, ErnKind::unknown);
  EXPECT_EQ(message.faults,
            (std::vector<std::string>{"1: document: a document type"}));
}

TEST(ErnTest, LargeMessagesTakeTimeInProportion) {
  std::string releases;
  std::string deals;
  for (int i = 0; i < 20000; ++i) {
    const std::string name = "R" + std::to_string(i);
    releases +=
        "<Release><ReleaseReference>" + name + "</ReleaseReference></Release>";
    deals += "<ReleaseDeal><DealReleaseReference>" + name +
             "</DealReleaseReference><Deal><DealTerms/></Deal></ReleaseDeal>";
  }
  const auto begin = std::chrono::steady_clock::now();
  const ErnMessage message =
      read("<ReleaseList>" + releases + "</ReleaseList><DealList>" + deals +
           "</DealList>");
  EXPECT_EQ(message.releases.size(), 20000);
  EXPECT_EQ(message.releases[19999].deals, 1);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(20));
}

TEST(ErnTest, HashSumsInEveryNotation) {
  const Bytes bytes = as_bytes("abc");
  const auto check = [&](const char* algorithm, const char* value) {
    return check_hash(bytes, {algorithm, value});
  };
  EXPECT_EQ(check("MD5", "900150983cd24fb0d6963f7d28e17f72"), HashCheck::right);
  EXPECT_EQ(check("MD5", "kAFQmDzST7DWlj99KOF/cg=="), HashCheck::right);
  for (const char* name : {"SHA", "SHA1", "SHA-1", "sha1"}) {
    EXPECT_EQ(check(name, "A9993E364706816ABA3E25717850C26C9CD0D89D"),
              HashCheck::right);
  }
  for (const char* name : {"SHA-256", "SHA256", "SHA2"}) {
    EXPECT_EQ(check(name,
                    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61"
                    "f20015ad"),
              HashCheck::right);
  }
  EXPECT_EQ(check("MD5", "900150983cd24fb0d6963f7d28e17f73"), HashCheck::wrong);
  EXPECT_EQ(check("MD5", ""), HashCheck::wrong);
  EXPECT_EQ(check("CRC32", "352441c2"), HashCheck::unknown);
  EXPECT_EQ(check_hashes(bytes, {{"CRC32", "1"}, {"MD5", "1"}}), "wrong: MD5");
  EXPECT_EQ(check_hashes(bytes, {}), "");
}

}  // namespace
}  // namespace sleeve
