"""Checks that includes obey the arrows and fences of the house.

Folders are layers: a file includes its own layer and those beneath it.
A third-party library is included in the few files that are named here.
"""
import fnmatch
import re

from sources import ROOT, finish, tracked

# The layers that each folder may include, besides the standard library.
ARROWS = {
    "core": ["core"],
    "index": ["core", "index"],
    "screen": ["core", "index", "screen"],
    "c_api": ["core", "index", "screen", "c_api"],
    # The program runs the recognition suite of the benchmarks.
    "cli": ["core", "index", "screen", "cli", "benchmarks"],
}
PROJECT = sorted({*ARROWS, "tests", "benchmarks", "scripts"})

# The files of the layers that may include a library, by how the name of the
# header begins. None of them is a header.
FENCES = {
    "opencv2/": ["core/opencv_*.cc", "core/keypoints.cc",
                "core/picture.cc", "core/corner_likeness.cc",
                "core/straightened.cc"],
    "jpeglib.h": ["core/jpeg_library.cc", "core/thumbnail.cc"],
    "jerror.h": ["core/jpeg_library.cc"],
    "vips/": ["core/vips_*.cc"],
    "Eigen/": ["core/cover256.cc", "core/geometry.cc", "core/alignment.cc"],
    "hwy/": ["index/hamming.cc", "index/*_kernels.cc"],
    "faiss/": ["index/faiss_*_module.cc"],
    "hdf5.h": ["index/hdf5_module.cc"],
    "omp.h": ["index/faiss_module.cc"],
    "sqlite3.h": ["index/database.cc"],
    "xxhash.h": ["index/checksum.cc"],
    "openssl/": ["index/sha256.cc", "screen/ed25519.cc",
                 "screen/catalogue/file_digest.cc",
                 "screen/claim_signature.cc"],
    "taglib/": ["screen/catalogue/taglib_module.cc"],
    "archive": ["screen/archive.cc", "screen/archive_writer.cc"],
    "seccomp.h": ["screen/worker/lockdown.cc"],
    "oneapi/tbb/": ["screen/pipeline.cc"],
    "nlohmann/": ["index/calibration.cc",
                 "screen/dedupe/apply_journal.cc",
                  "screen/record.cc", "screen/evidence.cc", "screen/summary.cc",
                  "screen/run_parameters.cc", "cli/manifest.cc",
                  "screen/policy.cc", "screen/rights/protocols.cc",
                  "screen/rights/c2pa.cc", "screen/rights/site.cc",
                  "screen/provenance.cc", "screen/rights_import.cc",
                  "screen/evidence_rows.cc", "screen/evidence_reader.cc",
                  "screen/reviews.cc", "screen/catalogue/cover_art.cc",
                  "screen/catalogue/exchange.cc",
                  "screen/catalogue/exchange_line.cc"],
    "libxml/": ["screen/rights/xml.cc"],
    "brotli/": ["screen/rights/inflate.cc"],
    "zlib.h": ["screen/rights/inflate.cc", "screen/warc_stream.cc"],
    "fmt/": ["core/*.cc", "index/*.cc", "screen/*.cc", "cli/*"],
    "CLI/": ["cli/*"],
}

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.MULTILINE)


def fence_of(header):
    return next((begin for begin in FENCES if header.startswith(begin)), None)


def faults_of(path):
    layer = path.parts[0]
    for bracket, header in INCLUDE.findall((ROOT / path).read_text("utf-8")):
        folder = header.split("/")[0]
        if folder in PROJECT and bracket == '"':
            if folder not in ARROWS[layer]:
                yield f"{path}: {layer} may not include {header}"
            continue
        if bracket == '"':
            yield f"{path}: write the path of {header} from the root"
        fence = fence_of(header)
        if fence and not any(fnmatch.fnmatch(path, f) for f in FENCES[fence]):
            yield f"{path}: {header} belongs in {FENCES[fence]}"
        if ("/" in header and not fence and not header.startswith("sys/")
                and not header.startswith("linux/")):
            yield f"{path}: {header} has no fence in tests/lint/layers_test.py"
        # The C interface itself stands on two headers of C.
        own = path.name == "sleeve.h" and header in ("stddef.h", "stdint.h")
        if (path.suffix == ".h" and layer != "cli" and "." in header
                and not own):
            yield f"{path}: a header names {header}, which is not C++'s own"


files = [path for path in tracked(".cc", ".h") if path.parts[0] in ARROWS]
assert files, "no sources found"
finish("layers", [fault for path in files for fault in faults_of(path)])
