/* For tests and benchmarks: the reader with its pieces made small or its short cut taken away. */
#pragma once
#include "data/csv-reader.h"

G_BEGIN_DECLS

typedef struct
{
  gsize piece_size;             /* bytes of text; 0: the usual 1 MiB */
  gboolean all_by_libcsv;
} AssayCsvTuning;

AssayFrame *assay_csv_read_tuned (const char *path, const AssayReadOptions *options, const AssayCsvTuning *tuning, guint n_threads,
                                  AssayReadReport **report, AssayProgress *progress, GError **error);

G_END_DECLS
