/* Known anomalies, in a file of their own: a table with times and labels, or windows of time for each of several data files, as the Numenta
 * benchmark writes them: {"folder/data.csv": [["2014-04-10 07:15:00", "2014-04-11 16:45:00"], …], …}, or single times instead of pairs. */
#pragma once
#include "base/progress.h"
#include "data/frame.h"

G_BEGIN_DECLS

typedef struct { gint64 start, end; } AssayLabelSpan;        /* microseconds since 1970, both in it */

typedef struct
{
  AssayFrame *frame;           /* a table; NULL: windows */
  AssayLabelSpan *spans;       /* by start, apart from each other; none is possible: the file is known to be without anomalies */
  gsize n_spans;
  char *name, *sha256;         /* of the file of labels */
} AssayLabelFile;

/* A file of windows is searched for the name of the data file, with or without its folder; with one entry alone that is taken. data_name may be NULL. */
AssayLabelFile *assay_label_file_read (const char *path, const char *data_name, guint n_threads, AssayProgress *progress, GError **error);
void assay_label_file_free (AssayLabelFile *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AssayLabelFile, assay_label_file_free)

G_END_DECLS
