#include "analysis/scoring/score.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

#include "analysis/scoring/score-private.h"
#include "base/large-memory.h"

static const AssayOption options[] = {
  { "id", ASSAY_OPTION_TEXT, NULL, 0, 0, NULL, "COL", N_("Id"), N_("The column that names each row; rows are numbered unless it is given.") },
  { "event", ASSAY_OPTION_TEXT, NULL, 0, 0, NULL, "CLASS", N_("Event"), N_("The class whose probability is the risk, and the value of the outcome that is the event; the last class of the model unless given.") },
  { "target", ASSAY_OPTION_TEXT, NULL, 0, 0, NULL, "COL", N_("Outcome"), N_("The column that says what became of each row: how well the models rank is added. “assay validate” judges models.") },
  { "explain", ASSAY_OPTION_BOOLEAN, "false", 0, 0, NULL, NULL, N_("Contributions"), N_("Adds what each input contributes to each score; checked to add up to it.") },
  { "reasons", ASSAY_OPTION_INTEGER, "0", 0, 20, NULL, "N", N_("Reasons"),
    N_("Names the inputs that raise the risk of a row most, largest contribution first; for models that give no reason codes themselves.") },
  { NULL }
};

/* ---- one model ---- */

static gboolean
fail_no_event (const AssayTaskModel *model, const char *event, GError **error)
{
  g_autoptr(GPtrArray) names = g_ptr_array_new ();
  g_autofree char *all = NULL;

  for (guint i = 0; assay_artifact_get_n_classes (model->artifact) == 0 && i < assay_artifact_get_n_outputs (model->artifact); i++)
    if (assay_artifact_get_output (model->artifact, i)->category != NULL)
      g_ptr_array_add (names, assay_artifact_get_output (model->artifact, i)->category);
  for (guint i = 0; i < assay_artifact_get_n_classes (model->artifact); i++)
    g_ptr_array_add (names, (gpointer) assay_artifact_get_class (model->artifact, i));
  g_ptr_array_add (names, NULL);
  all = g_strjoinv (", ", (char **) names->pdata);
  g_set_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_OPTION, _("The model “%s” has no class “%s” that could be the event. It has: %s."),
               model->name, event, all);
  return FALSE;
}

static gboolean
has_class (const AssayArtifact *artifact, const char *name)
{
  for (guint i = 0; i < assay_artifact_get_n_classes (artifact); i++)
    if (strcmp (assay_artifact_get_class (artifact, i), name) == 0)
      return TRUE;
  return FALSE;
}

/* Where every cell can only be a number or missing, counting the missing ones is enough, and the column has done that. */
static gboolean
can_misfit (const AssayField *field, const AssayColumn *column)
{
  AssayType type;

  if (column == NULL)
    return FALSE;
  if (field->kind == ASSAY_FIELD_CATEGORY)
    return field->values != NULL;
  type = assay_column_get_type (column);
  return type == ASSAY_TYPE_CATEGORY || type == ASSAY_TYPE_TEXT || !isnan (field->low) || !isnan (field->high);
}

static void
find_columns (ScoredModel *model, const Scored *scored)
{
  model->columns = g_new0 (const AssayColumn *, model->n_fields + 1);
  model->can_misfit = g_new0 (gboolean, model->n_fields + 1);
  model->states = g_malloc0 ((model->n_fields + 1) * sizeof *model->states);
  for (guint f = 0; f < model->n_fields; f++)
    {
      const char *name = assay_scorer_get_column (model->scorer, f);

      model->columns[f] = name != NULL ? assay_frame_find (scored->frame, name) : NULL;
      model->can_misfit[f] = can_misfit (assay_artifact_get_field (model->model->artifact, f), model->columns[f]);
    }
}

