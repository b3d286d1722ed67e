#include "analysis/sensitivity/portfolio-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "analysis/sensitivity/sensitivity-place-private.h"
#include "analysis/validation/validate.h"
#include "analysis/validation/validation-prepare.h"
#include "analysis/validation/validation-random-private.h"
#include "analysis/wording.h"
#include "base/number.h"
#include "base/parallel.h"

/* ---- its life ---- */

static void
clear_input (PortfolioInput *input)
{
  assay_sensitivity_input_clear (&input->input);
  g_free (input->fields);
  g_free (input->sorted);
}

AssayPortfolio *
assay_portfolio_ref (AssayPortfolio *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

void
assay_portfolio_unref (AssayPortfolio *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;
  for (guint i = 0; i < self->n_inputs; i++)
    clear_input (&self->inputs[i]);
  g_free (self->inputs);
  g_free (self->bound);
  g_clear_pointer (&self->scorer, assay_scorer_free);
  g_clear_pointer (&self->frame, assay_frame_unref);
  assay_task_model_unref (self->model);
  g_free (self->rows);
  g_free (self->output_name);
  g_free (self->target);
  g_free (self->scores);
  g_free (self->weights);
  g_free (self->actual);
  g_free (self->exposure);
  g_free (self->loss);
  g_free (self->events);
  g_free (self->lacks_loss);
  g_ptr_array_unref (self->notes);
  g_mutex_clear (&self->lock);
  g_free (self);
}

static void
note (AssayPortfolio *self, char *text)
{
  g_ptr_array_add (self->notes, text);
}

/* ---- rows, scores and outcomes, as validate has them ---- */

static gboolean
set_option (AssayOptions *options, const char *name, const char *value, GError **error)
{
  return value == NULL || assay_options_set (options, name, value, error);
}

static AssayOptions *
make_options (const AssayPortfolioChoice *choice, GError **error)
{
  g_autoptr(AssayOptions) options = assay_options_new (assay_validate.options);
  char cutoff[ASSAY_NUMBER_SIZE];

  assay_number_format (choice->cutoff, cutoff);
  if (set_option (options, "target", choice->target, error) && set_option (options, "event", choice->event, error) && set_option (options, "outcome", choice->outcome, error)
      && set_option (options, "score-is", choice->score_is, error) && set_option (options, "weight", choice->weight, error)
      && set_option (options, "cutoff", *cutoff != '\0' ? cutoff : NULL, error))
    return g_steal_pointer (&options);
  return NULL;
}

/* Rows of the data that are looked at, rising, each set as likely as any (Knuth, The Art of Computer Programming 2, 3.4.2, algorithm S); NULL: all. */
static gsize *
draw_rows (gsize n, gsize most, guint64 seed)
{
  Random random = { seed ^ G_GUINT64_CONSTANT (0x706f7274666f6c69) };
  gsize *rows, taken = 0;

  if (most == 0 || most >= n)
    return NULL;
  rows = g_new (gsize, most + 1);
  for (gsize i = 0; taken < most; i++)
    if (random_uniform (&random) * (n - i) < most - taken)
      rows[taken++] = i;
  return rows;
}

static double *
pick (const double *values, const gsize *places, gsize n)
{
  double *picked;

  if (values == NULL)
    return NULL;
  picked = g_new (double, n + 1);
  for (gsize i = 0; i < n; i++)
    picked[i] = values[places != NULL ? places[i] : i];
  return picked;
}

/* Places of the rows that have a score and a weight; NULL: all have. */
static gsize *
list_usable (const AssayValidationSample *sample, gsize *n)
{
  g_autofree gsize *places = g_new (gsize, sample->n + 1);

  *n = 0;
  for (gsize i = 0; i < sample->n; i++)
    if (!isnan (sample->score[i]) && (sample->weight == NULL || !isnan (sample->weight[i])))
      places[(*n)++] = i;
  return *n < sample->n ? g_steal_pointer (&places) : NULL;
}

static void
take_outcomes (AssayPortfolio *self, const AssayValidationSample *sample, const gsize *places)
{
  self->scores = pick (sample->score, places, self->n_rows);
  self->weights = pick (sample->weight, places, self->n_rows);
  self->actual = pick (sample->actual, places, self->n_rows);
  if (sample->event == NULL)
    return;
  self->events = g_new (guint8, self->n_rows + 1);
  self->has_all_events = TRUE;
  for (gsize i = 0; i < self->n_rows; i++)
    {
      self->events[i] = sample->event[places != NULL ? places[i] : i];
      self->has_all_events &= self->events[i] != ASSAY_EVENT_MISSING;
    }
}

static void
take_case (AssayPortfolio *self, const AssayValidationCase *c, const gsize *drawn)
{
  gsize n_all = c->data->n;
  g_autofree gsize *places = list_usable (c->data, &self->n_rows);

  self->output = c->risk_output;
  self->is_complement = c->is_complement;
  self->higher_is_riskier = c->higher_is_riskier;
  self->is_probability = c->data->probability != NULL;
  self->output_name = c->is_complement ? g_strdup_printf ("1 - %s", c->score_name) : g_strdup (c->score_name);
  self->target = g_strdup (c->target_name);
  take_outcomes (self, c->data, places);
  if (places != NULL)
    {
      g_autofree char *kept = assay_word_count (self->n_rows), *all = assay_word_items (n_all, "row", "rows");

      note (self, g_strdup_printf ("The portfolio is %s of %s: those that have a score%s.", kept, all, c->data->weight != NULL ? " and a weight" : ""));
    }
  if (drawn == NULL)
    self->rows = g_steal_pointer (&places);
  else
    {
      self->rows = g_new (gsize, self->n_rows + 1);
      for (gsize i = 0; i < self->n_rows; i++)
        self->rows[i] = drawn[places != NULL ? places[i] : i];
    }
}

static gboolean
read_case (AssayPortfolio *self, const AssayPortfolioChoice *choice, AssayProgress *progress, GError **error)
{
  gsize n = assay_frame_get_n_rows (choice->data);
  g_autoptr(AssayOptions) options = make_options (choice, error);
  g_autofree gsize *drawn = draw_rows (n, choice->most_rows, choice->seed);
  g_autoptr(AssayFrame) frame = drawn != NULL ? assay_frame_take_rows (choice->data, drawn, choice->most_rows, choice->n_threads) : assay_frame_ref (choice->data);
  AssayValidationInput input = { .frame = frame, .model = choice->model, .options = options, .seed = choice->seed, .n_threads = choice->n_threads, .is_outcomes_only = TRUE };
  g_autoptr(AssayValidationCase) c = NULL;

  if (options == NULL || (c = assay_validation_case_new (&input, self->notes, progress, error)) == NULL)
    return FALSE;
  if (drawn != NULL)
    {
      g_autofree char *some = assay_word_count (choice->most_rows), *all = assay_word_items (n, "row", "rows");

      note (self, g_strdup_printf ("The portfolio is a sample: %s of %s, drawn by the seed, each as likely as any.", some, all));
    }
  take_case (self, c, drawn);
  if (self->n_rows > 0)
    return TRUE;
  g_set_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_DATA, _("No row of the data has a score of the model “%s”, so there is nothing to measure."), choice->model->name);
  return FALSE;
}

