/* A VaR back-test in parts: the table as read, then each series and VaR column as a case of its own. Filled by one thread. */
#pragma once
#include "analysis/analysis.h"
#include "data/panel.h"
#include "math/evidence/expected-shortfall.h"
#include "math/evidence/exception-tests.h"

G_BEGIN_DECLS

#define VALUE_AT_RISK_WINDOW 250         /* days of the rolling count, and the fewest that a test is trusted with */
#define VALUE_AT_RISK_LAGS 4             /* of the dynamic quantile */
#define VALUE_AT_RISK_MOST_CASES 200

typedef struct
{
  char *name, *es;             /* columns of the table; es NULL: none */
  double level;                /* 0.99 */
  gboolean level_found;        /* in the name */
  gboolean is_turned;          /* was written as a quantile of P&L, negative throughout */
  double *values, *shortfall;  /* [n_rows of the panel] as positive losses; shortfall NULL: none */
  gsize n_below;               /* days whose shortfall lies below the VaR */
} ValueAtRiskColumn;

typedef struct
{
  AssayRoles roles;
  AssayPanel *panel;
  gsize n_rows;
  double *pnl;                 /* [n_rows] losses negative */
  gboolean is_turned;          /* losses were positive */
  gboolean was_unordered;      /* rows of the table did not come in order of time */
  GPtrArray *columns;          /* ValueAtRiskColumn * */
  gsize window;
} ValueAtRiskTable;

ValueAtRiskTable *value_at_risk_table_new (const AssayTask *task, AssayProgress *progress, GError **error);
void value_at_risk_table_free (ValueAtRiskTable *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ValueAtRiskTable, value_at_risk_table_free)

/* The level that a column's name tells, as 0.99 of "VaR99", "var_97.5", "VaR 0.99" or "q995"; NaN when it tells none or more than one. */
double value_at_risk_find_level (const char *name);
char *value_at_risk_word_level (double level);           /* "97.5 %" */

typedef struct
{
  const ValueAtRiskTable *table;
  const ValueAtRiskColumn *column;
  gsize series;
  char *subject;               /* "VaR99", "desk A · VaR99" */
  double p;                    /* 1 - level */
  gsize n, n_missing;          /* days with P&L and VaR; days without one of them */
  gsize *row;                  /* [n] panel row */
  double *pnl, *value_at_risk, *shortfall;     /* [n] the last NULL: none, or missing on some of the days */
  gsize n_no_shortfall;        /* of the days, those without */
  guint8 *hit;                 /* [n] */
  double n_exceptions;
  gsize window;
  double yellow, red;          /* the rolling count's limits */
  gint32 *count;               /* [n] exceptions of the last `window` days; -1 before there are that many */
  double last_count, worst_count;              /* NaN: never a whole window */
  gsize worst_at;              /* index of the first day of the worst count */

  AmTrafficLight light, last_light;
  AmTest kupiec, z, independence, coverage, first_failure, between_failures, dynamic_quantile;
  double between_failures_p;   /* with the exact mean and variance of the gaps */
  double transitions[2][2];
  double first;                /* day of the first exception, from 1; NaN: none */
  double loss;                 /* mean quantile loss */
  AmShortfall es;
  double exceedance_t, exceedance_p;           /* McNeil & Frey */
  gsize n_draws;
} ValueAtRiskCase;

/* FALSE when cancelled. */
gboolean value_at_risk_case_init (ValueAtRiskCase *self, const ValueAtRiskTable *table, gsize series, guint column, guint64 seed, AssayProgress *progress, GError **error);
void value_at_risk_case_clear (ValueAtRiskCase *self);
AmZone value_at_risk_case_zone (const ValueAtRiskCase *self, double count);
extern const char *const value_at_risk_zones[];          /* N_("green") … by AmZone */

/* Adds the checks of all cases, and with them a table of tests. */
void value_at_risk_add_checks (AssayResult *result, const ValueAtRiskCase *cases, guint n_cases, const AssayPolicy *policy);
void value_at_risk_add_metrics (AssayResult *result, const ValueAtRiskCase *cases, guint n_cases);
void value_at_risk_add_tables (AssayResult *result, const ValueAtRiskCase *cases, guint n_cases);
void value_at_risk_add_figures (AssayResult *result, const ValueAtRiskCase *cases, guint n_cases);
AssayFrame *value_at_risk_make_rows (const ValueAtRiskTable *table, const ValueAtRiskCase *cases, guint n_cases, char **renamed);

G_END_DECLS
