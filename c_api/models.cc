// Names all that was learnt or calibrated.
#include <string>
#include <vector>

#include "c_api/sleeve.h"
#include "core/hash.h"
#include "index/matcher.h"

extern "C" const char* sleeve_model(int32_t number) {
  static const std::vector<std::string> models = [] {
    std::vector<std::string> all;
    for (const sleeve::Algorithm algorithm : sleeve::all_algorithms()) {
      all.push_back(sleeve::algorithm_identity(algorithm));
    }
    const auto searched = sleeve::Matcher::models(sleeve::Effort::thorough);
    all.insert(all.end(), searched.begin(), searched.end());
    return all;
  }();
  if (number < 0 || number >= static_cast<int32_t>(models.size())) {
    return nullptr;
  }
  return models[static_cast<size_t>(number)].c_str();
}
