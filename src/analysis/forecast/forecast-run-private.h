/* Every model fitted to every series, and what it says of the steps ahead. */
#pragma once
#include "analysis/analysis.h"
#include "analysis/past-options.h"
#include "data/panel.h"
#include "model/forecast-artifact.h"

G_BEGIN_DECLS

#define FORECAST_MOST_LEVELS 4
#define FORECAST_MOST_SHOWN 3

typedef enum { FORECAST_INTERVALS_AUTO, FORECAST_INTERVALS_MODEL, FORECAST_INTERVALS_CONFORMAL } ForecastIntervals;

typedef struct
{
  GPtrArray *models;           /* AssayModelChoice * */
  guint horizon, n_calibration, n_levels;
  gsize window;                /* steps of past; 0: all */
  AssaySeasons seasons;
  double levels[FORECAST_MOST_LEVELS];       /* rising */
  ForecastIntervals intervals;
  AssayDuplicates duplicates;
  gboolean nonnegative;
  char **regressors;           /* names of columns known ahead */
  AssayForecastArtifact *artifact;     /* models to carry on, taken entry by entry; NULL: models are fitted */
} ForecastSettings;

typedef struct                 /* one model of one series */
{
  char *why;                   /* it could not be fitted, for this reason; NULL: it could */
  AssayFitted *fitted;         /* kept when the models are wanted, or the series is shown; else NULL */
  char *says;                  /* its parameters in a line, and notes; of the first series only, else NULL */
  gboolean is_conformal;
  guint n_windows;             /* that calibrated it */
  double *mean, *lower, *upper;    /* [h], [level * h + i] */
} ForecastOne;

typedef struct
{
  gint64 first_time;           /* of grid[0] */
  gsize n;                     /* steps up to the last value; 0: nothing to forecast from */
  double *grid;                /* [n] kept when the series is shown, else NULL */
  gsize n_missing;             /* of them without a value */
  double lowest;               /* of the values; INFINITY: none */
  double recent;               /* sum of the last `horizon` values; NaN: one is missing */
} ForecastSeries;

typedef struct
{
  AssayPanel *panel;           /* lent */
  const ForecastSettings *how; /* lent */
  gsize n_series, n_off_calendar;
  char *thin;                  /* a note on series whose own step may be longer; NULL: none */
  gsize n_unknown_ahead;       /* steps ahead without a regressor, over all series */
  ForecastSeries *series;      /* [n_series] */
  ForecastOne *ones;           /* [series * n_models + model] */
  gint64 last_time;            /* of the last value of all series */
  double lowest;               /* of all values of the pasts */
  guint n_shown;
  gsize shown[FORECAST_MOST_SHOWN];          /* series with the largest forecasts, largest first */
} ForecastRun;

ForecastRun *forecast_run_new (AssayPanel *panel, const ForecastSettings *how, const AssayRoles *roles, const AssayTask *task, AssayProgress *progress, GError **error);
void forecast_run_free (ForecastRun *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ForecastRun, forecast_run_free)

const ForecastOne *forecast_run_get (const ForecastRun *self, gsize series, guint model);
const AssayModelChoice *forecast_run_get_model (const ForecastRun *self, guint model);
/* Time of a step of a series: 0 the first of its past, n the first ahead. */
gint64 forecast_run_get_time (const ForecastRun *self, gsize series, gsize step);
/* Does the series end where the latest does? Totals are of those. */
gboolean forecast_run_is_current (const ForecastRun *self, gsize series);
void forecast_add_checks (AssayResult *result, const ForecastRun *run, const AssayPolicy *policy);

AssayFrame *forecast_run_make_rows (const ForecastRun *self, const AssayRoles *roles, char **renamed, GError **error);
/* The fitted models, which it takes out of the run. */
GBytes *forecast_run_take_artifact (ForecastRun *self, const AssayRoles *roles);

void forecast_add_summary (AssayResult *result, const ForecastRun *run, const AssayPolicy *policy);     /* checks, metrics, tables */
void forecast_add_figures (AssayResult *result, const ForecastRun *run, const AssayRoles *roles);

G_END_DECLS
