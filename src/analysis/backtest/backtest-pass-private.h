/* How a run is worked off: units, grouped into items; an item is forecast, kept, judged and folded. */
#pragma once
#include "analysis/backtest/backtest-run-private.h"
#include "analysis/regressors.h"

G_BEGIN_DECLS

typedef struct                 /* columns of the table, and where each series' rows begin */
{
  gsize *first;                /* [n_series + 1] */
  guint32 *model;
  gint64 *origin, *time, *step, *series_row;
  double *actual, *forecast, *lower, *upper;
} BacktestTable;

typedef struct                 /* what an item adds to the run */
{
  BacktestSums *sums, *step_sums, *weekday_sums;
  BacktestCell *series_cells;  /* [n_series * n_models] from first_series on */
  BacktestCell *origin_cells;
  gsize first_series, n_series;
  gsize n_windows;             /* tested */
  gsize n_unfitted, n_off;
  char *why_unfitted;
  char **why_none;             /* [n_models] of the first failure */
  GPtrArray *residuals;
  BacktestPicture picture;
} BacktestPart;

typedef struct
{
  BacktestRun *run;
  const AssayTask *task;
  AssayCalendar calendar;
  gsize *first_unit;           /* [n_series + 1] */
  gsize n_items, n_first;      /* the first n_first items are of one unit each */
  BacktestTable *table;        /* NULL: errors only */
  AssayRegressors regressors;
  AssayProgress *progress;

  GMutex lock;
  BacktestPart **waiting;      /* [n_items] done and not folded yet */
  gsize n_folded;
  guint8 *is_done;             /* [first_origin[n_series]] the window is folded: only then it counts, and has rows */
  gsize *units_done;           /* [n_series] */
  gint64 next_partial;
} BacktestPass;

/* Origins: see backtest-origins.c. FALSE when a series has too few rows for its calendar. */
gboolean backtest_lay_out (BacktestPass *pass, GError **error);
guint backtest_refit_of (const BacktestPass *pass, gsize series);
gsize backtest_count_units (const BacktestPass *pass, gsize series);

/* [horizon] errors of a model from the position-th origin; NULL: not kept. */
double *backtest_errors_of (const BacktestRun *run, gsize series, gsize position, guint model);

/* One unit: all its origins, all models. grid has gap + horizon steps behind it; seen: what models see of it, grid itself or a disturbed copy. FALSE: cancelled. */
gboolean backtest_run_unit (BacktestPass *pass, BacktestPart *part, gsize series, gsize unit, const double *grid, const double *seen, gsize n, const double *x, GError **error);

BacktestPart *backtest_part_new (const BacktestPass *pass, gsize first_series, gsize n_series);
void backtest_part_free (const BacktestPass *pass, BacktestPart *self);
/* An item as bytes, with the errors and rows of its units, and back; FALSE when the bytes are of something else. */
GBytes *backtest_part_write (const BacktestPass *pass, const BacktestPart *self, gsize first_unit, gsize end_unit);
BacktestPart *backtest_part_read (BacktestPass *pass, GBytes *bytes, gsize first_unit, gsize end_unit);
/* The units of an item, and the series of a unit. */
void backtest_item_span (const BacktestPass *pass, gsize item, gsize *first_unit, gsize *end_unit);
gsize backtest_unit_series (const BacktestPass *pass, gsize unit);
/* Positions [*first, *end) among the origins of the unit's series, oldest first. */
void backtest_unit_span (const BacktestPass *pass, gsize unit, gsize series, gsize *first, gsize *end);
void backtest_residuals_free (BacktestResiduals *self);
void backtest_picture_clear (BacktestPicture *self);

/* The table: what is known before a forecast, and the frame. */
BacktestTable *backtest_table_new (BacktestRun *run);
void backtest_table_free (BacktestTable *self);
gsize backtest_table_row (const BacktestPass *pass, gsize series, guint model, gsize position);
void backtest_table_lay (const BacktestPass *pass, gsize series, gsize position, const double *actual);
AssayFrame *backtest_table_to_frame (BacktestPass *pass, const AssayRoles *roles, char **renamed);

/* Conformal intervals, from the errors kept. */
gboolean backtest_run_conformal (BacktestPass *pass, AssayProgress *progress, GError **error);

G_END_DECLS
