#include "analysis/validation/validation-case-private.h"

#include "analysis/validation/validation-columns.h"
#include "analysis/wording.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

typedef struct { AssayValidationCase c; GPtrArray *memory; } OwnedCase;     /* c first: they are one address */

typedef struct { gpointer memory; GDestroyNotify release; } Kept;

static void
release_kept (gpointer data)
{
  Kept *kept = data;

  if (kept->memory != NULL)
    kept->release (kept->memory);
  g_free (kept);
}

gpointer
preparation_keep (Preparation *self, gpointer memory, GDestroyNotify release)
{
  Kept *kept = g_new (Kept, 1);

  *kept = (Kept) { memory, release };
  g_ptr_array_add (self->memory, kept);
  return memory;
}

void
preparation_note (Preparation *self, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_ptr_array_add (self->notes, g_strdup_vprintf (format, arguments));
  va_end (arguments);
}

void
preparation_guess (Preparation *self, const char *format, ...)
{
  va_list arguments;
  char *text;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_ptr_array_add (self->notes, text);
  g_ptr_array_add (self->c->guesses, g_strdup (text));
}

gboolean
preparation_column (Preparation *self, AssayFrame *frame, const char *option, AssayColumn **column, GError **error)
{
  const char *name = assay_options_get_text (self->input->options, option);

  *column = NULL;
  if (name == NULL || *name == '\0')
    return TRUE;
  *column = assay_frame_require (frame, name, error);
  if (*column != NULL)
    g_hash_table_add (self->taken, (gpointer) assay_column_get_name (*column));
  return *column != NULL;
}

static AssayValidationSample *
new_sample (Preparation *self, const char *name, AssayFrame *frame)
{
  AssayValidationSample *sample;

  if (frame == NULL)
    return NULL;
  sample = preparation_new (self, AssayValidationSample, 1);
  sample->name = name;
  sample->frame = frame;
  sample->n = assay_frame_get_n_rows (frame);
  return sample;
}

/* ---- columns of numbers ---- */

static gboolean
read_numbers (Preparation *self, const char *option, const double **values, GError **error)
{
  AssayColumn *column;
  double *owned = NULL;

  if (!preparation_column (self, self->input->frame, option, &column, error))
    return FALSE;
  if (column == NULL)
    return TRUE;
  if (assay_column_get_type (column) != ASSAY_TYPE_DOUBLE && assay_column_get_type (column) != ASSAY_TYPE_INT64)
    {
      g_set_error (error, ASSAY_DATA_ERROR, ASSAY_DATA_ERROR_ROLE, _("Column “%s” (--%s) holds %s; it must be a column of numbers."),
                   assay_column_get_name (column), option, assay_type_name (assay_column_get_type (column)));
      return FALSE;
    }
  *values = assay_column_as_doubles (column, &owned);
  preparation_keep (self, owned, g_free);
  return TRUE;
}

/* Weights that are not above 0 make no sense; their rows are left out and counted. */
static gboolean
read_weights (Preparation *self, GError **error)
{
  AssayValidationSample *samples[] = { self->c->data, self->c->reference, self->c->train };
  const char *name = assay_options_get_text (self->input->options, "weight");

  for (guint i = 0; name != NULL && i < G_N_ELEMENTS (samples); i++)
    {
      AssayColumn *column = samples[i] == NULL ? NULL : i == 0 ? assay_frame_require (samples[i]->frame, name, error) : assay_frame_find (samples[i]->frame, name);
      g_autofree double *owned = NULL;
      const double *given;
      double *weight;

      if (i == 0 && column == NULL)
        return FALSE;
      if (column == NULL)
        {
          if (samples[i] != NULL)
            preparation_note (self, "The %s sample has no weight “%s”: each of its rows counts once.", samples[i]->name, name);
          continue;
        }
      if (assay_column_get_type (column) != ASSAY_TYPE_DOUBLE && assay_column_get_type (column) != ASSAY_TYPE_INT64)
        {
          g_set_error (error, ASSAY_DATA_ERROR, ASSAY_DATA_ERROR_ROLE, _("The weight “%s” holds %s; it must be a column of numbers above 0."), name,
                       assay_type_name (assay_column_get_type (column)));
          return FALSE;
        }
      g_hash_table_add (self->taken, (gpointer) assay_column_get_name (column));
      given = assay_column_as_doubles (column, &owned);
      weight = preparation_new (self, double, samples[i]->n);
      for (gsize row = 0; row < samples[i]->n; row++)
        {
          weight[row] = given[row] > 0 && isfinite (given[row]) ? given[row] : NAN;
          samples[i]->n_bad_weight += isnan (weight[row]) != 0;
        }
      if (samples[i]->n > 0 && samples[i]->n_bad_weight == samples[i]->n)
        {
          g_set_error (error, ASSAY_DATA_ERROR, ASSAY_DATA_ERROR_EMPTY, _("No weight of “%s” in the %s is above 0, so that no row is left. Name a column of weights above 0."), name, samples[i]->name);
          return FALSE;
        }
      samples[i]->weight = weight;
      if (samples[i]->n_bad_weight > 0)
        preparation_note (self, "%zu of %zu weights in the %s are missing, zero or negative; their rows are left out.", samples[i]->n_bad_weight,
                          samples[i]->n, samples[i]->name);
    }
  if (self->c->data->weight != NULL)
    preparation_note (self, "Weights (--weight) are frequencies: a row of weight 2 counts as two. The convention of each check says whether it is weighted or unweighted; counts of rows and events are never weighted.");
  return TRUE;
}

