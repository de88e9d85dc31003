/* The C interface of Sleeve: hashes of pictures, catalogues of artwork, exact
   and approximate search, and verdicts on pictures that were found somewhere.

   Conventions

    (1) Every function that can fail returns a sleeve_status; 0 is success.
        Results go to the trailing out-parameters, which are written only on
        success unless their description says more.
    (2) sleeve_last_error() explains the latest failure on the calling thread
        in one sentence: what is wrong, where, and what to do.
    (3) Handles are opaque. What _open or _create made, _close frees; closing
        NULL does nothing; any other function takes it for an invalid
        argument, and returns 0 or NULL when it has no status. A handle keeps
        alive what it was made from, so that the order of closing does not
        matter. Using a closed handle is an error of the caller that nothing
        can detect.
    (4) Arrays belong to the caller and are dense and row-major. Their shape is
        given in brackets: in [n][k], element (i, j) is a[i * k + j]. An array
        of no elements may be NULL.
    (5) A batch never stops at a bad picture: items[i] says how picture i went,
        and the rows of a picture that failed are all zero. Order of the
        results is that of the input, whatever the number of threads.
    (6) Distances are counts of differing bits, and radii are inclusive. Sizes
        are bytes. Widths and heights of pictures are pixels.
    (7) Hashes are bytes, most significant bit of byte 0 first: 32 bytes for
        256 bits, 8 bytes for 64.
    (8) Strings are UTF-8, end in NUL and are never freed by the caller.
        Names of files and of artworks may hold any bytes but NUL.
    (9) Indexes, snapshots, screeners and evidence never change, so threads may
        share them. A catalogue belongs to one thread at a time.
   (10) A structure that begins with struct_bytes grows in later versions: set
        it to sizeof(the structure), or use its _init function. The library
        reads and writes no more than that.
   (11) The options of a call may be NULL, which stands for all defaults.
   (12) After fork(), the child may hash, and use indexes (but those of FAISS)
        and snapshots. A catalogue must be opened anew and says so; a screener
        starts its sandbox anew by itself.
   (13) The library does not print, end the process, change the locale or
        install signal handlers. Only names that begin with sleeve_ are
        exported. */
#ifndef SLEEVE_C_API_SLEEVE_H_
#define SLEEVE_C_API_SLEEVE_H_

#include <stddef.h>
#include <stdint.h>

#define SLEEVE_API __attribute__((visibility("default")))

/* The version that this header describes; compare with sleeve_version().
   Within a major version functions, codes and members are added, and never
   changed or removed. Major version 0 promises that within a minor version. */
#define SLEEVE_VERSION_MAJOR 0
#define SLEEVE_VERSION_MINOR 1
#define SLEEVE_VERSION_PATCH 0

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Version and errors -------------------------------------------------- */

/* The version of the library at hand as major * 10000 + minor * 100 + patch,
   so that 0.1.0 is 100. */
SLEEVE_API int32_t sleeve_version(void);

typedef int32_t sleeve_status;

/* What became of a call. Values are part of the ABI. */
enum {
  SLEEVE_OK = 0,
  SLEEVE_INVALID_ARGUMENT = 1, /* the call is wrong: fix the caller */
  SLEEVE_NOT_FOUND = 2,        /* no such file, catalogue or artwork */
  SLEEVE_IO_ERROR = 3,         /* the system refused a read or a write */
  SLEEVE_CORRUPT = 4,          /* a file of Sleeve's fails its checks */
  SLEEVE_UNSUPPORTED = 5,      /* a newer format, or an unlike algorithm */
  SLEEVE_BAD_PICTURE = 6,      /* these bytes give no picture */
  SLEEVE_CANCELLED = 7,        /* the progress function asked for it */
  SLEEVE_OUT_OF_MEMORY = 8,
  SLEEVE_INTERNAL = 9 /* a bug in this library: please report it */
};

/* The sentence of the latest failure on this thread; "" before the first. Valid
   until the next call that fails on this thread. */
SLEEVE_API const char* sleeve_last_error(void);

/* ---- Options and progress ------------------------------------------------ */

/* Called some twenty times a second during a long call, and once at its end,
   by the thread that made the call. `done` counts pictures, queries, codes or
   artworks; `total` is how many there are, or -1 when unknown. Returning
   anything but 0 ends the call with SLEEVE_CANCELLED, which leaves everything
   as any other failure does. */
typedef int32_t (*sleeve_progress)(void* user, int64_t done, int64_t total);

/* How far the search for artworks goes. Values are part of the ABI. */
enum {
  SLEEVE_USUAL = -1,  /* what the program's verb does unless it is told:
                         thorough, but in sleeve_dedupe() fast */
  SLEEVE_FAST = 0,    /* by hash: whole pictures, mirrored or turned too */
  SLEEVE_THOROUGH = 1 /* by local features too: parts, crops, photographs */
};

