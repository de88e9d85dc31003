// Explains why two pictures match or do not.
#include "c_api/options.h"
#include "c_api/pictures.h"
#include "index/disk.h"
#include "screen/compare_pair.h"

using namespace sleeve::c_api;  // NOLINT: this file is their C side

extern "C" sleeve_status sleeve_compare(const sleeve_picture* a,
                                        const sleeve_picture* b,
                                        const char* drawing,
                                        const sleeve_options* options,
                                        sleeve_take_text take, void* user) {
  return guard([&] {
    require(a != nullptr && b != nullptr, "A picture is NULL.");
    require(take != nullptr, "The function that takes the object is NULL.");
    const sleeve::PairReport report = sleeve::compare_pair(
        whole_item(*a), whole_item(*b), limits_of(read_options(options)));
    if (report.compared && drawing != nullptr) {
      sleeve::replace_file(drawing, sleeve::draw_pair(report));
    }
    take(user, sleeve::compare_json(report).c_str());
  });
}
