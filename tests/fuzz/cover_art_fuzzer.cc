// Any bytes as the JSON in a folder of the Cover Art Archive give the same
// twice, each picture once, and only pictures of that folder.
#include <set>

#include "screen/catalogue/cover_art.h"
#include "tests/fuzz/linked_input.h"

namespace {

const std::vector<std::string> kFiles = {
    "12-500.jpg", "829521842.jpg", "index.json",
    "mbid-76df3287-6cda-33eb-8e9a-044b5e15ffdd-829521843.png"};

void require(bool truth) {
  if (!truth) std::abort();
}

sleeve::Delivery read(const std::string& folder) {
  sleeve::Ownership ownership({});
  sleeve::Delivery delivery;
  sleeve::apply_cover_art(folder, kFiles, "name:Example", ownership, delivery);
  std::set<std::string> ids;
  for (const sleeve::DeliveredPicture& picture : delivery.pictures) {
    require(picture.file.starts_with(folder + "/"));
    require(picture.artwork_id.starts_with("caa:"));
    require(ids.insert(picture.artwork_id).second);
  }
  return delivery;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static sleeve::LinkedInput input({"index.json"});
  input.put(data, size);
  const sleeve::Delivery first = read(input.path());
  const sleeve::Delivery second = read(input.path());
  require(first.records == second.records);
  require(first.pictures.size() == second.pictures.size());
  require(first.faults == second.faults && first.notes == second.notes);
  return 0;
}