/* What a picture was before img2dataset resized it: its sides in pixels, 0 when
   they are not known, and its EXIF orientation, 1 to 8. */
typedef struct sleeve_origin {
  int32_t width;
  int32_t height;
  int32_t orientation;
} sleeve_origin;

typedef struct sleeve_options {
  size_t struct_bytes;      /* see (10) */
  int32_t threads;          /* 0: one for each core that the process may use */
  int32_t sandbox;          /* 1: screeners decode in locked-down processes */
  uint64_t max_bytes;       /* encoded bytes of a picture; more is too_large */
  uint64_t max_pixels;      /* width times height; more is too_large */
  int32_t max_frames;       /* of an animation; more is too_large */
  double time_out;          /* seconds to decode one picture, in the sandbox */
  sleeve_progress progress; /* may be NULL */
  void* user;               /* handed to `progress` */
  const char* policy;       /* file with a policy of screening; NULL: strict */
  int32_t effort;           /* SLEEVE_USUAL (the default), SLEEVE_FAST, ... */
  const sleeve_origin* origins; /* [n], see sleeve_screener_check(); or NULL */
} sleeve_options;

/* Fills `options` with the defaults. */
SLEEVE_API void sleeve_options_init(sleeve_options* options);

/* ---- Pictures ------------------------------------------------------------ */

/* One encoded picture. With `bytes` it is what they hold, and `name` (which
   may be NULL) only names it in evidence. Without `bytes` it is the file
   `name`. Without either the row is missing, which is reported as `empty`. */
typedef struct sleeve_picture {
  const char* name;
  const uint8_t* bytes; /* [size] */
  size_t size;
} sleeve_picture;

/* One decoded picture: 8-bit samples, upright, row by row from the top left.
   Sample (row, column, channel) is
   data[row * row_bytes + column * channels + channel]. */
typedef struct sleeve_pixels {
  const uint8_t* data;
  int32_t rows;
  int32_t columns;
  int32_t channels;  /* 1 grey, 2 grey and alpha, 3 RGB, 4 RGBA */
  int64_t row_bytes; /* from row to row, at least columns * channels */
} sleeve_pixels;

/* Why a picture could not be checked. Values are part of the ABI. */
enum {
  SLEEVE_PICTURE_OK = 0,
  SLEEVE_PICTURE_EMPTY = 1,       /* no bytes at all, or a missing row */
  SLEEVE_PICTURE_UNKNOWN = 2,     /* no known picture format by content */
  SLEEVE_PICTURE_UNSUPPORTED = 3, /* of a kind that is not decoded */
  SLEEVE_PICTURE_TRUNCATED = 4,   /* the bytes end before the picture does */
  SLEEVE_PICTURE_CORRUPT = 5,     /* the bytes contradict their format */
  SLEEVE_PICTURE_TOO_LARGE = 6,   /* beyond a limit of the options */
  SLEEVE_PICTURE_UNREADABLE = 7,  /* the file could not be read */
  SLEEVE_PICTURE_TIME_OUT = 8,    /* decoding took longer than allowed */
  SLEEVE_PICTURE_CRASH = 9        /* the decoder died on this picture */
};

/* How one picture of a batch went. */
typedef struct sleeve_item {
  int32_t problem;  /* SLEEVE_PICTURE_... */
  char reason[124]; /* a phrase, "truncated JPEG"; "" when all is well */
} sleeve_item;

/* The name of a problem as records have it, "too_large"; "ok" for 0, and NULL
   for a number that is none. */
SLEEVE_API const char* sleeve_problem_name(int32_t problem);

/* Pictures in a column of Apache Arrow, by its C data interface: `schema` and
   `array` describe binary, large_binary or their views of strings ("z", "Z",
   "u", "U"). Both are only read, stay the caller's, and are not released. */
struct ArrowSchema;
struct ArrowArray;

/* ---- Hashes -------------------------------------------------------------- */

/* The algorithms. Values are part of the ABI. */
enum {
  SLEEVE_COVER256 = 1,     /* 256 bits: Sleeve's own, for artwork */
  SLEEVE_PDQ = 2,          /* 256 bits: PDQ */
  SLEEVE_PHASH64 = 3,      /* 64 bits: ImageHash phash */
  SLEEVE_DHASH64 = 4,      /* 64 bits: ImageHash dhash */
  SLEEVE_AHASH64 = 5,      /* 64 bits: ImageHash average_hash */
  SLEEVE_ISCC_IMAGE = 6,   /* 64 bits: ISO 24138 Image-Code */
  SLEEVE_ISCC_IMAGE256 = 7 /* 256 bits: ISO 24138 Image-Code */
};

/* The number of an algorithm by the name that people type, "cover256", "pdq",
   "phash64", "dhash64", "ahash64", "iscc-image", "iscc-image256"; 0 when there
   is none of that name. */
