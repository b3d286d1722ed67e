/* Reads delimited text, plain or gzip, from a path or standard input ("-"), on all cores.
 *
 * The file is cut at record boundaries, pieces are parsed by libcsv on worker threads and
 * put together in order: same bytes for any number of threads. The file is read, not
 * mapped, so that peak memory is the columns plus a bounded number of pieces in flight. */
#pragma once
#include "base/progress.h"
#include "data/frame.h"
#include "data/read-options.h"
#include "data/read-report.h"

G_BEGIN_DECLS

/* Fails with ASSAY_DATA_ERROR; AMBIGUOUS when a question is open. *report (may be NULL) is set on success
 * and also with AMBIGUOUS and BAD_ROWS. n_threads 0: all cores. */
AssayFrame *assay_csv_read (const char *path, const AssayReadOptions *options, guint n_threads,
                            AssayReadReport **report, AssayProgress *progress, GError **error);

/* For the import dialog: detection on samples, and the first rows as text, with no type applied
 * (every column TEXT); questions stay in the report and are no error. *types[n_columns] is what each column would become. */
AssayFrame *assay_csv_preview (const char *path, const AssayReadOptions *options, gsize n_rows,
                               AssayReadReport **report, AssayType **types, GError **error);

G_END_DECLS
