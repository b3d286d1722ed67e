/* Kinds "logistic" and "linear": a sum of terms, a link, perhaps a calibration and the covariance of the coefficients. */
#include "model/native/native-private.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "base/number.h"
#include "math/scoring/score-blocks.h"
#include "model/native/native-calibration.h"
#include "model/native/native-outputs.h"
#include "model/native/native-transform.h"

#define MAX_COVARIANCE 1000        /* terms */
#define NORMAL_975 1.9599639845400542

enum { LINK_LOGIT, LINK_IDENTITY, LINK_PROBIT, LINK_CLOGLOG, LINK_LOG };

typedef struct
{
  guint slot;
  double coef;
  gboolean is_level;
  double level;                    /* of a number */
  guint32 code;                    /* of a category */
  NativeTransform transform;
  char *no_value;                  /* problem */
} Term;

/* All levels of one category at once: what each code adds. */
typedef struct { guint slot; double *values; guint32 n; } LevelTable;

typedef struct
{
  double intercept;
  Term *terms;
  guint n;
  GArray *tables;                  /* LevelTable */
  guint link;
  NativeCalibration calibration;
  NativeOutputs outputs;
  gboolean has_score;              /* the sum is an output of its own, because the probability is no plain function of it */
  double *covariance;              /* [(n + 1) * (n + 1)], the intercept first; NULL: not known */
} Linear;

typedef struct { guint32 *bin; double *x, *sum; double *design; } Work;

static void
linear_free (gpointer data)
{
  Linear *self = data;

  for (guint i = 0; i < self->n; i++)
    {
      native_transform_clear (&self->terms[i].transform);
      g_free (self->terms[i].no_value);
    }
  for (guint i = 0; i < self->tables->len; i++)
    g_free (g_array_index (self->tables, LevelTable, i).values);
  g_array_unref (self->tables);
  g_free (self->terms);
  g_free (self->covariance);
  native_calibration_clear (&self->calibration);
  native_outputs_clear (&self->outputs);
  g_free (self);
}

static gpointer
work_new (const Native *native)
{
  const Linear *self = native->model;
  Work *work = g_new0 (Work, 1);

  work->bin = g_new (guint32, ASSAY_SCORE_ROWS);
  work->x = g_new (double, ASSAY_SCORE_ROWS);
  work->sum = g_new (double, ASSAY_SCORE_ROWS);
  if (self->covariance != NULL)
    work->design = g_new (double, (gsize) ASSAY_SCORE_ROWS * (self->n + 1));
  return work;
}

static void
work_free (gpointer data)
{
  Work *work = data;

  g_free (work->bin);
  g_free (work->x);
  g_free (work->sum);
  g_free (work->design);
  g_free (work);
}

/* ---- the sum ---- */

/* What the coefficient of a term is multiplied with; lent by the rows or in out. Levels of categories: 1 or 0. */
static const double *
get_term (const Term *self, const NativeRows *rows, guint32 *bin, double *out)
{
  const double *x = rows->numbers[self->slot];

  if (!self->is_level && native_transform_is_plain (&self->transform))
    return x;
  if (!self->is_level)
    native_transform_run (&self->transform, rows, self->slot, bin, out);
  else if (x != NULL)
    for (gsize i = 0; i < rows->n; i++)
      out[i] = isnan (x[i]) ? NAN : x[i] == self->level ? 1 : 0;
  else
    for (gsize i = 0; i < rows->n; i++)
      out[i] = rows->codes[self->slot][i] == self->code ? 1 : 0;
  return out;
}

static void
get_levels (const LevelTable *self, const NativeRows *rows, double *out)
{
  const guint32 *codes = rows->codes[self->slot];

  for (gsize i = 0; i < rows->n; i++)
    out[i] = codes[i] < self->n ? self->values[codes[i]] : self->values[NATIVE_UNKNOWN];
}

/* Levels of categories are summed by the tables, everything else term by term. */
static gboolean
is_in_table (const Native *native, const Term *term)
{
  return term->is_level && native_slot (native, term->slot)->is_category;
}

static void
add_terms (const Native *native, const Linear *self, NativeRows *rows, Work *work)
{
  for (gsize i = 0; i < rows->n; i++)
    work->sum[i] = self->intercept;
  for (guint t = 0; t < self->n; t++)
    if (!is_in_table (native, &self->terms[t]))
      am_add_scaled (get_term (&self->terms[t], rows, work->bin, work->x), rows->n, self->terms[t].coef, work->sum);
  for (guint t = 0; t < self->tables->len; t++)
    {
      get_levels (&g_array_index (self->tables, LevelTable, t), rows, work->x);
      am_add_scaled (work->x, rows->n, 1, work->sum);
    }
}

