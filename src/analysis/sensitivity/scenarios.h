/* A set of scenarios: by name, what happens to the inputs of a model together. As a file keeps it and as an editor changes it.
 *
 * Inputs are named, so a set can be made before there is a model; assay_scenario_bind() meets it with one. Plain owned structs: whoever has the set may
 * change it, on one thread at a time; a set that is handed to a run is not changed any more. */
#pragma once
#include "analysis/sensitivity/sensitivity-input.h"
#include "analysis/sensitivity/shock.h"

G_BEGIN_DECLS

#define ASSAY_SCENARIOS_MOST 200           /* in a set */
#define ASSAY_SCENARIO_MOST_SHOCKS 200
#define ASSAY_SCENARIO_MOST_LEVELS 10
#define ASSAY_SCENARIO_MOST_NAME 200       /* bytes, of names of scenarios, severities and levels */

typedef struct
{
  char *input;
  AssayShockKind kind;
  double amount;                   /* as in AssayShock, but a relative change of -0.2 and a percentile of 95; NaN: set to a word */
  char *word;                      /* SET: to this word; NULL: to a number */
} AssayScenarioShock;

typedef struct { char *name; double factor; } AssayScenarioLevel;      /* "severe", 2: what the amounts are multiplied with */

typedef struct
{
  char *name;
  char *severity;                  /* "severe"; NULL: not said, or levels say it */
  GArray *levels;                  /* of AssayScenarioLevel, in the order of the file; empty: as it stands */
  GArray *shocks;                  /* of AssayScenarioShock; no input twice */
} AssayScenario;

typedef struct { GPtrArray *scenarios; } AssayScenarios;      /* of AssayScenario* */

AssayScenarios *assay_scenarios_new (void);
AssayScenarios *assay_scenarios_copy (const AssayScenarios *self);
void assay_scenarios_free (AssayScenarios *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AssayScenarios, assay_scenarios_free)

/* Filling; texts are copied. */
AssayScenario *assay_scenarios_add (AssayScenarios *self, const char *name, const char *severity);
void assay_scenario_add_level (AssayScenario *self, const char *name, double factor);
void assay_scenario_add_shock (AssayScenario *self, const char *input, AssayShockKind kind, double amount);
void assay_scenario_add_word (AssayScenario *self, const char *input, const char *word);
void assay_scenario_remove_shock (AssayScenario *self, guint index);

/* Whether levels can multiply its amount. */
gboolean assay_scenario_kind_is_scaled (AssayShockKind kind);
/* As assay_shock_word(), times the factor of a level (1: none): "+ 2", "− 20 %", "+ 1.5 sd", "at percentile 95", "set to north"; (transfer full) */
char *assay_scenario_shock_describe (const AssayScenarioShock *self, double factor);

/* Whether a set can be written and read back: ERROR_DATA says in which scenario and shock what is wrong. name: of the file, for the message; NULL: none. */
gboolean assay_scenarios_check (const AssayScenarios *self, const char *name, GError **error);
/* Whether a set that passed assay_scenarios_check() fits these inputs: all are there, words are known, and so on. */
gboolean assay_scenarios_check_inputs (const AssayScenarios *self, const char *name, const AssaySensitivityInput *inputs, guint n_inputs, GError **error);

/* A file {"schema": "assay-scenarios/1", "scenarios": […]}. Strict: what is not known is an error. NULL with ERROR_DATA. */
AssayScenarios *assay_scenarios_from_json (const char *text, gsize length, const char *name, GError **error);
/* The same bytes for the same set, that read back as the same set. The set has passed assay_scenarios_check(). (transfer full) */
char *assay_scenarios_to_json (const AssayScenarios *self);

/* How many runs a scenario is: one for each level, else one. */
guint assay_scenario_get_n_runs (const AssayScenario *self);
/* Of that run: what the amounts are multiplied with, and its severity ("" where none is said). */
double assay_scenario_get_factor (const AssayScenario *self, guint run);
const char *assay_scenario_get_severity (const AssayScenario *self, guint run);
/* One of its shocks. FALSE: the input, or the word, is not among these. */
gboolean assay_scenario_bind_one (const AssayScenario *self, guint run, guint index, const AssaySensitivityInput *inputs, guint n_inputs, AssayShock *shock);
/* shocks[self->shocks->len], by index of the input. The set has passed assay_scenarios_check_inputs() with these inputs. */
void assay_scenario_bind (const AssayScenario *self, guint run, const AssaySensitivityInput *inputs, guint n_inputs, AssayShock *shocks);

G_END_DECLS
