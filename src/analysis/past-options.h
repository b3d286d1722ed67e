/* What of the past a forecast model gets, as --window, --season and --seasons say: one reading for `backtest` and `forecast`, since the
 * model that is tested must be the model that forecasts. */
#pragma once
#include "analysis/analysis.h"
#include "data/panel.h"

G_BEGIN_DECLS

#define ASSAY_MOST_SEASONS 16

typedef struct
{
  guint main;                         /* steps; 0: not given, until the step of the data is known; 1: none */
  guint n;
  double all[ASSAY_MOST_SEASONS];     /* [n] steps, rising: all seasons there may be */
} AssaySeasons;

/* Steps of past; 0: all. FALSE with ASSAY_ANALYSIS_ERROR_OPTION. */
gboolean assay_past_window_read (const AssayOptions *options, gsize *window, GError **error);
/* FALSE with ASSAY_ANALYSIS_ERROR_OPTION. */
gboolean assay_seasons_read (AssaySeasons *self, const AssayOptions *options, GError **error);
/* What was not given follows from the step of the data: the usual main season, and with a main season all those of the calendar. */
void assay_seasons_fit_step (AssaySeasons *self, AssayStep step);
/* The seasons that a past of n steps holds twice, rising; the main one stays, so that a model without the past for it can say so.
 * Returned is how many are in seasons[]. */
guint assay_seasons_of_past (const AssaySeasons *self, gsize n, double seasons[ASSAY_MOST_SEASONS]);

G_END_DECLS