static void
prepare_outputs (ScoredModel *model, const Scored *scored)
{
  AssayArtifact *artifact = model->model->artifact;
  int found;

  model->n_outputs = assay_artifact_get_n_outputs (artifact);
  model->outputs = g_new0 (ScoredOutput, model->n_outputs + 1);
  for (guint i = 0; i < model->n_outputs; i++)
    {
      ScoredOutput *output = &model->outputs[i];

      output->output = assay_artifact_get_output (artifact, i);
      if (output->output->is_text)
        output->words = score_words_new (scored->n_rows);
      else
        output->numbers = assay_large_new (double, scored->n_rows + 1);
    }
  model->problems = score_words_new (scored->n_rows);
  model->main_output = assay_artifact_find_risk_output (artifact, model->event, &model->higher_is_riskier);
  if (model->event != NULL && (found = assay_artifact_find_event_output (artifact, model->event, &model->is_complement)) >= 0)
    {
      model->main_output = found;
      model->higher_is_riskier = TRUE;
    }
  model->score_rises = model->higher_is_riskier;
  /* of three classes the last is no event unless the user says so */
  model->has_risk = model->main_output >= 0 && model->outputs[model->main_output].output->role == ASSAY_OUTPUT_PROBABILITY
                    && (model->event != NULL || assay_artifact_get_n_classes (artifact) <= 2);
}

static gboolean
has_own_reasons (const ScoredModel *model)
{
  for (guint i = 0; i < model->n_outputs; i++)
    if (model->outputs[i].output->role == ASSAY_OUTPUT_REASON)
      return TRUE;
  return FALSE;
}

static void
prepare_explanation (ScoredModel *model, const Scored *scored)
{
  const char *scale = assay_artifact_get_contribution_scale (model->model->artifact);
  const AssayOptions *chosen = scored->task->options;

  model->difference = NAN;
  if (scale == NULL)
    return;
  /* contributions in points speak of the points, not of the probability made from them */
  if (strcmp (scale, "points") == 0)
    assay_artifact_find_risk_output (model->model->artifact, "", &model->higher_is_riskier);
  if (model->is_complement)
    model->higher_is_riskier = !model->higher_is_riskier;
  model->is_other_class = !model->is_complement && model->event != NULL && assay_artifact_get_n_classes (model->model->artifact) == 2
                          && strcmp (model->event, assay_artifact_get_class (model->model->artifact, 0)) == 0;
  if (model->is_other_class && strcmp (scale, "log-odds") == 0)
    model->higher_is_riskier = !model->higher_is_riskier;
  if (assay_options_get_boolean (chosen, "explain"))
    {
      model->contributions = g_new0 (double *, model->n_fields + 2);
      for (guint i = 0; i <= model->n_fields; i++)
        model->contributions[i] = assay_large_new (double, scored->n_rows + 1);
    }
  model->n_reasons = has_own_reasons (model) ? 0 : assay_options_get_integer (chosen, "reasons");
  model->reasons = g_new0 (guint32 *, model->n_reasons + 1);
  for (guint i = 0; i < model->n_reasons; i++)
    model->reasons[i] = g_new (guint32, scored->n_rows + 1);
}

static gboolean
names_a_class (const AssayArtifact *artifact)
{
  for (guint i = 0; i < assay_artifact_get_n_outputs (artifact); i++)
    if (assay_artifact_get_output (artifact, i)->role == ASSAY_OUTPUT_PROBABILITY && assay_artifact_get_output (artifact, i)->category != NULL)
      return TRUE;
  return FALSE;
}

static gboolean
prepare_model (ScoredModel *model, const Scored *scored, AssayTaskModel *source, GError **error)
{
  gboolean is_complement;

  model->model = source;
  /* the outcome may call the event otherwise than the model: its words are judged there */
  if (scored->event != NULL && scored->outcomes == NULL && assay_artifact_get_n_classes (source->artifact) == 0 && names_a_class (source->artifact)
      && assay_artifact_find_event_output (source->artifact, scored->event, &is_complement) < 0)
    return fail_no_event (source, scored->event, error);
  model->event = scored->event;
  if (model->event == NULL && scored->outcome_event != NULL && has_class (source->artifact, scored->outcome_event))
    model->event = scored->outcome_event;
  if (scored->event != NULL && assay_artifact_get_n_classes (source->artifact) > 0 && !has_class (source->artifact, scored->event))
    return fail_no_event (source, scored->event, error);
  model->scorer = assay_task_model_make_scorer (source, scored->frame, error);
  if (model->scorer == NULL)
    {
      if (scored->n_models > 1)
        g_prefix_error (error, "%s: ", source->name);
      return FALSE;
    }
  model->n_fields = assay_artifact_get_n_fields (source->artifact);
  find_columns (model, scored);
  prepare_outputs (model, scored);
  prepare_explanation (model, scored);
  return TRUE;
}