SLEEVE_API int32_t sleeve_algorithm_find(const char* name);

/* The name that people type, and name with version, "cover256/1": hashes of
   unlike identity must not be compared. NULL for a number that is none. */
SLEEVE_API const char* sleeve_algorithm_name(int32_t algorithm);
SLEEVE_API const char* sleeve_algorithm_identity(int32_t algorithm);

/* Bytes of a hash: 32 or 8; 0 for a number that is none. */
SLEEVE_API int32_t sleeve_hash_bytes_of(int32_t algorithm);

/* Hashes one encoded picture.
     bytes     [size], in any format that Sleeve decodes
     options   limits; may be NULL
     hash      [sleeve_hash_bytes_of(algorithm)]
     quality   0 (flat) to 100; below 50 the hash says too little to be used
               alone. May be NULL.
   SLEEVE_BAD_PICTURE when the bytes give no picture. */
SLEEVE_API sleeve_status sleeve_hash_bytes(int32_t algorithm,
                                           const uint8_t* bytes, size_t size,
                                           const sleeve_options* options,
                                           uint8_t* hash, int32_t* quality);

/* Hashes one decoded picture: as sleeve_hash_bytes(). Colour becomes grey and
   alpha goes on white just as when decoding; orientation is the caller's.
   SLEEVE_INVALID_ARGUMENT for rows, columns, channels or row_bytes that cannot
   be. */
SLEEVE_API sleeve_status sleeve_hash_pixels(int32_t algorithm,
                                            const sleeve_pixels* pixels,
                                            uint8_t* hash, int32_t* quality);

/* Hashes many pictures on options->threads threads.
     pictures   [n]
     hashes     [n][sleeve_hash_bytes_of(algorithm)]
     qualities  [n]; may be NULL
     items      [n]; may be NULL, and then only a quality of -1 tells which
                pictures failed
   Progress counts pictures. Written as far as it went when cancelled. */
SLEEVE_API sleeve_status sleeve_hash_batch(int32_t algorithm,
                                           const sleeve_picture* pictures,
                                           int64_t n,
                                           const sleeve_options* options,
                                           uint8_t* hashes, int32_t* qualities,
                                           sleeve_item* items);

/* As sleeve_hash_batch(), for decoded pictures. A picture with impossible
   sides is an item with SLEEVE_PICTURE_CORRUPT. */
SLEEVE_API sleeve_status sleeve_hash_pixels_batch(
    int32_t algorithm, const sleeve_pixels* pixels, int64_t n,
    const sleeve_options* options, uint8_t* hashes, int32_t* qualities,
    sleeve_item* items);

/* As sleeve_hash_batch(), for a column of Arrow, whose n is its length. No
   byte is copied. Null rows are items with SLEEVE_PICTURE_EMPTY.
   SLEEVE_INVALID_ARGUMENT when the column is not binary, or contradicts
   itself. */
SLEEVE_API sleeve_status sleeve_hash_arrow(int32_t algorithm,
                                           const struct ArrowSchema* schema,
                                           const struct ArrowArray* array,
                                           const sleeve_options* options,
                                           uint8_t* hashes, int32_t* qualities,
                                           sleeve_item* items);

/* Differing bits of two hashes of `hash_bytes` bytes. */
SLEEVE_API int32_t sleeve_distance(const uint8_t* a, const uint8_t* b,
                                   size_t hash_bytes);

/* All distances between two lists of hashes.
     a          [n][hash_bytes]
     b          [m][hash_bytes]
     distances  [n][m] */
SLEEVE_API sleeve_status sleeve_distances(const uint8_t* a, int64_t n,
                                          const uint8_t* b, int64_t m,
                                          size_t hash_bytes,
                                          const sleeve_options* options,
                                          int32_t* distances);

/* Writes 2 * hash_bytes digits of lower-case hex and a NUL to `hex`. */
SLEEVE_API void sleeve_hash_to_hex(const uint8_t* hash, size_t hash_bytes,
                                   char* hex);

/* Reads hex in either case. SLEEVE_INVALID_ARGUMENT unless `hex` has exactly
   2 * hash_bytes digits. */
SLEEVE_API sleeve_status sleeve_hash_from_hex(const char* hex,
                                              size_t hash_bytes, uint8_t* hash);

/* ---- Search in hashes ---------------------------------------------------- */

typedef struct sleeve_index sleeve_index;

/* Builds an index over hashes.
     spec        which kind: "exact", "scan", "mih", and of FAISS "flat",
                 "hnsw:32", "ivf:1024,16", "multihash:4,16"; docs/index.md has
                 them all. "exact" is complete and chooses what is fastest.
     hashes      [n][hash_bytes]: not copied, must outlive the index, and must
                 not change meanwhile
     hash_bytes  32 or 8
   Progress counts hashes. SLEEVE_INVALID_ARGUMENT for a specification that does
   not suit; SLEEVE_UNSUPPORTED when FAISS is asked for and cannot be loaded. */
