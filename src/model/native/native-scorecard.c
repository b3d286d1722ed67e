/* Kind "scorecard": points by bin, summed; the probability from the scaling; reasons from the points lost against the baseline. */
#include "model/native/native-private.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "base/number.h"
#include "math/scoring/score-blocks.h"
#include "model/native/native-bins.h"

#define MAX_REASONS 20

typedef struct
{
  guint slot;
  NativeBins bins;
  double *points;                  /* [n_bins + 1]; the last, of no bin, is NaN */
  const char **reasons;            /* [n_bins + 1], lent by names */
  double baseline;
  char *no_missing, *no_bin;       /* problems */
} Characteristic;

typedef struct
{
  double initial;
  gboolean has_scaling, is_worse;  /* worse: more points, more risk */
  double points0, odds, pdo;
  Characteristic *characteristics;
  guint n;
  guint n_reasons;
  GHashTable *names;               /* of reasons: a set that owns them, so that equal reasons are equal pointers */
} Scorecard;

/* A block in work. */
typedef struct { guint32 *bin; double *points, *total; double *lost; const char **reasons; } Work;

static void
scorecard_free (gpointer data)
{
  Scorecard *self = data;

  for (guint c = 0; c < self->n; c++)
    {
      Characteristic *characteristic = &self->characteristics[c];

      native_bins_clear (&characteristic->bins);
      g_free (characteristic->points);
      g_free (characteristic->reasons);
      g_free (characteristic->no_missing);
      g_free (characteristic->no_bin);
    }
  g_free (self->characteristics);
  g_hash_table_unref (self->names);
  g_free (self);
}

static gpointer
work_new (const Native *native)
{
  const Scorecard *self = native->model;
  Work *work = g_new0 (Work, 1);

  work->bin = g_new (guint32, ASSAY_SCORE_ROWS);
  work->points = g_new (double, ASSAY_SCORE_ROWS);
  work->total = g_new (double, ASSAY_SCORE_ROWS);
  work->lost = g_new (double, ASSAY_SCORE_ROWS * (self->n_reasons + 1));
  work->reasons = g_new (const char *, ASSAY_SCORE_ROWS * (self->n_reasons + 1));
  return work;
}

static void
work_free (gpointer data)
{
  Work *work = data;

  g_free (work->bin);
  g_free (work->points);
  g_free (work->total);
  g_free (work->lost);
  g_free (work->reasons);
  g_free (work);
}

/* ---- scoring ---- */

/* Bins and points of one characteristic for the rows of a block. */
static void
find_points (const Characteristic *self, NativeRows *rows, Work *work)
{
  native_bins_find (&self->bins, rows, self->slot, work->bin);
  am_gather (work->bin, rows->n, self->points, work->points);
  for (gsize i = 0; i < rows->n; i++)
    if (work->bin[i] == self->bins.n_bins)
      native_set_problem (rows, i, (rows->codes[self->slot] != NULL ? rows->codes[self->slot][i] == NATIVE_MISSING : isnan (rows->numbers[self->slot][i]))
                                   ? self->no_missing : self->no_bin);
}

/* The most points lost first; of equal ones the characteristic that stands first. A reason is given once. */
static void
rank_reason (Work *work, gsize row, guint n, double lost, const char *reason)
{
  double *losses = work->lost + row * n;
  const char **reasons = work->reasons + row * n;
  guint at = n, end = n - 1;

  if (!(lost > losses[n - 1]))
    return;
  for (guint k = 0; k < n && reasons[k] != NULL; k++)
    if (reasons[k] == reason)
      {
        if (losses[k] >= lost)
          return;
        end = k;
        break;
      }
  for (at = end; at > 0 && losses[at - 1] < lost; at--)
    {
      losses[at] = losses[at - 1];
      reasons[at] = reasons[at - 1];
    }
  losses[at] = lost;
  reasons[at] = reason;
}

static void
rank_reasons (const Scorecard *self, const Characteristic *characteristic, gsize n_rows, Work *work)
{
  double sign = self->is_worse ? -1 : 1;

  for (gsize i = 0; i < n_rows; i++)
    {
      double lost = sign * (characteristic->baseline - work->points[i]);

      if (lost > 0)
        rank_reason (work, i, self->n_reasons, lost, characteristic->reasons[work->bin[i]]);
    }
}

