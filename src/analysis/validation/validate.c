#include "analysis/validation/validate.h"

#include "analysis/validation/validation-baseline.h"
#include "analysis/validation/validation-prepare.h"
#include "analysis/validation/validation-profile.h"
#include "analysis/validation/validation-record.h"
#include "analysis/validation/validation-checks-frame.h"
#include "analysis/validation/validation-suite.h"
#include "analysis/wording.h"
#include "result/result-json.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

static const char *const outcomes[] = { "auto", "event", "value", NULL };
static const char *const score_kinds[] = { "auto", "probability", "risk", "points", NULL };
static const char *const profile_names[] = { "sr26-2", "sr11-7", "ss1-23", "ecb", NULL };

#define COLUMN(name, label, help, group) { name, ASSAY_OPTION_TEXT, NULL, 0, 0, NULL, "COL", label, help, group }
#define COLUMNS(name, label, help, group) { name, ASSAY_OPTION_LIST, NULL, 0, 0, NULL, "COL[,COL…]", label, help, group }

static const AssayOption options[] = {
  COLUMN ("target", N_("Outcome"), N_("The column of outcomes; \"\" says that there is none."), N_("Columns")),
  { "event", ASSAY_OPTION_TEXT, NULL, 0, 0, NULL, "VALUE", N_("Event"), N_("Which value of the outcome is the event, such as the default."), N_("Columns") },
  { "outcome", ASSAY_OPTION_CHOICE, "auto", 0, 0, outcomes, "auto|event|value", N_("Kind of Outcome"), N_("Whether the outcome is an event or a number."), N_("Columns") },
  COLUMN ("score", N_("Score"), N_("Scores already in the data; beside a MODEL, scores recorded elsewhere that it must reproduce."), N_("Columns")),
  { "score-is", ASSAY_OPTION_CHOICE, "auto", 0, 0, score_kinds, "auto|probability|risk|points", N_("Meaning of the Score"),
    N_("A probability of the event, a score that rises with risk, or points of which more is better."), N_("Columns") },
  COLUMN ("id", N_("Row Id"), N_("The column that names each row, such as the client."), N_("Columns")),
  COLUMN ("weight", N_("Weight"), N_("The weight of each row; rows whose weight is not above 0 are left out."), N_("Columns")),
  COLUMN ("time", N_("Time"), N_("When each row was scored: dates, months or vintages; statistics are then followed over time."), N_("Columns")),
  COLUMNS ("segment", N_("Segments"), N_("Columns that tell kinds of rows apart; statistics are repeated in each."), N_("Columns")),
  COLUMNS ("group", N_("Protected Groups"), N_("Columns of protected groups, for the checks of fairness."), N_("Columns")),
  COLUMNS ("features", N_("Features"), N_("Columns that count as features where there is no MODEL; all that have no other role unless given."), N_("Columns")),
  COLUMN ("grades", N_("Grades"), N_("The column of rating grades; deciles of the score unless given."), N_("Grades and losses")),
  COLUMN ("pd", N_("PD"), N_("The probability of default of each row; the score when it is a probability."), N_("Grades and losses")),
  COLUMN ("lgd", N_("Realised LGD"), N_("Loss given default as it came."), N_("Grades and losses")),
  COLUMN ("lgd-estimate", N_("Estimated LGD"), N_("Loss given default as estimated."), N_("Grades and losses")),
  COLUMN ("ead", N_("Realised EAD"), N_("Exposure at default, or conversion factor, as it came."), N_("Grades and losses")),
  COLUMN ("ead-estimate", N_("Estimated EAD"), N_("Exposure at default, or conversion factor, as estimated."), N_("Grades and losses")),
  COLUMN ("exposure", N_("Exposure"), N_("The exposure of each row, for concentration and losses."), N_("Grades and losses")),
  { "correlation", ASSAY_OPTION_NUMBER, NULL, 0.0001, 0.9999, NULL, "N", N_("Asset Correlation"),
    N_("Of obligors, for the test of PDs with a common factor: that of other retail exposures by CRR 154 (1) unless given; mortgages have 0.15, revolving exposures 0.04."), N_("Grades and losses") },
  { "cutoff", ASSAY_OPTION_NUMBER, NULL, -1e300, 1e300, NULL, "N", N_("Cut-Off"), N_("The score from which a row is predicted to have the event; with points, down from which."), N_("Checks") },
  { "initial-auc", ASSAY_OPTION_NUMBER, NULL, 0, 1, NULL, "N", N_("Initial AUC"), N_("The AUC at development; that of the reference sample unless given."), N_("Checks") },
  { "in-sample", ASSAY_OPTION_BOOLEAN, "false", 0, 0, NULL, NULL, N_("In Sample"), N_("The data are those the model was fitted on."), N_("Checks") },
  { "monotone", ASSAY_OPTION_LIST, NULL, 0, 0, NULL, "FEATURE+,FEATURE-,…", N_("Directions"), N_("Features with which risk must rise (+) or fall (-)."), N_("Checks") },
  COLUMNS ("challenger-score", N_("Challenger Scores"), N_("Columns of scores of challengers."), N_("Checks")),
  COLUMN ("approved-score", N_("Approved Scores"), N_("Scores of the approved version, to count decisions that change."), N_("Checks")),
  { "change-reason", ASSAY_OPTION_TEXT, NULL, 0, 0, NULL, "TEXT", N_("Reason of the Change"), N_("Why the model is not the one of the baseline."), N_("Checks") },
  { "repeats", ASSAY_OPTION_INTEGER, "20", 2, 1000, NULL, "N", N_("Repeats"), N_("How often noise is drawn and features are shuffled."), N_("Checks") },
  { "profile", ASSAY_OPTION_CHOICE, NULL, 0, 0, profile_names, "sr26-2|sr11-7|ss1-23|ecb", N_("Profile"),
    N_("The regulation whose checks are asked for: what cannot be made for want of an input is then listed as not assessable."), N_("Checks") },
  { "tier", ASSAY_OPTION_INTEGER, "2", 1, 2, NULL, "1|2", N_("Tier"), N_("1 makes the checks of the first tier only."), N_("Checks") },
  { "checks", ASSAY_OPTION_LIST, NULL, 0, 0, NULL, "ID[,ID…]", N_("Checks"), N_("Makes these checks only; “disc-” stands for all whose names begin so."), N_("Checks") },
  { NULL },
};

