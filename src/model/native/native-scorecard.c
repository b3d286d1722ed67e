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
  double *points;                  /* by what is found in bins; NaN: no bin */
  gint16 *rank;                    /* the same: place in Scorecard.ranked; NULL: reasons are ranked row by row */
  double *bin_points;              /* [n_bins] */
  const char **reasons;            /* [n_bins], lent by names */
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
  const char **ranked;             /* reasons of all bins that lose points, those that lose most first */
  GHashTable *names;               /* of reasons: a set that owns them, so that equal reasons are equal pointers */
} Scorecard;

/* A block in work. */
typedef struct { guint32 *found; double *points, *total; double *lost; const char **reasons; gint16 *rank, *least; } Work;

static void
scorecard_free (gpointer data)
{
  Scorecard *self = data;

  for (guint c = 0; c < self->n; c++)
    {
      Characteristic *characteristic = &self->characteristics[c];

      native_bins_clear (&characteristic->bins);
      g_free (characteristic->points);
      g_free (characteristic->rank);
      g_free (characteristic->bin_points);
      g_free (characteristic->reasons);
      g_free (characteristic->no_missing);
      g_free (characteristic->no_bin);
    }
  g_free (self->characteristics);
  g_free (self->ranked);
  g_hash_table_unref (self->names);
  g_free (self);
}

static gpointer
work_new (const Native *native)
{
  const Scorecard *self = native->model;
  Work *work = g_new0 (Work, 1);

  work->found = g_new (guint32, ASSAY_SCORE_ROWS);
  work->points = g_new (double, ASSAY_SCORE_ROWS);
  work->total = g_new (double, ASSAY_SCORE_ROWS);
  work->lost = g_new (double, ASSAY_SCORE_ROWS * (self->n_reasons + 1));
  work->reasons = g_new (const char *, ASSAY_SCORE_ROWS * (self->n_reasons + 1));
  work->rank = g_new (gint16, ASSAY_SCORE_ROWS);
  work->least = g_new (gint16, ASSAY_SCORE_ROWS * (self->n_reasons + 1));
  return work;
}

static void
work_free (gpointer data)
{
  Work *work = data;

  g_free (work->found);
  g_free (work->rank);
  g_free (work->least);
  g_free (work->points);
  g_free (work->total);
  g_free (work->lost);
  g_free (work->reasons);
  g_free (work);
}

/* ---- scoring ---- */

/* Points of one characteristic for the rows of a block. */
static void
find_points (const Characteristic *self, const NativeRows *rows, Work *work)
{
  native_bins_find (&self->bins, rows, self->slot, work->found);
  am_gather (work->found, rows->n, self->points, work->points);
}

/* Why a total is no number. */
static void
find_problems (const Scorecard *self, NativeRows *rows, Work *work)
{
  gboolean has_any = FALSE;

  for (gsize i = 0; i < rows->n; i++)
    has_any |= isnan (work->total[i]);
  for (guint c = 0; has_any && c < self->n; c++)
    {
      const Characteristic *characteristic = &self->characteristics[c];
      const guint32 *codes = rows->codes[characteristic->slot];

      find_points (characteristic, rows, work);
      for (gsize i = 0; i < rows->n; i++)
        if (isnan (work->points[i]))
          native_set_problem (rows, i, (codes != NULL ? codes[i] == NATIVE_MISSING : isnan (rows->numbers[characteristic->slot][i]))
                                       ? characteristic->no_missing : characteristic->no_bin);
    }
}

/* ---- reasons ---- */

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

/* Where two characteristics share a reason, each row has to look which of them is given already. */
static void
rank_by_row (const Scorecard *self, const Characteristic *characteristic, gsize n_rows, Work *work)
{
  double sign = self->is_worse ? -1 : 1;

  for (gsize i = 0; i < n_rows; i++)
    {
      double lost = sign * (characteristic->baseline - work->points[i]);

      if (lost > 0)
        rank_reason (work, i, self->n_reasons, lost, characteristic->reasons[characteristic->bins.bin_of[work->found[i]]]);
    }
}

