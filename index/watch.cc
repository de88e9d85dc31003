#include "index/watch.h"

#include <utility>

namespace sleeve {
namespace {

thread_local Watch* watching = nullptr;

}  // namespace

Watch* current_watch() { return watching; }

Watching::Watching(Watch* watch) : before_(std::exchange(watching, watch)) {}

Watching::~Watching() { watching = before_; }

}  // namespace sleeve