static gboolean
has_missing_level (const Linear *self, guint slot)
{
  for (guint i = 0; i < self->tables->len; i++)
    if (g_array_index (self->tables, LevelTable, i).slot == slot)
      return isfinite (g_array_index (self->tables, LevelTable, i).values[NATIVE_MISSING]);
  return FALSE;
}

/* Why a sum is no number. */
static void
find_problems (const Native *native, const Linear *self, NativeRows *rows, Work *work)
{
  gboolean has_any = FALSE;

  for (gsize i = 0; i < rows->n; i++)
    has_any |= !isfinite (work->sum[i]) && rows->problems[i] == NULL;
  if (!has_any)
    return;
  for (guint t = 0; t < self->n; t++)
    {
      const Term *term = &self->terms[t];
      const NativeSlot *slot = native_slot (native, term->slot);
      const double *x = is_in_table (native, term) ? NULL : get_term (term, rows, work->bin, work->x);

      for (gsize i = 0; i < rows->n; i++)
        {
          gboolean is_missing = slot->is_category ? rows->codes[term->slot][i] == NATIVE_MISSING : isnan (rows->numbers[term->slot][i]);

          if (x == NULL ? is_missing && !has_missing_level (self, term->slot) : !isfinite (x[i]))
            native_set_problem (rows, i, is_missing ? slot->missing : term->no_value);
        }
    }
  for (gsize i = 0; i < rows->n; i++)
    if (!isfinite (work->sum[i]))
      native_set_problem (rows, i, _("the sum of the terms is too large for a number"));
}

/* ---- outputs ---- */

static void
run_link (const Linear *self, const double *sum, gsize n, double *out)
{
  switch (self->link)
    {
    case LINK_LOGIT:
      am_logistic (sum, n, out);
      break;
    case LINK_IDENTITY:
      memmove (out, sum, n * sizeof (double));
      break;
    case LINK_PROBIT:
      for (gsize i = 0; i < n; i++)
        out[i] = erfc (-sum[i] * M_SQRT1_2) / 2;
      break;
    case LINK_CLOGLOG:
      for (gsize i = 0; i < n; i++)
        out[i] = -expm1 (-exp (sum[i]));
      break;
    case LINK_LOG:
      for (gsize i = 0; i < n; i++)
        out[i] = exp (sum[i]);
      break;
    }
}

static void
run_outputs (const Linear *self, const double *sum, gsize n, double *out)
{
  run_link (self, sum, n, out);
  if (self->calibration.is_used)
    native_calibration_run (&self->calibration, sum, out, n);
}

/* x' C x for every row: the variance of the sum of the terms. */
static void
find_variance (const Linear *self, NativeRows *rows, Work *work, double *variance)
{
  guint size = self->n + 1;
  double *one = work->design;

  for (gsize i = 0; i < rows->n; i++)
    {
      one[i] = 1;
      variance[i] = 0;
    }
  for (guint t = 0; t < self->n; t++)
    {
      double *x = work->design + (gsize) (t + 1) * ASSAY_SCORE_ROWS;
      const double *from = get_term (&self->terms[t], rows, work->bin, x);

      if (from != x)
        memcpy (x, from, rows->n * sizeof (double));
    }
  for (guint j = 0; j < size; j++)
    for (guint k = 0; k <= j; k++)
      {
        const double *x = work->design + (gsize) j * ASSAY_SCORE_ROWS, *y = work->design + (gsize) k * ASSAY_SCORE_ROWS;
        double c = self->covariance[(gsize) j * size + k] * (j == k ? 1 : 2);

        for (gsize i = 0; i < rows->n; i++)
          variance[i] += c * x[i] * y[i];
      }
}

/* 95 % limits of what is expected, from those of the sum: links and calibrations rise or fall all the way. */
static void
run_interval (const Linear *self, NativeRows *rows, Work *work, AssayScoreBlock *block)
{
  guint first = native_outputs_count (&self->outputs) + (self->has_score ? 1 : 0);
  double *lower = block->numbers[first], *upper = block->numbers[first + 1];

  find_variance (self, rows, work, work->x);
  for (gsize i = 0; i < rows->n; i++)
    {
      double half = NORMAL_975 * sqrt (MAX (work->x[i], 0));

      lower[i] = work->sum[i] - half;
      upper[i] = work->sum[i] + half;
    }
  memcpy (work->x, lower, rows->n * sizeof (double));
  run_outputs (self, work->x, rows->n, lower);
  memcpy (work->x, upper, rows->n * sizeof (double));
  run_outputs (self, work->x, rows->n, upper);
  for (gsize i = 0; i < rows->n; i++)
    if (lower[i] > upper[i])
      {
        double swap = lower[i];

        lower[i] = upper[i];
        upper[i] = swap;
      }
}

