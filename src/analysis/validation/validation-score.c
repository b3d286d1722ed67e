/* What the model says of each row, by scoring it or from a column, and which way it points. */
#include "analysis/validation/validation-case-private.h"

#include "analysis/wording.h"
#include "math/order.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

static gboolean
is_number (const AssayColumn *column)
{
  AssayType type = assay_column_get_type (column);

  return type == ASSAY_TYPE_DOUBLE || type == ASSAY_TYPE_INT64;
}

static double *
negate (Preparation *self, const double *values, gsize n)
{
  double *negative = preparation_new (self, double, n);

  for (gsize i = 0; i < n; i++)
    negative[i] = -values[i];
  return negative;
}

/* What the user says a score is, else what its values allow. */
typedef struct
{
  gboolean is_probability, higher_is_riskier, is_complement;
} Meaning;

static gsize
count_outside (const double *score, gsize n)
{
  gsize outside = 0;

  for (gsize i = 0; i < n; i++)
    outside += score[i] < 0 || score[i] > 1;
  return outside;
}

static void
finish_score (Preparation *self, AssayValidationSample *sample, const double *score, const Meaning *meaning)
{
  sample->score = score;
  sample->risk = meaning->higher_is_riskier ? score : negate (self, score, sample->n);
  for (gsize i = 0; i < sample->n; i++)
    sample->n_missing_score += isnan (score[i]) != 0;
  sample->n_outside = meaning->is_probability ? count_outside (score, sample->n) : 0;
  sample->probability = meaning->is_probability && sample->n_outside == 0 ? score : NULL;
  if (sample->n_missing_score == sample->n && sample->n > 0)
    preparation_note (self, "No row of the %s has a score.", sample->name);
  if (sample->n_outside > 0)
    {
      g_autofree char *count = assay_word_items (sample->n_outside, "score lies", "scores lie");
      gsize first = 0;
      g_autofree char *value = NULL;

      while (!(score[first] < 0 || score[first] > 1))
        first++;
      value = assay_word_number (score[first]);
      preparation_guess (self, "%s outside [0, 1] in the %s, the first in row %zu: %s. They rank rows, but are no probabilities: what needs probabilities is not assessed.",
                         count, sample->name, first + 1, value);
    }
}

static double *
score_frame (Preparation *self, const AssayTaskModel *model, AssayFrame *frame, guint output, gboolean is_complement, const AssayScorer **kept, AssayProgress *progress,
             GError **error)
{
  g_autoptr(AssayScorer) scorer = assay_task_model_make_scorer (model, frame, error);
  double *values;

  if (scorer == NULL)
    return NULL;
  values = preparation_new (self, double, assay_frame_get_n_rows (frame));
  if (!assay_scorer_score_all (scorer, output, self->input->n_threads, values, progress, error))
    return NULL;
  for (gsize i = 0; is_complement && i < assay_frame_get_n_rows (frame); i++)
    values[i] = 1 - values[i];
  if (kept != NULL)
    *kept = preparation_keep (self, g_steal_pointer (&scorer), (GDestroyNotify) assay_scorer_free);
  return values;
}

/* The words of the outcome chose the class that the model has first: scoring alone would take its last one. */
static void
guess_class (Preparation *self, const AssayTaskModel *model, const char *event, gboolean is_class)
{
  const char *last = assay_artifact_guess_event (model->artifact);

  if (!is_class || last == NULL || strcmp (last, event) == 0 || assay_options_get_text (self->input->options, "event") != NULL)
    return;
  preparation_guess (self, "The risk is the probability of “%s”, because the outcome “%s” is taken to have the event where it is “%s”. The last class of the model “%s” is “%s”: "
                     "say --event \"%s\" if that is the event, or --event \"%s\" if this is right.", event, self->c->target_name, event, model->name, last, last, event);
}

