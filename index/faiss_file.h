// Reads codes and features out of the files that FAISS's write_index() and
// write_index_binary() make.
#ifndef SLEEVE_INDEX_FAISS_FILE_H_
#define SLEEVE_INDEX_FAISS_FILE_H_

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

#include "index/vectors.h"

namespace sleeve {

/// Indexes that keep their vectors as they are: flat, HNSW over flat, IVF over
/// flat, and any of these under an id map. Rows come in the order in which
/// they were added. Read without FAISS, whose reader trusts what it reads.
/// Throws Error: not_found, io_error, corrupt, unsupported.
Vectors read_faiss_file(const std::filesystem::path& file);

/// The same from bytes in memory; sentences begin with `name`.
Vectors parse_faiss_file(std::span<const uint8_t> bytes,
                         const std::string& name);

}  // namespace sleeve

#endif  // SLEEVE_INDEX_FAISS_FILE_H_
