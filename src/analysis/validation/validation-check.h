/* A check of a validation: one statistic with its convention, its limits and where they come from. One list of descriptors a file
 * (validation-discrimination.c …), collected in validation-registry.c; ids, statistics and limits are those of the catalogue.
 *
 * A check's run() adds findings to a sink: one for the whole or one a grade, feature, segment. When all have run, the suite adjusts
 * p-values over families, judges by policy, and puts the checks in the order of the report. */
#pragma once
#include "analysis/judge.h"
#include "analysis/validation/validation-case.h"
#include "result/row-filter.h"

#include <glib/gi18n-lib.h>
#include <math.h>

G_BEGIN_DECLS

typedef enum       /* sections of the report that checks belong to, in its order */
{
  ASSAY_SECTION_CONCEPT, ASSAY_SECTION_DATA, ASSAY_SECTION_REPLICATION, ASSAY_SECTION_DISCRIMINATION, ASSAY_SECTION_CALIBRATION,
  ASSAY_SECTION_STABILITY, ASSAY_SECTION_ROBUSTNESS, ASSAY_SECTION_EXPLAINABILITY, ASSAY_SECTION_BENCHMARK, ASSAY_SECTION_CHANGE,
  ASSAY_N_SECTIONS
} AssaySection;

typedef enum       /* what must be there before run() is called */
{
  ASSAY_NEEDS_MODEL = 1 << 0,
  ASSAY_NEEDS_SCORE = 1 << 1,              /* of a model or a column */
  ASSAY_NEEDS_PROBABILITY = 1 << 2,        /* … that is a probability */
  ASSAY_NEEDS_EVENTS = 1 << 3,             /* outcome of two kinds, both of which are among the complete rows */
  ASSAY_NEEDS_ACTUAL = 1 << 4,             /* outcome that is a number (--outcome value) */
  ASSAY_NEEDS_TIME = 1 << 5,
  ASSAY_NEEDS_REFERENCE = 1 << 6,
  ASSAY_NEEDS_REFERENCE_SCORE = 1 << 7,
  ASSAY_NEEDS_REFERENCE_EVENTS = 1 << 8,
  ASSAY_NEEDS_TRAIN = 1 << 9,
  ASSAY_NEEDS_TRAIN_EVENTS = 1 << 10,      /* with scores */
  ASSAY_NEEDS_SEGMENTS = 1 << 11,
  ASSAY_NEEDS_GROUPS = 1 << 12,
  ASSAY_NEEDS_GRADES = 1 << 13,
  ASSAY_NEEDS_GRADE_PD = 1 << 14,
  ASSAY_NEEDS_CHALLENGER = 1 << 15,
  ASSAY_NEEDS_BASELINE = 1 << 16,
  ASSAY_NEEDS_CUTOFF = 1 << 17,
  ASSAY_NEEDS_FEATURES = 1 << 18,
  ASSAY_NEEDS_LGD = 1 << 19,               /* realised and estimated */
  ASSAY_NEEDS_EAD = 1 << 20,
  ASSAY_NEEDS_EXPOSURE = 1 << 21,
  ASSAY_NEEDS_RULES = 1 << 22,
  ASSAY_NEEDS_RECORDED = 1 << 23,          /* scores recorded elsewhere (--recorded) */
  ASSAY_NEEDS_MONOTONE = 1 << 24,          /* a declared direction of a feature */
  ASSAY_NEEDS_PD = 1 << 25,                /* --pd or a probability */
  ASSAY_NEEDS_CONTRIBUTIONS = 1 << 26,     /* a model that can be explained */
  ASSAY_NEEDS_OPTION = 1 << 27,            /* the option named in `option` */
  ASSAY_NEEDS_OUTCOME = 1 << 28,           /* EVENTS or ACTUAL */
  ASSAY_NEEDS_DEVELOPMENT = 1 << 29,       /* TRAIN or REFERENCE */
} AssayValidationNeeds;

typedef enum
{
  ASSAY_JUDGED_BY_VALUE,           /* warn and fail are limits of the value */
  ASSAY_JUDGED_BY_P,               /* … of the p-value, adjusted over its family */
  ASSAY_JUDGED_BY_BOTH,            /* … of the value, and the p-value must be small too (0.05, 0.01): with millions of rows every
                                    * difference is significant, with few of them every difference is large */
  ASSAY_REPORTED,                  /* no limits: the verdict is none unless a policy sets some for the value, more being worse */
} AssayJudgedBy;

typedef struct
{
  AssayJudgedBy by;
  AssayLimits limits;
} AssayValidationLimits;

#define ASSAY_P_LIMITS { ASSAY_JUDGED_BY_P, { 0.05, 0.01, ASSAY_BEYOND_BELOW, 'C', N_("p-value: watch below 0.05, fail below 0.01; the standard asks for the p-value and sets no band") } }
#define ASSAY_NO_LIMITS { ASSAY_REPORTED, { NAN, NAN, ASSAY_BEYOND_ABOVE, 'C', N_("reported, no limit") } }

typedef struct _AssayValidationCheck AssayValidationCheck;
typedef struct _AssayValidationSink AssayValidationSink;

/* FALSE with error only when it was cancelled or the machine failed: whatever the data are is a finding. A check of many rows asks
 * assay_progress_is_cancelled() between passes over them, and may then return TRUE with anything: the run ends, and nobody reads it. */