SLEEVE_API sleeve_status sleeve_index_create(const char* spec,
                                             const uint8_t* hashes, int64_t n,
                                             size_t hash_bytes,
                                             const sleeve_options* options,
                                             sleeve_index** index);

/* Writes an index and its hashes to a file, wholly or not at all, and maps such
   a file into memory. The processes that open it share one copy. Nothing is
   built anew when it is opened. SLEEVE_NOT_FOUND, SLEEVE_IO_ERROR,
   SLEEVE_CORRUPT, SLEEVE_UNSUPPORTED (a newer version). */
SLEEVE_API sleeve_status sleeve_index_save(const sleeve_index* index,
                                           const char* path,
                                           const sleeve_options* options);
SLEEVE_API sleeve_status sleeve_index_open(const char* path,
                                           const sleeve_options* options,
                                           sleeve_index** index);

SLEEVE_API void sleeve_index_close(sleeve_index* index);

/* Its hashes [size][hash_bytes], and how many bytes each has. Valid until the
   index is closed. */
SLEEVE_API const uint8_t* sleeve_index_hashes(const sleeve_index* index);
SLEEVE_API size_t sleeve_index_hash_bytes(const sleeve_index* index);

/* How many hashes it holds, and how many bytes of memory, theirs included. */
SLEEVE_API int64_t sleeve_index_size(const sleeve_index* index);
SLEEVE_API uint64_t sleeve_index_memory(const sleeve_index* index);

/* What was chosen and why, as a phrase for people. Valid until the index is
   closed. */
SLEEVE_API const char* sleeve_index_about(const sleeve_index* index);

/* The k nearest hashes of each query, by distance, then position.
     queries    [m][hash_bytes]
     k          0 or more
     positions  [m][k], rows of the index; -1 where it holds fewer than k
     distances  [m][k]; -1 likewise */
SLEEVE_API sleeve_status sleeve_index_nearest(
    const sleeve_index* index, const uint8_t* queries, int64_t m, int64_t k,
    const sleeve_options* options, int64_t* positions, int32_t* distances);

/* Answers of varying length. */
typedef struct sleeve_neighbours sleeve_neighbours;

/* All hashes at most `radius` bits away, by distance, then position. `radius`
   is 0 to 8 * hash_bytes. `queries` is [m][hash_bytes]. */
SLEEVE_API sleeve_status sleeve_index_within(const sleeve_index* index,
                                             const uint8_t* queries, int64_t m,
                                             int32_t radius,
                                             const sleeve_options* options,
                                             sleeve_neighbours** neighbours);

/* The answers; each pointer may be NULL and is valid until the neighbours are
   closed.
     ends       [m]: those of query i are ends[i - 1] (0 for i = 0) to ends[i]
     positions  [ends[m - 1]]
     distances  [ends[m - 1]] */
SLEEVE_API void sleeve_neighbours_get(const sleeve_neighbours* neighbours,
                                      const int64_t** ends,
                                      const int64_t** positions,
                                      const int32_t** distances);

SLEEVE_API void sleeve_neighbours_close(sleeve_neighbours* neighbours);

/* What was measured of an index. */
typedef struct sleeve_recall {
  size_t struct_bytes;       /* see (10) */
  double recall;             /* share of the truth, by distance; 0 to 1 */
  int64_t pairs;             /* neighbours found, over all queries */
  double queries_per_second; /* all queries in one batch */
  double single_per_second;  /* one after the other */
  double p50_milliseconds;   /* of a single query */
  double p99_milliseconds;
} sleeve_recall;

/* Measures `index` against `truth`, an exact index over the same hashes.
     queries  [m][hash_bytes]
     radius   0 or more asks for all within it; -1 asks for the k nearest
   Takes the time of the answers and some seconds more. */
SLEEVE_API sleeve_status sleeve_index_recall(const sleeve_index* index,
                                             const sleeve_index* truth,
                                             const uint8_t* queries, int64_t m,
                                             int32_t radius, int64_t k,
                                             const sleeve_options* options,
                                             sleeve_recall* recall);

/* Takes one sentence, or one line. */
typedef void (*sleeve_take_text)(void* user, const char* text);

/* Rows [rows][columns]: hashes of 32 or 8 bytes each, or features of any number
   of floats. */
typedef struct sleeve_rows {
  const void* data;
  int64_t rows;
  int64_t columns;
  int32_t floats; /* 1: data is of float, 0: of uint8_t */
} sleeve_rows;

