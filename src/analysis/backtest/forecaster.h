/* The interface every forecast model plugs into: fitted on a past window, asked for h steps ahead.
 *
 * A model sees only the window it is handed, so it cannot look at the future. Values are on a regular calendar
 * grid, one a step; a step without a value is NaN. */
#pragma once
#include <glib.h>
#include "base/progress.h"

G_BEGIN_DECLS

typedef struct
{
  const double *y;               /* [n] the past, oldest first; NaN: no value */
  gsize n;
  guint season;                  /* steps a season, at least 1 */
  guint64 seed;
} AssayPast;

typedef struct
{
  const char *id;                /* "seasonal-naive" */
  const char *title;             /* N_() */
  const char *convention;        /* N_(): formula and interval rule, for the report */
  /* A model, or NULL with an error that says why it cannot be fitted on this past. */
  gpointer (*fit) (const AssayPast *past, GError **error);
  /* mean[h]; lower, upper [h * n_levels], level by level, levels such as 0.8, 0.95. NaN where undefined. */
  void (*forecast) (gpointer model, guint h, const double *levels, guint n_levels, double *mean, double *lower, double *upper);
  void (*free) (gpointer model);
} AssayForecaster;

const AssayForecaster *const *assay_forecaster_list (void);
const AssayForecaster *assay_forecaster_find (const char *id);

G_END_DECLS
