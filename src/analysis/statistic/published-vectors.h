/* The published numbers that an installation is verified with: inputs and expected outputs of statistics, from data/verify/vectors.json, which is compiled into
 * the program so that what is verified is what was shipped. */
#pragma once
#include "base/progress.h"
#include "result/result.h"

G_BEGIN_DECLS

/* A result of the analysis "verify-install": one check a vector, its value the largest difference in units of its tolerance, and the table "vectors". It fails when any
 * number differs by more than its tolerance (relative, absolute below 1) or cannot be computed. Without provenance. */
AssayResult *assay_verify_vectors (AssayProgress *progress, GError **error);

/* The same for a text of vectors of one's own ("assay-vectors/1"). */
AssayResult *assay_verify_vectors_of (const char *text, gsize length, AssayProgress *progress, GError **error);

G_END_DECLS
