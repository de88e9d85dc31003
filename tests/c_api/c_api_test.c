/* Calls every part of the C library from plain C99, rightly and wrongly:
   c_api_test DIRECTORY, an empty one that it may fill. */
#include <sleeve.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static int faults = 0;

#define CHECK(condition)                                                       \
  do {                                                                         \
    if (!(condition)) {                                                        \
      ++faults;                                                                \
      printf("line %d: %s (%s)\n", __LINE__, #condition, sleeve_last_error()); \
    }                                                                          \
  } while (0)

#define FAILS(status, call)                  \
  do {                                       \
    CHECK((call) == (status));               \
    CHECK(strlen(sleeve_last_error()) > 10); \
  } while (0)

enum { kSide = 96, kBmpBytes = 54 + kSide * kSide * 3 };

/* Picture number `seed`: blocks of grey whose order the seed shuffles. */
static uint8_t sample(int seed, int row, int column) {
  uint32_t value = (uint32_t)(row / 12 * 8 + column / 12) * 2654435761u;
  value ^= (uint32_t)seed * 2246822519u;
  value *= 3266489917u;
  return (uint8_t)(value >> 24);
}

static void put32(uint8_t* at, uint32_t value) {
  at[0] = (uint8_t)value;
  at[1] = (uint8_t)(value >> 8);
  at[2] = (uint8_t)(value >> 16);
  at[3] = (uint8_t)(value >> 24);
}

/* The picture as the bytes of a BMP, rows from the bottom. */
static void make_bmp(int seed, uint8_t* bmp) {
  memset(bmp, 0, 54);
  bmp[0] = 'B';
  bmp[1] = 'M';
  put32(bmp + 2, kBmpBytes);
  put32(bmp + 10, 54);
  put32(bmp + 14, 40);
  put32(bmp + 18, kSide);
  put32(bmp + 22, kSide);
  bmp[26] = 1;
  bmp[28] = 24;
  for (int row = 0; row < kSide; ++row) {
    for (int column = 0; column < kSide; ++column) {
      uint8_t* pixel = bmp + 54 + ((kSide - 1 - row) * kSide + column) * 3;
      memset(pixel, sample(seed, row, column), 3);
    }
  }
}

static void make_grey(int seed, uint8_t* grey) {
  for (int i = 0; i < kSide * kSide; ++i) {
    grey[i] = sample(seed, i / kSide, i % kSide);
  }
}

static void test_names(void) {
  CHECK(sleeve_version() == SLEEVE_VERSION_MAJOR * 10000 +
                                SLEEVE_VERSION_MINOR * 100 +
                                SLEEVE_VERSION_PATCH);
  CHECK(sleeve_algorithm_find("pdq") == SLEEVE_PDQ);
  CHECK(sleeve_algorithm_find("nonsense") == 0);
  CHECK(sleeve_algorithm_find(NULL) == 0);
  CHECK(strcmp(sleeve_algorithm_name(SLEEVE_ISCC_IMAGE), "iscc-image") == 0);
  CHECK(strcmp(sleeve_algorithm_identity(1), "cover256/1") == 0);
  CHECK(sleeve_algorithm_identity(0) == NULL);
  CHECK(sleeve_algorithm_name(99) == NULL);
  CHECK(sleeve_hash_bytes_of(SLEEVE_COVER256) == 32);
  CHECK(sleeve_hash_bytes_of(SLEEVE_PHASH64) == 8);
  CHECK(sleeve_hash_bytes_of(-1) == 0);
  CHECK(strcmp(sleeve_problem_name(SLEEVE_PICTURE_TOO_LARGE), "too_large") ==
        0);
  CHECK(strcmp(sleeve_problem_name(SLEEVE_PICTURE_CRASH), "crash") == 0);
  CHECK(sleeve_problem_name(10) == NULL);
  CHECK(strcmp(sleeve_verdict_name(SLEEVE_UNCHECKED), "unchecked") == 0);
  CHECK(sleeve_verdict_name(6) == NULL);
  CHECK(strcmp(sleeve_model(0), "cover256/1") == 0);
  CHECK(sleeve_model(1000) == NULL);
}

static void test_single_hashes(void) {
  static uint8_t bmp[kBmpBytes], grey[kSide * kSide];
  uint8_t a[32], b[32], again[32];
  char hex[65];
  int32_t quality = -7;
  make_bmp(1, bmp);
  make_grey(1, grey);
  sleeve_pixels pixels = {grey, kSide, kSide, 1, kSide};
  for (int32_t algorithm = 1; algorithm <= 7; ++algorithm) {
    const size_t bytes = (size_t)sleeve_hash_bytes_of(algorithm);
    CHECK(sleeve_hash_bytes(algorithm, bmp, kBmpBytes, NULL, a, &quality) ==
          SLEEVE_OK);
    CHECK(quality >= 0 && quality <= 100);
    CHECK(sleeve_hash_pixels(algorithm, &pixels, b, NULL) == SLEEVE_OK);
    CHECK(memcmp(a, b, bytes) == 0);
    sleeve_hash_to_hex(a, bytes, hex);
    CHECK(strlen(hex) == 2 * bytes);
    CHECK(sleeve_hash_from_hex(hex, bytes, again) == SLEEVE_OK);
    CHECK(sleeve_distance(a, again, bytes) == 0);
  }
  FAILS(SLEEVE_BAD_PICTURE,
        sleeve_hash_bytes(1, bmp, kBmpBytes / 2, NULL, a, NULL));
  CHECK(strstr(sleeve_last_error(), "truncated") != NULL);
  FAILS(SLEEVE_BAD_PICTURE, sleeve_hash_bytes(1, NULL, 0, NULL, a, NULL));
  FAILS(SLEEVE_INVALID_ARGUMENT,
        sleeve_hash_bytes(8, bmp, kBmpBytes, NULL, a, NULL));
  FAILS(SLEEVE_INVALID_ARGUMENT,
        sleeve_hash_bytes(257, bmp, kBmpBytes, NULL, a, NULL));
  FAILS(SLEEVE_INVALID_ARGUMENT, sleeve_hash_pixels(1, NULL, a, NULL));
  pixels.row_bytes = kSide - 1;
  FAILS(SLEEVE_INVALID_ARGUMENT, sleeve_hash_pixels(1, &pixels, a, NULL));
  pixels.row_bytes = kSide;
  pixels.channels = 5;
  FAILS(SLEEVE_INVALID_ARGUMENT, sleeve_hash_pixels(1, &pixels, a, NULL));
  pixels.channels = 1;
  pixels.rows = 0;
  FAILS(SLEEVE_INVALID_ARGUMENT, sleeve_hash_pixels(1, &pixels, a, NULL));
  FAILS(SLEEVE_INVALID_ARGUMENT, sleeve_hash_from_hex("abc", 8, a));
  FAILS(SLEEVE_INVALID_ARGUMENT,
        sleeve_hash_from_hex("0123456789abcdeg", 8, a));
}

static void test_options(void) {
  static uint8_t bmp[kBmpBytes];
  uint8_t hash[32];
  sleeve_options options;
  make_bmp(1, bmp);
  sleeve_options_init(&options);
  CHECK(options.struct_bytes == sizeof(options));
  CHECK(options.sandbox == 1 && options.threads == 0);
  CHECK(options.effort == SLEEVE_USUAL);
  options.max_pixels = kSide * kSide - 1;
  FAILS(SLEEVE_BAD_PICTURE,
        sleeve_hash_bytes(1, bmp, kBmpBytes, &options, hash, NULL));
  sleeve_options_init(&options);
  options.threads = -1;
  FAILS(SLEEVE_INVALID_ARGUMENT,
        sleeve_hash_bytes(1, bmp, kBmpBytes, &options, hash, NULL));
  memset(&options, 0, sizeof(options));
  FAILS(SLEEVE_INVALID_ARGUMENT,
        sleeve_hash_bytes(1, bmp, kBmpBytes, &options, hash, NULL));
  /* An older caller, who knows of nothing behind `threads`. */
  options.struct_bytes = offsetof(sleeve_options, sandbox);
  options.threads = 1;
  CHECK(sleeve_hash_bytes(1, bmp, kBmpBytes, &options, hash, NULL) ==
        SLEEVE_OK);
}

static void test_batch(void) {
  static uint8_t bmp[kBmpBytes], grey[kSide * kSide];
  uint8_t hashes[5][32], single[32], zero[32] = {0};
  int32_t qualities[5];
  sleeve_item items[5];
  make_bmp(2, bmp);
  make_grey(2, grey);
  const sleeve_picture pictures[5] = {{"whole", bmp, kBmpBytes},
                                      {NULL, NULL, 0},
                                      {NULL, bmp, 100},
                                      {"/no/such/file.jpg", NULL, 0},
                                      {NULL, bmp, 0}};
  CHECK(sleeve_hash_bytes(1, bmp, kBmpBytes, NULL, single, NULL) == SLEEVE_OK);
  CHECK(sleeve_hash_batch(1, pictures, 5, NULL, hashes[0], qualities, items) ==
        SLEEVE_OK);
  CHECK(items[0].problem == SLEEVE_PICTURE_OK && items[0].reason[0] == '\0');
  CHECK(memcmp(hashes[0], single, 32) == 0 && qualities[0] >= 0);
  CHECK(items[1].problem == SLEEVE_PICTURE_EMPTY);
  CHECK(items[2].problem == SLEEVE_PICTURE_TRUNCATED);
  CHECK(items[3].problem == SLEEVE_PICTURE_UNREADABLE);
  CHECK(items[4].problem == SLEEVE_PICTURE_EMPTY);
  for (int i = 1; i < 5; ++i) {
    CHECK(memcmp(hashes[i], zero, 32) == 0 && qualities[i] == -1);
    CHECK(strlen(items[i].reason) > 5);
  }
  CHECK(sleeve_hash_batch(1, NULL, 0, NULL, NULL, NULL, NULL) == SLEEVE_OK);
  FAILS(SLEEVE_INVALID_ARGUMENT,
        sleeve_hash_batch(1, NULL, 3, NULL, hashes[0], NULL, NULL));
  FAILS(SLEEVE_INVALID_ARGUMENT,
        sleeve_hash_batch(1, pictures, -1, NULL, hashes[0], NULL, NULL));
  FAILS(SLEEVE_INVALID_ARGUMENT,
        sleeve_hash_batch(1, pictures, 5, NULL, NULL, NULL, NULL));

  const sleeve_pixels pixels[2] = {{grey, kSide, kSide, 1, kSide},
                                   {grey, kSide, kSide, 7, kSide}};
  CHECK(sleeve_hash_pixels_batch(1, pixels, 2, NULL, hashes[0], NULL, items) ==
        SLEEVE_OK);
  CHECK(memcmp(hashes[0], single, 32) == 0);
  CHECK(items[1].problem == SLEEVE_PICTURE_CORRUPT);
}

struct calls {
  int count;
  int64_t done;
  int64_t total;
  int32_t answer;
};

static int32_t count_call(void* user, int64_t done, int64_t total) {
  struct calls* calls = user;
  ++calls->count;
  calls->done = done;
  calls->total = total;
  return calls->answer;
}

static void test_progress(void) {
  enum { kMany = 2000 };
  static uint8_t bmp[kBmpBytes], hashes[kMany][32];
  static sleeve_picture pictures[kMany];
  struct calls calls = {0, -1, -1, 0};
  sleeve_options options;
  make_bmp(3, bmp);
  for (int i = 0; i < kMany; ++i) {
    pictures[i].bytes = bmp;
    pictures[i].size = kBmpBytes;
  }
  sleeve_options_init(&options);
  options.progress = count_call;
  options.user = &calls;
  CHECK(sleeve_hash_batch(1, pictures, 100, &options, hashes[0], NULL, NULL) ==
        SLEEVE_OK);
  CHECK(calls.count >= 1 && calls.done == 100 && calls.total == 100);
  calls.answer = 1;
  FAILS(SLEEVE_CANCELLED,
        sleeve_hash_batch(1, pictures, kMany, &options, hashes[0], NULL, NULL));
}

/* Codes that differ in few bits from their neighbours. */
static void make_codes(uint8_t* codes, int n) {
  for (int i = 0; i < n; ++i) {
    for (int j = 0; j < 32; ++j) codes[i * 32 + j] = (uint8_t)(j * 7);
    codes[i * 32 + i % 32] ^= (uint8_t)(1 << (i % 8));
    codes[i * 32 + i / 32 % 32] ^= (uint8_t)(i * 31);
  }
}

static int32_t count_pairs(void* user, const sleeve_pair* pairs, size_t count) {
  struct calls* calls = user;
  for (size_t i = 0; i < count; ++i) {
    CHECK(pairs[i].first < pairs[i].second && pairs[i].distance <= 3);
  }
  calls->done += (int64_t)count;
  return calls->answer;
}

static void ignore_text(void* user, const char* text) {
  (void)text;
  ++*(int*)user;
}

/* Far from done when the first report ends it. */
static void test_cancelled_indexes(const char* file) {
  enum { kCodes = 200000 };
  uint8_t* codes = malloc(kCodes * 32);
  sleeve_index *graph = NULL, *index = NULL;
  struct calls calls = {0, -1, -1, 1};
  struct calls pairs = {0, 0, 0, 0};
  sleeve_options options;
  uint32_t state = 1;
  if (codes == NULL) return;
  for (int i = 0; i < kCodes * 32; ++i) {
    state = state * 1664525u + 1013904223u;
    codes[i] = (uint8_t)(state >> 24);
  }
  sleeve_options_init(&options);
  options.threads = 1;
  options.progress = count_call;
  options.user = &calls;
  FAILS(SLEEVE_CANCELLED,
        sleeve_index_create("hnsw:4", codes, kCodes, 32, &options, &graph));
  CHECK(graph == NULL && calls.done < kCodes && calls.total == kCodes);
  FAILS(SLEEVE_CANCELLED,
        sleeve_self_join(codes, kCodes, 40, &options, count_pairs, &pairs));
  CHECK(calls.done < kCodes && pairs.done == 0);
  calls.answer = 0;
  CHECK(sleeve_index_create("mih", codes, kCodes, 32, &options, &index) ==
        SLEEVE_OK);
  CHECK(calls.done == kCodes && calls.total == kCodes);
  CHECK(sleeve_index_save(index, file, &options) == SLEEVE_OK);
  calls.answer = 1;
  FAILS(SLEEVE_CANCELLED, sleeve_index_save(index, file, &options));
  sleeve_index_close(index);
  CHECK(sleeve_index_open(file, NULL, &index) == SLEEVE_OK);
  CHECK(sleeve_index_size(index) == kCodes);
  sleeve_index_close(index);
  free(codes);
}

/* However early or late it ends, the catalogue is whole. */
static void test_cancelled_catalogue(const char* directory) {
  const char* ids[2] = {"a", "nobody"};
  struct calls calls = {0, -1, -1, 1};
  sleeve_catalogue* catalogue = NULL;
  sleeve_snapshot* snapshot = NULL;
  sleeve_catalogue_info before = {.struct_bytes = sizeof(before)};
  sleeve_catalogue_info after = {.struct_bytes = sizeof(after)};
  sleeve_options options;
  int32_t removed[2] = {7, 7};
  int texts = 0;
  sleeve_options_init(&options);
  options.progress = count_call;
  options.user = &calls;
  CHECK(sleeve_catalogue_open(directory, SLEEVE_WRITE, &catalogue) ==
        SLEEVE_OK);
  FAILS(SLEEVE_CANCELLED, sleeve_catalogue_rebuild(catalogue, &options));
  FAILS(SLEEVE_CANCELLED,
        sleeve_catalogue_snapshot(catalogue, &options, &snapshot));
  CHECK(snapshot == NULL);
  FAILS(SLEEVE_CANCELLED,
        sleeve_catalogue_verify(catalogue, &options, ignore_text, &texts));
  CHECK(sleeve_catalogue_get_info(catalogue, &before) == SLEEVE_OK);
  const sleeve_status status =
      sleeve_catalogue_remove(catalogue, ids, 2, &options, removed);
  CHECK(sleeve_catalogue_get_info(catalogue, &after) == SLEEVE_OK);
  if (status == SLEEVE_OK) {
    CHECK(removed[0] == 1 && removed[1] == 0);
    CHECK(after.artworks == before.artworks - 1);
  } else {
    CHECK(status == SLEEVE_CANCELLED && removed[0] == 7);
    CHECK(after.artworks == before.artworks);
  }
  calls.answer = 0;
  CHECK(sleeve_catalogue_verify(catalogue, &options, ignore_text, &texts) ==
        SLEEVE_OK);
  CHECK(texts == 0 && calls.done >= after.artworks && calls.total == -1);
  CHECK(sleeve_catalogue_rebuild(catalogue, &options) == SLEEVE_OK);
  CHECK(calls.done == after.artworks && calls.total == after.artworks);
  sleeve_catalogue_close(catalogue);
}

static void test_missing_handles(void) {
  uint8_t hash[32] = {0};
  int64_t position = 0;
  int32_t distance = 0;
  const int64_t* ends = &position;
  sleeve_evidence* evidence = NULL;
  sleeve_finding finding = {.struct_bytes = sizeof(finding)};
  CHECK(sleeve_index_hashes(NULL) == NULL);
  CHECK(sleeve_index_hash_bytes(NULL) == 0);
  CHECK(sleeve_index_size(NULL) == 0 && sleeve_index_memory(NULL) == 0);
  CHECK(sleeve_index_about(NULL) == NULL);
  sleeve_neighbours_get(NULL, &ends, NULL, NULL);
  CHECK(ends == NULL);
  CHECK(sleeve_snapshot_size(NULL) == 0);
  CHECK(sleeve_snapshot_digest(NULL) == NULL);
  CHECK(sleeve_snapshot_hashes(NULL) == NULL);
  CHECK(sleeve_snapshot_qualities(NULL) == NULL);
  CHECK(sleeve_snapshot_calibration(NULL) == NULL);
  CHECK(sleeve_screener_model(NULL, 0) == NULL);
  CHECK(sleeve_evidence_size(NULL) == 0);
  FAILS(SLEEVE_INVALID_ARGUMENT,
        sleeve_index_nearest(NULL, hash, 1, 1, NULL, &position, &distance));
  FAILS(SLEEVE_INVALID_ARGUMENT, sleeve_snapshot_find(NULL, "a", &position));
  FAILS(SLEEVE_INVALID_ARGUMENT,
        sleeve_screener_check(NULL, NULL, 0, NULL, &evidence));
  FAILS(SLEEVE_INVALID_ARGUMENT, sleeve_evidence_finding(NULL, 0, &finding));
  FAILS(SLEEVE_INVALID_ARGUMENT, sleeve_catalogue_rebuild(NULL, NULL));
}

static void test_saved_index(const char* file) {
  enum { kCodes = 300 };
  static uint8_t codes[kCodes * 32];
  sleeve_index *index = NULL, *opened = NULL;
  int64_t positions[2][5];
  int32_t distances[2][5];
  make_codes(codes, kCodes);
  CHECK(sleeve_index_create("mih", codes, kCodes, 32, NULL, &index) ==
        SLEEVE_OK);
  CHECK(sleeve_index_save(index, file, NULL) == SLEEVE_OK);
  CHECK(sleeve_index_open(file, NULL, &opened) == SLEEVE_OK);
  CHECK(sleeve_index_hash_bytes(opened) == 32);
  CHECK(memcmp(sleeve_index_hashes(opened), codes, sizeof(codes)) == 0);
  CHECK(sleeve_index_nearest(index, codes + 320, 1, 5, NULL, positions[0],
                             distances[0]) == SLEEVE_OK);
  CHECK(sleeve_index_nearest(opened, codes + 320, 1, 5, NULL, positions[1],
                             distances[1]) == SLEEVE_OK);
  CHECK(memcmp(positions[0], positions[1], sizeof(positions[0])) == 0);
  FAILS(SLEEVE_NOT_FOUND, sleeve_index_open("/no/such/file", NULL, &index));
  FAILS(SLEEVE_INVALID_ARGUMENT, sleeve_index_open(NULL, NULL, &index));
  FAILS(SLEEVE_INVALID_ARGUMENT, sleeve_index_save(opened, NULL, NULL));
  sleeve_index_close(opened);
  sleeve_index_close(index);
}

static void test_search(void) {
  enum { kCodes = 300 };
  static uint8_t codes[kCodes * 32];
  static int32_t all[kCodes * kCodes];
  int64_t nearest[2 * 400], wanted_pairs = 0, found = 0;
  int32_t distances[2 * 400];
  make_codes(codes, kCodes);
  CHECK(sleeve_distances(codes, kCodes, codes, kCodes, 32, NULL, all) ==
        SLEEVE_OK);
  for (int i = 0; i < kCodes * kCodes; ++i) {
    CHECK(all[i] == sleeve_distance(codes + i / kCodes * 32,
                                    codes + i % kCodes * 32, 32));
    if (i / kCodes < i % kCodes && all[i] <= 3) ++wanted_pairs;
    if (all[i] <= 3) ++found;
  }

  sleeve_index *index = NULL, *graph = NULL;
  CHECK(sleeve_index_create("exact", codes, kCodes, 32, NULL, &index) ==
        SLEEVE_OK);
  CHECK(sleeve_index_size(index) == kCodes);
  CHECK(sleeve_index_memory(index) >= kCodes * 32);
  CHECK(strlen(sleeve_index_about(index)) > 0);
  CHECK(sleeve_index_nearest(index, codes, 2, 400, NULL, nearest, distances) ==
        SLEEVE_OK);
  CHECK(nearest[0] == 0 && distances[0] == 0);
  CHECK(nearest[400] == 1 && distances[400] == 0);
  CHECK(nearest[kCodes - 1] >= 0 && nearest[kCodes] == -1);
  CHECK(distances[399] == -1);

  sleeve_neighbours* neighbours = NULL;
  const int64_t *ends, *positions;
  const int32_t* apart;
  CHECK(sleeve_index_within(index, codes, kCodes, 3, NULL, &neighbours) ==
        SLEEVE_OK);
  sleeve_neighbours_get(neighbours, &ends, &positions, &apart);
  CHECK(ends[kCodes - 1] == found);
  CHECK(positions[0] == 0 && apart[0] == 0);
  sleeve_neighbours_get(neighbours, NULL, NULL, NULL);
  sleeve_neighbours_close(neighbours);

  struct calls calls = {0, 0, 0, 0};
  CHECK(sleeve_self_join(codes, kCodes, 3, NULL, count_pairs, &calls) ==
        SLEEVE_OK);
  CHECK(calls.done == wanted_pairs && wanted_pairs > 0);
  calls.answer = 1;
  FAILS(SLEEVE_CANCELLED,
        sleeve_self_join(codes, kCodes, 3, NULL, count_pairs, &calls));

  sleeve_recall recall = {.struct_bytes = sizeof(recall)};
  CHECK(sleeve_index_create("hnsw:8", codes, kCodes, 32, NULL, &graph) ==
        SLEEVE_OK);
  CHECK(sleeve_index_recall(graph, index, codes, 50, -1, 5, NULL, &recall) ==
        SLEEVE_OK);
  CHECK(recall.recall > 0.5 && recall.recall <= 1 && recall.pairs == 250);
  CHECK(recall.queries_per_second > 0);
  recall.struct_bytes = 0;
  FAILS(SLEEVE_INVALID_ARGUMENT,
        sleeve_index_recall(graph, index, codes, 50, -1, 5, NULL, &recall));
  sleeve_index_close(graph);

  FAILS(SLEEVE_INVALID_ARGUMENT,
        sleeve_index_create("nonsense", codes, 1, 32, NULL, &graph));
  FAILS(SLEEVE_INVALID_ARGUMENT,
        sleeve_index_create("exact", codes, 1, 31, NULL, &graph));
  FAILS(SLEEVE_INVALID_ARGUMENT,
        sleeve_index_create("exact", NULL, 1, 32, NULL, &graph));
  FAILS(SLEEVE_INVALID_ARGUMENT,
        sleeve_index_within(index, codes, 1, 257, NULL, &neighbours));
  FAILS(SLEEVE_INVALID_ARGUMENT,
        sleeve_index_within(NULL, codes, 1, 3, NULL, &neighbours));
  FAILS(SLEEVE_INVALID_ARGUMENT,
        sleeve_index_nearest(index, codes, 1, -1, NULL, nearest, distances));
  FAILS(SLEEVE_INVALID_ARGUMENT,
        sleeve_self_join(codes, kCodes, 300, NULL, count_pairs, &calls));
  sleeve_index_close(index);
  sleeve_index_close(NULL);
}

enum { kArtworks = 6 };

static void count_text(void* user, const char* text) {
  CHECK(strlen(text) > 0);
  ++*(int*)user;
}

static void test_catalogue(const char* directory) {
  static uint8_t bmps[kArtworks][kBmpBytes];
  const char* ids[kArtworks] = {"a", "b", "c", "d", "e", "f"};
  sleeve_picture pictures[kArtworks];
  int32_t added[kArtworks], removed[2];
  sleeve_item items[kArtworks];
  sleeve_catalogue *catalogue = NULL, *reader = NULL;
  sleeve_catalogue_info info = {.struct_bytes = sizeof(info)};
  int texts = 0;
  for (int i = 0; i < kArtworks; ++i) {
    make_bmp(10 + i, bmps[i]);
    pictures[i] = (sleeve_picture){NULL, bmps[i], kBmpBytes};
  }
  pictures[5].size = 60;
  FAILS(SLEEVE_NOT_FOUND,
        sleeve_catalogue_open(directory, SLEEVE_READ, &catalogue));
  FAILS(SLEEVE_INVALID_ARGUMENT,
        sleeve_catalogue_open(directory, 3, &catalogue));
  CHECK(sleeve_catalogue_open(directory, SLEEVE_CREATE, &catalogue) ==
        SLEEVE_OK);
  CHECK(sleeve_catalogue_add(catalogue, ids, pictures, kArtworks, NULL, added,
                             items) == SLEEVE_OK);
  CHECK(added[0] == SLEEVE_ADDED && added[5] == SLEEVE_FAILED);
  CHECK(items[5].problem == SLEEVE_PICTURE_TRUNCATED);
  CHECK(sleeve_catalogue_add(catalogue, ids, pictures, 1, NULL, added, NULL) ==
        SLEEVE_OK);
  CHECK(added[0] == SLEEVE_UNCHANGED);
  CHECK(sleeve_catalogue_add(catalogue, ids, pictures + 1, 1, NULL, added,
                             NULL) == SLEEVE_OK);
  CHECK(added[0] == SLEEVE_REPLACED);
  CHECK(sleeve_catalogue_add(catalogue, ids, pictures, 1, NULL, NULL, NULL) ==
        SLEEVE_OK);
  const char* gone[2] = {"e", "nobody"};
  CHECK(sleeve_catalogue_remove(catalogue, gone, 2, NULL, removed) ==
        SLEEVE_OK);
  CHECK(removed[0] == 1 && removed[1] == 0);
  CHECK(sleeve_catalogue_rebuild(catalogue, NULL) == SLEEVE_OK);
  CHECK(sleeve_catalogue_get_info(catalogue, &info) == SLEEVE_OK);
  CHECK(info.artworks == 4 && info.removed == 1 && info.index_current == 1);
  CHECK(sleeve_catalogue_verify(catalogue, NULL, count_text, &texts) ==
        SLEEVE_OK);
  CHECK(texts == 0);
  const char* empty[1] = {""};
  FAILS(SLEEVE_INVALID_ARGUMENT,
        sleeve_catalogue_add(catalogue, empty, pictures, 1, NULL, NULL, NULL));
  CHECK(sleeve_catalogue_open(directory, SLEEVE_READ, &reader) == SLEEVE_OK);
  FAILS(SLEEVE_INVALID_ARGUMENT,
        sleeve_catalogue_remove(reader, ids, 1, NULL, NULL));
  sleeve_catalogue_close(reader);
  sleeve_catalogue_close(catalogue);
  sleeve_catalogue_close(NULL);
}

static void test_snapshot(const char* directory, const char* file) {
  sleeve_catalogue* catalogue = NULL;
  sleeve_snapshot *snapshot = NULL, *mapped = NULL;
  sleeve_index* index = NULL;
  const char* id = NULL;
  size_t id_bytes = 0;
  int64_t position = -1;
  int32_t distance = -1;
  CHECK(sleeve_catalogue_open(directory, SLEEVE_READ, &catalogue) == SLEEVE_OK);
  CHECK(sleeve_catalogue_snapshot(catalogue, NULL, &snapshot) == SLEEVE_OK);
  sleeve_catalogue_close(catalogue);
  CHECK(sleeve_snapshot_save(snapshot, file, NULL) == SLEEVE_OK);
  CHECK(sleeve_snapshot_open(file, &mapped) == SLEEVE_OK);
  CHECK(strcmp(sleeve_snapshot_digest(snapshot),
               sleeve_snapshot_digest(mapped)) == 0);
  CHECK(sleeve_snapshot_size(mapped) == 4);
  CHECK(sleeve_snapshot_qualities(mapped)[0] <= 100);
  CHECK(strcmp(sleeve_snapshot_calibration(snapshot),
               sleeve_snapshot_calibration(mapped)) == 0);
  CHECK(sleeve_snapshot_find(mapped, "c", &position) == SLEEVE_OK);
  CHECK(position == 2);
  CHECK(sleeve_snapshot_id(mapped, 2, &id, &id_bytes) == SLEEVE_OK);
  CHECK(id_bytes == 1 && id[0] == 'c');
  FAILS(SLEEVE_NOT_FOUND, sleeve_snapshot_find(mapped, "e", &position));
  FAILS(SLEEVE_INVALID_ARGUMENT, sleeve_snapshot_id(mapped, 4, &id, &id_bytes));
  FAILS(SLEEVE_NOT_FOUND, sleeve_snapshot_open("/no/such/file", &mapped));
  CHECK(sleeve_snapshot_index(mapped, "exact", NULL, &index) == SLEEVE_OK);
  sleeve_snapshot_close(mapped); /* the index keeps what it needs */
  CHECK(sleeve_index_nearest(index, sleeve_snapshot_hashes(snapshot) + 64, 1, 1,
                             NULL, &position, &distance) == SLEEVE_OK);
  CHECK(position == 2 && distance == 0);
  sleeve_index_close(index);
  sleeve_snapshot_close(snapshot);
}

static void check_evidence(const sleeve_evidence* evidence) {
  sleeve_finding finding = {.struct_bytes = sizeof(finding)};
  sleeve_match match = {.struct_bytes = sizeof(match)};
  CHECK(sleeve_evidence_size(evidence) == 4);
  CHECK(sleeve_evidence_finding(evidence, 0, &finding) == SLEEVE_OK);
  CHECK(finding.verdict == SLEEVE_EXCLUDE_MATCH && finding.matches == 1);
  CHECK(finding.width == kSide && finding.height == kSide);
  CHECK(strlen(finding.sha256) == 64 && finding.json[0] == '{');
  CHECK(sleeve_evidence_match(evidence, 0, 0, &match) == SLEEVE_OK);
  CHECK(strcmp(match.artwork_id, "b") == 0 && match.distance == 0);
  CHECK(match.candidate == 0 && match.score > 0.9);
  CHECK(match.region[0] == 0 && match.region[4] == kSide);
  CHECK(strcmp(match.transform, "none") == 0);
  FAILS(SLEEVE_INVALID_ARGUMENT, sleeve_evidence_match(evidence, 0, 1, &match));
  CHECK(sleeve_evidence_finding(evidence, 1, &finding) == SLEEVE_OK);
  CHECK(finding.verdict == SLEEVE_NO_SIGNAL && finding.problem == 0);
  CHECK(sleeve_evidence_finding(evidence, 2, &finding) == SLEEVE_OK);
  CHECK(finding.verdict == SLEEVE_UNCHECKED);
  CHECK(finding.problem == SLEEVE_PICTURE_EMPTY);
  CHECK(sleeve_evidence_finding(evidence, 3, &finding) == SLEEVE_OK);
  CHECK(finding.problem == SLEEVE_PICTURE_TRUNCATED);
  FAILS(SLEEVE_INVALID_ARGUMENT,
        sleeve_evidence_finding(evidence, 4, &finding));
  FAILS(SLEEVE_INVALID_ARGUMENT,
        sleeve_evidence_finding(evidence, -1, &finding));
}

static sleeve_status check_all(const sleeve_screener* screener) {
  static uint8_t bmp[2][kBmpBytes];
  sleeve_evidence* evidence = NULL;
  make_bmp(11, bmp[0]);
  make_bmp(99, bmp[1]);
  const sleeve_picture pictures[4] = {{"x.bmp", bmp[0], kBmpBytes},
                                      {"y.bmp", bmp[1], kBmpBytes},
                                      {NULL, NULL, 0},
                                      {NULL, bmp[0], 1000}};
  const sleeve_status status =
      sleeve_screener_check(screener, pictures, 4, NULL, &evidence);
  if (status == SLEEVE_OK) check_evidence(evidence);
  sleeve_evidence_close(evidence);
  return status;
}

static void test_screener(const char* directory, int sandbox) {
  static uint8_t grey[kSide * kSide];
  sleeve_catalogue* catalogue = NULL;
  sleeve_snapshot* snapshot = NULL;
  sleeve_screener* screener = NULL;
  sleeve_evidence* evidence = NULL;
  sleeve_finding finding = {.struct_bytes = sizeof(finding)};
  sleeve_options options;
  sleeve_options_init(&options);
  options.sandbox = sandbox;
  CHECK(sleeve_catalogue_open(directory, SLEEVE_READ, &catalogue) == SLEEVE_OK);
  CHECK(sleeve_catalogue_snapshot(catalogue, NULL, &snapshot) == SLEEVE_OK);
  CHECK(sleeve_screener_create(snapshot, &options, &screener) == SLEEVE_OK);
  sleeve_snapshot_close(snapshot);
  CHECK(check_all(screener) == SLEEVE_OK);
  make_grey(12, grey);
  const sleeve_pixels pixels[2] = {{grey, kSide, kSide, 1, kSide},
                                   {grey, -3, kSide, 1, kSide}};
  CHECK(sleeve_screener_check_pixels(screener, pixels, 2, NULL, &evidence) ==
        SLEEVE_OK);
  CHECK(sleeve_evidence_finding(evidence, 0, &finding) == SLEEVE_OK);
  CHECK(finding.verdict == SLEEVE_EXCLUDE_MATCH);
  CHECK(sleeve_evidence_finding(evidence, 1, &finding) == SLEEVE_OK);
  CHECK(finding.verdict == SLEEVE_UNCHECKED);
  sleeve_evidence_close(evidence);

  /* The child screens in workers of its own, and leaves the parent's alone. */
  const pid_t child = fork();
  if (child == 0) {
    const int status = check_all(screener) == SLEEVE_OK ? 0 : 1;
    const sleeve_status closed = sleeve_catalogue_rebuild(catalogue, NULL);
    const int right = closed == SLEEVE_INVALID_ARGUMENT &&
                      strstr(sleeve_last_error(), "fork") != NULL;
    sleeve_screener_close(screener);
    sleeve_catalogue_close(catalogue);
    _exit(status == 0 && right && faults == 0 ? 0 : 1);
  }
  int status = -1;
  CHECK(waitpid(child, &status, 0) == child && status == 0);
  CHECK(check_all(screener) == SLEEVE_OK);
  sleeve_screener_close(screener);
  sleeve_catalogue_close(catalogue);
}

struct lines {
  int count;
  char last[4096];
};

static void keep_text(void* user, const char* text) {
  struct lines* lines = user;
  ++lines->count;
  snprintf(lines->last, sizeof(lines->last), "%s", text);
}

static void test_compare(const char* drawing) {
  static uint8_t bmp[2][kBmpBytes];
  static struct lines lines;
  make_bmp(11, bmp[0]);
  make_bmp(12, bmp[1]);
  const sleeve_picture a = {"a.bmp", bmp[0], kBmpBytes};
  const sleeve_picture b = {NULL, bmp[1], kBmpBytes};
  const sleeve_picture bad = {NULL, bmp[1], 100};
  CHECK(sleeve_compare(&a, &a, drawing, NULL, keep_text, &lines) == SLEEVE_OK);
  CHECK(strstr(lines.last, "\"standing\":\"match\"") != NULL);
  CHECK(strstr(lines.last, "\"stage\":\"hash\"") != NULL);
  CHECK(remove(drawing) == 0);
  CHECK(sleeve_compare(&a, &b, NULL, NULL, keep_text, &lines) == SLEEVE_OK);
  CHECK(strstr(lines.last, "\"standing\":\"none\"") != NULL);
  CHECK(sleeve_compare(&a, &bad, drawing, NULL, keep_text, &lines) ==
        SLEEVE_OK);
  CHECK(strstr(lines.last, "\"problem\":\"truncated\"") != NULL);
  CHECK(lines.count == 3 && remove(drawing) != 0);
  FAILS(SLEEVE_INVALID_ARGUMENT,
        sleeve_compare(NULL, &a, NULL, NULL, keep_text, &lines));
  FAILS(SLEEVE_INVALID_ARGUMENT,
        sleeve_compare(&a, &a, NULL, NULL, NULL, NULL));
  FAILS(SLEEVE_NOT_FOUND,
        sleeve_compare(&a, &a, "/no/such/place.png", NULL, keep_text, &lines));
}

/* What a snapshot of the catalogue says about artwork "b". */
static sleeve_match match_of(const char* directory, char* model) {
  static uint8_t bmp[kBmpBytes];
  sleeve_catalogue* catalogue = NULL;
  sleeve_snapshot* snapshot = NULL;
  sleeve_screener* screener = NULL;
  sleeve_evidence* evidence = NULL;
  sleeve_match match = {.struct_bytes = sizeof(match)};
  sleeve_options options;
  sleeve_options_init(&options);
  options.sandbox = 0;
  options.effort = SLEEVE_FAST;
  make_bmp(11, bmp);
  const sleeve_picture picture = {NULL, bmp, kBmpBytes};
  CHECK(sleeve_catalogue_open(directory, SLEEVE_READ, &catalogue) == SLEEVE_OK);
  CHECK(sleeve_catalogue_snapshot(catalogue, NULL, &snapshot) == SLEEVE_OK);
  CHECK(sleeve_snapshot_calibration(snapshot)[0] == '{');
  CHECK(sleeve_screener_create(snapshot, &options, &screener) == SLEEVE_OK);
  CHECK(strcmp(sleeve_screener_model(screener, 0), "chance/1") == 0);
  CHECK(sleeve_screener_model(screener, -1) == NULL);
  CHECK(sleeve_screener_model(screener, 2) == NULL);
  const char* last = sleeve_screener_model(screener, 1);
  snprintf(model, 64, "%s", last == NULL ? "" : last);
  CHECK(sleeve_screener_check(screener, &picture, 1, NULL, &evidence) ==
        SLEEVE_OK);
  CHECK(sleeve_evidence_match(evidence, 0, 0, &match) == SLEEVE_OK);
  sleeve_evidence_close(evidence);
  sleeve_screener_close(screener);
  sleeve_snapshot_close(snapshot);
  sleeve_catalogue_close(catalogue);
  return match;
}

static void test_calibration(const char* directory) {
  char model[64];
  int lines = 0;
  sleeve_calibrate_options how = {.struct_bytes = sizeof(how)};
  const sleeve_match before = match_of(directory, model);
  CHECK(before.candidate == 0 && before.expected_false_matches > 0);
  CHECK(model[0] == '\0');
  how.rate = before.expected_false_matches / 2;
  how.dry_run = 1;
  CHECK(sleeve_calibrate(directory, NULL, 0, &how, NULL, count_text, &lines) ==
        SLEEVE_OK);
  CHECK(lines == 1 && match_of(directory, model).candidate == 0);
  how.dry_run = 0;
  CHECK(sleeve_calibrate(directory, NULL, 0, &how, NULL, NULL, NULL) ==
        SLEEVE_OK);
  CHECK(match_of(directory, model).candidate == 1);
  CHECK(strncmp(model, "calibration/", 12) == 0);
  how.rate = 0;
  how.reset = 1;
  CHECK(sleeve_calibrate(directory, NULL, 0, &how, NULL, NULL, NULL) ==
        SLEEVE_OK);
  CHECK(match_of(directory, model).candidate == 0 && model[0] == '\0');

  const char* nowhere[1] = {"/no/such/folder"};
  FAILS(SLEEVE_INVALID_ARGUMENT,
        sleeve_calibrate(NULL, NULL, 0, NULL, NULL, NULL, NULL));
  FAILS(SLEEVE_NOT_FOUND,
        sleeve_calibrate("/no/such", NULL, 0, NULL, NULL, NULL, NULL));
  FAILS(SLEEVE_NOT_FOUND,
        sleeve_calibrate(directory, nowhere, 1, NULL, NULL, NULL, NULL));
  how.good_pairs = nowhere[0];
  FAILS(SLEEVE_INVALID_ARGUMENT,
        sleeve_calibrate(directory, NULL, 0, &how, NULL, NULL, NULL));
  how.bad_pairs = nowhere[0];
  FAILS(SLEEVE_NOT_FOUND,
        sleeve_calibrate(directory, NULL, 0, &how, NULL, NULL, NULL));
  how.good_pairs = how.bad_pairs = NULL;
  how.rate = 1.5;
  FAILS(SLEEVE_INVALID_ARGUMENT,
        sleeve_calibrate(directory, NULL, 0, &how, NULL, NULL, NULL));
  how.struct_bytes = 0;
  FAILS(SLEEVE_INVALID_ARGUMENT,
        sleeve_calibrate(directory, NULL, 0, &how, NULL, NULL, NULL));
}

static int holds(const char* directory, const char* name, const char* text) {
  static char content[65536];
  char path[4300];
  snprintf(path, sizeof(path), "%s/%s", directory, name);
  FILE* file = fopen(path, "rb");
  if (file == NULL) return 0;
  content[fread(content, 1, sizeof(content) - 1, file)] = '\0';
  fclose(file);
  return strstr(content, text) != NULL;
}

static void test_data_set(const char* directory, const char* output) {
  static uint8_t bmp[kBmpBytes];
  char name[4200], found[4200];
  const char* inputs[1] = {name};
  struct calls calls = {0, 0, 0, 0};
  sleeve_options options;
  make_bmp(11, bmp);
  snprintf(name, sizeof(name), "%s.bmp", output);
  FILE* file = fopen(name, "wb");
  CHECK(file != NULL && fwrite(bmp, 1, kBmpBytes, file) == kBmpBytes);
  if (file != NULL) fclose(file);
  sleeve_options_init(&options);
  options.progress = count_call;
  options.user = &calls;
  CHECK(sleeve_screen(directory, output, inputs, 1, 0, &options) == SLEEVE_OK);
  CHECK(calls.done == 1 && calls.total == -1);
  snprintf(name, sizeof(name), "%s.bmp", output);
  inputs[0] = name;
  snprintf(found, sizeof(found), "%s.deduped", output);
  CHECK(sleeve_dedupe(found, inputs, 1, NULL, 0, -1, &options) == SLEEVE_OK);
  CHECK(holds(found, "summary.json", "\"fast\""));
  options.effort = SLEEVE_THOROUGH;
  CHECK(sleeve_dedupe(found, inputs, 1, NULL, 0, -1, &options) == SLEEVE_OK);
  CHECK(holds(found, "summary.json", "\"thorough\""));
  FAILS(SLEEVE_INVALID_ARGUMENT,
        sleeve_dedupe(found, inputs, 1, NULL, 0, 64, NULL));
  FAILS(SLEEVE_INVALID_ARGUMENT,
        sleeve_dedupe(found, inputs, 0, NULL, 0, -1, NULL));
  options.policy = "/no/such/policy.json";
  FAILS(SLEEVE_NOT_FOUND,
        sleeve_screen(directory, output, inputs, 1, 1, &options));
  inputs[0] = "/no/such/folder";
  FAILS(SLEEVE_NOT_FOUND, sleeve_screen(directory, output, inputs, 1, 1, NULL));
  FAILS(SLEEVE_INVALID_ARGUMENT,
        sleeve_screen(directory, output, inputs, 0, 0, NULL));
}

int main(int count, char** arguments) {
  char catalogue[4096], file[4096], output[4096];
  if (count != 2) return 1;
  CHECK(sleeve_last_error()[0] == '\0');
  snprintf(catalogue, sizeof(catalogue), "%s/covers", arguments[1]);
  snprintf(file, sizeof(file), "%s/covers.snapshot", arguments[1]);
  snprintf(output, sizeof(output), "%s/screened", arguments[1]);
  test_names();
  test_single_hashes();
  test_missing_handles();
  test_options();
  test_batch();
  test_progress();
  test_search();
  test_saved_index(file);
  test_cancelled_indexes(file);
  test_catalogue(catalogue);
  test_snapshot(catalogue, file);
  test_screener(catalogue, 0);
  test_screener(catalogue, 1);
  test_compare(file);
  test_cancelled_catalogue(catalogue);
  test_calibration(catalogue);
  test_data_set(catalogue, output);
  printf("%d faults\n", faults);
  return faults == 0 ? 0 : 1;
}
