/* The orders of importance that the methods found, side by side, and why they disagree where they do. */
#include "analysis/sensitivity/sensitivity-methods-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "analysis/wording.h"

#define MOST_METHODS 16
#define MOST_SHOWN 20
#define MOST_NAMED 8               /* in a note */
#define APART 2                    /* places, from which orders are said to disagree */
#define SAME 1e-9                  /* of the larger: effects no further apart are the same but for rounding, and share a place */
#define NOTHING 1e-12              /* of the largest effect: no effect */
#define PLAIN 0.1                  /* of the largest effect: one that a method should have seen */

/* What a method orders by, and whether rows that exist, with the dependence in them, are behind it. */
static const struct { const char *method, *measure, *title; gboolean is_joint; } measures[] = {
  { "oat", "span", N_("One at a Time"), FALSE }, { "morris", "mu-star", N_("Morris"), FALSE }, { "sobol", "total", N_("Sobol, Total"), FALSE }, { "efast", "total", N_("eFAST, Total"), FALSE },
  { "rbd-fast", "first", N_("RBD-FAST"), TRUE }, { "delta", "delta", N_("Delta"), TRUE }, { "pawn", "median", N_("PAWN"), TRUE }, { "dgsm", "dgsm", N_("DGSM"), FALSE },
  { "shapley", "effect", N_("Shapley"), TRUE }, { "ale", "sd", N_("Accumulated Effects"), TRUE }, { "permutation", "importance", N_("Shuffling"), FALSE },
  { "shap", "size", N_("Contributions"), TRUE },
};

typedef struct
{
  AssaySensitivityRun *run;
  guint k, n;
  GHashTable *found;               /* rows of the main table by method, input and measure */
  guint *order;                    /* of inputs, by their mean place */
  guint measure[MOST_METHODS];     /* which of `measures` */
  double *values[MOST_METHODS];    /* [k] */
  double *places[MOST_METHODS];    /* [k]: 1 is the first, the same for those that are the same; NaN: no effect, or none measured */
  double *ranks[MOST_METHODS];     /* [k]: the mean of the places that the same would take, no effect among them; NaN: none measured */
  guint n_measured;                /* methods that have an order, or have found the same effect of all inputs */
  GString *without;                /* titles of those */
} Orders;

static guint
hash_row (gconstpointer key)
{
  const SensitivityRow *row = key;

  return g_str_hash (row->method) ^ g_str_hash (row->measure) * 31 ^ g_str_hash (row->input) * 1009;
}

static gboolean
is_same_row (gconstpointer a, gconstpointer b)
{
  const SensitivityRow *one = a, *other = b;

  return strcmp (one->method, other->method) == 0 && strcmp (one->measure, other->measure) == 0 && strcmp (one->input, other->input) == 0;
}

static double
find_value (const Orders *self, const char *method, const char *input, const char *measure)
{
  const SensitivityRow wanted = { method, (char *) input, measure }, *row = g_hash_table_lookup (self->found, &wanted);

  return row != NULL ? row->value.value : NAN;
}

/* Places by falling effect. */
static void
rank_effects (const double *values, guint k, double most, double *places, double *ranks)
{
  g_autofree guint *order = g_new (guint, k);

  assay_sensitivity_order (values, k, order);
  for (guint from = 0, end; from < k; from = end)
    {
      double first = values[order[from]];
      gboolean is_none = !(first > NOTHING * most);

      for (end = from + 1; end < k && !isnan (values[order[end]]) && (is_none || first - values[order[end]] <= SAME * first); end++)
        ;
      for (guint p = from; p < end; p++)
        {
          places[order[p]] = is_none ? NAN : from + 1;
          ranks[order[p]] = isnan (first) ? NAN : (from + 1 + end) / 2.0;
        }
    }
}

