/* One run, fully said: which analysis, on what, with which options. Runs the same from the window, the command line
 * and a test. A plain owned struct until it is run; while it runs nobody changes it. */
#pragma once
#include "analysis/analysis.h"
#include "data/panel.h"
#include "engine/source.h"

G_BEGIN_DECLS

/* A model of the registry that a plan asks for. */
typedef struct
{
  gint64 version;                       /* id; 0: only `sha256` is known */
  char *sha256;                         /* of the file; NULL: whatever the version is */
  char *name;                           /* in columns and labels; NULL: the model's */
  AssayModelSettings settings;
  gboolean has_settings;                /* else those that are kept with the version */
} AssayPlanModel;

/* A file that a plan asks for, and what was in it then. */
typedef enum { ASSAY_PLAN_DATA, ASSAY_PLAN_REFERENCE, ASSAY_PLAN_TRAIN, ASSAY_PLAN_BASELINE, ASSAY_PLAN_RULES, ASSAY_PLAN_RANGES, ASSAY_PLAN_SCENARIOS, ASSAY_N_PLAN_FILES } AssayPlanFileRole;

typedef struct
{
  char *path;                           /* absolute; NULL: none */
  char *sha256;                         /* as in AssaySource; of baseline, rules, ranges and scenarios that of their bytes */
  char *settings;                       /* of data: how it was read */
  char *text;                           /* of ranges or scenarios: what it says, where it was written in the window and is in no file; path is then only what it is called */
} AssayPlanFile;

typedef struct
{
  const AssayAnalysis *analysis;
  AssayOptions *options;
  AssayRoles roles;
  char **where; char *start, *end;      /* scope; NULL: all */
  AssayPolicy *policy;
  guint64 seed;                         /* 1 */
  guint n_threads;                      /* 0: all cores */
  GPtrArray *models;                    /* of AssayTaskModel, see engine/model-source.h; NULL: none. Copies of the plan share it */
  GPtrArray *model_choices;             /* of AssayPlanModel: what assay_plan_load_models() makes `models` of; NULL: none */
  gboolean keep_models;                 /* the outcome's artifact is wanted */
  gboolean keep_violations;             /* the outcome's violations are wanted */
  GBytes *artifact;                     /* text of a model artifact to start from; NULL: none */
  char *artifact_name, *artifact_sha256;      /* of its file */
  char *as_of;                          /* "2026-11-21"; NULL: SOURCE_DATE_EPOCH or today */
  char *title;                          /* NULL: made from analysis and data */
  gboolean has_no_champion;             /* a validation of scores in the data: models are challengers */
  gboolean lacks_data;                  /* an analysis that may lack data is to run without any */
  gint64 reference_dataset, train_dataset;      /* ids of the workspace, for assay_plan_load_inputs() (engine/plan-inputs.h); 0: none */
  AssayPlanFile files[ASSAY_N_PLAN_FILES];      /* what is no dataset of the workspace */

  /* Of one run, lent and not copied with the plan: see AssayTask. */
  const AssaySource *reference, *train;
  const AssayResult *baseline;
  char *baseline_name, *baseline_sha256;      /* of its file; owned */
  GBytes *rules, *ranges, *scenarios;
  AssayCheckpoint *checkpoint;
  void (*partial) (AssayResult *so_far, gpointer user_data);
  gpointer partial_data;
  gboolean keep_partial;
} AssayPlan;

AssayPlan *assay_plan_new (const AssayAnalysis *analysis);
AssayPlan *assay_plan_copy (const AssayPlan *self);
void assay_plan_free (AssayPlan *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AssayPlan, assay_plan_free)

/* Adds a version of the registry to the models that the plan asks for. settings, name: may be NULL. */
void assay_plan_choose_model (AssayPlan *self, gint64 version, const AssayModelSettings *settings, const char *name);
/* Reads what was chosen, unless models are there already. A plan of a stored run asks for the models of that run. Blocking. */
gboolean assay_plan_load_models (AssayPlan *self, AssayWorkspace *workspace, AssayProgress *progress, GError **error);

/* path NULL: no file any more. */
void assay_plan_set_file (AssayPlan *self, AssayPlanFileRole role, const char *path, const char *sha256, const char *settings);
/* In place of a file: what would be in it, kept with the plan. name: such as "ranges". text NULL: none any more. */
void assay_plan_set_text (AssayPlan *self, AssayPlanFileRole role, const char *name, const char *text);

/* The day a result speaks of: as given (checked), else that of SOURCE_DATE_EPOCH, else today. (transfer full) "2026-11-21" */
char *assay_as_of_resolve (const char *given, GError **error);

/* The rows in scope, as a run of this plan sees them. roles: what the columns are, into fresh memory; row_numbers: see AssayTask. */
AssayFrame *assay_plan_select_rows (const AssayPlan *self, const AssaySource *source, AssayRoles *roles, gsize **row_numbers, GError **error);

/* Filters, runs, adds inputs, all options resolved, and provenance. source NULL: no data, for an analysis that may lack them. Blocking. */
AssayOutcome *assay_plan_run (const AssayPlan *self, const AssaySource *source, AssayProgress *progress, GError **error);

/* What a run of this plan on these data is, in one text: a checkpoint of the same identity can be gone on from. Nothing that only
 * says where results go, or judges them, is part of it. (transfer full) */
char *assay_plan_identify (const AssayPlan *self, const AssaySource *source);

/* The series that a run of this plan reads, for pictures of the past beside its rows. roles (may be NULL): which columns they are. Blocking. */
AssayPanel *assay_plan_make_panel (const AssayPlan *self, const AssaySource *source, AssayRoles *roles, AssayProgress *progress, GError **error);

/* Stores an outcome as an immutable run; returns its id, 0 on error. started and duration in microseconds. */
gint64 assay_run_save (AssayWorkspace *workspace, const AssayPlan *plan, const AssaySource *source, const AssayOutcome *outcome,
                       gint64 started, gint64 duration, GError **error);
/* Reads it back: result and (mapped) rows. */
AssayOutcome *assay_run_load (AssayWorkspace *workspace, gint64 run, GError **error);
/* The plan of a stored run, to run it again or to change it. */
AssayPlan *assay_plan_from_run (const AssayRun *run, GError **error);

AssayFrame *assay_run_load_rows (AssayWorkspace *workspace, const AssayRun *run, GError **error);    /* mapped; of a run that has rows */
AssayResult *assay_run_load_result (AssayWorkspace *workspace, gint64 run, GError **error);    /* without the rows */

/* Writes the report of stored runs into reports/ (path NULL: a new name such as “run-42-2026-11-21.pdf”) or to path, and records it
 * (a read-only workspace: not recorded). report_options: AssayReportOptions*, NULL: the usual. (transfer full) the path written. */
char *assay_run_report (AssayWorkspace *workspace, const gint64 *runs, guint n_runs, gpointer report_options, const char *path,
                        guint *n_pages, AssayProgress *progress, GError **error);

G_END_DECLS
