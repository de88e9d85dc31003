/* Makes a catalogue of some pictures and finds them in others, in plain C:
   find_artworks DIRECTORY ARTWORK... -- PICTURE... */
#include <sleeve.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int failed(const char* what) {
  fprintf(stderr, "%s: %s\n", what, sleeve_last_error());
  return 1;
}

/* The files `names` as pictures; the caller frees them. */
static sleeve_picture* pictures_of(char** names, int n) {
  sleeve_picture* pictures = calloc((size_t)n + 1, sizeof(sleeve_picture));
  for (int i = 0; pictures != NULL && i < n; ++i) pictures[i].name = names[i];
  return pictures;
}

static int add(sleeve_catalogue* catalogue, char** names, int n) {
  sleeve_picture* pictures = pictures_of(names, n);
  sleeve_item* items = calloc((size_t)n + 1, sizeof(sleeve_item));
  sleeve_status status = SLEEVE_OUT_OF_MEMORY;
  if (pictures != NULL && items != NULL) {
    status = sleeve_catalogue_add(catalogue, (const char* const*)names,
                                  pictures, n, NULL, NULL, items);
    for (int i = 0; i < n; ++i) {
      if (items[i].problem != SLEEVE_PICTURE_OK) {
        fprintf(stderr, "%s: not added: %s\n", names[i], items[i].reason);
      }
    }
  }
  free(items);
  free(pictures);
  return status == SLEEVE_OK ? 0 : failed("catalogue");
}

static void tell(const sleeve_evidence* evidence, int row, const char* name) {
  sleeve_finding finding = {.struct_bytes = sizeof(sleeve_finding)};
  sleeve_match match = {.struct_bytes = sizeof(sleeve_match)};
  if (sleeve_evidence_finding(evidence, row, &finding) != SLEEVE_OK) return;
  printf("%s\t%s\t%s\n", name, sleeve_verdict_name(finding.verdict),
         finding.reason);
  for (int i = 0; i < finding.matches; ++i) {
    if (sleeve_evidence_match(evidence, row, i, &match) != SLEEVE_OK) return;
    printf("  %s, %d bits apart, score %.3f, shown as %s\n", match.artwork_id,
           (int)match.distance, match.score, match.transform);
  }
}

static int find(const sleeve_snapshot* snapshot, char** names, int n) {
  sleeve_screener* screener = NULL;
  sleeve_evidence* evidence = NULL;
  sleeve_picture* pictures = pictures_of(names, n);
  int code = 0;
  if (sleeve_screener_create(snapshot, NULL, &screener) != SLEEVE_OK ||
      sleeve_screener_check(screener, pictures, n, NULL, &evidence) !=
          SLEEVE_OK) {
    code = failed("screener");
  }
  for (int i = 0; code == 0 && i < n; ++i) tell(evidence, i, names[i]);
  sleeve_evidence_close(evidence);
  sleeve_screener_close(screener);
  free(pictures);
  return code;
}

int main(int count, char** arguments) {
  sleeve_catalogue* catalogue = NULL;
  sleeve_snapshot* snapshot = NULL;
  int split = 2, code = 0;
  while (split < count && strcmp(arguments[split], "--") != 0) ++split;
  if (split >= count) {
    fprintf(stderr, "find_artworks DIRECTORY ARTWORK... -- PICTURE...\n");
    return 1;
  }
  if (sleeve_catalogue_open(arguments[1], SLEEVE_CREATE, &catalogue) !=
      SLEEVE_OK) {
    return failed(arguments[1]);
  }
  code = add(catalogue, arguments + 2, split - 2);
  if (code == 0 &&
      sleeve_catalogue_snapshot(catalogue, NULL, &snapshot) != SLEEVE_OK) {
    code = failed(arguments[1]);
  }
  sleeve_catalogue_close(catalogue); /* the snapshot lives on */
  if (code == 0) {
    code = find(snapshot, arguments + split + 1, count - split - 1);
  }
  sleeve_snapshot_close(snapshot);
  return code;
}
