// Checks a file against the hash sum that came with it, through OpenSSL.
#ifndef SLEEVE_SCREEN_CATALOGUE_FILE_DIGEST_H_
#define SLEEVE_SCREEN_CATALOGUE_FILE_DIGEST_H_

#include <string>
#include <vector>

#include "core/pixels.h"
#include "screen/catalogue/ern.h"

namespace sleeve {

enum class HashCheck {
  right,
  wrong,
  unknown,  ///< an algorithm that is not checked: CRC32, MD4, ...
};

/// MD5, SHA-1 and SHA-2, named in any of DDEX's ways; values in hex or Base64.
HashCheck check_hash(Bytes bytes, const ErnHash& hash);

/// What all of `hashes` say: "right: MD5", "wrong: SHA-256", "unknown: CRC32";
/// empty without any. A wrong one beats a right one beats an unknown one.
std::string check_hashes(Bytes bytes, const std::vector<ErnHash>& hashes);

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_CATALOGUE_FILE_DIGEST_H_
