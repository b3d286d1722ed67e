/* What the residuals of a forecast model say of it: numbers and figures from one array, for a back-test as for a forecast. */
#pragma once
#include "result/result.h"

G_BEGIN_DECLS

typedef struct
{
  gsize n;                     /* residuals that exist */
  double mean, sd;
  guint lags, df;              /* of Ljung-Box: min (10, n/5), seasonal min (2 m, n/5), at least 3 degrees left after the parameters */
  double largest;              /* autocorrelation of the largest size within those lags, with its sign; NaN when undefined */
  guint largest_at;
  double ljung_box, ljung_box_p;
  double jarque_bera, jarque_bera_p, skew, kurtosis;
  guint arch_lags;             /* m, or min (10, n/5) without a season */
  double arch, arch_p, arch_share;             /* share: R² of the squares on their past */
  double runs_z, runs_p;
  guint adf_lags, kpss_lags;   /* trunc ((n - 1)^(1/3)); floor (3 sqrt (n) / 13) */
  double adf, adf_p, kpss, kpss_p;
} ResidualTests;

/* e[n], actual less fitted in order of time, NaN where there is none (stepped over; autocorrelations keep the distance). Undefined figures
 * are NaN. season 1: none. n_parameters 0: none or unknown. */
void residual_tests_compute (const double *e, gsize n, guint season, guint n_parameters, ResidualTests *tests);

typedef struct
{
  const char *subject;         /* under the title: "ets · store 1 · item 7" */
  const double *e;
  gsize n;
  AssayAxisType x_type;        /* of x */
  const double *x;             /* [n] rising; NULL: 0, 1, 2 … */
  guint season;
} ResidualSeries;

/* Figures residuals, residual-acf, residual-pacf, residual-histogram, residual-qq. Nothing when fewer than 8 residuals exist. */
void residual_figures_add (AssayResult *result, const ResidualSeries *series);

/* A table of tests, "residual-tests", and a row of it. */
AssayTable *residual_table_new (void);
void residual_table_add_row (AssayTable *table, const char *series, const char *model, const ResidualTests *tests);

G_END_DECLS
