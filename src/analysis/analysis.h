/* An analysis: a method with options that turns data into a result. All are in one registry, from
 * which the command line, the run dialog and plans are made. */
#pragma once
#include "analysis/checkpoint.h"
#include "analysis/policy.h"
#include "analysis/task-model.h"
#include "base/options.h"
#include "base/progress.h"
#include "data/frame.h"
#include "data/read-report.h"
#include "data/roles.h"
#include "result/result.h"

G_BEGIN_DECLS

#define ASSAY_ANALYSIS_ERROR (assay_analysis_error_quark ())
GQuark assay_analysis_error_quark (void);
typedef enum { ASSAY_ANALYSIS_ERROR_DATA, ASSAY_ANALYSIS_ERROR_OPTION } AssayAnalysisError;

typedef struct                      /* everything a run needs; lent for the time of the call, nobody changes it */
{
  AssayFrame *frame;                /* in scope: already filtered; NULL: there are no data, which may_lack_data allows */
  const AssayReadReport *report;    /* how it was read; NULL when it was not a file */
  const AssayRoles *roles;          /* as given by the user; the analysis resolves the rest */
  const AssayOptions *options;      /* of this analysis' table */
  const AssayPolicy *policy;
  guint64 seed;
  guint n_threads;
  const gsize *row_numbers;         /* row of the data, from 0, that each row of frame is; NULL: all rows, in order. Only if is_by_row */
  GPtrArray *models;                /* of AssayTaskModel: what is scored or validated; NULL: none */
  /* What a validation is held against; NULL: was not given. */
  AssayFrame *reference, *train;    /* the development sample, and what the model was fitted on */
  const AssayResult *baseline;      /* of the approved version */
  GBytes *rules;                    /* text of a file of rules that data must keep */
  GBytes *ranges;                   /* text of a file of ranges in which inputs are varied */
  GBytes *scenarios;                /* text of a file of scenarios (analysis/sensitivity/scenarios.h) */
  const char *ranges_name;          /* of the file of ranges, for messages; NULL: it is none */
  const char *scenarios_name;       /* of that file, for messages; NULL: it is none */
  gboolean has_no_champion;         /* scores come with the data; models, if any, are challengers */

  AssayCheckpoint *checkpoint;      /* parts that are finished already, and where to put more; NULL: none */
  /* What is found so far, at most four times a second, on a worker's thread; frozen. The analysis may have nothing to say. */
  void (*partial) (AssayResult *so_far, gpointer user_data);
  gpointer partial_data;
  gboolean keep_partial;            /* when it is stopped: what is finished, as an outcome that says so, instead of CANCELLED */
  gboolean keep_models;             /* the outcome's artifact is wanted */
  gboolean keep_violations;         /* the outcome's violations are wanted */
  GBytes *artifact;                 /* text of a model artifact to start from; NULL: none */
  const char *data_name;            /* name of the data file, for labels of several files in one; NULL: unknown */
} AssayTask;

typedef struct
{
  AssayResult *result;              /* without inputs and provenance, which the engine adds */
  AssayFrame *rows;                 /* the main table, what -o writes; NULL: none */
  GBytes *artifact;                 /* the fitted models, or the baseline of a validation, as a file, where they were wanted; NULL: none */
  AssayFrame *violations;           /* every cell that is not as a model says its inputs are, where that was wanted; NULL: none */
  GPtrArray *guesses;               /* of char*: notes of what was taken for granted because nobody said it; NULL: nothing was */
  gboolean is_partial;              /* stopped before the end; the result says how far it came */
} AssayOutcome;
void assay_outcome_free (AssayOutcome *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AssayOutcome, assay_outcome_free)

typedef struct
{
  const char *id;                   /* the verb: "anomalies" */
  const char *title;                /* N_("Anomaly Detection") */
  const char *summary;              /* N_(), one sentence */
  const AssayOption *options;
  AssayOutcome *(*run) (const AssayTask *task, AssayProgress *progress, GError **error);
  /* Fills roles that the options decide, before the rest is found in the data; frame is not yet cut to the period. NULL: they decide none. */
  gboolean (*choose_roles) (const AssayFrame *frame, const AssayOptions *options, AssayRoles *roles, GError **error);
  gboolean is_by_row;               /* each row stands for itself: roles are taken as given, none is looked for */
  gboolean (*is_by_row_for) (const AssayOptions *options);      /* the same, with these options; NULL: with none */
  gboolean (*needs_no_model) (const AssayOptions *options);     /* with these options what stands before the data are no models: all inputs are data; NULL: never */
  gboolean may_lack_data;           /* a run needs no data: a function, or a model with ranges */
  guint min_models, max_models;     /* how many models a run works with; 0 and 0: none */
} AssayAnalysis;

const AssayAnalysis *const *assay_analysis_list (void);       /* NULL-terminated */
const AssayAnalysis *assay_analysis_find (const char *id);

G_END_DECLS