static void
score (const Native *native, NativeRows *rows, AssayScoreBlock *block)
{
  const Scorecard *self = native->model;
  Work *work = rows->work;
  guint first_reason = self->has_scaling ? 2 : 1;

  for (gsize i = 0; i < rows->n; i++)
    work->total[i] = self->initial;
  memset (work->lost, 0, rows->n * self->n_reasons * sizeof *work->lost);
  memset (work->reasons, 0, rows->n * self->n_reasons * sizeof *work->reasons);
  for (guint c = 0; c < self->n; c++)
    {
      find_points (&self->characteristics[c], rows, work);
      am_add_scaled (work->points, rows->n, 1, work->total);
      if (self->n_reasons > 0)
        rank_reasons (self, &self->characteristics[c], rows->n, work);
    }
  memcpy (block->numbers[0], work->total, rows->n * sizeof (double));
  if (self->has_scaling)
    am_points_to_probability (work->total, rows->n, self->points0, self->odds, self->is_worse ? -self->pdo : self->pdo, block->numbers[1]);
  for (guint k = 0; k < self->n_reasons; k++)
    for (gsize i = 0; i < rows->n; i++)
      block->texts[first_reason + k][i] = work->reasons[i * self->n_reasons + k];
}

static void
explain (const Native *native, NativeRows *rows, double *contributions)
{
  const Scorecard *self = native->model;
  Work *work = rows->work;
  gsize width = native->n_fields + 1;

  for (guint c = 0; c < self->n; c++)
    {
      const NativeSlot *slot = native_slot (native, self->characteristics[c].slot);

      find_points (&self->characteristics[c], rows, work);
      for (gsize i = 0; i < rows->n; i++)
        {
          contributions[i * width + slot->origin] += work->points[i] / 2;
          contributions[i * width + slot->other_origin] += work->points[i] / 2;
        }
    }
  for (gsize i = 0; i < rows->n; i++)
    contributions[i * width + native->n_fields] = self->initial;
}

static const NativeKind scorecard_kind = { .free = scorecard_free, .work_new = work_new, .work_free = work_free, .score = score, .explain = explain };

/* ---- reading ---- */

static const char *
keep_reason (Scorecard *self, const char *reason)
{
  char *kept = g_hash_table_lookup (self->names, reason);

  if (kept == NULL)
    {
      kept = g_strdup (reason);
      g_hash_table_insert (self->names, kept, kept);
    }
  return kept;
}

static gboolean
read_bin_points (Scorecard *card, Characteristic *self, JsonArray *bins, const char *usual_reason, const char *where, GError **error)
{
  guint n = self->bins.n_bins;

  self->points = g_new (double, n + 1);
  self->reasons = g_new0 (const char *, n + 1);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *at = g_strdup_printf (_("%s, bin %u"), where, i + 1);
      JsonObject *bin = json_array_get_object_element (bins, i);
      const char *reason = usual_reason;
      double woe;

      if (!native_check_keys (bin, at, "missing other from to values points woe reason label", error)
          || !native_get_number (bin, at, "points", TRUE, &self->points[i], error) || !native_get_number (bin, at, "woe", FALSE, &woe, error)
          || !native_get_text (bin, at, "reason", FALSE, &reason, error))
        return FALSE;
      self->reasons[i] = keep_reason (card, reason);
    }
  self->points[n] = NAN;
  self->reasons[n] = NULL;
  return TRUE;
}

static gboolean
read_characteristic (NativeReader *reader, Scorecard *card, Characteristic *self, JsonObject *from, const char *numbered, GError **error)
{
  const char *input = NULL, *reason = NULL;
  g_autofree char *where = NULL;
  JsonArray *bins = NULL;
  NativeSlot *slot;

  if (!native_get_text (from, numbered, "input", TRUE, &input, error))
    return FALSE;
  where = g_strdup_printf (_("characteristic “%s”"), input);
  reason = input;
  if (!native_check_keys (from, where, "input label reason baseline_points bins", error) || !native_get_text (from, where, "reason", FALSE, &reason, error)
      || !native_get_array (from, where, "bins", TRUE, &bins, error) || (slot = native_use_slot (reader->native, input, where, &self->slot, error)) == NULL
      || !native_bins_read (&self->bins, bins, slot, where, error) || !read_bin_points (card, self, bins, reason, where, error))
    return FALSE;
  /* without a baseline the best that can be reached */
  self->baseline = self->points[0];
  for (guint i = 1; i < self->bins.n_bins; i++)
    self->baseline = card->is_worse ? MIN (self->baseline, self->points[i]) : MAX (self->baseline, self->points[i]);
  self->no_missing = g_strdup_printf (_("“%s” is missing, and the scorecard has no bin for that"), input);
  self->no_bin = g_strdup_printf (_("“%s” holds a value for which the scorecard has no bin"), input);
  return native_get_number (from, where, "baseline_points", FALSE, &self->baseline, error);
}

static gboolean
read_scaling (Scorecard *self, JsonObject *from, GError **error)
{
  const char *where = _("scaling");
  guint higher = 0;

  if (!native_check_keys (from, where, "points odds pdo higher_is", error) || !native_get_number (from, where, "points", TRUE, &self->points0, error)
      || !native_get_number (from, where, "odds", TRUE, &self->odds, error) || !native_get_number (from, where, "pdo", TRUE, &self->pdo, error)
      || !native_get_choice (from, where, "higher_is", TRUE, "better|worse", &higher, error))
    return FALSE;
  if (!(self->odds > 0) || !(self->pdo > 0))
    return native_fail (error, where, _("“odds” (of no event, at “points”) and “pdo” must be greater than 0; which way points go is said by “higher_is”."));
  self->is_worse = higher == 1;
  self->has_scaling = TRUE;
  return TRUE;
}

