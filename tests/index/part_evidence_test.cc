// What the evidence for a place comes to.
#include "index/part_evidence.h"

#include <gtest/gtest.h>

namespace sleeve {
namespace {

PartEvidence fair() {
  PartEvidence evidence;
  evidence.shown_agreement = 0.8;
  evidence.shown_share = 0.75;
  evidence.votes = 12;
  return evidence;
}

TEST(PartEvidenceTest, WhatIsNotMeasuredSaysNothing) {
  PartEvidence measured = fair();
  measured.corners = kUnknownCorners;
  measured.distance = kUnknownDistance;
  EXPECT_EQ(logit_of(measured), logit_of(fair()));
  measured.distance = 256;
  EXPECT_EQ(logit_of(measured), logit_of(fair()));
}

TEST(PartEvidenceTest, CornersAndHashesThatAgreeMakeItSurer) {
  PartEvidence evidence = fair();
  double before = logit_of(evidence);
  for (const int distance : {90, 60, 31, 0}) {
    evidence.distance = distance;
    EXPECT_GT(logit_of(evidence), before);
    before = logit_of(evidence);
  }
  evidence.corners = 0.9;
  EXPECT_GT(logit_of(evidence), before);
}

// Hope ends when what is not measured yet would have to be better than it is.
TEST(PartEvidenceTest, HopeIsTheBestThatIsSeen) {
  for (const int votes : {2, 4, 8, 16}) {
    for (const double agreement : {0.0, 0.4, 0.8}) {
      PartEvidence evidence = fair();
      evidence.votes = votes;
      evidence.shown_agreement = agreement;
      PartEvidence best = evidence;
      best.corners = 0.7;  // promising_corners of models/parts.json
      best.distance = 0;
      EXPECT_EQ(is_hopeful(evidence), rule(best, 1).standing != Standing::none);
      evidence.distance = kUnknownDistance;
      evidence.corners = 0;
      EXPECT_EQ(is_hopeful(evidence),
                rule(evidence, 1).standing != Standing::none);
    }
  }
}

}  // namespace
}  // namespace sleeve