/* ---- LGD and EAD ---- */

static gboolean
is_read_by_model (const AssayPortfolio *self, const char *column)
{
  for (guint f = 0; f < assay_artifact_get_n_fields (self->model->artifact); f++)
    {
      const char *field = assay_artifact_get_field (self->model->artifact, f)->name, *bound = assay_model_settings_find_column (&self->model->settings, field);

      if (strcmp (bound != NULL ? bound : field, column) == 0)
        return TRUE;
    }
  return FALSE;
}

/* *values of the rows from a column, or *value for all of them. FALSE: neither. */
static gboolean
read_amounts (AssayPortfolio *self, const AssayPortfolioChoice *choice, const char *option, const char *text, double **values, double *value, GError **error)
{
  AssayColumn *column = assay_frame_find (choice->data, text);
  g_autofree double *owned = NULL;

  if (column == NULL && assay_number_parse (text, strlen (text), '.', 0, value))
    return TRUE;
  if (column == NULL)
    return assay_frame_require (choice->data, text, error) != NULL;
  if (assay_column_get_type (column) != ASSAY_TYPE_DOUBLE && assay_column_get_type (column) != ASSAY_TYPE_INT64)
    {
      g_set_error (error, ASSAY_DATA_ERROR, ASSAY_DATA_ERROR_ROLE, _("Column “%s” (--%s) holds %s; it must be a column of numbers."), text, option,
                   assay_type_name (assay_column_get_type (column)));
      return FALSE;
    }
  *values = pick (assay_column_as_doubles (column, &owned), self->rows, self->n_rows);
  if (is_read_by_model (self, text))
    note (self, g_strdup_printf ("“%s” (--%s) is also an input of the model: where it is shocked, the model reads the shocked values, and the loss is that of the values in the data.", text, option));
  return TRUE;
}