/* Which output ranks, and what it means. */
static gboolean
read_model (Preparation *self, const AssayTaskModel *model, guint *output, Meaning *meaning, GError **error)
{
  const char *event = self->c->event_name, *said = assay_options_get_text (self->input->options, "score-is");
  gboolean is_class = FALSE, higher = TRUE, is_complement = FALSE;
  const AssayOutput *chosen;
  int found;

  for (guint i = 0; event != NULL && i < assay_artifact_get_n_classes (model->artifact); i++)
    is_class |= strcmp (assay_artifact_get_class (model->artifact, i), event) == 0;
  found = event != NULL ? assay_artifact_find_event_output (model->artifact, event, &is_complement) : -1;
  if (found < 0)
    found = assay_artifact_find_risk_output (model->artifact, is_class ? event : NULL, &higher);
  if (found < 0)
    {
      g_set_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_DATA, _("The model “%s” has no output that is a number, so it ranks nothing."), model->name);
      return FALSE;
    }
  *output = found;
  chosen = assay_artifact_get_output (model->artifact, found);
  *meaning = (Meaning) { chosen->role == ASSAY_OUTPUT_PROBABILITY, higher, is_complement };
  if (strcmp (said, "auto") != 0)
    *meaning = (Meaning) { strcmp (said, "probability") == 0, strcmp (said, "points") != 0, is_complement };
  guess_class (self, model, event, is_class);
  if (is_complement)
    preparation_note (self, "The score is the probability of “%s”: 1 − “%s” of the model “%s”, which is that of “%s”.", event, chosen->name, model->name, chosen->category);
  else if (event != NULL && !is_class && chosen->role == ASSAY_OUTPUT_PROBABILITY && chosen->category != NULL && strcmp (chosen->category, event) != 0)
    preparation_guess (self, "The model “%s” does not name the event “%s”; its probability of “%s” is taken for it.", model->name, event, chosen->category);
  else if (chosen->role == ASSAY_OUTPUT_PROBABILITY && chosen->category == NULL && g_strcmp0 (event, "0") == 0)
    preparation_note (self, "The model “%s” does not say of which outcome “%s” is the probability; it is taken for that of “0”, the event.", model->name, chosen->name);
  return TRUE;
}

static gboolean
score_by_model (Preparation *self, AssayProgress *progress, GError **error)
{
  AssayValidationCase *c = self->c;
  const AssayTaskModel *model = self->input->model;
  AssayValidationSample *samples[] = { c->data, c->reference, c->train };
  Meaning meaning;

  if (!read_model (self, model, &c->risk_output, &meaning, error))
    return FALSE;
  c->model = model->artifact;
  c->task_model = model;
  c->is_complement = meaning.is_complement;
  c->higher_is_riskier = meaning.higher_is_riskier;
  c->score_name = assay_artifact_get_output (model->artifact, c->risk_output)->name;
  for (guint i = 0; i < G_N_ELEMENTS (samples); i++)
    {
      g_autoptr(GError) problem = NULL;
      double *score;

      if (samples[i] == NULL)
        continue;
      score = score_frame (self, model, samples[i]->frame, c->risk_output, meaning.is_complement, i == 0 ? &c->scorer : i == 1 ? &c->reference_scorer : NULL, progress, &problem);
      if (score == NULL && (i == 0 || g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_CANCELLED)))
        {
          g_propagate_error (error, g_steal_pointer (&problem));
          return FALSE;
        }
      if (score == NULL)
        preparation_note (self, "The %s sample cannot be scored: %s", samples[i]->name, problem->message);
      else
        {
          Meaning own = meaning;

          /* a prediction that is no class, of a model trained on 0 and 1, may be a probability without saying so */
          own.is_probability |= strcmp (assay_options_get_text (self->input->options, "score-is"), "auto") == 0 && c->data->actual == NULL
                                && assay_artifact_get_output (model->artifact, c->risk_output)->role == ASSAY_OUTPUT_PREDICTION
                                && count_outside (score, samples[i]->n) == 0;
          finish_score (self, samples[i], score, &own);
        }
    }
  return TRUE;
}

static const double *
column_score (Preparation *self, AssayColumn *column)
{
  double *owned = NULL;
  const double *values = assay_column_as_doubles (column, &owned);

  preparation_keep (self, owned, g_free);
  return values;
}

static gboolean
fail_not_numeric (const AssayColumn *column, const char *what, GError **error)
{
  g_set_error (error, ASSAY_DATA_ERROR, ASSAY_DATA_ERROR_ROLE, _("The %s “%s” holds %s; it must be a column of numbers."), what,
               assay_column_get_name (column), assay_type_name (assay_column_get_type (column)));
  return FALSE;
}

