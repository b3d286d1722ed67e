/* What an analysis found: finished numbers, so that store, window, report and command line
 * need neither the data nor the method to show it.
 *
 * Built by one thread, then frozen by the first _ref/hand-over and readable from any. Texts are
 * N_() English or data; edges translate. Undefined numbers are NaN, written as null. */
#pragma once
#include "result/figure.h"
#include "result/verdict.h"

G_BEGIN_DECLS

typedef enum { ASSAY_METRIC_NUMBER, ASSAY_METRIC_COUNT, ASSAY_METRIC_FRACTION, ASSAY_METRIC_ZSCORE, ASSAY_METRIC_VALUE,
               ASSAY_METRIC_DATE, ASSAY_METRIC_TEXT } AssayMetricUnit;
typedef struct
{
  char *id, *label;
  AssayMetricUnit unit;         /* JSON: "number" "count" "fraction" "zscore" "value" "date" "text" */
  double value, low, high;      /* NaN: undefined, no interval. DATE: days since 1970 */
  char *text;                   /* TEXT, and why a value is undefined; else NULL */
  char *of;                     /* what it is about: "model", "baseline", a series; NULL: all */
  AssayVerdict verdict;         /* NONE unless a check judges this metric */
} AssayMetric;

typedef struct
{
  char *id, *title, *subject;
  AssayVerdict verdict;
  char *statistic;
  double value, p_value;
  double n, events;             /* NaN: does not apply */
  double warn, fail;            /* limits; NaN: none */
  char source;                  /* 'S' 'A' 'C' 'U' */
  char *limit_note, *convention, *message, *reference;
  /* Of a validation; NULL and NaN elsewhere, and then not written. */
  char *section;                /* of the report, by its name: "discrimination" */
  double p_adjusted;            /* p for all checks of the family that were made together (Holm) */
  double effect;                /* how large, beside how certain */
  char *effect_name;            /* what `effect` measures; NULL with NaN */
} AssayCheck;

/* As assay_verdict_label(), but N_("Reported") for a check that measured something and has no limits. */
const char *assay_check_get_verdict_label (const AssayCheck *check);

/* Whether a subject is in Assay's own words, to be translated, and not a name out of the data: in checks with a section subjects are
 * columns and groups, but for a few such as "all rows". */
gboolean assay_check_subject_is_wording (const char *section, const char *subject);

typedef enum { ASSAY_CELL_TEXT, ASSAY_CELL_NUMBER, ASSAY_CELL_COUNT, ASSAY_CELL_FRACTION, ASSAY_CELL_ZSCORE, ASSAY_CELL_DATE,
               ASSAY_CELL_DATETIME, ASSAY_CELL_RISK, ASSAY_CELL_VERDICT } AssayCellType;   /* RISK, VERDICT: text with the name as in files */
typedef struct _AssayTable AssayTable;
AssayTable *assay_table_new (const char *id, const char *title);
AssayTable *assay_table_ref (AssayTable *self);
void assay_table_unref (AssayTable *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AssayTable, assay_table_unref)
guint assay_table_add_column (AssayTable *self, const char *id, const char *label, AssayCellType type);   /* before any row */
void assay_table_add_row (AssayTable *self);                                                     /* of empty cells */
void assay_table_set_text (AssayTable *self, guint column, const char *text);                    /* in the last row; NULL: missing */
void assay_table_set_number (AssayTable *self, guint column, double value);                      /* DATE: days; DATETIME: microseconds; NaN: missing */
void assay_table_set_note (AssayTable *self, const char *note);                                  /* "first 200 of 12,345" */
const char *assay_table_get_id (const AssayTable *self);
const char *assay_table_get_title (const AssayTable *self);
const char *assay_table_get_note (const AssayTable *self);
void assay_table_set_section (AssayTable *self, const char *section);                            /* of the report, as a check has it */
const char *assay_table_get_section (const AssayTable *self);                                    /* NULL: none */
guint assay_table_get_n_columns (const AssayTable *self);
guint assay_table_get_n_rows (const AssayTable *self);
/* -1: there is none of that id. */
int assay_table_find_column (const AssayTable *self, const char *id);
const char *assay_table_get_column_id (const AssayTable *self, guint column);
const char *assay_table_get_column_label (const AssayTable *self, guint column);
AssayCellType assay_table_get_column_type (const AssayTable *self, guint column);
const char *assay_table_get_text (const AssayTable *self, guint row, guint column);
double assay_table_get_number (const AssayTable *self, guint row, guint column);

