/* The forecasts of a back-test and what they come to, by model, step, series, origin and weekday.
 *
 * Rows of the past are taken in fixed units (a series from one origin, or from the origins between two fits); what a unit
 * gives is summed up and folded in unit order, so the numbers are the same for any number of threads, and memory grows with
 * series, steps and origins, never with their product beyond the errors kept here and the rows asked for. */
#pragma once
#include "analysis/analysis.h"
#include "analysis/calendar.h"
#include "analysis/past-options.h"
#include "data/panel.h"
#include "math/forecast-accuracy.h"
#include "model/fitted.h"

G_BEGIN_DECLS

#define BACKTEST_MOST_LEVELS 4
#define BACKTEST_NO_MODEL G_MAXUINT
#define BACKTEST_N_WEEKDAYS 7

typedef enum { BACKTEST_INTERVALS_MODEL, BACKTEST_INTERVALS_CONFORMAL, BACKTEST_INTERVALS_BOTH } BacktestIntervals;

/* What is done to the past that models see, to find out how much they mind; what they are held against, and all scales, stay as they are. */
typedef struct
{
  double outliers, outlier_size;       /* share of steps, and by how many standard deviations of the series their values are moved up or down */
  double missing;              /* share of steps that lose their value */
  guint64 seed;                /* whether a step is one of them hangs on the seed, the series' name and the time alone; more of them are the same and others */
  double smoothing[4];         /* alpha, beta, gamma, phi in place of the estimated ones; NaN: as estimated */
} BacktestTrial;

/* The past as models see it: a copy of grid[n]. (transfer full) */
double *backtest_trial_disturb (const BacktestTrial *self, AssayPanel *panel, const AssayCalendar *calendar, gsize series, const double *grid, gsize n);

typedef struct
{
  GPtrArray *models;           /* AssayModelChoice * */
  guint benchmark;             /* index in models */
  gboolean is_benchmark_asked; /* it is among --models, so it is judged like the others */
  guint seasonal_naive, naive, naive2;   /* index in models; BACKTEST_NO_MODEL: not among them */
  guint horizon, n_origins, step;
  guint gap;                   /* steps between the origin and the first one that is forecast */
  guint refit;                 /* fit again at every refit-th origin; 0: 1 for a past of up to 2,000 steps, else 4 */
  guint n_calibration;         /* windows before the tested ones, for conformal intervals only */
  gsize window;                /* steps of past; 0: all */
  AssaySeasons seasons;
  gint64 *cutoffs;             /* [n_cutoffs] fixed origins, latest first (times as in the panel); n_origins is n_cutoffs then */
  guint n_cutoffs;
  double *levels;              /* [n_levels] of central intervals, rising; the last is in the table */
  guint n_levels;
  double *p;                   /* [n_p] probabilities asked of every model, rising: the grid of CRPS and the limits of the levels */
  guint n_p;
  guint8 *in_grid;             /* [n_p] TRUE: of the grid of CRPS */
  guint n_x;                   /* regressors known ahead */
  char **regressors;
  BacktestIntervals intervals;
  AssayDuplicates duplicates;
  gboolean nonnegative;
  gboolean by_series;          /* averages over series: mean of the series' own figures, not all forecasts pooled */
  gboolean errors_only;
  const BacktestTrial *trial;  /* lent; NULL: the past as it is */
} BacktestSettings;

/* One kind of interval at one level. */
typedef struct { double n, n_covered, width, winkler, scaled_winkler, n_scaled; } BacktestInterval;

/* Everything §2.2 asks for comes from these sums; of a model, or of a model at one step or weekday. */
typedef struct
{
  AmAccuracy point;            /* its interval sums: the model's own limits at the last level */
  double scaled, n_scaled;     /* sum of |error| over the in-sample seasonal scale */
  double scaled_square, n_scaled_square;      /* sum of squared errors over that of squares */
  double crps, n_crps;         /* twice the mean pinball loss over the grid */
  double naive_square, square; /* pairs where the last value of the past is known: squared errors of that and of the model */
  double seasonal_abs, seasonal_actual, abs;  /* pairs with a seasonal naive forecast: |its error|, |actual|, |error of the model| */
  BacktestInterval own[BACKTEST_MOST_LEVELS], conformal[BACKTEST_MOST_LEVELS];
} BacktestSums;

/* A model in one series, or from one origin. Plain sums; take ratios with care for 0. */
typedef struct
{
  double n_windows, n, n_scaled_windows;
  double abs_error, error, square, abs_actual, smape, ape, n_ape;
  double mase, rmsse;          /* sums over windows of a window's own figure */
  double naive_square, naive_pairs_square, seasonal_abs, seasonal_pairs_abs, seasonal_pairs_actual;
  double n_interval, n_covered, width, winkler, pinball, scaled_winkler, n_scaled_interval;      /* own limits at the last level */
  double crps, n_crps;
  double n_fits, n_unfitted;   /* models fitted and not, one a window */
  double loss, n_loss;         /* by origin: sum over series of the window's scaled |error|, where the benchmark has one too … */
  double loss_difference;      /* … and of the same less the benchmark's: Diebold-Mariano takes loss_difference / n_loss by origin */
  double winkler_difference, n_winkler;       /* the same of the window's mean interval score */
} BacktestCell;

