// Merkle trees, signatures and checkpoints against published vectors.
#include "screen/merkle.h"

#include <gtest/gtest.h>

#include <numeric>
#include <string>
#include <vector>

#include "core/error.h"
#include "screen/checkpoint.h"
#include "screen/rights/words.h"
#include "tests/support/temp_folder.h"

namespace sleeve {
namespace {

using std::string_literals::operator""s;

// The leaves of the tests of Certificate Transparency.
std::vector<Sha256Digest> known_leaves() {
  std::vector<Sha256Digest> leaves;
  for (const std::string& data :
       {""s, "\x00"s, "\x10"s, "\x20\x21"s, "\x30\x31"s, "\x40\x41\x42\x43"s,
        "\x50\x51\x52\x53\x54\x55\x56\x57"s,
        "\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f"s}) {
    leaves.push_back(merkle_leaf(data));
  }
  return leaves;
}

std::vector<Sha256Digest> many_leaves(size_t count) {
  std::vector<Sha256Digest> leaves;
  for (size_t i = 0; i < count; ++i) {
    leaves.push_back(merkle_leaf(std::to_string(i)));
  }
  return leaves;
}

// RFC 6962, 2.1, word by word: the slow twin of MerkleRoot.
Sha256Digest root_by_definition(std::span<const Sha256Digest> leaves) {
  if (leaves.empty()) return Sha256().finish();
  if (leaves.size() == 1) return leaves[0];
  size_t k = 1;
  while (k * 2 < leaves.size()) k *= 2;
  return merkle_node(root_by_definition(leaves.first(k)),
                     root_by_definition(leaves.subspan(k)));
}

TEST(MerkleTest, RootsAreThePublishedOnes) {
  const auto leaves = known_leaves();
  const std::pair<size_t, const char*> kRoots[] = {
      {0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
      {1, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"},
      {2, "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"},
      {3, "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"},
      {4, "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"},
      {7, "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c"},
      {8, "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"},
  };
  for (const auto& [count, root] : kRoots) {
    EXPECT_EQ(to_hex(merkle_root(std::span(leaves).first(count))), root);
  }
}

TEST(MerkleTest, ProofsHoldForEverySizeAndNothingElse) {
  for (size_t size = 1; size <= 40; ++size) {
    const auto leaves = many_leaves(size);
    const Sha256Digest root = merkle_root(leaves);
    EXPECT_EQ(root, root_by_definition(leaves));
    for (size_t i = 0; i < size; ++i) {
      auto proof = inclusion_proof(leaves, i);
      EXPECT_TRUE(verify_inclusion(leaves[i], i, size, proof, root));
      EXPECT_FALSE(verify_inclusion(leaves[i], i + 1, size, proof, root));
      EXPECT_FALSE(verify_inclusion(merkle_leaf("x"), i, size, proof, root));
      proof.push_back(root);
      EXPECT_FALSE(verify_inclusion(leaves[i], i, size, proof, root));
    }
    for (size_t earlier = 1; earlier <= size; ++earlier) {
      const auto proof = consistency_proof(leaves, earlier);
      const auto old_root = merkle_root(std::span(leaves).first(earlier));
      EXPECT_TRUE(verify_consistency(earlier, size, old_root, root, proof));
      EXPECT_FALSE(
          verify_consistency(earlier, size, merkle_leaf("x"), root, proof));
      EXPECT_FALSE(
          verify_consistency(earlier, size, old_root, merkle_leaf("x"), proof));
    }
  }
}

SigningKey known_key() {
  std::array<uint8_t, 32> seed;
  std::iota(seed.begin(), seed.end(), uint8_t{0});
  return SigningKey(seed);
}

TEST(CheckpointTest, SignsAsThePublishedVector) {
  const Checkpoint checkpoint{"example.com/artguard-log", 0, Sha256().finish()};
  const std::string note = sign_checkpoint(checkpoint, known_key());
  EXPECT_EQ(note,
            "example.com/artguard-log\n0\n"
            "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n"
            "\xe2\x80\x94 example.com/artguard-log "
            "QctM+3XLcGxu6SWYfDgi796pW7cSMZSSkLe21UO7ulfyQZme/0Fgo83jKcsz6CdSe"
            "ZbUYb69HnO/BPbsvoSuV+m0EgY=\n");
  const auto parsed = parse_checkpoint(note);
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->checkpoint, checkpoint);
  const VerifierKey key{checkpoint.origin, known_key().public_key()};
  EXPECT_TRUE(is_signed_by(*parsed, key));
  EXPECT_FALSE(is_signed_by(*parsed, {"other", key.key}));
}

TEST(CheckpointTest, AnyFlippedByteIsNoticed) {
  const Checkpoint checkpoint{"log", 7, merkle_leaf("x")};
  const std::string note = sign_checkpoint(checkpoint, known_key());
  const VerifierKey key{"log", known_key().public_key()};
  for (size_t i = 0; i < note.size(); ++i) {
    std::string changed = note;
    changed[i] ^= 1;
    const auto parsed = parse_checkpoint(changed);
    EXPECT_FALSE(parsed && is_signed_by(*parsed, key)) << i;
  }
}

TEST(CheckpointTest, WithoutSignatureADigestTellsOfChanges) {
  const Checkpoint checkpoint{
      "log", 7, merkle_leaf("x"), {{"run.json", merkle_leaf("y")}}};
  const std::string note = unsigned_checkpoint(checkpoint);
  const auto parsed = parse_checkpoint(note);
  ASSERT_TRUE(parsed);
  EXPECT_TRUE(parsed->has_digest);
  EXPECT_EQ(parsed->checkpoint, checkpoint);
  for (size_t i = 0; i < note.size(); ++i) {
    for (int value = 0; value < 256; ++value) {
      std::string changed = note;
      changed[i] = static_cast<char>(value);
      if (changed == note) continue;
      const auto other = parse_checkpoint(changed);
      EXPECT_FALSE(other && (other->has_digest || !other->signatures.empty()))
          << i << " " << value;
    }
  }
}

TEST(CheckpointTest, VouchesForFiles) {
  const Checkpoint checkpoint{
      "log", 7, merkle_leaf("x"), {{"a", merkle_leaf("")}, {"b", {}}}};
  const auto parsed =
      parse_checkpoint(sign_checkpoint(checkpoint, known_key()));
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->checkpoint, checkpoint);
  EXPECT_FALSE(parsed->has_digest);
  EXPECT_TRUE(is_signed_by(*parsed, {"log", known_key().public_key()}));
  EXPECT_FALSE(
      parse_checkpoint(checkpoint_text({"log", 7, {}, {{"../b", {}}}})));
}

TEST(CheckpointTest, OtherTextsAreNoCheckpoints) {
  const std::string root = base64(std::string(32, 'r'));
  for (const std::string& note :
       {""s, "a\n"s, "a\n1\n"s, "a b\n1\n" + root + "\n",
        "a+b\n1\n" + root + "\n", "a\n01\n" + root + "\n",
        "a\n-1\n" + root + "\n", "a\n1\nshort\n"s, "a\n1\n" + root,
        "a\n1\n" + root + "\nmore\n", "a\n1\n" + root + "\n\ntorn"}) {
    EXPECT_FALSE(parse_checkpoint(note)) << note;
  }
  EXPECT_TRUE(parse_checkpoint("a\n1\n" + root + "\n"));
}

TEST(CheckpointTest, VerifierKeysComeBack) {
  const VerifierKey key{"example.com/log", known_key().public_key()};
  const auto parsed = parse_verifier(verifier_text(key) + "\n");
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->origin, key.origin);
  EXPECT_EQ(parsed->key, key.key);
  for (const char* text : {"", "a+b", "a+00000000+AQ==", "a+b+c+d"}) {
    EXPECT_FALSE(parse_verifier(text)) << text;
  }
}

TEST(Ed25519Test, ReadsKeysOfOpenssl) {
  const TempFolder folder;
  // RFC 8032, 7.1, test 1, as PKCS 8.
  const std::string file = folder.write(
      "key.pem",
      "-----BEGIN PRIVATE KEY-----\n"
      "MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n"
      "-----END PRIVATE KEY-----\n");
  const SigningKey key = SigningKey::read_pem(file);
  EXPECT_EQ(base64(as_text(Bytes(key.public_key()))),
            "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=");
  EXPECT_TRUE(verify_signature(key.public_key(), "", key.sign("")));
  EXPECT_FALSE(verify_signature(key.public_key(), "x", key.sign("")));
  EXPECT_THROW(SigningKey::read_pem(folder.write("no.pem", "words")), Error);
  EXPECT_THROW(SigningKey::read_pem(folder / "none.pem"), Error);
}

}  // namespace
}  // namespace sleeve