typedef gboolean (*AssayValidationRun) (const AssayValidationCheck *check, const AssayValidationCase *c, AssayValidationSink *sink,
                                        AssayProgress *progress, GError **error);

typedef enum
{
  ASSAY_CHECK_USES_ALL_THREADS = 1 << 0,   /* its own loop over c->n_threads; others run side by side */
  ASSAY_CHECK_RUNS_LAST = 1 << 1,          /* after all others, whose findings it reads */
  ASSAY_CHECK_ON_REQUEST = 1 << 2,         /* only when named in --checks or asked for by the profile */
  ASSAY_CHECK_WEIGHTED = 1 << 3,           /* weights are frequencies in it: a row of weight 2 counts as two; all others count rows */
} AssayValidationCheckFlags;

struct _AssayValidationCheck
{
  const char *id;                  /* "disc-auc" */
  const char *title;               /* N_() */
  AssaySection section;
  guint tier;                      /* 1 or 2 */
  const char *statistic;           /* "auc" */
  guint needs;                     /* AssayValidationNeeds */
  AssayValidationLimits limits;
  const char *convention;          /* N_(), what every finding's own convention is put behind; NULL: each says it all */
  const char *reference;           /* "DeLong, DeLong & Clarke-Pearson 1988"; NULL: none */
  const char *family;              /* p-values of one family are adjusted together; NULL: one a check */
  guint flags;                     /* AssayValidationCheckFlags */
  AssayValidationRun run;
  const char *option;              /* NEEDS_OPTION: "initial-auc" */
};

typedef struct _AssayFinding AssayFinding;

/* Why a pass would say nothing: the test could hardly have failed at this level, and what it would need. NULL: it could. (transfer full) */
typedef char *(*AssayWordWeakness) (const AssayFinding *finding, double level);

/* What a check found. Numbers start as NaN, texts as NULL; texts are g_strdup'ed. */
struct _AssayFinding
{
  char *subject;                   /* set by _add() */
  double value;                    /* … */
  char *statistic;                 /* NULL: the check's */
  double low, high;                /* interval of the value */
  double standard_error;           /* with it the value goes into a baseline, and can be told from it later */
  double p_value, n, events;       /* n and events of this finding; NaN: those of the complete rows */
  double effect;
  char *effect_name;
  char *convention;                /* appended to the check's */
  char *message;                   /* one to three sentences; what the p-value became and who set the limit is added behind */
  const AssayValidationLimits *limits;     /* NULL: the check's; lent, static */
  gboolean is_settled;             /* the verdict below stands, whatever the limits */
  AssayVerdict verdict;
  AssayWordWeakness word_weakness; /* asked at the level of 5 % that the adjustment leaves; NULL: a pass is one */
  double tested;                   /* what the rate was tested against, for it */
};

/* subject is copied; NULL: "all rows". The finding may be filled until run() returns or the next one is added. */
AssayFinding *assay_validation_sink_add (AssayValidationSink *self, const char *subject, double value);
/* … that the data could not have shown anything, and what would be needed. Takes message. */
AssayFinding *assay_validation_sink_add_not_assessable (AssayValidationSink *self, const char *subject, char *message);

/* Key figures, tables, figures and notes beside the findings, in the order of the checks. */
AssayMetric *assay_validation_sink_add_metric (AssayValidationSink *self, const char *id, const char *label, AssayMetricUnit unit, double value);
void assay_validation_sink_take_table (AssayValidationSink *self, AssayTable *table);
void assay_validation_sink_take_figure (AssayValidationSink *self, AssayFigure *figure);
/* No chart without n: how many rows it is made of and, of outcomes, with how many events (NaN: not of outcomes). */
void assay_validation_figure_say_rows (AssayFigure *figure, double n, double events);
void assay_validation_sink_add_note (AssayValidationSink *self, const char *note);
/* Which rows a finding, a row of a table or a point of a figure is about: see result/row-filter.h. n_rows as the check counted them. */
void assay_validation_sink_show_rows (AssayValidationSink *self, const char *at, const char *subject, gint64 place, double n_rows, const AssayRowTerm *terms, guint n_terms);
/* … of the finding of that subject (NULL: all rows). */
void assay_validation_sink_show_finding (AssayValidationSink *self, const char *subject, double n_rows, const AssayRowTerm *terms, guint n_terms);

/* All descriptors in the order of the report; NULL-terminated. */
const AssayValidationCheck *const *assay_validation_check_list (void);
const AssayValidationCheck *assay_validation_check_find (const char *id);
const char *assay_section_name (AssaySection section);         /* "discrimination": in files */
const char *assay_section_title (AssaySection section);        /* N_("Discrimination") */

/* One array a file, ended by an entry without id. */
extern const AssayValidationCheck assay_checks_data_quality[], assay_checks_discrimination[], assay_checks_calibration[], assay_checks_pd_lgd[], assay_checks_loss[],
  assay_checks_drift[], assay_checks_robustness[], assay_checks_slices[], assay_checks_explainability[], assay_checks_regression[],
  assay_checks_series[], assay_checks_concentration[], assay_checks_fairness[], assay_checks_benchmark[], assay_checks_baseline[],
  assay_checks_replication[], assay_checks_resilience[], assay_checks_overfit[], assay_checks_over_time[], assay_checks_dependence[];

G_END_DECLS