/* 45 for 0.45 would multiply the loss by a hundred. */
static gboolean
check_lgd (AssayPortfolio *self, const char *text, const double *values, double value, GError **error)
{
  gsize n_outside = 0, n = 0;
  double largest = value;
  g_autofree char *word = NULL;

  for (gsize i = 0; values != NULL && i < self->n_rows; i++)
    if (isfinite (values[i]))
      {
        n++;
        n_outside += values[i] < 0 || values[i] > 1;
        largest = n == 1 || values[i] > largest ? values[i] : largest;
      }
  word = assay_word_number (largest);
  if (values == NULL ? !(value >= 0 && value <= 1) : 2 * n_outside > n)
    {
      g_set_error (error, ASSAY_DATA_ERROR, ASSAY_DATA_ERROR_ROLE, _("The LGD (--lgd %s) goes up to %s; a loss given default is a share of the exposure from 0 to 1. Percentages are to be divided by 100."), text, word);
      return FALSE;
    }
  if (n_outside > 0)
    {
      g_autofree char *rows = assay_word_items (n_outside, "LGD lies", "LGDs lie");

      note (self, g_strdup_printf ("%s outside 0 to 1, the largest is %s; they are taken as they are.", rows, word));
    }
  return TRUE;
}

static void
multiply_losses (AssayPortfolio *self, const double *lgds, double lgd, const double *eads, double ead)
{
  gsize n_lost = 0;

  self->loss = g_new (double, self->n_rows + 1);
  self->exposure = g_new (double, self->n_rows + 1);
  for (gsize i = 0; i < self->n_rows; i++)
    {
      double rate = lgds != NULL ? lgds[i] : lgd, amount = eads != NULL ? eads[i] : ead;
      gboolean is_known = isfinite (rate) && isfinite (amount) && amount >= 0;

      self->loss[i] = is_known ? rate * amount : NAN;
      self->exposure[i] = is_known ? amount : NAN;
      n_lost += !is_known;
    }
  if (n_lost > 0)
    {
      g_autofree char *rows = assay_word_items (n_lost, "row", "rows"), *all = assay_word_count (self->n_rows);

      note (self, g_strdup_printf ("%s of %s without an LGD, or with an EAD that is missing or below 0, are left out of the expected loss.", rows, all));
    }
  if (n_lost == self->n_rows)
    self->lacks_loss = g_strdup (_("no row has both an LGD and an EAD"));
}