static void
add_notes (AssayResult *result, GPtrArray *notes, const AssayValidationCase *c)
{
  const AssayValidationProfile *profile = assay_validation_profile_find (assay_options_get_text (c->options, "profile"));

  for (guint i = 0; i < notes->len; i++)
    assay_result_add_note (result, notes->pdata[i]);
  if (profile != NULL)
    {
      g_autofree char *note = g_strdup_printf ("Profile %s: %s. Which statistic answers which paragraph is Assay's reading.", profile->title, profile->text);

      assay_result_add_note (result, note);
    }
}

/* How many checks of each verdict stand in each section of the report. */
static void
add_sections (AssayResult *result, const AssayValidationCase *c)
{
  static const AssayVerdict verdicts[] = { ASSAY_VERDICT_PASS, ASSAY_VERDICT_WARN, ASSAY_VERDICT_FAIL, ASSAY_VERDICT_NOT_ASSESSABLE, ASSAY_VERDICT_NONE };
  const AssayValidationProfile *profile = assay_validation_profile_find (assay_options_get_text (c->options, "profile"));
  AssayTable *table = assay_table_new ("sections", N_("Checks by Section"));

  assay_table_add_column (table, "section", N_("Section"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "title", N_("Title"), ASSAY_CELL_TEXT);
  if (profile != NULL)
    assay_table_add_column (table, "profile", N_("In the Profile"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "verdict", N_("Verdict"), ASSAY_CELL_VERDICT);
  assay_table_add_column (table, "pass", N_("Pass"), ASSAY_CELL_COUNT);
  assay_table_add_column (table, "warn", N_("Watch"), ASSAY_CELL_COUNT);
  assay_table_add_column (table, "fail", N_("Fail"), ASSAY_CELL_COUNT);
  assay_table_add_column (table, "not-assessable", N_("Not Assessable"), ASSAY_CELL_COUNT);
  assay_table_add_column (table, "reported", N_("Reported"), ASSAY_CELL_COUNT);
  for (guint section = 0; section < ASSAY_N_SECTIONS; section++)
    {
      guint counts[G_N_ELEMENTS (verdicts)] = { 0 }, column = 0, n = 0;
      AssayVerdict worst = ASSAY_VERDICT_NONE;

      for (guint i = 0; i < assay_result_get_n_checks (result); i++)
        {
          const AssayCheck *check = assay_result_get_check (result, i);

          if (g_strcmp0 (check->section, assay_section_name (section)) != 0)
            continue;
          n++;
          worst = assay_verdict_worst (worst, check->verdict);
          for (guint v = 0; v < G_N_ELEMENTS (verdicts); v++)
            counts[v] += check->verdict == verdicts[v];
        }
      if (n == 0)
        continue;
      assay_table_add_row (table);
      assay_table_set_text (table, column++, assay_section_name (section));
      assay_table_set_text (table, column++, assay_section_title (section));
      if (profile != NULL)
        assay_table_set_text (table, column++, profile->sections[section]);
      assay_table_set_text (table, column++, assay_verdict_name (worst));
      for (guint v = 0; v < G_N_ELEMENTS (verdicts); v++)
        assay_table_set_number (table, column++, counts[v]);
    }
  assay_result_take_table (result, table);
}

/* What was not looked at is part of what was found. */
static void
add_left_out (AssayResult *result, const AssayValidationSelection *selection, const AssayValidationCase *c)
{
  AssayTable *table;
  g_autofree char *note = NULL, *count = NULL;

  if (selection->left_out->len == 0)
    return;
  count = assay_word_items (selection->left_out->len, "check was", "checks were");
  note = g_strdup_printf ("%s not made, because nobody asked and an input is missing; the table “Checks Not Made” says which.", count);
  assay_result_add_note (result, note);
  table = assay_table_new ("left-out", N_("Checks Not Made"));
  assay_table_add_column (table, "check", N_("Check"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "title", N_("Title"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "needs", N_("Needs"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "section", N_("Section"), ASSAY_CELL_TEXT);
  for (guint i = 0; i < selection->left_out->len; i++)
    {
      const AssayValidationCheck *check = selection->left_out->pdata[i];
      g_autofree char *missing = assay_validation_word_missing (check, c);

      assay_table_add_row (table);
      assay_table_set_text (table, 0, check->id);
      assay_table_set_text (table, 1, check->title);
      assay_table_set_text (table, 2, missing);
      assay_table_set_text (table, 3, assay_section_name (check->section));
    }
  assay_result_take_table (result, table);
}

static void
add_counts (AssayResult *result, const AssayValidationCase *c)
{
  const AssayValidationSample *data = c->data;
  gsize n = 0, n_events = 0;

  assay_result_add_metric (result, "rows", N_("Rows"), ASSAY_METRIC_COUNT, data->n);
  if (data->event == NULL)
    return;
  for (gsize i = 0; i < data->n; i++)
    if (data->event[i] != ASSAY_EVENT_MISSING && (data->weight == NULL || data->weight[i] > 0))
      {
        n++;
        n_events += data->event[i];
      }
  if (n < data->n)
    assay_result_add_metric (result, "rows-with-outcome", data->n_bad_weight > 0 ? N_("Rows with an outcome and a weight") : N_("Rows with an outcome"), ASSAY_METRIC_COUNT, n);
  assay_result_add_metric (result, "events", N_("Events"), ASSAY_METRIC_COUNT, n_events);
  assay_result_add_metric (result, "event-rate", N_("Event rate"), ASSAY_METRIC_FRACTION, n > 0 ? (double) n_events / n : NAN);
}

static void
note_choices (AssayResult *result, const AssayValidationCase *c)
{
  if (c->target_name != NULL)
    assay_result_set_option (result, "target", c->target_name);
  if (c->event_name != NULL)
    assay_result_set_option (result, "event", c->event_name);
  if (c->model == NULL && c->score_name != NULL)
    assay_result_set_option (result, "score", c->score_name);
}

static GBytes *
write_baseline (const AssayValidationCase *c, const AssayResult *result)
{
  g_autoptr(AssayResult) baseline = assay_validation_baseline_new (c, result);
  gsize length;
  char *text = assay_result_to_json (baseline, &length);

  return g_bytes_new_take (text, length);
}

static AssayValidationInput
input_of (const AssayTask *task)
{
  guint n_models = task->models != NULL ? task->models->len : 0, champion = n_models > 0 && !task->has_no_champion;

  return (AssayValidationInput) {
    .frame = task->frame, .reference = task->reference, .train = task->train, .model = champion ? task->models->pdata[0] : NULL,
    .challengers = n_models > champion ? (AssayTaskModel *const *) task->models->pdata + champion : NULL, .n_challengers = n_models - champion,
    .options = task->options, .time = assay_options_get_text (task->options, "time"), .policy = task->policy, .baseline = task->baseline, .rules = task->rules,
    .seed = task->seed, .n_threads = task->n_threads,
  };
}

AssayValidationCase *
assay_validate_open (const AssayTask *task, AssayProgress *progress, GError **error)
{
  AssayValidationInput input = input_of (task);
  g_autoptr(GPtrArray) notes = g_ptr_array_new_with_free_func (g_free);

  input.n_challengers = 0;
  return assay_validation_case_new (&input, notes, progress, error);
}

static AssayOutcome *
run_validate (const AssayTask *task, AssayProgress *progress, GError **error)
{
  const AssayValidationInput input = input_of (task);
  g_autoptr(GPtrArray) notes = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(AssayProgress) preparing = assay_progress_new_part (progress, 0, 0.2);
  g_autoptr(AssayProgress) checking = assay_progress_new_part (progress, 0.2, 1);
  g_autoptr(AssayValidationCase) c = NULL;
  g_auto(AssayValidationSelection) selection = { 0 };
  g_autoptr(AssayOutcome) outcome = g_new0 (AssayOutcome, 1);

  assay_progress_set_step (progress, _("Scoring"));
  c = assay_validation_case_new (&input, notes, preparing, error);
  if (c == NULL || !assay_validation_select (c, &selection, error))
    return NULL;
  assay_progress_set_step (progress, _("Checking"));
  outcome->result = assay_result_new ("validate", assay_validate.title);
  note_choices (outcome->result, c);
  add_counts (outcome->result, c);
  add_notes (outcome->result, notes, c);      /* what everything else rests on */
  outcome->guesses = g_ptr_array_ref (c->guesses);
  if (!assay_validation_run_checks (c, (const AssayValidationCheck *const *) selection.checks->pdata, selection.checks->len, outcome->result, checking, error))
    return NULL;
  add_sections (outcome->result, c);
  outcome->rows = assay_validation_list_checks (outcome->result);
  if (task->keep_models)
    outcome->artifact = write_baseline (c, outcome->result);
  add_left_out (outcome->result, &selection, c);
  assay_validation_record (c, task, outcome->result);
  return g_steal_pointer (&outcome);
}

static gboolean
choose_roles (const AssayFrame *frame, const AssayOptions *given, AssayRoles *roles, GError **error)
{
  const char *time = assay_options_get_text (given, "time");

  if (time == NULL)
    return TRUE;
  if (assay_frame_require (frame, time, error) == NULL)
    return FALSE;
  g_free (roles->time);
  roles->time = g_strdup (time);
  return TRUE;
}

const AssayAnalysis assay_validate = {
  .id = "validate",
  .title = N_("Model Validation"),
  .summary = N_("Holds a model, or scores in the data, against what became of the rows: discrimination, calibration, stability, robustness, fairness."),
  .options = options,
  .run = run_validate,
  .choose_roles = choose_roles,
  .is_by_row = TRUE,
  .max_models = 16,
};