/* Measures several kinds of index on the same rows, as `sleeve bench recall`
   does, and passes a JSON object for each to `take` when all is done: spec,
   recall, queries_per_second, single_queries_per_second, p50_ms, p99_ms,
   build_seconds, load_seconds, bytes_per_code, peak_bytes, pareto, about, ...
     queries  NULL makes a thousand of the hashes, with up to 40 of 256 (10 of
              64) bits flipped; features need queries
     specs    [spec_count]
     radius   0 or more asks for all within it; -1 for the k nearest, or with
              k 0 for all within 31 (of 64 bits 8)
     cache    a folder that keeps the truth and finished lines, so that an
              interrupted call goes on; may be NULL
   The truth is asked of `exact`. More memory than there is, features that are
   no numbers and what contradicts itself are SLEEVE_INVALID_ARGUMENT before
   work starts. */
SLEEVE_API sleeve_status sleeve_bench_recall(const sleeve_rows* rows,
                                             const sleeve_rows* queries,
                                             const char* const* specs,
                                             int64_t spec_count, int32_t radius,
                                             int64_t k, const char* cache,
                                             const sleeve_options* options,
                                             sleeve_take_text take, void* user);

/* Two rows whose hashes are near, first < second. */
typedef struct sleeve_pair {
  int64_t first;
  int64_t second;
  int32_t distance;
  int32_t reserved; /* 0 */
} sleeve_pair;

/* Takes some pairs, which are valid until it returns. Returning anything but 0
   ends the join with SLEEVE_CANCELLED. */
typedef int32_t (*sleeve_take_pairs)(void* user, const sleeve_pair* pairs,
                                     size_t count);

/* Passes every pair of hashes at most `radius` bits apart to `take`, each
   once, in an order that depends on neither machine nor threads. Equal hashes
   are pairs too. Memory does not grow with the pairs. Progress counts hashes.
     hashes  [n][32]
     radius  0 to 256
     take    called by one thread at a time, which may be another than the
             caller's */
SLEEVE_API sleeve_status sleeve_self_join(const uint8_t* hashes, int64_t n,
                                          int32_t radius,
                                          const sleeve_options* options,
                                          sleeve_take_pairs take, void* user);

/* ---- Catalogues ---------------------------------------------------------- */

typedef struct sleeve_catalogue sleeve_catalogue;

/* How to open a catalogue. */
enum {
  SLEEVE_READ = 0,  /* must exist */
  SLEEVE_WRITE = 1, /* must exist */
  SLEEVE_CREATE = 2 /* made when missing */
};

/* Opens the catalogue in directory `path`. Readers work beside one writer.
   SLEEVE_NOT_FOUND (no catalogue there), SLEEVE_CORRUPT, SLEEVE_UNSUPPORTED
   (newer format), SLEEVE_IO_ERROR. */
SLEEVE_API sleeve_status sleeve_catalogue_open(const char* path, int32_t mode,
                                               sleeve_catalogue** catalogue);

SLEEVE_API void sleeve_catalogue_close(sleeve_catalogue* catalogue);

/* What add did with one artwork. */
enum {
  SLEEVE_ADDED = 0,     /* the id was new */
  SLEEVE_REPLACED = 1,  /* the id was known with other bytes */
  SLEEVE_UNCHANGED = 2, /* the id was known with these bytes */
  SLEEVE_FAILED = 3     /* see items[i] */
};

/* Adds pictures as artworks, some hundred in each transaction; what was
   acknowledged survives kill -9.
     ids       [n]: ids of the artworks, not empty, unique in the catalogue
     pictures  [n]
     added     [n]: SLEEVE_ADDED, ...; may be NULL
     items     [n]; may be NULL
   Progress counts pictures. When the call fails or is cancelled, what was
   added before is kept. SLEEVE_INVALID_ARGUMENT (open for reading, an empty
   id), SLEEVE_IO_ERROR (no room, or another process has been writing for more
   than five seconds). */
SLEEVE_API sleeve_status sleeve_catalogue_add(
    sleeve_catalogue* catalogue, const char* const* ids,
    const sleeve_picture* pictures, int64_t n, const sleeve_options* options,
    int32_t* added, sleeve_item* items);

/* Removes artworks in one transaction: all of them, or none when it fails or is
   cancelled. Progress counts ids.
     ids      [n]
     removed  [n]: 1 when it was there, else 0; may be NULL */
SLEEVE_API sleeve_status sleeve_catalogue_remove(sleeve_catalogue* catalogue,
                                                 const char* const* ids,
                                                 int64_t n,
                                                 const sleeve_options* options,
                                                 int32_t* removed);

typedef struct sleeve_catalogue_info {
  size_t struct_bytes; /* see (10) */
  int64_t artworks;
  int64_t removed;        /* ids that once were in it */
  uint64_t generation;    /* grows with every change */
  int32_t format_version; /* of catalogue.db */
  int32_t index_current;  /* 1 when index/ answers for this generation */
  uint64_t database_bytes;
  uint64_t index_bytes;
  int64_t unmerged; /* changes that are laid over index/; -1: none can be, and
                       it will be made anew */
} sleeve_catalogue_info;