static gboolean
read_losses (AssayPortfolio *self, const AssayPortfolioChoice *choice, GError **error)
{
  g_autofree double *lgds = NULL, *eads = NULL;
  double lgd = NAN, ead = NAN;

  if (choice->lgd == NULL || choice->ead == NULL)
    self->lacks_loss = g_strdup (choice->lgd == NULL && choice->ead == NULL ? _("an LGD (--lgd) and an EAD (--ead)") : choice->lgd == NULL ? _("an LGD (--lgd)") : _("an EAD (--ead)"));
  if (choice->lgd != NULL && (!read_amounts (self, choice, "lgd", choice->lgd, &lgds, &lgd, error) || !check_lgd (self, choice->lgd, lgds, lgd, error)))
    return FALSE;
  if (choice->ead != NULL && !read_amounts (self, choice, "ead", choice->ead, &eads, &ead, error))
    return FALSE;
  if (choice->ead != NULL && eads == NULL && !(ead >= 0))
    {
      g_set_error (error, ASSAY_DATA_ERROR, ASSAY_DATA_ERROR_ROLE, _("The EAD (--ead %s) is below 0; an exposure at default is an amount from 0 up."), choice->ead);
      return FALSE;
    }
  if (self->lacks_loss == NULL)
    multiply_losses (self, lgds, lgd, eads, ead);
  if (self->lacks_loss == NULL && !self->is_probability)
    self->lacks_loss = g_strdup (_("a model whose score is a probability"));
  return TRUE;
}

/* ---- columns that the model reads ---- */

static gboolean
are_all_categories (const AssayArtifact *artifact, const PortfolioInput *input)
{
  for (guint i = 0; i < input->n_fields; i++)
    if (assay_artifact_get_field (artifact, input->fields[i])->kind != ASSAY_FIELD_CATEGORY)
      return FALSE;
  return TRUE;
}

/* The column with its words coded once, and not at each scoring. Those of a number that is read as one category are spelled as its field does. */
static AssayColumn *
prepare_column (const AssayArtifact *artifact, const AssayScorer *scorer, const PortfolioInput *input, AssayColumn *column)
{
  AssayType type = assay_column_get_type (column);

  if (type == ASSAY_TYPE_TEXT)
    return assay_column_as_categories (column);
  if (type != ASSAY_TYPE_CATEGORY && input->n_fields == 1 && are_all_categories (artifact, input))
    return assay_scorer_take_words (scorer, input->fields[0]);
  return assay_column_ref (column);
}

static guint
add_input (AssayPortfolio *self, const char *name, const AssayField *field)
{
  PortfolioInput *input = &self->inputs[self->n_inputs];

  *input = (PortfolioInput) { .input = { .name = g_strdup (name), .unit = g_strdup (field->unit), .field = field }, .column = self->n_inputs };
  input->fields = g_new (guint, assay_artifact_get_n_fields (self->model->artifact) + 1);
  return self->n_inputs++;
}

static void
match_fields (AssayPortfolio *self, const AssayScorer *scorer)
{
  AssayArtifact *artifact = self->model->artifact;
  guint n = assay_artifact_get_n_fields (artifact);

  self->inputs = g_new0 (PortfolioInput, n + 1);
  for (guint f = 0; f < n; f++)
    {
      const AssayField *field = assay_artifact_get_field (artifact, f);
      const char *name = assay_scorer_get_column (scorer, f);
      int found = name != NULL ? assay_portfolio_find_input (self, name) : -1;

      if (name == NULL)
        {
          note (self, g_strdup_printf ("The data have no column for “%s”: it is missing throughout.", field->name));
          continue;
        }
      if (found < 0)
        found = (int) add_input (self, name, field);
      self->inputs[found].fields[self->inputs[found].n_fields++] = f;
    }
}

/* What the model knows and no row holds can be set all the same. */
static void
add_known_words (AssaySensitivityInput *input, const AssayField *field)
{
  g_autoptr(GPtrArray) words = g_ptr_array_new ();
  g_autoptr(GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < input->n_words; i++)
    {
      g_ptr_array_add (words, input->words[i]);
      g_hash_table_add (known, input->words[i]);
    }
  for (char **word = field->values; word != NULL && *word != NULL; word++)
    if (!g_hash_table_contains (known, *word))
      {
        char *copy = g_strdup (*word);

        g_ptr_array_add (words, copy);
        g_hash_table_add (known, copy);
      }
  input->n_words = words->len;
  g_ptr_array_add (words, NULL);
  g_free (input->words);
  input->words = (char **) g_ptr_array_steal (words, NULL);
}

