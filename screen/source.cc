#include "screen/source.h"