/* ---- features ---- */

/* A direction as it is written behind a name: "LTV+", "INCOME-". */
static gboolean
read_directions (Preparation *self, AssayValidationFeature *features, guint n, GError **error)
{
  g_auto(GStrv) said = assay_options_get_list (self->input->options, "monotone");

  for (char **word = said; *word != NULL; word++)
    {
      gsize length = strlen (*word);
      char sign = length > 1 ? (*word)[length - 1] : '\0';
      g_autofree char *name = g_strndup (*word, length > 0 ? length - 1 : 0);
      g_autoptr(GPtrArray) names = g_ptr_array_new ();
      gboolean is_found = FALSE;
      const char *near;

      if (sign != '+' && sign != '-')
        {
          g_set_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_OPTION,
                       _("Option “--monotone” holds “%s”; each item is a feature and + (risk rises with it) or - (risk falls), such as LTV+,INCOME-."), *word);
          return FALSE;
        }
      for (guint i = 0; i < n; i++)
        if (strcmp (features[i].name, name) == 0)
          {
            features[i].direction = sign == '+' ? 1 : -1;
            is_found = TRUE;
          }
        else
          g_ptr_array_add (names, (gpointer) features[i].name);
      g_ptr_array_add (names, NULL);
      if (is_found)
        continue;
      near = assay_nearest_name (name, (const char *const *) names->pdata);
      if (near != NULL)
        g_set_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_OPTION, _("Option “--monotone”: there is no feature “%s”; did you mean “%s”?"), name, near);
      else
        g_set_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_OPTION, _("Option “--monotone”: there is no feature “%s”."), name);
      return FALSE;
    }
  return TRUE;
}

/* The column as a check counts it: a column of so many words that it was read as text (postcodes) holds categories all the same. */
static AssayColumn *
find_feature (Preparation *self, AssayFrame *frame, const char *name)
{
  AssayColumn *column = name != NULL && frame != NULL ? assay_frame_find (frame, name) : NULL;

  return column != NULL && assay_column_get_type (column) == ASSAY_TYPE_TEXT
           ? preparation_keep (self, assay_column_as_categories (column), (GDestroyNotify) assay_column_unref) : column;
}

static void
set_feature (Preparation *self, AssayValidationFeature *feature, const char *name, const char *column, int field)
{
  feature->name = name;
  feature->field = field;
  feature->data = find_feature (self, self->input->frame, column);
  feature->reference = find_feature (self, self->input->reference, column);
  feature->train = find_feature (self, self->input->train, column);
  feature->is_number = feature->data != NULL && assay_column_get_type (feature->data) != ASSAY_TYPE_CATEGORY;
}

/* The model declares a number: its column of words is read as scoring reads it. */
static void
read_words (Preparation *self, AssayColumn **column, const AssayValidationSample *sample)
{
  gsize n_text;
  AssayColumn *numbers = *column != NULL ? assay_scorer_read_words (*column, &n_text) : NULL;
  g_autofree char *cells = NULL;

  if (numbers == NULL)
    return;
  *column = preparation_keep (self, numbers, (GDestroyNotify) assay_column_unref);
  if (n_text == 0)
    return;
  cells = assay_word_items (n_text, "cell", "cells");
  preparation_note (self, "%s of “%s” in the %s: text where the model needs a number, taken as missing.", cells, assay_column_get_name (numbers), sample->name);
}