typedef struct { char *role, *name, *sha256; gint64 rows, columns; } AssayInput;                 /* -1: does not apply */

typedef struct _AssayResult AssayResult;

AssayResult *assay_result_new (const char *analysis, const char *title);
AssayResult *assay_result_ref (AssayResult *self);
void assay_result_unref (AssayResult *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AssayResult, assay_result_unref)

/* Making. Returned structs are filled by the caller with g_strdup'ed texts; numbers start as NaN. */
AssayMetric *assay_result_add_metric (AssayResult *self, const char *id, const char *label, AssayMetricUnit unit, double value);
AssayCheck *assay_result_add_check (AssayResult *self, const char *id, const char *title);
void assay_result_take_table (AssayResult *self, AssayTable *table);
void assay_result_take_figure (AssayResult *self, AssayFigure *figure);
void assay_result_add_note (AssayResult *self, const char *note);
void assay_result_put_note_first (AssayResult *self, const char *note);
void assay_result_add_input (AssayResult *self, const char *role, const char *name, const char *sha256, gint64 rows, gint64 columns);
void assay_result_set_option (AssayResult *self, const char *name, const char *value);           /* as resolved; sorted by name */
void assay_result_set_provenance (AssayResult *self, const char *engine, const char *as_of, gint64 seed,
                                  const char *policy_name, const char *policy_sha256);

/* Asking. */
const char *assay_result_get_analysis (const AssayResult *self);
const char *assay_result_get_title (const AssayResult *self);
void assay_result_set_title (AssayResult *self, const char *title);
AssayVerdict assay_result_get_verdict (const AssayResult *self);                                  /* worst of the checks */
const char *assay_result_get_engine (const AssayResult *self);
const char *assay_result_get_as_of (const AssayResult *self);
gint64 assay_result_get_seed (const AssayResult *self);
const char *assay_result_get_policy_name (const AssayResult *self);
const char *assay_result_get_policy_sha256 (const AssayResult *self);
guint assay_result_get_n_inputs (const AssayResult *self);
const AssayInput *assay_result_get_input (const AssayResult *self, guint index);
guint assay_result_get_n_options (const AssayResult *self);
const char *assay_result_get_option (const AssayResult *self, guint index, const char **value);
const char *assay_result_find_option (const AssayResult *self, const char *name);
guint assay_result_get_n_metrics (const AssayResult *self);
const AssayMetric *assay_result_get_metric (const AssayResult *self, guint index);
const AssayMetric *assay_result_find_metric (const AssayResult *self, const char *id);
guint assay_result_get_n_checks (const AssayResult *self);
/* How many were judged, and *n_passed how many of those passed; what is only reported does not count. */
guint assay_result_count_judged (const AssayResult *self, guint *n_passed);
const AssayCheck *assay_result_get_check (const AssayResult *self, guint index);
guint assay_result_get_n_tables (const AssayResult *self);
AssayTable *assay_result_get_table (const AssayResult *self, guint index);
AssayTable *assay_result_find_table (const AssayResult *self, const char *id);
guint assay_result_get_n_figures (const AssayResult *self);
AssayFigure *assay_result_get_figure (const AssayResult *self, guint index);
AssayFigure *assay_result_find_figure (const AssayResult *self, const char *id);
guint assay_result_get_n_notes (const AssayResult *self);
const char *assay_result_get_note (const AssayResult *self, guint index);

G_END_DECLS