static Meaning
read_column_meaning (Preparation *self, const char *name, const double *score, gsize n)
{
  const char *said = assay_options_get_text (self->input->options, "score-is");
  double low = INFINITY, high = -INFINITY;
  g_autofree char *from = NULL, *to = NULL;

  if (strcmp (said, "auto") != 0)
    return (Meaning) { strcmp (said, "probability") == 0, strcmp (said, "points") != 0 };
  for (gsize i = 0; i < n; i++)
    {
      low = score[i] < low ? score[i] : low;
      high = score[i] > high ? score[i] : high;
    }
  if (!(low < 0 || high > 1))
    return (Meaning) { TRUE, TRUE };
  from = assay_word_number (low);
  to = assay_word_number (high);
  preparation_guess (self, "The score “%s” goes from %s to %s, so it is taken for a score that rises with risk and not for a probability. "
                     "Say --score-is points when more is better, or --score-is probability when it should be one.", name, from, to);
  return (Meaning) { FALSE, TRUE };
}

static gboolean
score_by_column (Preparation *self, AssayColumn *column, GError **error)
{
  AssayValidationCase *c = self->c;
  AssayValidationSample *samples[] = { c->data, c->reference, c->train };
  Meaning meaning;

  if (!is_number (column))
    return fail_not_numeric (column, _("score"), error);
  c->score_name = assay_column_get_name (column);
  for (guint i = 0; i < G_N_ELEMENTS (samples); i++)
    {
      AssayColumn *own = i == 0 ? column : samples[i] != NULL ? assay_frame_find (samples[i]->frame, c->score_name) : NULL;
      const double *score;

      if (own == NULL || !is_number (own))
        {
          if (samples[i] != NULL)
            preparation_note (self, "The %s sample has no score “%s”.", samples[i]->name, c->score_name);
          continue;
        }
      score = column_score (self, own);
      if (i == 0)
        meaning = read_column_meaning (self, c->score_name, score, samples[i]->n);
      finish_score (self, samples[i], score, &meaning);
    }
  c->higher_is_riskier = meaning.higher_is_riskier;
  return TRUE;
}

/* ---- challengers ---- */

static AssayValidationSample *
new_twin (Preparation *self, const AssayValidationSample *data)
{
  AssayValidationSample *twin = preparation_new (self, AssayValidationSample, 1);

  twin->name = "challenger";
  twin->frame = data->frame;
  twin->n = data->n;
  twin->event = data->event;
  twin->actual = data->actual;
  twin->weight = data->weight;
  twin->n_missing_outcome = data->n_missing_outcome;
  return twin;
}

static gboolean
score_challengers (Preparation *self, AssayProgress *progress, GError **error)
{
  AssayValidationCase *c = self->c;
  g_auto(GStrv) columns = assay_options_get_list (self->input->options, "challenger-score");
  guint n_columns = g_strv_length (columns), n_models = self->input->n_challengers;
  AssayValidationChallenger *all = preparation_new (self, AssayValidationChallenger, n_columns + n_models);

  for (guint i = 0; i < n_models; i++)
    {
      const AssayTaskModel *model = self->input->challengers[i];
      Meaning meaning;
      guint output;
      double *score;

      if (!read_model (self, model, &output, &meaning, error)
          || (score = score_frame (self, model, c->data->frame, output, meaning.is_complement, NULL, progress, error)) == NULL)
        {
          g_prefix_error (error, "%s: ", model->name);
          return FALSE;
        }
      all[i] = (AssayValidationChallenger) { model->name, model->artifact, new_twin (self, c->data) };
      finish_score (self, all[i].sample, score, &meaning);
    }
  for (guint i = 0; i < n_columns; i++)
    {
      AssayColumn *column = assay_frame_require (self->input->frame, columns[i], error);
      const double *score;
      Meaning meaning;

      if (column == NULL || (!is_number (column) && !fail_not_numeric (column, _("score of the challenger"), error)))
        return FALSE;
      score = column_score (self, column);
      meaning = read_column_meaning (self, columns[i], score, c->data->n);
      all[n_models + i] = (AssayValidationChallenger) { assay_column_get_name (column), NULL, new_twin (self, c->data) };
      finish_score (self, all[n_models + i].sample, score, &meaning);
      g_hash_table_add (self->taken, (gpointer) assay_column_get_name (column));
    }
  c->challengers = all;
  c->n_challengers = n_columns + n_models;
  return TRUE;
}

/* ---- complete rows ---- */