static void
score (const Native *native, NativeRows *rows, AssayScoreBlock *block)
{
  const Linear *self = native->model;
  Work *work = rows->work;

  add_terms (native, self, rows, work);
  find_problems (native, self, rows, work);
  run_outputs (self, work->sum, rows->n, native_outputs_get_numbers (&self->outputs, block));
  native_outputs_finish (&self->outputs, block, rows->n);
  if (self->has_score)
    memcpy (block->numbers[native_outputs_count (&self->outputs)], work->sum, rows->n * sizeof (double));
  if (self->covariance != NULL)
    run_interval (self, rows, work, block);
}

static void
add_contribution (const Native *native, guint slot_index, double coef, const double *x, gsize n, double *contributions)
{
  const NativeSlot *slot = native_slot (native, slot_index);
  gsize width = native->n_fields + 1;

  for (gsize i = 0; i < n; i++)
    {
      contributions[i * width + slot->origin] += coef * x[i] / 2;
      contributions[i * width + slot->other_origin] += coef * x[i] / 2;
    }
}

static void
explain (const Native *native, NativeRows *rows, double *contributions)
{
  const Linear *self = native->model;
  Work *work = rows->work;

  add_terms (native, self, rows, work);
  find_problems (native, self, rows, work);
  for (guint t = 0; t < self->n; t++)
    if (!is_in_table (native, &self->terms[t]))
      add_contribution (native, self->terms[t].slot, self->terms[t].coef, get_term (&self->terms[t], rows, work->bin, work->x), rows->n, contributions);
  for (guint t = 0; t < self->tables->len; t++)
    {
      const LevelTable *table = &g_array_index (self->tables, LevelTable, t);

      get_levels (table, rows, work->x);
      add_contribution (native, table->slot, 1, work->x, rows->n, contributions);
    }
  for (gsize i = 0; i < rows->n; i++)
    contributions[i * (native->n_fields + 1) + native->n_fields] = self->intercept;
}

static const NativeKind linear_kind = { .free = linear_free, .work_new = work_new, .work_free = work_free, .score = score, .explain = explain };

/* ---- reading ---- */

static LevelTable *
find_table (Linear *self, guint slot)
{
  LevelTable fresh = { .slot = slot, .n = NATIVE_FIRST_WORD };

  for (guint i = 0; i < self->tables->len; i++)
    if (g_array_index (self->tables, LevelTable, i).slot == slot)
      return &g_array_index (self->tables, LevelTable, i);
  /* without a level of its own a missing value has no sum; whatever else is not named is the reference level */
  fresh.values = g_new (double, NATIVE_FIRST_WORD);
  fresh.values[NATIVE_MISSING] = NAN;
  fresh.values[NATIVE_UNKNOWN] = 0;
  g_array_append_val (self->tables, fresh);
  return &g_array_index (self->tables, LevelTable, self->tables->len - 1);
}

static gboolean
is_level_used (const Linear *self, const Term *term, guint n)
{
  for (guint i = 0; i < n; i++)
    if (self->terms[i].is_level && self->terms[i].slot == term->slot && self->terms[i].code == term->code && self->terms[i].level == term->level)
      return TRUE;
  return FALSE;
}

static gboolean
take_category_level (Linear *self, Term *term, NativeSlot *slot, JsonNode *level, const char *where, GError **error)
{
  g_autofree char *word = JSON_NODE_HOLDS_NULL (level) ? NULL : native_node_to_word (level);
  gboolean is_new = FALSE;
  LevelTable *table = find_table (self, term->slot);
  guint32 n = table->n;

  if (word == NULL && !JSON_NODE_HOLDS_NULL (level))
    return native_fail (error, where, _("“level” must be a text, or null for missing."));
  term->code = word != NULL ? native_slot_intern (slot, word, &is_new) : NATIVE_MISSING;
  if (is_new && slot->has_values)
    return native_fail (error, where, _("“%s” is none of the “values” of the input."), word);
  if (term->code >= n)
    {
      table->n = term->code + 1;
      table->values = g_renew (double, table->values, table->n);
      for (guint32 i = n; i < table->n; i++)
        table->values[i] = 0;
    }
  table->values[term->code] = term->coef;
  return TRUE;
}