static void
read_order (Orders *self, guint measure)
{
  const AssaySensitivityFunction *function = self->run->function;
  g_autofree double *values = g_new (double, self->k), *places = g_new (double, self->k), *ranks = g_new (double, self->k);
  double most = 0, least = INFINITY;
  guint n = 0;

  for (guint i = 0; i < self->k; i++)
    {
      values[i] = find_value (self, measures[measure].method, function->inputs[i].name, measures[measure].measure);
      n += !isnan (values[i]);
      most = fmax (most, values[i]);
      least = fmin (least, values[i]);
    }
  if (n < 2)
    return;
  self->n_measured++;
  /* where nothing moves the output, or all inputs move it alike, there is no order */
  if (!(most > 0) || most - least <= SAME * most)
    {
      g_string_append_printf (self->without, "%s%s", self->without->len > 0 ? ", " : "", measures[measure].title);
      return;
    }
  rank_effects (values, self->k, most, places, ranks);
  self->measure[self->n] = measure;
  self->values[self->n] = g_steal_pointer (&values);
  self->places[self->n] = g_steal_pointer (&places);
  self->ranks[self->n++] = g_steal_pointer (&ranks);
}

/* ---- why ---- */

static void
add_reason (GString *text, const char *reason)
{
  if (text->len > 0)
    g_string_append (text, "; ");
  g_string_append (text, reason);
}

/* Places among inputs that move something; those that do next to nothing change places for nothing. */
static gboolean
disagrees (const Orders *self, guint input, gboolean *between_joint)
{
  double low = INFINITY, high = -INFINITY, alone = 0, joint = 0;
  guint n_alone = 0, n_joint = 0;

  for (guint m = 0; m < self->n; m++)
    {
      double place = self->ranks[m][input];

      if (isnan (place))
        continue;
      low = MIN (low, place);
      high = MAX (high, place);
      *(measures[self->measure[m]].is_joint ? &joint : &alone) += place;
      *(measures[self->measure[m]].is_joint ? &n_joint : &n_alone) += 1;
    }
  *between_joint = n_alone > 0 && n_joint > 0 && fabs (alone / n_alone - joint / n_joint) >= APART;
  return high - low >= APART && low <= MAX (3, self->k / 2.0);
}

/* One at a time finds nothing of an input whose effect is plain to another method. */
static gboolean
is_hidden (const Orders *self, guint input)
{
  gboolean is_unseen = FALSE, is_seen = FALSE;

  for (guint m = 0; m < self->n; m++)
    {
      double most = 0;

      for (guint i = 0; i < self->k; i++)
        most = fmax (most, self->values[m][i]);
      if (strcmp (measures[self->measure[m]].method, "oat") == 0)
        is_unseen = !isnan (self->values[m][input]) && isnan (self->places[m][input]);
      else
        is_seen |= self->values[m][input] > PLAIN * most;
    }
  return is_unseen && is_seen;
}

static char *
explain (const Orders *self, guint input)
{
  const char *name = self->run->function->inputs[input].name;
  double first = find_value (self, "sobol", name, "first"), total = find_value (self, "sobol", name, "total");
  double mu = find_value (self, "morris", name, "mu"), mu_star = find_value (self, "morris", name, "mu-star"), sigma = find_value (self, "morris", name, "sigma");
  GString *text = g_string_new (NULL);
  gboolean between_joint, is_unseen = is_hidden (self, input);

  if (!disagrees (self, input, &between_joint) && !is_unseen)
    return g_string_free (text, FALSE);
  if (total > 0.02 && total - first > 0.3 * total)
    add_reason (text, "acts together with other inputs, which one at a time does not see");
  else if (is_unseen)
    add_reason (text, "at both its ends the output is that at rest: one at a time does not see what lies between");
  if (fabs (mu) < 0.7 * mu_star)
    add_reason (text, "not monotone: its effect changes sign");
  else if (sigma > mu_star)
    add_reason (text, "its effect depends on the place: a bend or a step");
  if (between_joint && self->run->function->rows != NULL)
    add_reason (text, "in the data it goes with other inputs, or takes its values unevenly");
  if (text->len == 0)
    add_reason (text, "near its neighbours; methods weigh the range and its edges differently");
  return g_string_free (text, FALSE);
}