/* SLEEVE_IO_ERROR or SLEEVE_CORRUPT when the catalogue was damaged or removed
   underneath. */
SLEEVE_API sleeve_status sleeve_catalogue_get_info(
    const sleeve_catalogue* catalogue, sleeve_catalogue_info* info);

/* Checks database, fingerprints and index, and passes a sentence for each
   fault to `take` at the end; none when all is well. Progress counts artworks,
   once for each thing that is compared; total is -1. */
SLEEVE_API sleeve_status sleeve_catalogue_verify(
    const sleeve_catalogue* catalogue, const sleeve_options* options,
    sleeve_take_text take, void* user);

/* Makes the derived index anew. Progress counts artworks. Until the new one is
   wholly there, the old one stays. */
SLEEVE_API sleeve_status sleeve_catalogue_rebuild(
    sleeve_catalogue* catalogue, const sleeve_options* options);

/* ---- Snapshots ----------------------------------------------------------- */

/* The artworks of one moment, unchanged by later writes, ordered by id. */
typedef struct sleeve_snapshot sleeve_snapshot;

/* Takes a snapshot, after making the derived index anew when it is stale, which
   is what takes long. Progress counts its artworks then; total is -1. */
SLEEVE_API sleeve_status sleeve_catalogue_snapshot(
    const sleeve_catalogue* catalogue, const sleeve_options* options,
    sleeve_snapshot** snapshot);

/* Maps the file of a snapshot into memory, to search without the catalogue:
   on other machines, in other processes. SLEEVE_NOT_FOUND, SLEEVE_CORRUPT,
   SLEEVE_UNSUPPORTED, SLEEVE_IO_ERROR. */
SLEEVE_API sleeve_status sleeve_snapshot_open(const char* path,
                                              sleeve_snapshot** snapshot);

/* Writes the file of a snapshot, wholly or not at all, and beside it two more,
   `path` with ".parts" and with ".calibration" at its end, that opening it
   needs too. */
SLEEVE_API sleeve_status sleeve_snapshot_save(const sleeve_snapshot* snapshot,
                                              const char* path,
                                              const sleeve_options* options);

SLEEVE_API void sleeve_snapshot_close(sleeve_snapshot* snapshot);

/* How many artworks it holds. */
SLEEVE_API int64_t sleeve_snapshot_size(const sleeve_snapshot* snapshot);

/* Names this exact content: 64 hex digits. NULL when the file turns out to be
   damaged; sleeve_last_error() says how. */
SLEEVE_API const char* sleeve_snapshot_digest(const sleeve_snapshot* snapshot);

/* The hashes [size][32], and the qualities [size], 0 to 100. Valid until the
   snapshot is closed. NULL as above, or when there are none. */
SLEEVE_API const uint8_t* sleeve_snapshot_hashes(
    const sleeve_snapshot* snapshot);
SLEEVE_API const uint8_t* sleeve_snapshot_qualities(
    const sleeve_snapshot* snapshot);

/* By which calibration matches are judged, see sleeve_calibrate(): the JSON
   object of calibration.json, or the like of it that Sleeve comes with, whose
   "pictures" is 0. Valid until the snapshot is closed. */
SLEEVE_API const char* sleeve_snapshot_calibration(
    const sleeve_snapshot* snapshot);

/* The id of artwork `position` and its length; it need not end in NUL. Valid
   until the snapshot is closed. SLEEVE_INVALID_ARGUMENT unless
   0 <= position < size. */
SLEEVE_API sleeve_status sleeve_snapshot_id(const sleeve_snapshot* snapshot,
                                            int64_t position, const char** id,
                                            size_t* id_bytes);

/* The position of an id. SLEEVE_NOT_FOUND. */
SLEEVE_API sleeve_status sleeve_snapshot_find(const sleeve_snapshot* snapshot,
                                              const char* id,
                                              int64_t* position);

/* An index over the hashes of a snapshot; see sleeve_index_create(). */
SLEEVE_API sleeve_status sleeve_snapshot_index(const sleeve_snapshot* snapshot,
                                               const char* spec,
                                               const sleeve_options* options,
                                               sleeve_index** index);

/* ---- Screening ----------------------------------------------------------- */

/* Finds the artworks of one snapshot in pictures, and gives verdicts. */
typedef struct sleeve_screener sleeve_screener;

/* Of the options, sandbox, time_out, the limits and threads (worker processes
   at most) count here. SLEEVE_NOT_FOUND when the sandbox is asked for, and the
   program sleeve-worker is missing. */
SLEEVE_API sleeve_status sleeve_screener_create(const sleeve_snapshot* snapshot,
                                                const sleeve_options* options,
                                                sleeve_screener** screener);