static gboolean
place_input (gsize item, guint worker, gpointer user_data, GError **error)
{
  const AssaySensitivityModelChoice whole = { .low_percentile = 0, .high_percentile = 100 };
  AssayPortfolio *self = user_data;
  PortfolioInput *input = &self->inputs[item];
  const AssayColumn *column = assay_frame_get_column (self->frame, item);
  const AssayField *field = assay_artifact_get_field (self->model->artifact, input->fields[0]);
  gboolean is_words = field->kind == ASSAY_FIELD_CATEGORY && assay_column_get_type (column) == ASSAY_TYPE_CATEGORY;
  g_autofree double *values = is_words ? sensitivity_read_words (column, self->n_rows, &input->input) : g_new (double, self->n_rows + 1);

  if (!is_words)
    portfolio_read (self, input, 0, self->n_rows, values);
  sensitivity_place_input (&input->input, values, self->n_rows, &whole);
  sensitivity_place_base (&input->input);
  if (is_words)
    add_known_words (&input->input, field);
  return TRUE;
}

static gboolean
bind_columns (AssayPortfolio *self, const AssayPortfolioChoice *choice, GError **error)
{
  AssayArtifact *artifact = self->model->artifact;
  g_autoptr(AssayScorer) scorer = assay_task_model_make_scorer (self->model, choice->data, error);
  g_autoptr(GPtrArray) columns = g_ptr_array_new_with_free_func ((GDestroyNotify) assay_column_unref);
  g_autoptr(AssayFrame) all = NULL;

  if (scorer == NULL)
    return FALSE;
  match_fields (self, scorer);
  for (guint i = 0; i < self->n_inputs; i++)
    g_ptr_array_add (columns, prepare_column (artifact, scorer, &self->inputs[i], assay_frame_find (choice->data, self->inputs[i].input.name)));
  all = assay_frame_new ((AssayColumn **) columns->pdata, columns->len, assay_frame_get_n_rows (choice->data));
  self->frame = self->rows != NULL ? assay_frame_take_rows (all, self->rows, self->n_rows, choice->n_threads) : assay_frame_ref (all);
  self->bound = g_new0 (const char *, assay_artifact_get_n_fields (artifact) + 1);
  for (guint i = 0; i < self->n_inputs; i++)
    for (guint f = 0; f < self->inputs[i].n_fields; f++)
      self->bound[self->inputs[i].fields[f]] = assay_column_get_name (assay_frame_get_column (self->frame, i));
  self->scorer = assay_scorer_new (artifact, self->frame, self->bound, TRUE, error);
  return self->scorer != NULL;
}

AssayPortfolio *
assay_portfolio_new (const AssayPortfolioChoice *choice, AssayProgress *progress, GError **error)
{
  g_autoptr(AssayPortfolio) self = g_new0 (AssayPortfolio, 1);

  g_atomic_ref_count_init (&self->references);
  g_mutex_init (&self->lock);
  self->model = assay_task_model_ref (choice->model);
  self->notes = g_ptr_array_new_with_free_func (g_free);
  self->cutoff = choice->cutoff;
  if (!read_case (self, choice, progress, error) || !read_losses (self, choice, error) || !bind_columns (self, choice, error)
      || !assay_parallel_for (choice->n_threads, self->n_inputs, place_input, self, progress, error))
    return NULL;
  portfolio_list_measures (self);
  assay_portfolio_measure_scores (self, self->scores, choice->n_threads, self->base);
  return g_steal_pointer (&self);
}

/* ---- asking what it is made of ---- */

guint
assay_portfolio_get_n_inputs (const AssayPortfolio *self)
{
  return self->n_inputs;
}

const AssaySensitivityInput *
assay_portfolio_get_input (const AssayPortfolio *self, guint index)
{
  g_return_val_if_fail (index < self->n_inputs, NULL);
  return &self->inputs[index].input;
}