/* The texts of reasons are for people; each must be for a code that is used, or somebody has mistyped one of the two. */
static gboolean
read_reason_texts (NativeReader *reader, const Scorecard *self, JsonObject *from, GError **error)
{
  JsonObjectIter iter;
  const char *code;

  json_object_iter_init_ordered (&iter, from);
  while (json_object_iter_next_ordered (&iter, &code, NULL))
    {
      const char *text = NULL;

      if (!native_get_text (from, _("reason_texts"), code, TRUE, &text, error))
        return FALSE;
      if (!g_hash_table_contains (self->names, code))
        return native_fail (error, _("reason_texts"), _("no characteristic and no bin has the reason “%s”."), code);
      assay_artifact_info_add_fact (reader->info, code, "%s", text);
    }
  return TRUE;
}

static void
describe (NativeReader *reader, const Scorecard *self)
{
  AssayArtifactInfo *info = reader->info;

  assay_artifact_info_add_output (info, "points", ASSAY_OUTPUT_SCORE, FALSE, NULL);
  if (self->has_scaling)
    assay_artifact_info_add_output (info, "pd", ASSAY_OUTPUT_PROBABILITY, FALSE, native_get_event (reader));
  for (guint i = 0; i < self->n_reasons; i++)
    {
      g_autofree char *name = g_strdup_printf ("reason_%u", i + 1);

      assay_artifact_info_add_output (info, name, ASSAY_OUTPUT_REASON, TRUE, NULL);
    }
  info->lower_is_riskier = !self->is_worse;
  info->contribution_scale = g_strdup (N_("points"));
  assay_artifact_info_add_fact (info, N_("Characteristics"), "%u", self->n);
  if (self->has_scaling)
    {
      g_autofree char *points = assay_number_print ("%.10g", self->points0), *odds = assay_number_print ("%.10g", self->odds),
                      *pdo = assay_number_print ("%.10g", self->pdo);

      assay_artifact_info_add_fact (info, N_("Scaling"), self->is_worse ? _("%s points at odds of %s to 1, %s points halve the odds") :
                                    _("%s points at odds of %s to 1, %s points double the odds"), points, odds, pdo);
    }
}

static gboolean
read_scorecard (NativeReader *reader, Scorecard *self, JsonObject *from, GError **error)
{
  const char *where = _("scorecard");
  JsonObject *scaling = NULL, *texts = NULL;
  JsonArray *list = NULL;
  guint higher = 0;

  if (!native_check_keys (from, where, "initial_points scaling higher_is reasons characteristics reason_texts", error)
      || !native_get_number (from, where, "initial_points", FALSE, &self->initial, error)
      || !native_get_object (from, where, "scaling", FALSE, &scaling, error) || (scaling != NULL && !read_scaling (self, scaling, error))
      || !native_get_choice (from, where, "higher_is", FALSE, "better|worse", &higher, error)
      || !native_get_array (from, where, "characteristics", TRUE, &list, error) || !native_get_object (from, where, "reason_texts", FALSE, &texts, error))
    return FALSE;
  if (native_has (from, "higher_is") && self->has_scaling && (higher == 1) != self->is_worse)
    return native_fail (error, where, _("“higher_is” differs from that of the scaling."));
  self->is_worse = self->has_scaling ? self->is_worse : higher == 1;
  self->n = json_array_get_length (list);
  if (self->n == 0 || self->n > NATIVE_MAX_SLOTS)
    return native_fail (error, where, _("there must be from 1 to %u characteristics."), NATIVE_MAX_SLOTS);
  self->characteristics = g_new0 (Characteristic, self->n);
  self->n_reasons = MIN (4, self->n);
  if (!native_get_count (from, where, "reasons", FALSE, 0, MAX_REASONS, &self->n_reasons, error))
    return FALSE;
  for (guint i = 0; i < self->n; i++)
    {
      g_autofree char *at = g_strdup_printf (_("characteristic %u"), i + 1);
      JsonObject *element = native_get_element (list, i, at, error);

      if (element == NULL || !read_characteristic (reader, self, &self->characteristics[i], element, at, error))
        return FALSE;
    }
  describe (reader, self);
  return texts == NULL || read_reason_texts (reader, self, texts, error);
}

gboolean
native_read_scorecard (NativeReader *reader, JsonObject *from, GError **error)
{
  Scorecard *self = g_new0 (Scorecard, 1);

  self->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  reader->native->kind = &scorecard_kind;
  reader->native->model = self;
  return read_scorecard (reader, self, from, error);
}