static void
rank_reasons (const Scorecard *self, const Characteristic *characteristic, gsize n_rows, Work *work)
{
  if (self->ranked == NULL)
    {
      rank_by_row (self, characteristic, n_rows, work);
      return;
    }
  for (gsize i = 0; i < n_rows; i++)
    work->rank[i] = characteristic->rank[work->found[i]];
  am_keep_least (work->rank, n_rows, work->least, self->n_reasons, ASSAY_SCORE_ROWS);
}

static void
start_reasons (const Scorecard *self, gsize n_rows, Work *work)
{
  for (gsize i = 0; self->ranked != NULL && i < ASSAY_SCORE_ROWS * self->n_reasons; i++)
    work->least[i] = G_MAXINT16;
  if (self->ranked != NULL)
    return;
  memset (work->lost, 0, n_rows * self->n_reasons * sizeof *work->lost);
  memset (work->reasons, 0, n_rows * self->n_reasons * sizeof *work->reasons);
}

static void
put_reasons (const Scorecard *self, gsize n_rows, const Work *work, AssayScoreBlock *block)
{
  guint first = self->has_scaling ? 2 : 1;

  for (guint k = 0; k < self->n_reasons; k++)
    for (gsize i = 0; i < n_rows; i++)
      {
        gint16 rank = self->ranked != NULL ? work->least[k * ASSAY_SCORE_ROWS + i] : G_MAXINT16;

        block->texts[first + k][i] = self->ranked == NULL ? work->reasons[i * self->n_reasons + k] : rank < G_MAXINT16 ? self->ranked[rank] : NULL;
      }
}

static void
score (const Native *native, NativeRows *rows, AssayScoreBlock *block)
{
  const Scorecard *self = native->model;
  Work *work = rows->work;

  for (gsize i = 0; i < rows->n; i++)
    work->total[i] = self->initial;
  start_reasons (self, rows->n, work);
  for (guint c = 0; c < self->n; c++)
    {
      find_points (&self->characteristics[c], rows, work);
      am_add_scaled (work->points, rows->n, 1, work->total);
      if (self->n_reasons > 0)
        rank_reasons (self, &self->characteristics[c], rows->n, work);
    }
  find_problems (self, rows, work);
  memcpy (block->numbers[0], work->total, rows->n * sizeof (double));
  if (self->has_scaling)
    am_points_to_probability (work->total, rows->n, self->points0, self->odds, self->is_worse ? -self->pdo : self->pdo, block->numbers[1]);
  put_reasons (self, rows->n, work, block);
}

static void
explain (const Native *native, NativeRows *rows, double *contributions)
{
  const Scorecard *self = native->model;
  Work *work = rows->work;
  gsize width = native->n_fields + 1;

  for (gsize i = 0; i < rows->n; i++)
    work->total[i] = 0;
  for (guint c = 0; c < self->n; c++)
    {
      const NativeSlot *slot = native_slot (native, self->characteristics[c].slot);

      find_points (&self->characteristics[c], rows, work);
      am_add_scaled (work->points, rows->n, 1, work->total);
      for (gsize i = 0; i < rows->n; i++)
        {
          contributions[i * width + slot->origin] += work->points[i] / 2;
          contributions[i * width + slot->other_origin] += work->points[i] / 2;
        }
    }
  find_problems (self, rows, work);
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

  self->bin_points = g_new (double, n);
  self->reasons = g_new0 (const char *, n);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *at = g_strdup_printf (_("%s, bin %u"), where, i + 1);
      JsonObject *bin = json_array_get_object_element (bins, i);
      const char *reason = usual_reason;
      double woe;

      if (!native_check_keys (bin, at, "missing other from to values points woe reason label", error)
          || !native_get_number (bin, at, "points", TRUE, &self->bin_points[i], error) || !native_get_number (bin, at, "woe", FALSE, &woe, error)
          || !native_get_text (bin, at, "reason", FALSE, &reason, error))
        return FALSE;
      self->reasons[i] = keep_reason (card, reason);
    }
  self->points = native_bins_spread (&self->bins, self->bin_points);
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
  self->baseline = self->bin_points[0];
  for (guint i = 1; i < self->bins.n_bins; i++)
    self->baseline = card->is_worse ? MIN (self->baseline, self->bin_points[i]) : MAX (self->baseline, self->bin_points[i]);
  self->no_missing = g_strdup_printf (_("“%s” is missing, and the scorecard has no bin for that"), input);
  self->no_bin = g_strdup_printf (_("“%s” holds a value for which the scorecard has no bin"), input);
  return native_get_number (from, where, "baseline_points", FALSE, &self->baseline, error);
}