static void
clear_model (ScoredModel *model)
{
  for (guint i = 0; model->outputs != NULL && i < model->n_outputs; i++)
    {
      g_free (model->outputs[i].numbers);
      g_clear_pointer (&model->outputs[i].words, score_words_free);
    }
  g_free (model->outputs);
  g_clear_pointer (&model->problems, score_words_free);
  for (guint i = 0; model->contributions != NULL && i <= model->n_fields; i++)
    g_free (model->contributions[i]);
  g_free (model->contributions);
  for (guint i = 0; model->reasons != NULL && i < model->n_reasons; i++)
    g_free (model->reasons[i]);
  g_free (model->reasons);
  g_free (model->columns);
  g_free (model->can_misfit);
  g_free (model->states);
  g_clear_pointer (&model->scorer, assay_scorer_free);
}

/* ---- all models ---- */

static void
scored_clear (Scored *self)
{
  for (guint i = 0; i < self->n_models; i++)
    clear_model (&self->models[i]);
  g_free (self->models);
  g_clear_pointer (&self->violations, g_array_unref);
  g_free (self->outcome_event);
  g_free (self->outcomes);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Scored, scored_clear)

/* Asked for, and no model can: better said before than after. */
static gboolean
check_can_explain (const Scored *self, GError **error)
{
  const AssayOptions *chosen = self->task->options;
  gboolean is_explained = FALSE, has_reasons = FALSE;

  for (guint i = 0; i < self->n_models; i++)
    {
      is_explained |= self->models[i].contributions != NULL;
      has_reasons |= self->models[i].n_reasons > 0 || has_own_reasons (&self->models[i]);
    }
  if ((!assay_options_get_boolean (chosen, "explain") || is_explained) && (assay_options_get_integer (chosen, "reasons") == 0 || has_reasons))
    return TRUE;
  /* the same kind with two classes may be explained */
  if (assay_artifact_get_n_classes (self->models[0].model->artifact) > 2)
    {
      g_set_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_OPTION,
                   _("The model has %u classes and a score for each. Assay says what each input contributes to one score only: leave out --explain and --reasons, "
                     "or ask for a model of two classes."), assay_artifact_get_n_classes (self->models[0].model->artifact));
      return FALSE;
    }
  g_set_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_OPTION,
               _("A model of this kind (%s) does not say what each input contributes. Leave out --explain and --reasons."),
               _(assay_artifact_get_kind (self->models[0].model->artifact)));
  return FALSE;
}

/* Contributions are a number for each input of each row. Better said before than when memory runs out. */
static gboolean
check_memory (const Scored *self, GError **error)
{
  double most = 0.75 * (double) sysconf (_SC_PHYS_PAGES) * (double) sysconf (_SC_PAGESIZE), needed = 0;
  g_autofree char *needs = NULL, *has = NULL;

  for (guint i = 0; i < self->n_models; i++)
    {
      const AssayArtifact *artifact = ((AssayTaskModel *) self->task->models->pdata[i])->artifact;

      needed += (double) self->n_rows * sizeof (double) * assay_artifact_get_n_outputs (artifact);
      if (assay_options_get_boolean (self->task->options, "explain"))
        needed += (double) self->n_rows * sizeof (double) * (assay_artifact_get_n_fields (artifact) + 1.0);
    }
  if (!(needed > most) || most <= 0)
    return TRUE;
  needs = g_format_size_full ((guint64) MIN (needed, 1e18), G_FORMAT_SIZE_IEC_UNITS);
  has = g_format_size_full ((guint64) most, G_FORMAT_SIZE_IEC_UNITS);
  g_set_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_OPTION,
               _("The table of %zu rows would need %s of memory, and this computer has %s to spare. Score fewer rows at a time, with --where or parts of the file, "
                 "or leave out --explain."), self->n_rows, needs, has);
  return FALSE;
}