/* ---- how far ---- */

static double
agreement (const Orders *self, guint a, guint b)
{
  double mean[2] = { 0, 0 }, ab = 0, aa = 0, bb = 0;
  guint n = 0;

  for (guint i = 0; i < self->k; i++)
    if (!isnan (self->ranks[a][i]) && !isnan (self->ranks[b][i]))
      {
        mean[0] += self->ranks[a][i];
        mean[1] += self->ranks[b][i];
        n++;
      }
  for (guint i = 0; i < self->k; i++)
    if (!isnan (self->ranks[a][i]) && !isnan (self->ranks[b][i]))
      {
        double d = self->ranks[a][i] - mean[0] / n, e = self->ranks[b][i] - mean[1] / n;

        ab += d * e;
        aa += d * d;
        bb += e * e;
      }
  return n > 2 && aa > 0 && bb > 0 ? ab / sqrt (aa * bb) : NAN;
}

static void
add_note (const Orders *self)
{
  double least = INFINITY;
  guint a = 0, b = 0;

  for (guint i = 0; i < self->n; i++)
    for (guint j = 0; j < i; j++)
      {
        double one = agreement (self, i, j);

        if (one < least)
          {
            least = one;
            a = j;
            b = i;
          }
      }
  if (isfinite (least))
    {
      g_autofree char *value = assay_word_number (round (least * 1000) / 1000);
      g_autofree char *note = g_strdup_printf ("Orders of importance: %s and %s agree least, with a rank correlation of %s.", measures[self->measure[a]].title, measures[self->measure[b]].title, value);

      assay_result_add_note (self->run->result, note);
    }
}

/* "“a”, “b” and 3 more" of those whose place by Sobol's totals more points could change; NULL: there are none. */
static char *
name_unsettled (const Orders *self)
{
  AssayTable *table = assay_result_find_table (self->run->result, "sobol");
  GString *names = g_string_new (NULL);
  guint n = 0;

  for (guint row = 0; table != NULL && row < assay_table_get_n_rows (table); row++)
    if (strcmp (assay_table_get_text (table, row, assay_table_get_n_columns (table) - 1), "not yet settled") == 0 && n++ < MOST_NAMED)
      g_string_append_printf (names, "%s“%s”", n > 1 ? ", " : "", assay_table_get_text (table, row, 0));
  if (n > MOST_NAMED)
    g_string_append_printf (names, " and %u more", n - MOST_NAMED);
  return g_string_free (names, n == 0);
}

static void
note_unsettled (const Orders *self)
{
  g_autofree char *names = name_unsettled (self), *note = NULL;

  if (names == NULL)
    return;
  note = g_strdup_printf ("Orders of importance: by Sobol's totals the places of %s are not yet settled; with more points they could change.", names);
  assay_result_add_note (self->run->result, note);
}

static void
note_without (const Orders *self)
{
  g_autofree char *note = g_strdup_printf ("Orders of importance: %s: all inputs have the same effect, or none, so there is no order by it.%s", self->without->str,
                                           self->n < 2 ? " Nothing is left to compare." : "");

  assay_result_add_note (self->run->result, note);
}

static void
order_inputs (Orders *self)
{
  g_autofree double *keys = g_new (double, self->k);

  for (guint i = 0; i < self->k; i++)
    {
      guint n = 0;

      keys[i] = 0;
      for (guint m = 0; m < self->n; m++)
        if (!isnan (self->ranks[m][i]))
          {
            keys[i] -= self->ranks[m][i];
            n++;
          }
      keys[i] = n > 0 ? keys[i] / n : NAN;
    }
  self->order = g_new (guint, self->k);
  assay_sensitivity_order (keys, self->k, self->order);
}

