/* What is looked at: a function of some inputs with one number as its output, whatever it is made of.
 *
 * Every method draws values, asks for outputs in batches and does the rest with plain numbers, so a new kind of function (a model's score, the loss of a
 * portfolio, the accuracy of a forecast) needs no method changed, and a new method works on all of them. Frozen once made; any thread may
 * evaluate. */
#pragma once
#include "analysis/sensitivity/sensitivity-input.h"
#include "analysis/task-model.h"
#include "base/progress.h"
#include "result/result.h"

G_BEGIN_DECLS

typedef struct _AssaySensitivityFunction AssaySensitivityFunction;

typedef struct { guint i, j; double value; } AssaySensitivityCorrelation;      /* of two inputs, by their normal scores */

/* One of several numbers that a point has; one of them is the output. */
typedef struct { const char *id, *label; AssayMetricUnit unit; gboolean is_drawn; } AssaySensitivityMeasure;      /* N_(); drawn in grids even where it is not the output */

/* A kind of function. columns[n_inputs], each of n values (NaN: missing); y[n], NaN where there is no output. */
typedef struct
{
  gboolean (*evaluate) (const AssaySensitivityFunction *self, const double *const *columns, gsize n, double *y, GError **error);
  void (*free) (AssaySensitivityFunction *self);
  /* All measures of each point, values[n_measures][n]; NULL: there is only the output. */
  gboolean (*measure) (const AssaySensitivityFunction *self, const double *const *columns, gsize n, double *const *values, GError **error);
  /* Tables and figures that this kind has beside those of the methods; NULL: none. */
  gboolean (*report) (const AssaySensitivityFunction *self, AssayResult *result, AssayProgress *progress, GError **error);
} AssaySensitivityClass;

struct _AssaySensitivityFunction      /* read it; only the file that makes a kind fills it */
{
  const AssaySensitivityClass *klass;
  char *name;                      /* "ishigami", the model's name */
  char *output;                    /* what comes out: "probability_1", "Portfolio PD" */
  AssayMetricUnit unit;            /* of the output */
  const char *rest;                /* where all inputs are at rest, for sentences; NULL: at medians and most frequent words */
  guint n_inputs;
  AssaySensitivityInput *inputs;
  GArray *correlations;            /* of AssaySensitivityCorrelation: those that were given */
  GPtrArray *notes;                /* of char*: what was decided on the way */
  /* Rows that exist: rows[i][n_rows] as evaluate() takes them; NULL: the function has no data. For methods on given data, and as places from
   * which one input is moved. */
  double **rows;
  gsize n_rows;
  AssayProgress *stop;             /* for kinds whose single output takes more than some 20 ms: whether to give up, with CANCELLED. Lent for a run; may be NULL */
  gint rows_at_once;               /* atomic: how many rows a call of evaluate() gets, found out as it goes, so that a run can be stopped in time. No number hangs on it */
  const AssaySensitivityMeasure *measures;      /* [n_measures]; NULL: none beside the output */
  guint n_measures;
  gboolean is_dear;                /* a run takes a second, not a microsecond: fewer points unless more are asked for, and each run is told of */
  const char *step;                /* what is being run, for those who wait; lent */
  guint n_planned, n_done;         /* runs of that, 0: not known; atomic */
  guint grid[2];                   /* inputs that are laid against one another unless others are named; both 0: none in particular */
};

/* "ishigami", "sobol-g", "sobol-g:a1,a2,…", "linear:c1,c2,…": functions whose indices are known in closed form. */
AssaySensitivityFunction *assay_sensitivity_function_new_named (const char *text, GError **error);

typedef struct
{
  AssayTaskModel *model;
  const AssayFrame *data;          /* NULL: ranges must say all, or the model */
  const char *event;               /* NULL: the model's last class */
  double low_percentile, high_percentile;      /* 0 to 100: where numbers are varied */
  gboolean is_empirical;           /* numbers as often as in the data, else evenly */
  char **only;                     /* names of inputs that are varied, the others are held; NULL or empty: all */
} AssaySensitivityModelChoice;

/* The output that ranks by risk, over the columns that the model reads. */
AssaySensitivityFunction *assay_sensitivity_function_new_model (const AssaySensitivityModelChoice *choice, GBytes *ranges, const char *ranges_name, GError **error);

/* Ranges from a file, {"inputs": {"income": {"low": 10, "high": 90, "base": 40}, "region": {"values": ["north", "south"]}},
 * "correlations": [{"inputs": ["income", "debt"], "value": 0.4}]}. text NULL: none; name: of the file, for messages, NULL: it is none. */
gboolean assay_sensitivity_function_set_ranges (AssaySensitivityFunction *self, GBytes *text, const char *name, GError **error);
/* Says of an error that it is one of ranges, and of which file. */
void assay_sensitivity_prefix_ranges (GError **error, const char *name);

void assay_sensitivity_function_free (AssaySensitivityFunction *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AssaySensitivityFunction, assay_sensitivity_function_free)

/* On this thread. stop: asked now and then whether to go on (CANCELLED), told of each run where runs are dear, never how far it is; may be NULL. */
gboolean assay_sensitivity_function_evaluate (const AssaySensitivityFunction *self, const double *const *columns, gsize n, double *y, AssayProgress *stop, GError **error);

/* Any n, on several threads: columns[n_inputs][n]. */
gboolean assay_sensitivity_function_evaluate_all (const AssaySensitivityFunction *self, const double *const *columns, gsize n, double *y, guint n_threads,
                                                  AssayProgress *progress, GError **error);

/* As figures, and tables, have the unit of the output. */
AssayAxisUnit assay_sensitivity_function_get_axis (const AssaySensitivityFunction *self);
AssayCellType assay_sensitivity_function_get_cell (const AssaySensitivityFunction *self);
/* An output, and a change of it, inside a sentence: "19.7 %", "2.4 percentage points". (transfer full) */
char *assay_sensitivity_function_word (const AssaySensitivityFunction *self, double y);
char *assay_sensitivity_function_word_change (const AssaySensitivityFunction *self, double change);

/* -1: there is none of that name. */
int assay_sensitivity_function_find (const AssaySensitivityFunction *self, const char *name);

G_END_DECLS