/* ---- the order of reasons, made once ---- */

typedef struct { double lost; guint characteristic, bin; } Loss;

static int
compare_losses (gconstpointer a, gconstpointer b)
{
  const Loss *x = a, *y = b;

  if (x->lost != y->lost)
    return x->lost > y->lost ? -1 : 1;
  return x->characteristic != y->characteristic ? (x->characteristic > y->characteristic) - (x->characteristic < y->characteristic) : (x->bin > y->bin) - (x->bin < y->bin);
}

static gboolean
shares_reasons (const Scorecard *self)
{
  g_autoptr(GHashTable) owners = g_hash_table_new (NULL, NULL);

  for (guint c = 0; c < self->n; c++)
    for (guint i = 0; i < self->characteristics[c].bins.n_bins; i++)
      {
        const char *reason = self->characteristics[c].reasons[i];
        guint owner = GPOINTER_TO_UINT (g_hash_table_lookup (owners, reason));

        if (owner != 0 && owner != c + 1)
          return TRUE;
        g_hash_table_insert (owners, (gpointer) reason, GUINT_TO_POINTER (c + 1));
      }
  return FALSE;
}

static void
spread_ranks (Scorecard *self, const GArray *losses)
{
  for (guint c = 0; c < self->n; c++)
    {
      Characteristic *characteristic = &self->characteristics[c];

      characteristic->rank = g_new (gint16, characteristic->bins.n_found);
      for (guint i = 0; i < characteristic->bins.n_found; i++)
        characteristic->rank[i] = G_MAXINT16;
    }
  for (guint k = 0; k < losses->len; k++)
    {
      const Loss *loss = &g_array_index (losses, Loss, k);
      Characteristic *characteristic = &self->characteristics[loss->characteristic];

      self->ranked[k] = characteristic->reasons[loss->bin];
      for (guint i = 0; i < characteristic->bins.n_found; i++)
        if (characteristic->bins.bin_of[i] == loss->bin)
          characteristic->rank[i] = k;
    }
}

/* A row has one bin of each characteristic. So the bins of all of them are put in the order of the points they lose, and the reasons of a row
 * are the first of that order that it meets: whole numbers to compare, many rows at once. */
static void
rank_bins (Scorecard *self)
{
  g_autoptr(GArray) losses = g_array_new (FALSE, FALSE, sizeof (Loss));

  if (self->n_reasons == 0 || shares_reasons (self))
    return;
  for (guint c = 0; c < self->n; c++)
    for (guint i = 0; i < self->characteristics[c].bins.n_bins; i++)
      {
        Loss loss = { (self->is_worse ? -1 : 1) * (self->characteristics[c].baseline - self->characteristics[c].bin_points[i]), c, i };

        if (loss.lost > 0)
          g_array_append_val (losses, loss);
      }
  if (losses->len >= G_MAXINT16 / 4)
    return;
  g_array_sort (losses, compare_losses);
  self->ranked = g_new (const char *, losses->len + 1);
  spread_ranks (self, losses);
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
  if (self->has_scaling)
    {
      g_free (info->function);
      info->function = g_strdup ("classification");
    }
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
  rank_bins (self);
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