static void
list_model_features (Preparation *self, AssayValidationFeature *features, guint *n)
{
  for (guint i = 0; i < assay_artifact_get_n_fields (self->c->model); i++)
    {
      const AssayField *field = assay_artifact_get_field (self->c->model, i);

      set_feature (self, &features[*n], field->name, assay_scorer_get_column (self->c->scorer, i), i);
      features[*n].is_number = field->kind != ASSAY_FIELD_CATEGORY;
      if (field->kind == ASSAY_FIELD_NUMBER)
        {
          read_words (self, &features[*n].data, self->c->data);
          read_words (self, &features[*n].reference, self->c->reference);
          read_words (self, &features[*n].train, self->c->train);
        }
      *n += 1;
    }
}

static void
list_column_features (Preparation *self, AssayValidationFeature *features, guint *n)
{
  for (guint i = 0; i < assay_frame_get_n_columns (self->input->frame); i++)
    {
      AssayColumn *column = assay_frame_get_column (self->input->frame, i);
      const char *name = assay_column_get_name (column);

      if (g_hash_table_contains (self->taken, name) || assay_column_get_type (column) == ASSAY_TYPE_TEXT)
        continue;
      if (preparation_is_time (column))
        preparation_guess (self, "The column “%s” holds times and is not taken for a feature. Say --time \"%s\" to follow statistics over it, or name the features with --features.",
                           name, name);
      else
        set_feature (self, &features[(*n)++], name, name, -1);
    }
}

static gboolean
list_named_features (Preparation *self, char **names, AssayValidationFeature *features, guint *n, GError **error)
{
  for (; *names != NULL; names++)
    {
      AssayColumn *column = assay_frame_require (self->input->frame, *names, error);

      if (column == NULL)
        return FALSE;
      set_feature (self, &features[(*n)++], assay_column_get_name (column), *names, -1);
    }
  return TRUE;
}

static gboolean
list_features (Preparation *self, GError **error)
{
  g_auto(GStrv) named = assay_options_get_list (self->input->options, "features");
  guint most = g_strv_length (named) + assay_frame_get_n_columns (self->input->frame) + (self->c->model != NULL ? assay_artifact_get_n_fields (self->c->model) : 0), n = 0;
  AssayValidationFeature *features = preparation_new (self, AssayValidationFeature, most);

  if (self->c->model != NULL && *named != NULL)
    preparation_note (self, "The features are the inputs of the model; --features is for data without one.");
  if (self->c->model != NULL)
    list_model_features (self, features, &n);
  else if (*named != NULL && !list_named_features (self, named, features, &n, error))
    return FALSE;
  else if (*named == NULL)
    list_column_features (self, features, &n);
  self->c->features = features;
  self->c->n_features = n;
  return read_directions (self, features, n, error);
}

/* ---- segments, grades, periods ---- */

static gboolean
list_splits (Preparation *self, const char *option, const AssayValidationSplit **splits, guint *n, GError **error)
{
  g_auto(GStrv) names = assay_options_get_list (self->input->options, option);
  AssayValidationSplit *list = preparation_new (self, AssayValidationSplit, g_strv_length (names));

  for (guint i = 0; names[i] != NULL; i++)
    if (!preparation_split (self, names[i], FALSE, &list[i], error))
      return FALSE;
  *splits = list;
  *n = g_strv_length (names);
  return TRUE;
}

static void
average_grades (Preparation *self)
{
  AssayValidationCase *c = self->c;
  double *pd = preparation_new (self, double, c->grades->n_labels);
  g_autofree double *n = g_new0 (double, c->grades->n_labels + 1);

  /* Obligors and defaults are counted without weights, and so are PDs. */
  for (gsize i = 0; i < c->data->n; i++)
    if (c->grades->codes[i] != ASSAY_MISSING_CODE && !isnan (c->pd[i]) && (c->data->weight == NULL || !isnan (c->data->weight[i])))
      {
        pd[c->grades->codes[i]] += c->pd[i];
        n[c->grades->codes[i]] += 1;
      }
  for (guint g = 0; g < c->grades->n_labels; g++)
    pd[g] = n[g] > 0 ? pd[g] / n[g] : NAN;
  c->grade_pd = pd;
}

static gboolean
list_grades (Preparation *self, GError **error)
{
  AssayValidationCase *c = self->c;
  const char *name = assay_options_get_text (self->input->options, "grades");
  AssayValidationSplit *grades = preparation_new (self, AssayValidationSplit, 1);

  if (name != NULL && !preparation_split (self, name, FALSE, grades, error))
    return FALSE;
  if (name != NULL)
    g_hash_table_add (self->taken, (gpointer) grades->name);
  else if (c->data->risk != NULL && c->data->n > c->data->n_missing_score)
    preparation_make_grades (self, grades);
  else
    return TRUE;
  c->grades = grades;
  if (c->pd != NULL)
    average_grades (self);
  return TRUE;
}