static gboolean
read_level (Linear *self, Term *term, NativeSlot *slot, JsonNode *level, const char *where, GError **error)
{
  term->is_level = TRUE;
  if (slot->is_category ? !take_category_level (self, term, slot, level, where, error) : !native_node_to_number (level, &term->level))
    return slot->is_category ? FALSE : native_fail (error, where, _("“%s” is a number, and so must be its “level”."), slot->name);
  return TRUE;
}

static gboolean
read_term (NativeReader *reader, Linear *self, guint index, JsonObject *from, const char *numbered, GError **error)
{
  Term *term = &self->terms[index];
  const char *input = NULL, *transform = NULL;
  g_autofree char *where = NULL;
  JsonObject *args = NULL;
  NativeSlot *slot;
  double error_of_coef = 0;

  if (!native_get_text (from, numbered, "input", TRUE, &input, error))
    return FALSE;
  where = g_strdup_printf ("%s (“%s”)", numbered, input);
  if (!native_check_keys (from, where, "input coef se transform args level label", error) || !native_get_number (from, where, "coef", TRUE, &term->coef, error)
      || !native_get_number (from, where, "se", FALSE, &error_of_coef, error) || !native_get_text (from, where, "transform", FALSE, &transform, error)
      || !native_get_object (from, where, "args", FALSE, &args, error) || (slot = native_use_slot (reader->native, input, where, &term->slot, error)) == NULL)
    return FALSE;
  if (error_of_coef < 0)
    return native_fail (error, where, _("“se” is negative."));
  term->no_value = g_strdup_printf (_("“%s” holds a value for which the model has no term"), input);
  if (!json_object_has_member (from, "level"))
    {
      if (slot->is_category && transform == NULL)
        return native_fail (error, where, _("“%s” is a category: the term needs a “level” or the transform “woe”."), input);
      return native_transform_read (&term->transform, transform, args, slot, where, error);
    }
  if (transform != NULL || args != NULL)
    return native_fail (error, where, _("a term has a “level” or a “transform”, not both."));
  if (!read_level (self, term, slot, json_object_get_member (from, "level"), where, error))
    return FALSE;
  return !is_level_used (self, term, index) || native_fail (error, where, _("this level has a term already."));
}

/* Rows and columns: the intercept, then the terms. */
static gboolean
read_covariance (Linear *self, JsonObject *from, GError **error)
{
  const char *where = _("covariance");
  JsonArray *rows = NULL;
  guint size = self->n + 1;

  if (!native_get_array (from, where, "covariance", FALSE, &rows, error) || rows == NULL)
    return rows == NULL && !native_has (from, "covariance");
  if (self->n > MAX_COVARIANCE || json_array_get_length (rows) != size)
    return native_fail (error, where, _("there must be %u rows: the intercept and the terms, at most %u."), size, MAX_COVARIANCE + 1);
  self->covariance = g_new (double, (gsize) size * size);
  for (guint i = 0; i < size; i++)
    {
      JsonNode *node = json_array_get_element (rows, i);
      JsonArray *row = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

      if (row == NULL || json_array_get_length (row) != size)
        return native_fail (error, where, _("row %u must be a list of %u numbers."), i + 1, size);
      for (guint j = 0; j < size; j++)
        if (!native_node_to_number (json_array_get_element (row, j), &self->covariance[(gsize) i * size + j]))
          return native_fail (error, where, _("entry %u of row %u must be a finite number."), j + 1, i + 1);
    }
  for (guint i = 0; i < size; i++)
    for (guint j = 0; j <= i; j++)
      {
        double a = self->covariance[(gsize) i * size + j], b = self->covariance[(gsize) j * size + i];
        double scale = sqrt (fabs (self->covariance[(gsize) i * size + i] * self->covariance[(gsize) j * size + j]));

        if (i == j && a < 0)
          return native_fail (error, where, _("the variance in row %u is negative."), i + 1);
        if (fabs (a - b) > 1e-6 * scale + 1e-300)
          return native_fail (error, where, _("row %u, entry %u differs from row %u, entry %u: a covariance is symmetric."), i + 1, j + 1, j + 1, i + 1);
        if (fabs (a) > scale * (1 + 1e-6))
          return native_fail (error, where, _("row %u, entry %u is larger than the variances allow."), i + 1, j + 1);
      }
  return TRUE;
}

