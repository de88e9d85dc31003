#include "index/matcher.h"