static gboolean
list_periods (Preparation *self, GError **error)
{
  const char *name = self->input->time;
  AssayValidationSplit *periods;

  if (name == NULL)
    return TRUE;
  periods = preparation_new (self, AssayValidationSplit, 1);
  if (!preparation_split (self, name, TRUE, periods, error))
    return FALSE;
  self->c->time = assay_frame_find (self->input->frame, name);
  self->c->periods = periods;
  return TRUE;
}

/* ---- all of it ---- */

/* It has a role, and so is no feature. */
static gboolean
take_column (Preparation *self, const char *option, GError **error)
{
  AssayColumn *column;

  return preparation_column (self, self->input->frame, option, &column, error);
}

/* Whoever names a column as the probability of default means one. */
static gboolean
check_pd (Preparation *self, GError **error)
{
  const AssayValidationCase *c = self->c;

  for (gsize i = 0; c->pd != NULL && i < c->data->n; i++)
    if (c->pd[i] < 0 || c->pd[i] > 1)
      {
        g_autofree char *value = assay_word_number (c->pd[i]);

        g_set_error (error, ASSAY_DATA_ERROR, ASSAY_DATA_ERROR_ROLE,
                     _("The column “%s” of --pd holds %s in row %zu; a probability of default lies between 0 and 1. Percentages are to be divided by 100."),
                     assay_options_get_text (self->input->options, "pd"), value, i + 1);
        return FALSE;
      }
  return TRUE;
}

/* 30 for 0.3 would let everybody pass. */
static gboolean
check_cutoff (const Preparation *self, GError **error)
{
  double cutoff = self->c->cutoff;
  g_autofree char *value = NULL;

  if (isnan (cutoff) || self->c->data->probability == NULL || (cutoff >= 0 && cutoff <= 1))
    return TRUE;
  value = assay_word_number (cutoff);
  g_set_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_OPTION,
               _("Option “--cutoff %s”: the score is a probability, so its cut-off lies between 0 and 1. Percentages are to be divided by 100."), value);
  return FALSE;
}

static gboolean
prepare (Preparation *self, AssayProgress *progress, GError **error)
{
  AssayValidationCase *c = self->c;
  const AssayValidationInput *input = self->input;

  if (input->time != NULL)
    g_hash_table_add (self->taken, (gpointer) input->time);
  if (!preparation_column (self, input->frame, "id", &c->id, error) || !read_weights (self, error)
      || !read_numbers (self, "pd", &c->pd, error) || !read_numbers (self, "lgd", &c->lgd_realised, error)
      || !read_numbers (self, "lgd-estimate", &c->lgd_estimated, error) || !read_numbers (self, "ead", &c->ead_realised, error)
      || !read_numbers (self, "ead-estimate", &c->ead_estimated, error) || !read_numbers (self, "exposure", &c->exposure, error)
      || !take_column (self, "approved-score", error)
      || !preparation_outcome (self, error) || !preparation_scores (self, progress, error))
    return FALSE;
  if (!check_pd (self, error) || !check_cutoff (self, error))
    return FALSE;
  if (c->pd == NULL)
    c->pd = c->data->probability;
  return input->is_outcomes_only || (list_grades (self, error) && list_periods (self, error) && list_splits (self, "segment", &c->segments, &c->n_segments, error)
         && list_splits (self, "group", &c->groups, &c->n_groups, error) && list_features (self, error));
}

AssayValidationCase *
assay_validation_case_new (const AssayValidationInput *input, GPtrArray *notes, AssayProgress *progress, GError **error)
{
  OwnedCase *owned = g_new0 (OwnedCase, 1);
  AssayValidationCase *c = &owned->c;
  g_autoptr(GHashTable) taken = g_hash_table_new (g_str_hash, g_str_equal);
  Preparation self = { input, c, g_ptr_array_new_with_free_func (release_kept), notes, taken };

  owned->memory = self.memory;
  c->data = new_sample (&self, "data", input->frame);
  c->reference = new_sample (&self, "reference", input->reference);
  c->train = new_sample (&self, "train", input->train);
  c->higher_is_riskier = TRUE;
  c->cutoff = assay_options_get_text (input->options, "cutoff") != NULL ? assay_options_get_number (input->options, "cutoff") : NAN;
  c->is_in_sample = assay_options_get_boolean (input->options, "in-sample");
  c->options = input->options;
  c->policy = input->policy;
  c->baseline = input->baseline;
  c->rules = input->rules;
  c->seed = input->seed;
  c->n_threads = input->n_threads;
  c->guesses = preparation_keep (&self, g_ptr_array_new_with_free_func (g_free), (GDestroyNotify) g_ptr_array_unref);
  c->facts = preparation_keep (&self, assay_column_facts_store_new (), (GDestroyNotify) assay_column_facts_store_free);
  if (!prepare (&self, progress, error))
    {
      assay_validation_case_free (c);
      return NULL;
    }
  return c;
}

