/* An artifact against rows with what must come out: a CSV whose columns are inputs, "expect:OUTPUT" for each output that is compared
 * (a number, or the word; empty: no result) and "explain:INPUT" or "explain:base" for contributions. */
#pragma once
#include "model/artifact/artifact-file.h"

/* tests/FOLDER/FILE, which must be readable. */
AssayArtifact *load_artifact (const char *folder, const char *file);
/* Every expect column names an output, and there is at least one. */
void check_rows (AssayArtifact *artifact, const char *folder, const char *rows, double tolerance);