SLEEVE_API void sleeve_screener_close(sleeve_screener* screener);

/* Identities of the models that its matches rest on, "chance/1", by number from
   0, the calibration of its snapshot last; NULL after the last. Valid until the
   screener is closed. */
SLEEVE_API const char* sleeve_screener_model(const sleeve_screener* screener,
                                             int32_t number);

/* What was found about the pictures of a batch. */
typedef struct sleeve_evidence sleeve_evidence;

/* Checks pictures. Of the options, threads, progress, user and origins count
   here. A square picture whose origin was none loses the white bars that
   img2dataset put around it (resize_mode "border"), if it has them, and is
   turned as its orientation asks unless its bytes say so themselves. Regions
   are told in the upright picture with its bars.
     pictures  [n] */
SLEEVE_API sleeve_status sleeve_screener_check(const sleeve_screener* screener,
                                               const sleeve_picture* pictures,
                                               int64_t n,
                                               const sleeve_options* options,
                                               sleeve_evidence** evidence);

/* The same for a column of Arrow; see sleeve_hash_arrow(). */
SLEEVE_API sleeve_status sleeve_screener_check_arrow(
    const sleeve_screener* screener, const struct ArrowSchema* schema,
    const struct ArrowArray* array, const sleeve_options* options,
    sleeve_evidence** evidence);

/* The same for decoded pictures, which have no digest. A picture with
   impossible sides is unchecked (SLEEVE_PICTURE_CORRUPT). */
SLEEVE_API sleeve_status sleeve_screener_check_pixels(
    const sleeve_screener* screener, const sleeve_pixels* pixels, int64_t n,
    const sleeve_options* options, sleeve_evidence** evidence);

SLEEVE_API void sleeve_evidence_close(sleeve_evidence* evidence);

/* How many pictures it is about. */
SLEEVE_API int64_t sleeve_evidence_size(const sleeve_evidence* evidence);

/* What becomes of a picture. Values are part of the ABI. */
enum {
  SLEEVE_EXCLUDE_MATCH = 0,    /* shows an artwork of the catalogue */
  SLEEVE_EXCLUDE_RESERVED = 1, /* a signal that it carries reserves rights */
  SLEEVE_REVIEW = 2,           /* a person must decide */
  SLEEVE_LICENSED = 3,         /* its holder allows the use */
  SLEEVE_NO_SIGNAL = 4,        /* checked; nothing speaks against it */
  SLEEVE_UNCHECKED = 5         /* could not be checked; never clean */
};

/* The name of a verdict, "exclude_match"; NULL for a number that is none. */
SLEEVE_API const char* sleeve_verdict_name(int32_t verdict);

/* About one picture. Strings are valid until the evidence is closed. */
typedef struct sleeve_finding {
  size_t struct_bytes; /* see (10) */
  int32_t verdict;     /* SLEEVE_EXCLUDE_MATCH, ... */
  int32_t problem;     /* SLEEVE_PICTURE_...; not 0 only when unchecked */
  int32_t quality;     /* 0 to 100; 0 when unchecked */
  int32_t matches;     /* artworks that Sleeve stands behind */
  int32_t candidates;  /* artworks that are plausible, but not certain */
  int32_t width;       /* of the upright picture; 0 when unchecked */
  int32_t height;
  uint8_t hash[32];   /* cover256; zero when unchecked */
  const char* reason; /* for people */
  const char* sha256; /* of the encoded bytes, 64 digits; "" if not read */
  const char* json;   /* the line of evidence.jsonl, without its newline */
} sleeve_finding;

/* SLEEVE_INVALID_ARGUMENT unless 0 <= row < size. */
SLEEVE_API sleeve_status sleeve_evidence_finding(
    const sleeve_evidence* evidence, int64_t row, sleeve_finding* finding);

/* An artwork that is, or may be, in a picture. Strings are valid until the
   evidence is closed. */
typedef struct sleeve_match {
  size_t struct_bytes; /* see (10) */
  int32_t candidate;   /* 0: stood behind; 1: plausible, but not certain */
  int32_t edition;     /* 0: this artwork; 1: another edition of it */
  int32_t distance;    /* bits between the hashes, 0 to 256 */
  double score;        /* 0 to 1, higher is surer */
  double expected_false_matches; /* that chance alone would give, as good as
                                    this one, for one picture */
  double region[8]; /* [4][2]: x and y of the artwork's corners in the
                       upright picture: top left, top right, bottom
                       right, bottom left */
  const char* artwork_id;
  const char* transform; /* how it is shown: "none", "mirror", "crop", ... */
} sleeve_match;

/* Match number `match` of a picture, best first: its matches, then its
   candidates. SLEEVE_INVALID_ARGUMENT unless 0 <= row < size and
   0 <= match < matches + candidates. */