void
assay_validation_case_free (AssayValidationCase *self)
{
  OwnedCase *owned = (OwnedCase *) self;

  /* what was made last may lean on what was made first */
  for (guint i = owned->memory->len; i > 0; i--)
    g_ptr_array_remove_index (owned->memory, i - 1);
  g_ptr_array_unref (owned->memory);
  g_free (owned);
}

/* ---- asking ---- */

static guint64
mix (guint64 x)
{
  x ^= x >> 30;
  x *= G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  x ^= x >> 27;
  x *= G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return x ^ x >> 31;
}

guint64
assay_validation_seed (const AssayValidationCase *self, const char *use, guint64 index)
{
  guint64 hash = G_GUINT64_CONSTANT (0xcbf29ce484222325);

  for (; *use != '\0'; use++)
    hash = (hash ^ (guint8) *use) * G_GUINT64_CONSTANT (0x100000001b3);
  return mix (mix (self->seed + G_GUINT64_CONSTANT (0x9e3779b97f4a7c15)) ^ mix (hash) ^ mix (index + G_GUINT64_CONSTANT (0x3c6ef372fe94f82b)));
}

const double *
assay_validation_numbers (AssayColumn *column, double **owned)
{
  gsize n;

  *owned = NULL;
  if (column == NULL)
    return NULL;
  n = assay_column_get_n (column);
  switch (assay_column_get_type (column))
    {
    case ASSAY_TYPE_DOUBLE:
    case ASSAY_TYPE_INT64:
      return assay_column_as_doubles (column, owned);
    case ASSAY_TYPE_TEXT:
      return NULL;
    default:
      break;
    }
  *owned = g_new (double, n + 1);
  for (gsize i = 0; i < n; i++)
    if (assay_column_is_missing (column, i))
      (*owned)[i] = NAN;
    else if (assay_column_get_type (column) == ASSAY_TYPE_CATEGORY)
      (*owned)[i] = assay_column_get_codes (column)[i];
    else if (assay_column_get_type (column) == ASSAY_TYPE_DATE)
      (*owned)[i] = assay_column_get_dates (column)[i];
    else
      (*owned)[i] = assay_column_get_datetimes (column)[i] / 1e6;
  return *owned;
}

guint
assay_validation_bin (const double *cuts, guint n_cuts, double value)
{
  guint low = 0;

  /* Without a branch on the value, which cannot be foreseen: four times as fast. */
  for (guint left = n_cuts; left > 0;)
    {
      guint half = (left + 1) / 2;

      low += half * (cuts[low + half - 1] <= value);
      left -= half;
    }
  return low;
}

guint
assay_validation_cut (const double *values, gsize n, const double *point, guint n_points, double least, double *cuts)
{
  guint n_cuts = 0;

  for (guint k = 0; k < n_points; k++)
    {
      double own = point[k], above = INFINITY;
      gboolean has_below = own > least;

      if (k > 0 && own == point[k - 1])
        continue;
      for (gsize i = 0; k + 1 < n_points && point[k + 1] == own && i < n; i++)
        {
          has_below |= values[i] < own;
          if (values[i] > own && values[i] < above)
            above = values[i];
        }
      if (has_below && (n_cuts == 0 || own > cuts[n_cuts - 1]))
        cuts[n_cuts++] = own;
      if (isfinite (above))
        cuts[n_cuts++] = above;
    }
  return n_cuts;
}

char *
assay_validation_word_left_out (const AssayValidationSample *sample)
{
  gsize n = sample->n - sample->n_complete;
  g_autofree char *rows = NULL, *scores = NULL, *outcomes = NULL, *weights = NULL;

  if (n == 0)
    return NULL;
  rows = assay_word_items (n, "row", "rows");
  scores = assay_word_count (sample->n_missing_score);
  outcomes = assay_word_count (sample->n_missing_outcome);
  weights = assay_word_count (sample->n_bad_weight);
  return g_strdup_printf ("%s left out (%s without a score, %s without an outcome, %s without a usable weight)", rows, scores, outcomes, weights);
}