/* Side by side: what each input has of what the first of the method has, since methods measure different things. */
static void
add_figure (const Orders *self)
{
  guint n = MIN (self->k, MOST_SHOWN);
  AssayFigure *figure = assay_figure_new ("orders", ASSAY_FIGURE_HEAT, N_("Orders of Importance"));
  const char *titles[MOST_METHODS + 1] = { NULL };
  double most[MOST_METHODS];

  for (guint m = 0; m < self->n; m++)
    {
      titles[m] = measures[self->measure[m]].title;
      most[m] = 0;
      for (guint i = 0; i < self->k; i++)
        most[m] = fmax (most[m], self->values[m][i]);
    }
  assay_figure_set_convention (figure, "Each input's measure as a share of the largest by the same method; places are in the table.");
  if (self->k > n)
    {
      g_autofree char *subtitle = g_strdup_printf ("the first %u of %u inputs", n, self->k);

      assay_figure_set_subtitle (figure, subtitle);
    }
  assay_figure_set_x (figure, ASSAY_AXIS_CATEGORY, ASSAY_UNIT_NONE, N_("Method"), NULL);
  assay_figure_set_categories (figure, titles);
  assay_figure_set_y (figure, ASSAY_UNIT_FRACTION, N_("share of the largest"), NULL);
  for (guint p = 0; p < n; p++)
    {
      g_autofree char *id = g_strdup_printf ("row-%u", p + 1);
      double *row = g_new (double, self->n);

      for (guint m = 0; m < self->n; m++)
        row[m] = most[m] > 0 ? fmax (self->values[m][self->order[p]], 0) / most[m] : NAN;
      for (guint m = 0; m < self->n; m++)
        if (isnan (self->values[m][self->order[p]]))
          row[m] = NAN;
      assay_figure_add_series (figure, id, self->run->function->inputs[self->order[p]].name, ASSAY_SERIES_OTHER, self->n, NULL, assay_sensitivity_take_bytes (row, self->n), NULL, NULL, NULL);
    }
  assay_result_take_figure (self->run->result, figure);
}

static void
add_table (const Orders *self)
{
  AssayTable *table = assay_table_new ("orders", N_("Orders of Importance"));

  assay_table_add_column (table, "input", N_("Input"), ASSAY_CELL_TEXT);
  for (guint m = 0; m < self->n; m++)
    assay_table_add_column (table, measures[self->measure[m]].method, measures[self->measure[m]].title, ASSAY_CELL_COUNT);
  assay_table_add_column (table, "why", N_("Why They Disagree"), ASSAY_CELL_TEXT);
  for (guint p = 0; p < self->k; p++)
    {
      g_autofree char *why = explain (self, self->order[p]);

      assay_table_add_row (table);
      assay_table_set_text (table, 0, self->run->function->inputs[self->order[p]].name);
      for (guint m = 0; m < self->n; m++)
        assay_table_set_number (table, 1 + m, self->places[m][self->order[p]]);
      assay_table_set_text (table, 1 + self->n, why);
    }
  assay_table_set_note (table, "places by each method, by their mean; equal effects share a place, no effect has none; said why where two are two places or more apart and one is in the first half");
  assay_result_take_table (self->run->result, table);
}

void
sensitivity_add_orders (AssaySensitivityRun *run)
{
  g_autoptr(GHashTable) found = g_hash_table_new (hash_row, is_same_row);
  g_autoptr(GString) without = g_string_new (NULL);
  Orders self = { .run = run, .k = run->function->n_inputs, .found = found, .without = without };

  for (guint r = 0; r < run->rows->len; r++)
    g_hash_table_add (found, &g_array_index (run->rows, SensitivityRow, r));
  for (guint m = 0; m < MIN (G_N_ELEMENTS (measures), MOST_METHODS); m++)
    read_order (&self, m);
  if (self.n > 1)
    {
      order_inputs (&self);
      add_table (&self);
      add_figure (&self);
      add_note (&self);
      note_unsettled (&self);
    }
  if (self.n_measured > 1 && without->len > 0)
    note_without (&self);
  for (guint m = 0; m < self.n; m++)
    {
      g_free (self.values[m]);
      g_free (self.places[m]);
      g_free (self.ranks[m]);
    }
  g_free (self.order);
}