static void
note_reference_levels (NativeReader *reader, const Linear *self)
{
  for (guint i = 0; i < self->tables->len; i++)
    {
      const NativeSlot *slot = native_slot (reader->native, g_array_index (self->tables, LevelTable, i).slot);

      if (!slot->has_values)
        assay_artifact_info_add_note (reader->info, _("“%s”: the model does not list its values, so every value without a term counts as the reference level."), slot->name);
    }
}

static gboolean
describe (NativeReader *reader, Linear *self, gboolean is_logistic, GError **error)
{
  static const char *const links[] = { "logit", "identity", "probit", "cloglog", "log" };
  gboolean is_probability = self->link == LINK_LOGIT || self->link == LINK_PROBIT || self->link == LINK_CLOGLOG;
  AssayArtifactInfo *info = reader->info;

  if (self->calibration.is_used && !is_probability)
    return native_fail (error, _("calibration"), _("only a probability can be calibrated, and the link is “%s”."), links[self->link]);
  if (!native_outputs_read (&self->outputs, reader, is_probability ? NATIVE_PROBABILITY : NATIVE_VALUE, is_probability ? 2 : 0, error))
    return FALSE;
  self->has_score = self->calibration.is_used || self->link == LINK_PROBIT || self->link == LINK_CLOGLOG;
  if (self->has_score)
    assay_artifact_info_add_output (info, "score", ASSAY_OUTPUT_SCORE, FALSE, NULL);
  if (self->covariance != NULL)
    {
      assay_artifact_info_add_output (info, "lower", ASSAY_OUTPUT_OTHER, FALSE, NULL);
      assay_artifact_info_add_output (info, "upper", ASSAY_OUTPUT_OTHER, FALSE, NULL);
      assay_artifact_info_add_fact (info, N_("Interval"), "%s", _("Of what is expected, at 95 %, from the covariance of the coefficients"));
    }
  g_free (info->function);
  info->function = g_strdup (is_probability ? "classification" : "regression");
  info->contribution_scale = g_strdup (self->has_score ? N_("score") : self->link == LINK_LOGIT ? N_("log-odds") : self->link == LINK_IDENTITY ? N_("prediction") :
                                       N_("logarithm of the prediction"));
  assay_artifact_info_add_fact (info, N_("Link"), "%s", links[self->link]);
  assay_artifact_info_add_fact (info, N_("Terms"), "%u", self->n);
  if (self->calibration.is_used)
    assay_artifact_info_add_fact (info, N_("Calibration"), "%s", self->calibration.is_isotonic ? _("isotonic") : _("Platt"));
  note_reference_levels (reader, self);
  return TRUE;
}

static gboolean
read_linear (NativeReader *reader, Linear *self, JsonObject *from, gboolean is_logistic, GError **error)
{
  const char *where = is_logistic ? _("logistic") : _("linear");
  JsonObject *calibration = NULL;
  JsonArray *terms = NULL;

  self->link = is_logistic ? LINK_LOGIT : LINK_IDENTITY;
  if (!native_check_keys (from, where, "link intercept intercept_se terms covariance calibration", error)
      || !native_get_choice (from, where, "link", FALSE, "logit|identity|probit|cloglog|log", &self->link, error)
      || !native_get_number (from, where, "intercept", TRUE, &self->intercept, error) || !native_get_array (from, where, "terms", TRUE, &terms, error)
      || !native_get_object (from, where, "calibration", FALSE, &calibration, error)
      || (calibration != NULL && !native_calibration_read (&self->calibration, calibration, _("calibration"), error)))
    return FALSE;
  if (json_array_get_length (terms) > NATIVE_MAX_SLOTS)
    return native_fail (error, where, _("there are more than %u terms."), NATIVE_MAX_SLOTS);
  self->terms = g_new0 (Term, json_array_get_length (terms) + 1);
  for (guint i = 0; i < json_array_get_length (terms); i++)
    {
      g_autofree char *at = g_strdup_printf (_("term %u"), i + 1);
      JsonObject *term = native_get_element (terms, i, at, error);

      self->n = i + 1;
      if (term == NULL || !read_term (reader, self, i, term, at, error))
        return FALSE;
    }
  return read_covariance (self, from, error) && describe (reader, self, is_logistic, error);
}

gboolean
native_read_linear (NativeReader *reader, JsonObject *from, gboolean is_logistic, GError **error)
{
  Linear *self = g_new0 (Linear, 1);

  self->tables = g_array_new (FALSE, FALSE, sizeof (LevelTable));
  reader->native->kind = &linear_kind;
  reader->native->model = self;
  return read_linear (reader, self, from, is_logistic, error);
}