static gboolean
prepare (Scored *self, GError **error)
{
  const AssayTask *task = self->task;
  const char *id = assay_options_get_text (task->options, "id");

  self->frame = task->frame;
  self->n_rows = assay_frame_get_n_rows (task->frame);
  self->event = assay_options_get_text (task->options, "event");
  self->id = id != NULL ? assay_frame_require (task->frame, id, error) : NULL;
  if ((id != NULL && self->id == NULL) || !score_prepare_outcome (self, error))
    return FALSE;
  self->n_models = task->models->len;
  if (!check_memory (self, error))
    {
      self->n_models = 0;
      return FALSE;
    }
  self->models = g_new0 (ScoredModel, self->n_models);
  for (guint i = 0; i < self->n_models; i++)
    if (!prepare_model (&self->models[i], self, task->models->pdata[i], error))
      return FALSE;
  return check_can_explain (self, error);
}

static void
note_unexplained (const Scored *self, AssayResult *result)
{
  for (guint i = 0; assay_options_get_boolean (self->task->options, "explain") && i < self->n_models; i++)
    if (self->models[i].contributions == NULL)
      {
        g_autofree char *note = g_strdup_printf ("%s: a model of this kind (%s) does not say what each input contributes.", self->models[i].model->name,
                                                 assay_artifact_get_kind (self->models[i].model->artifact));

        assay_result_add_note (result, note);
      }
}

static void
note_complements (const Scored *self, AssayResult *result)
{
  for (guint i = 0; i < self->n_models; i++)
    if (self->models[i].is_complement)
      {
        const ScoredModel *model = &self->models[i];
        const AssayOutput *output = model->outputs[model->main_output].output;
        g_autofree char *note = g_strdup_printf ("%s: the risk is the probability of “%s”, 1 − “%s”, which is that of “%s”.", model->model->name, model->event,
                                                 output->name, output->category);

        assay_result_add_note (result, note);
      }
}

/* Nobody said which class is the risk: what was taken is said before the numbers that rest on it. */
static void
note_guesses (const Scored *self, AssayOutcome *outcome)
{
  for (guint i = 0; i < self->n_models; i++)
    {
      const ScoredModel *model = &self->models[i];
      const AssayArtifact *artifact = model->model->artifact;
      const char *event = model->event == NULL ? assay_artifact_guess_event (artifact) : NULL;
      g_autofree char *note = NULL;

      if (event == NULL || !model->has_risk)
        continue;
      note = g_strdup_printf ("%s: the risk is the probability of “%s”, the last class of the model, because --event was not given. "
                              "Say --event \"%s\" if the other class is the event, or --event \"%s\" if this is right.",
                              model->model->name, event, assay_artifact_get_class (artifact, 0), event);
      assay_result_add_note (outcome->result, note);
      if (outcome->guesses == NULL)
        outcome->guesses = g_ptr_array_new_with_free_func (g_free);
      g_ptr_array_add (outcome->guesses, g_steal_pointer (&note));
    }
}

static AssayOutcome *
run (const AssayTask *task, AssayProgress *progress, GError **error)
{
  g_auto(Scored) scored = { .task = task };
  g_autoptr(AssayProgress) scoring = assay_progress_new_part (progress, 0, 0.9);
  g_autoptr(AssayProgress) counting = assay_progress_new_part (progress, 0.9, 1);
  g_autoptr(AssayOutcome) outcome = NULL;

  if (!prepare (&scored, error) || !score_pass (&scored, scoring, error))
    return NULL;
  outcome = g_new0 (AssayOutcome, 1);
  outcome->result = assay_result_new (assay_score.id, N_("Scores"));
  note_guesses (&scored, outcome);
  if (!score_summarize (&scored, outcome->result, counting, error) || !score_add_outcome (&scored, outcome->result, counting, error))
    return NULL;
  note_complements (&scored, outcome->result);
  note_unexplained (&scored, outcome->result);
  if (task->keep_violations)
    outcome->violations = score_make_violations (&scored);
  outcome->rows = score_make_frame (&scored);
  return g_steal_pointer (&outcome);
}

const AssayAnalysis assay_score = {
  .id = "score",
  .title = N_("Scoring"),
  .summary = N_("Scores every row with one or more models, with levels of risk, reasons, and what was wrong with the inputs."),
  .options = options,
  .run = run,
  .is_by_row = TRUE,
  .min_models = 1,
  .max_models = 100,
};