static gboolean
is_complete (const AssayValidationSample *sample, gsize row)
{
  return (sample->score == NULL || !isnan (sample->score[row])) && (sample->event == NULL || sample->event[row] != ASSAY_EVENT_MISSING)
         && (sample->actual == NULL || !isnan (sample->actual[row])) && (sample->weight == NULL || sample->weight[row] > 0);
}

static const double *
gather (Preparation *self, const double *values, const guint32 *rows, gsize n)
{
  double *gathered;

  if (values == NULL || rows == NULL)
    return values;
  gathered = preparation_new (self, double, n);
  for (gsize i = 0; i < n; i++)
    gathered[i] = values[rows[i]];
  return gathered;
}

static void
gather_complete (Preparation *self, AssayValidationSample *sample)
{
  const guint32 *rows = sample->complete;
  gsize n = sample->n_complete;

  sample->complete_score = gather (self, sample->score, rows, n);
  sample->complete_risk = sample->risk == sample->score ? sample->complete_score : gather (self, sample->risk, rows, n);
  sample->complete_probability = sample->probability != NULL ? sample->complete_score : NULL;
  sample->complete_actual = gather (self, sample->actual, rows, n);
  sample->complete_weight = gather (self, sample->weight, rows, n);
  sample->complete_event = sample->event;
  if (sample->event != NULL && rows != NULL)
    {
      guint8 *events = preparation_new (self, guint8, n);

      for (gsize i = 0; i < n; i++)
        events[i] = sample->event[rows[i]];
      sample->complete_event = events;
    }
  for (gsize i = 0; sample->event != NULL && i < n; i++)
    sample->n_events += sample->complete_event[i];
}

static void
complete_sample (Preparation *self, AssayValidationSample *sample, gboolean with_order)
{
  gsize n = 0;

  for (gsize i = 0; i < sample->n; i++)
    n += is_complete (sample, i);
  sample->n_complete = n;
  if (n < sample->n)
    {
      guint32 *rows = preparation_new (self, guint32, n);
      gsize at = 0;

      for (gsize i = 0; i < sample->n; i++)
        if (is_complete (sample, i))
          rows[at++] = i;
      sample->complete = rows;
    }
  gather_complete (self, sample);
  if (with_order && sample->score != NULL)
    {
      gsize *order = preparation_new (self, gsize, n);
      g_autofree guint64 *work = g_new (guint64, 2 * n + 1);

      am_order_rising (sample->complete_risk, n, order, work);
      sample->order = order;
    }
}

static void
note_left_out (Preparation *self, const AssayValidationSample *sample)
{
  g_autofree char *scores = NULL, *outcomes = NULL;

  if (sample->n_complete == 0 || sample->n_missing_score + sample->n_missing_outcome == 0)
    return;
  scores = assay_word_count (sample->n_missing_score);
  outcomes = assay_word_count (sample->n_missing_outcome);
  preparation_note (self, "%zu of %zu rows of the %s are left out of what needs score and outcome: %s without a score, %s without an outcome.",
                    sample->n - sample->n_complete, sample->n, sample->name, scores, outcomes);
}

gboolean
preparation_scores (Preparation *self, AssayProgress *progress, GError **error)
{
  AssayValidationCase *c = self->c;
  AssayValidationSample *samples[] = { c->data, c->reference, c->train };
  AssayColumn *column = NULL;

  if (!preparation_column (self, self->input->frame, "score", &column, error))
    return FALSE;
  if (self->input->model != NULL)
    {
      if (!score_by_model (self, progress, error))
        return FALSE;
      if (column != NULL && !is_number (column))
        return fail_not_numeric (column, _("recorded score"), error);
      c->recorded = column != NULL ? column_score (self, column) : NULL;
    }
  else if (column == NULL && !preparation_column (self, self->input->frame, "pd", &column, error))
    return FALSE;
  if (self->input->model == NULL && column != NULL && !score_by_column (self, column, error))
    return FALSE;
  else if (self->input->model == NULL && column == NULL)
    preparation_note (self, "There is no score, so only the data are checked. Give a model, or name the column of scores with --score.");
  if (!score_challengers (self, progress, error))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (samples); i++)
    if (samples[i] != NULL)
      {
        complete_sample (self, samples[i], TRUE);
        note_left_out (self, samples[i]);
      }
  for (guint i = 0; i < c->n_challengers; i++)
    complete_sample (self, c->challengers[i].sample, FALSE);
  return TRUE;
}
