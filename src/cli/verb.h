/* What the program can be told to do: one AssayVerb a verb, found by the words after the program's name. */
#pragma once
#include "analysis/analysis.h"
#include "cli/console.h"
#include "cli/failure.h"

G_BEGIN_DECLS

typedef struct _AssayCommand AssayCommand;

typedef struct
{
  const char *title;               /* N_(), over the group in help texts */
  const AssayOption *options;
} AssayOptionGroup;

#define ASSAY_MOST_GROUPS 10

typedef struct
{
  const char *name;                /* "anomalies", "workspace import" */
  const char *inputs;              /* in usage lines: "DATA", "DIR FILE…" */
  guint min_inputs, max_inputs;
  const AssayAnalysis *analysis;   /* what an analysis verb runs: gives summary and the first group of options; else NULL */
  const char *summary;             /* N_(), one line */
  const char *detail;              /* N_(): what the inputs are, what -o writes */
  AssayOptionGroup groups[ASSAY_MOST_GROUPS];      /* ended by NULL options */
  /* The help of what an input names, instead of the verb's; NULL, or a NULL answer: the verb's. */
  char *(*help) (const AssayCommand *command);
  /* Writes what it found; *status is DONE or CHECK_FAILED. FALSE with error for all other ends. */
  gboolean (*run) (const AssayCommand *command, const AssayConsole *console, AssayExit *status, GError **error);
} AssayVerb;

/* All of them, in the order of help texts; NULL-terminated. */
const AssayVerb *const *assay_verb_list (void);

const char *assay_verb_get_summary (const AssayVerb *verb);
/* Counting from 0; FALSE behind the last one. */
gboolean assay_verb_get_group (const AssayVerb *verb, guint index, AssayOptionGroup *group);

/* Takes one or two words off *args. USAGE, naming the nearest, when they are no verb. */
const AssayVerb *assay_verb_take (char ***args, GError **error);

extern const AssayVerb assay_verb_inspect, assay_verb_anomalies, assay_verb_forecast, assay_verb_backtest, assay_verb_score, assay_verb_validate, assay_verb_sensitivity, assay_verb_report,
  assay_verb_stat, assay_verb_verify, assay_verb_workspace_init, assay_verb_workspace_import, assay_verb_workspace_list, assay_verb_workspace_show,
  assay_verb_workspace_export, assay_verb_workspace_verify, assay_verb_workspace_gc, assay_verb_workspace_sample,
  assay_verb_workspace_add_model, assay_verb_workspace_models, assay_verb_workspace_stage, assay_verb_workspace_delete_model, assay_verb_workspace_predictions;

G_END_DECLS
