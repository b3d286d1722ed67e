/* The limit from which a row is an alarm, and what another one would mean: alarms a month to be expected on ordinary data, and those that
 * the run's rows would have. A budget of alarms a month is turned into the limit that keeps it.
 *
 * Signal "run" (double): the user wants a run with that limit: |Z| of the baseline, or the share of ordinary rows that other detectors may flag. */
#pragma once
#include <gtk/gtk.h>
#include "app/run-data.h"

G_BEGIN_DECLS

#define ASSAY_TYPE_THRESHOLD_CARD (assay_threshold_card_get_type ())
G_DECLARE_FINAL_TYPE (AssayThresholdCard, assay_threshold_card, ASSAY, THRESHOLD_CARD, GtkWidget)

GtkWidget *assay_threshold_card_new (void);
void assay_threshold_card_set_data (AssayThresholdCard *self, AssayRunData *data);
gboolean assay_threshold_card_is_busy (AssayThresholdCard *self);

/* ---- what it shows: pure functions of the rows' sizes ---- */

typedef struct
{
  double *sizes;               /* [n] rising: |z|, or -log10 p */
  gsize n;
  double months;               /* from the first to the last time */
  gboolean is_p;               /* sizes are -log10 p */
  double window;               /* of the rolling Z-score */
  gboolean include_current;
} AssayThresholdRows;

/* NULL only when cancelled. */
AssayThresholdRows *assay_threshold_rows_new (AssayRunData *data, GCancellable *cancellable);
void assay_threshold_rows_free (AssayThresholdRows *self);
double assay_threshold_rows_found (const AssayThresholdRows *self, double limit);        /* a month; NaN: less than a day of data */
double assay_threshold_rows_expected (const AssayThresholdRows *self, double limit);     /* a month, on independent normal data */
/* The lowest limit of which no more than so many a month are expected. */
double assay_threshold_rows_solve (const AssayThresholdRows *self, double a_month);

G_END_DECLS