SLEEVE_API sleeve_status sleeve_evidence_match(const sleeve_evidence* evidence,
                                               int64_t row, int32_t match,
                                               sleeve_match* result);

/* Explains whether picture `a` shows picture `b`, as if `b` were the only
   artwork of a catalogue, as the program's verb compare does. Both are decoded
   in this process.
     drawing  a PNG that shows where `b` lies in `a` is written there, unless a
              picture cannot be decoded; NULL for none
     take     gets one JSON object: a and b with their hashes or problems,
              status, and when it is "ok" standing ("match", "candidate",
              "none"), stage, why, distance, similarity, transform, score,
              expected_false_matches, details
   Of the options, the limits count here. SLEEVE_NOT_FOUND (no folder for the
   drawing), SLEEVE_IO_ERROR. */
SLEEVE_API sleeve_status sleeve_compare(const sleeve_picture* a,
                                        const sleeve_picture* b,
                                        const char* drawing,
                                        const sleeve_options* options,
                                        sleeve_take_text take, void* user);

/* Screens a data set into a directory, as the program's verb does: writes
   evidence.jsonl, summary.json and summary.txt. A run that was killed or
   cancelled goes on where it stopped when it is asked for again.
     catalogue  its directory
     output     made when missing
     inputs     [n]: files, folders, tar shards, brace ranges
     restart    1 forgets what the output directory holds
   Progress counts pictures; total is -1. SLEEVE_NOT_FOUND (an input, the
   catalogue), SLEEVE_INVALID_ARGUMENT (the output holds another run),
   SLEEVE_CORRUPT, SLEEVE_IO_ERROR. */
SLEEVE_API sleeve_status sleeve_screen(const char* catalogue,
                                       const char* output,
                                       const char* const* inputs, int64_t n,
                                       int32_t restart,
                                       const sleeve_options* options);

/* Finds the duplicates of a data set, as the program's verb does: writes
   groups.jsonl, keep.txt, drop.txt, summary.json and summary.txt. With
   SLEEVE_THOROUGH parts are looked for too, at some fifty times the cost.
     output      made when missing
     inputs      [n]: files, folders, tar shards, brace ranges
     references  [m]: compare the inputs with these only; none: with each other
     radius      0 to 63; -1 takes the default
   Progress counts pictures of the present stage; total is -1. Fails as
   sleeve_screen() does. */
SLEEVE_API sleeve_status sleeve_dedupe(const char* output,
                                       const char* const* inputs, int64_t n,
                                       const char* const* references, int64_t m,
                                       int32_t radius,
                                       const sleeve_options* options);

/* ---- Models and calibration ---------------------------------------------- */

/* How to calibrate. NULL, or all but struct_bytes zero, for the defaults. */
typedef struct sleeve_calibrate_options {
  size_t struct_bytes;    /* see (10) */
  const char* good_pairs; /* CSV files of query,artwork: pairs that match, */
  const char* bad_pairs;  /* and pairs that must not; both, or NULL */
  double rate;            /* false matches a picture that are borne, at most 1;
                             0 leaves what is stored, 0.01 at first */
  int32_t reset;          /* 1 forgets what was measured and learnt before */
  int32_t dry_run;        /* 1 stores nothing */
  int64_t for_artworks;   /* tell of a catalogue of so many; 0: as many as it
                             has */
  int64_t for_pictures;   /* tell of so many pictures; 0: a million */
} sleeve_calibrate_options;

/* Measures on pictures that show none of its artworks how often chance makes a
   match with a catalogue, as the program's verb does, and stores it as
   calibration.json in its directory. Snapshots that are taken from then on
   judge by it. Passes one JSON object to `take`: model, pictures, unchecked,
   places, rate, score_for_rate, operating_points, reliability, surest, hubs,
   ...
     catalogue  its directory
     inputs     [n]: files, folders, tar shards, brace ranges; with n 0 only
                pairs, rate and reset count
     take       may be NULL
   Of the options, threads, progress and the limits count here. Progress counts
   pictures; total is -1. SLEEVE_NOT_FOUND (catalogue, input, pairs),
   SLEEVE_INVALID_ARGUMENT (too few places were seen to say anything, pairs that
   cannot be read), SLEEVE_CORRUPT, SLEEVE_IO_ERROR; then nothing is stored. */
SLEEVE_API sleeve_status sleeve_calibrate(const char* catalogue,
                                          const char* const* inputs, int64_t n,
                                          const sleeve_calibrate_options* how,
                                          const sleeve_options* options,
                                          sleeve_take_text take, void* user);

/* Identities of all that was learnt and of all hashes, such as "cover256/1" and
   "chance/1", by number from 0; NULL after the last. What a screener rests on
   tells sleeve_screener_model(). */
SLEEVE_API const char* sleeve_model(int32_t number);

#ifdef __cplusplus
}
#endif

#endif /* SLEEVE_C_API_SLEEVE_H_ */