/* One-step errors inside the past of the latest origin (y − fitted), for diagnostics. */
typedef struct
{
  gsize series;
  guint model;
  gint64 first_time;           /* of values[0], on the panel's scale */
  gsize n;                     /* at most 2,000, the latest */
  double *values;              /* [n] NaN where there is none */
  guint n_parameters;          /* numbers the model says it estimated; 0: unknown */
} BacktestResiduals;

/* All models from the latest origin of the series where the first model missed by the most: a picture needs no fit of its own. */
typedef struct
{
  gsize series;                /* G_MAXSIZE: there is none */
  double size;                 /* its scaled error; 0 where there is no scale */
  double *mean, *lower, *upper;        /* [n_models * horizon], limits of the last level; NaN where a model could not be fitted */
} BacktestPicture;

typedef struct
{
  AssayPanel *panel;           /* lent */
  const BacktestSettings *how; /* lent */
  gsize n_series, n_rows;
  guint *n_origins;            /* [n_series] tested origins */
  gsize *first_origin;         /* [n_series + 1] into the two below: all origins of a series, oldest first, those that only calibrate too */
  guint32 *origin_id;          /* 0 the latest; from how->n_origins on: for calibration only */
  guint32 *origin_at;          /* the last known step of the series' grid */
  gsize n_sparse;              /* series left out, with too few rows for their calendar */
  gsize n_short;               /* series tested with less than two seasons (or the whole window) of past */

  BacktestSums *sums;          /* [n_models] */
  BacktestSums *step_sums;     /* [n_models * horizon] */
  BacktestSums *weekday_sums;  /* [n_models * 7], Monday first; NULL: times have no weekday */
  BacktestCell *series_cells;  /* [n_series * n_models] */
  BacktestCell *origin_cells;  /* [n_origins * n_models], origin 0 the latest */
  GPtrArray *residuals;        /* BacktestResiduals *: of at most 64 series spread evenly, by series, then model */
  BacktestPicture picture;

  double *errors;              /* see backtest_run_get_errors() */
  double *scales;              /* [first_origin[n_series]] in-sample seasonal scale of each origin; NaN or 0: none */
  gsize *first_error;          /* windows kept before each series that is kept */
  gsize every;                 /* errors are kept of each every-th series */

  gsize n_unfitted;            /* model fits that failed */
  char *why_unfitted;          /* of the first */
  char **why_none;             /* [n_models] why the model could not be fitted, the first time; NULL: it always could */
  gsize n_off_calendar;        /* rows that are on no step */
  char *thin;                  /* a note on series whose own step may be longer; NULL: none */
  gsize n_windows, n_windows_done, n_series_done;      /* windows: a series from a tested origin */
  gboolean is_stopped;         /* cancelled: the sums are of the windows that were done */
} BacktestRun;

/* *rows: the table, unless errors_only. */
BacktestRun *backtest_run_new (AssayPanel *panel, const BacktestSettings *how, const AssayRoles *roles, const AssayTask *task,
                               AssayFrame **rows, char **renamed, AssayProgress *progress, GError **error);
void backtest_run_free (BacktestRun *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BacktestRun, backtest_run_free)

/* forecast − actual of one window, [horizon], NaN where undefined. NULL: the series has no such origin, or its errors are not kept
 * (of a run with more than 8 million, those of series spread evenly are). *at: the origin as a step of the series' grid. */
const double *backtest_run_get_errors (const BacktestRun *self, gsize series, guint origin, guint model, gsize *at);

/* Summed over windows: of all series (series G_MAXSIZE) or one, of all origins (origin G_MAXUINT) or one; never one of both. */
typedef struct { double n, n_windows, n_scaled, abs_error, error, abs_actual, mase, rmsse; } BacktestSum;
void backtest_run_sum (const BacktestRun *self, gsize series, guint origin, guint model, BacktestSum *sum);

/* A series on its grid of steps, NaN where there is no value and in the `pad` steps behind it; *n: how many steps. Caller frees.
 * Off-step rows are counted. */
double *backtest_pad_grid (AssayPanel *panel, const AssayCalendar *calendar, gsize series, gsize pad, gsize *n, gsize *n_off);
/* The same without steps behind it; NULL with an error when there are too few rows for the calendar. */
double *backtest_make_grid (AssayPanel *panel, const gint64 *times, gint64 step, gsize series, gsize *n, gsize *n_off, GError **error);
gboolean backtest_grid_is_sparse (gsize n_steps, gsize n_rows);
void backtest_fail_sparse (AssayPanel *panel, gsize series, gsize n_steps, GError **error);

/* Sums, see backtest-sums.c. */
void backtest_sums_add (BacktestSums *to, const BacktestSums *later);
void backtest_cell_add (BacktestCell *to, const BacktestCell *later);
double backtest_over (double a, double b);      /* NaN unless b > 0 */
guint backtest_n_models (const BacktestRun *self);
const AssayModelChoice *backtest_get_model (const BacktestRun *self, guint model);
char *backtest_word_level (double level);       /* "95 %", "99.5 %"; (transfer full) */
/* How far a partial run is: "31 of 82 series"; (transfer full). */
char *backtest_word_done (const BacktestRun *self);

void backtest_add_checks (AssayResult *result, const BacktestRun *run, const AssayPolicy *policy);
void backtest_add_metrics (AssayResult *result, const BacktestRun *run);
void backtest_add_tables (AssayResult *result, const BacktestRun *run);
gboolean backtest_add_figures (AssayResult *result, const BacktestRun *run, const AssayRoles *roles, AssayProgress *progress, GError **error);

G_END_DECLS
