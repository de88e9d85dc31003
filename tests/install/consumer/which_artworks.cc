// Which artworks of a catalogue are in a picture?
#include <fstream>
#include <iostream>
#include <iterator>
#include <vector>

#include "core/fingerprint.h"
#include "index/catalogue.h"
#include "index/matcher.h"

int main(int count, char** arguments) try {
  if (count != 3) throw std::invalid_argument("which_artworks DIR PICTURE");
  const auto catalogue =
      sleeve::Catalogue::open(arguments[1], sleeve::Catalogue::Mode::read);
  const sleeve::Matcher matcher(catalogue.snapshot());

  std::ifstream file(arguments[2], std::ios::binary);
  const std::vector<uint8_t> bytes(std::istreambuf_iterator<char>(file), {});
  const auto picture = sleeve::fingerprint_bytes_orientations(bytes);
  if (!picture) {  // one bad picture is no exception
    std::cerr << arguments[2] << ": " << picture.problem().reason << '\n';
    return 3;
  }
  for (const auto& match : matcher.match(*picture).matches) {
    std::cout << match.artwork_id << '\t' << match.distance << '\t'
              << match.transform << '\n';
  }
} catch (const std::exception& error) {
  std::cerr << error.what() << '\n';
  return 1;
}
