/* The forecasts of a back-test and what they come to, by model, step, series and origin. */
#pragma once
#include "analysis/analysis.h"
#include "data/panel.h"
#include "math/forecast-accuracy.h"
#include "model/fitted.h"

G_BEGIN_DECLS

#define BACKTEST_N_LEVELS 2
extern const double backtest_levels[BACKTEST_N_LEVELS];      /* 0.8, 0.95; the last is in the table */

typedef struct
{
  GPtrArray *models;           /* AssayModelChoice * */
  guint benchmark;             /* index in models */
  guint horizon, n_origins, step;
  gsize window;                /* steps of past; 0: all */
  guint season;
  gboolean errors_only;
} BacktestSettings;

typedef struct                 /* one model from one origin of one series */
{
  guint n;                     /* forecasts with an actual value; 0: nothing to judge */
  double abs_error, error, abs_actual;
  double scaled_abs, scaled_square;   /* means over the horizon, over the in-sample scales; NaN: no scale */
} BacktestWindow;

typedef struct
{
  AssayPanel *panel;           /* lent */
  const BacktestSettings *how; /* lent */
  gsize n_series, n_rows;
  guint *n_origins;            /* [n_series] origins with enough past */
  gsize *first_window;         /* [n_series + 1] */
  BacktestWindow *windows;     /* [first_window[s] + origin * n_models + model], origin 0 the latest */
  AmAccuracy *by_model;        /* [n_models] */
  AmAccuracy *by_low_level;    /* [n_models]: intervals at the lower level */
  AmAccuracy *by_step;         /* [n_models * horizon] */
  double *scaled_by_step;      /* [n_models * horizon] mean scaled error; NaN: none */
  gsize n_unfitted;            /* model fits that failed */
  char *why_unfitted;          /* of the first */
  gsize n_off_calendar;        /* rows that are on no step */
} BacktestRun;

/* *rows: the table, unless errors_only. */
BacktestRun *backtest_run_new (AssayPanel *panel, const BacktestSettings *how, const AssayRoles *roles, const AssayTask *task,
                               AssayFrame **rows, char **renamed, AssayProgress *progress, GError **error);
void backtest_run_free (BacktestRun *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BacktestRun, backtest_run_free)

const BacktestWindow *backtest_run_get_window (const BacktestRun *self, gsize series, guint origin, guint model);

/* Summed over windows: of all series (series G_MAXSIZE) or one, of all origins (origin G_MAXUINT) or one. */
typedef struct { double n, n_windows, n_scaled, abs_error, error, abs_actual, mase, rmsse; } BacktestSum;
void backtest_run_sum (const BacktestRun *self, gsize series, guint origin, guint model, BacktestSum *sum);

/* A series on its grid of steps, NaN where there is no value; *n: how many steps. Caller frees. Off-step rows are counted. */
double *backtest_make_grid (AssayPanel *panel, const gint64 *times, gint64 step, gsize series, gsize *n, gsize *n_off, GError **error);

void backtest_add_checks (AssayResult *result, const BacktestRun *run, const AssayPolicy *policy);
void backtest_add_metrics (AssayResult *result, const BacktestRun *run);
void backtest_add_tables (AssayResult *result, const BacktestRun *run);
gboolean backtest_add_figures (AssayResult *result, const BacktestRun *run, const AssayRoles *roles, AssayProgress *progress, GError **error);

G_END_DECLS
