/* A way to look at a function: one file a method, listed in sensitivity-methods.c.
 *
 * A method adds its tables, figures, metrics, checks and notes to the result, and each number of its own to the main table. What it draws comes from
 * assay_sensitivity_seed() and from indices, what runs on several threads is cut at places that do not depend on their number. */
#pragma once
#include "analysis/analysis.h"
#include "analysis/sensitivity/sensitivity-function.h"
#include "math/sensitivity/replicate-ratio.h"
#include "math/stop.h"

G_BEGIN_DECLS

#define ASSAY_SENSITIVITY_LEVEL 0.95

typedef struct _SensitivitySample SensitivitySample;

typedef struct
{
  const AssayTask *task;
  const AssayOptions *options;
  AssaySensitivityFunction *function;
  AssayResult *result;
  GArray *rows;                    /* of the main table; see assay_sensitivity_add_row() */
  AssayProgress *stop;             /* whether to stop, for those who evaluate the function */
  SensitivitySample *sample;       /* sensitivity_sample_get() */
  gsize n_runs, n_failed;          /* of the function, all methods together; without an output */
  gint64 next_partial;             /* monotonic time; see assay_sensitivity_publish() */
  gboolean is_stopped;             /* a method ended early with what it had; nothing more is run */
} AssaySensitivityRun;

typedef struct
{
  const char *id;                  /* as --method has it */
  const char *title;               /* N_() */
  gboolean needs_rows;             /* works on rows that exist: not for a function without data */
  gboolean (*run) (AssaySensitivityRun *run, AssayProgress *progress, GError **error);
  guint least_inputs;              /* 0: one is enough */
} AssaySensitivityMethod;

const AssaySensitivityMethod *const *assay_sensitivity_method_list (void);      /* NULL-terminated */
const AssaySensitivityMethod *assay_sensitivity_method_find (const char *id);   /* NULL: there is none */

/* One that no other use has: `use` names it, index counts. */
guint64 assay_sensitivity_seed (const AssaySensitivityRun *self, const char *use, guint64 index);

/* A line of the main table. input: name, or “a × b”; low, high: NaN without an interval. */
void assay_sensitivity_add_row (AssaySensitivityRun *self, const char *method, const char *input, const char *measure, AmEstimate value);

/* For whoever looks on: what earlier methods found, and what `show` adds of this one as it stands (to run->result, and rows, which are taken back). For a
 * method to call whenever more is known; most calls do nothing, as nobody looks on, or has just been told. */
void assay_sensitivity_publish (AssaySensitivityRun *self, void (*show) (gpointer method), gpointer method);
/* Whether a method that was stopped ends with what it has: then it says in a note how far it came, and returns TRUE. Takes the problem; FALSE hands it on. */
gboolean assay_sensitivity_keep (AssaySensitivityRun *self, GError *problem, GError **error);
/* CANCELLED when the run shall stop: for long computations, every 20 ms or so. */
gboolean assay_sensitivity_check_stop (const AssaySensitivityRun *self, GError **error);
/* … and when nothing is kept of it then: for what makes numbers of runs that are there, which somebody who keeps them waits for. */
gboolean assay_sensitivity_check_given_up (const AssaySensitivityRun *self, GError **error);
/* The same for a kernel; lives as long as the run. */
AmStop assay_sensitivity_get_stop (const AssaySensitivityRun *self);

/* How many runs the method will ask for, at most; told to whoever waits where a run takes long. */
void assay_sensitivity_plan_runs (AssaySensitivityRun *self, double n);
/* Adds n outputs to the counts of runs. */
void assay_sensitivity_count_runs (AssaySensitivityRun *self, const double *y, gsize n);

/* Inputs by falling key, NaN last, equal ones in their own order; order[n_inputs]. */
void assay_sensitivity_order (const double *key, guint n, guint *order);

/* For figures: n doubles that the figure takes. */
GBytes *assay_sensitivity_take_bytes (double *values, gsize n);
/* Names of inputs in that order, NULL-terminated; lent texts in new memory. */
const char **assay_sensitivity_names (const AssaySensitivityFunction *function, const guint *order, guint n);
/* The value and its limits in three columns from `column` on, of the last row. */
void assay_sensitivity_set_estimate (AssayTable *table, guint column, AmEstimate value);

G_END_DECLS
