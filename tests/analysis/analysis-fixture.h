/* Small frames by hand, shared data by name, and a run of an analysis on them. */
#pragma once
#include "analysis/analysis.h"

G_BEGIN_DECLS

typedef struct
{
  const char *time, *value, *series;     /* series: names separated by commas; NULL: none */
  const char *const *options;            /* name, value, …, NULL; may be NULL */
  const AssayPolicy *policy;             /* NULL: default */
  guint n_threads;
  const char *data_name;                 /* as the file would be called; may be NULL */
} FixtureRun;

/* n rows of "date" (days), "value" and, when series is not NULL, "key". Copies. */
AssayFrame *fixture_frame (const gint32 *days, const double *values, const gint32 *series, gsize n);
AssayOutcome *fixture_run (const char *analysis, AssayFrame *frame, const FixtureRun *how, AssayProgress *progress, GError **error);
/* NULL, and the test skipped, when the shared data are missing. */
AssayFrame *fixture_read (const char *name);
char *fixture_shared_path (const char *name);
/* A frame as text, cell by cell: equal texts are equal frames. */
char *fixture_text (AssayFrame *frame);
double fixture_number (AssayResult *result, const char *metric);
const AssayCheck *fixture_check (AssayResult *result, const char *id);

G_END_DECLS