const AssayField *
assay_portfolio_get_field (const AssayPortfolio *self, guint index)
{
  g_return_val_if_fail (index < self->n_inputs, NULL);
  return assay_artifact_get_field (self->model->artifact, self->inputs[index].fields[0]);
}

int
assay_portfolio_find_input (const AssayPortfolio *self, const char *name)
{
  for (guint i = 0; i < self->n_inputs; i++)
    if (strcmp (self->inputs[i].input.name, name) == 0)
      return (int) i;
  return -1;
}

gboolean
assay_portfolio_require_input (const AssayPortfolio *self, const char *name, guint *index, GError **error)
{
  int found = assay_portfolio_find_input (self, name);
  g_autofree const char **names = NULL;
  g_autofree char *all = NULL;
  const char *near;

  *index = found >= 0 ? (guint) found : 0;
  if (found >= 0)
    return TRUE;
  names = g_new0 (const char *, self->n_inputs + 1);
  for (guint i = 0; i < self->n_inputs; i++)
    names[i] = self->inputs[i].input.name;
  near = assay_nearest_name (name, names);
  all = g_strjoinv (", ", (char **) names);
  if (near != NULL)
    g_set_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_OPTION, _("The model “%s” has no input “%s”; did you mean “%s”?"), self->model->name, name, near);
  else
    g_set_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_OPTION, _("The model “%s” has no input “%s”. It has: %s."), self->model->name, name, all);
  return FALSE;
}

gboolean
assay_portfolio_find_word (const AssayPortfolio *self, guint input, const char *word, double *index, GError **error)
{
  const AssaySensitivityInput *found = assay_portfolio_get_input (self, input);
  const char *near;

  for (guint i = 0; i < found->n_words; i++)
    if (strcmp (found->words[i], word) == 0)
      {
        *index = i;
        return TRUE;
      }
  if (found->words == NULL)
    {
      g_set_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_OPTION, _("“%s” is a number; it cannot be set to “%s”."), found->name, word);
      return FALSE;
    }
  near = assay_nearest_name (word, (const char *const *) found->words);
  if (near != NULL)
    g_set_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_OPTION, _("“%s” is never “%s”; did you mean “%s”?"), found->name, word, near);
  else
    g_set_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_OPTION, _("“%s” is never “%s”, and the model does not know it either."), found->name, word);
  return FALSE;
}

void
assay_portfolio_read_input (const AssayPortfolio *self, guint input, double *values)
{
  g_return_if_fail (input < self->n_inputs);
  portfolio_read (self, &self->inputs[input], 0, self->n_rows, values);
}

gsize
assay_portfolio_get_n_rows (const AssayPortfolio *self)
{
  return self->n_rows;
}

gsize
assay_portfolio_get_row (const AssayPortfolio *self, gsize index)
{
  return self->rows != NULL ? self->rows[index] : index;
}

AssayTaskModel *
assay_portfolio_get_model (const AssayPortfolio *self)
{
  return self->model;
}

const char *
assay_portfolio_get_output (const AssayPortfolio *self)
{
  return self->output_name;
}

gboolean
assay_portfolio_is_probability (const AssayPortfolio *self)
{
  return self->is_probability;
}

gboolean
assay_portfolio_higher_is_riskier (const AssayPortfolio *self)
{
  return self->higher_is_riskier;
}

double
assay_portfolio_get_cutoff (const AssayPortfolio *self)
{
  return self->cutoff;
}

const double *
assay_portfolio_get_scores (const AssayPortfolio *self)
{
  return self->scores;
}

const double *
assay_portfolio_get_weights (const AssayPortfolio *self)
{
  return self->weights;
}

const guint8 *
assay_portfolio_get_events (const AssayPortfolio *self)
{
  return self->events;
}

const char *
assay_portfolio_get_target (const AssayPortfolio *self)
{
  return self->target;
}

GPtrArray *
assay_portfolio_get_notes (const AssayPortfolio *self)
{
  return self->notes;
}
