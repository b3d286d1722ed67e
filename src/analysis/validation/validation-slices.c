/* Where the model is weak: slices of one and two features whose loss is larger than that of all other rows.
 *
 * A slice of few rows, few events or one outcome says nothing, so it is not judged; it is counted instead. */
#include "analysis/validation/validation-check.h"

#include "analysis/validation/validation-slice-private.h"
#include "analysis/wording.h"
#include "math/evidence/multiplicity.h"

#include <string.h>

#define LEAST_ROWS 30
#define LEAST_EVENTS 10
#define N_BANDS 5
#define N_BANDS_OF_PAIRS 4
#define MOST_PAIRED 8              /* features that are looked at in pairs: those with the worst slice of their own */
#define MOST_LISTED 50

typedef struct { double n, events, loss, squares; } Sums;

typedef struct
{
  char *label;
  guint8 first, second;            /* features; second 255: none */
  Sums sums;
  double ratio, p, adjusted;
} Slice;

typedef struct
{
  const AssayValidationSample *data;
  const double *loss;              /* [n_complete] */
  gboolean is_event;
  Sums all;
  GArray *slices;                  /* of Slice: judged */
  gsize n_small;                   /* slices that were not */
} Search;

/* Log loss of a probability; it is finite because a probability is kept from 0 and 1 by 1e-15. Else the squared error. */
static double *
list_losses (const AssayValidationSample *data)
{
  double *loss = g_new (double, data->n_complete + 1);

  for (gsize i = 0; i < data->n_complete; i++)
    if (data->complete_event != NULL)
      {
        double p = CLAMP (data->complete_probability[i], 1e-15, 1 - 1e-15);

        loss[i] = data->complete_event[i] ? -log (p) : -log1p (-p);
      }
    else
      loss[i] = (data->complete_score[i] - data->complete_actual[i]) * (data->complete_score[i] - data->complete_actual[i]);
  return loss;
}

static void
add_row (Sums *sums, const Search *self, gsize i)
{
  sums->n += 1;
  sums->events += self->is_event ? self->data->complete_event[i] : 0;
  sums->loss += self->loss[i];
  sums->squares += self->loss[i] * self->loss[i];
}

/* What one would lose by knowing the event rate only: slices with more events lose more without being predicted worse. */
static double
entropy_of (const Search *self, const Sums *sums)
{
  double rate = sums->events / sums->n;

  return self->is_event ? -rate * log (rate) - (1 - rate) * log1p (-rate) : 1;
}

static gboolean
is_large (const Search *self, const Sums *sums)
{
  return sums->n >= LEAST_ROWS && (!self->is_event || (sums->events >= LEAST_EVENTS && sums->n - sums->events >= LEAST_EVENTS));
}

/* Welch's test of the mean loss inside against outside, one-sided, by the normal distribution: both sides have 30 rows or more. */
static void
judge_slice (Search *self, char *label, guint first, guint second, const Sums *in)
{
  Sums out = { self->all.n - in->n, self->all.events - in->events, self->all.loss - in->loss, self->all.squares - in->squares };
  double in_unit, out_unit, in_mean, out_mean, in_square, out_square;
  Slice slice = { label, first, second, *in, NAN, NAN, NAN };

  if (!is_large (self, in) || !is_large (self, &out))
    {
      self->n_small += in->n > 0;
      g_free (label);
      return;
    }
  in_unit = entropy_of (self, in);
  out_unit = entropy_of (self, &out);
  in_mean = in->loss / in->n / in_unit;
  out_mean = out.loss / out.n / out_unit;
  in_square = MAX (in->squares / in->n / (in_unit * in_unit) - in_mean * in_mean, 0) / (in->n - 1);
  out_square = MAX (out.squares / out.n / (out_unit * out_unit) - out_mean * out_mean, 0) / (out.n - 1);
  slice.ratio = in_mean / out_mean;
  slice.p = in_square + out_square > 0 ? 0.5 * erfc ((in_mean - out_mean) / sqrt (in_square + out_square) * M_SQRT1_2) : in_mean > out_mean ? 0 : 1;
  if (isnan (slice.ratio) || isnan (slice.p))
    g_free (label);
  else
    g_array_append_val (self->slices, slice);
}

static void
search_one (Search *self, const Slicing *slicing, guint feature)
{
  Sums sums[MOST_SLICES] = { 0 };

  for (gsize i = 0; i < self->data->n_complete; i++)
    if (slicing->codes[i] != SLICE_NONE)
      add_row (&sums[slicing->codes[i]], self, i);
  for (guint s = 0; s < slicing->n; s++)
    judge_slice (self, g_strdup_printf ("%s: %s", slicing->feature, slicing->labels[s]), feature, 255, &sums[s]);
}

static void
search_pair (Search *self, const Slicing *a, const Slicing *b, guint first, guint second)
{
  g_autofree Sums *sums = g_new0 (Sums, MOST_SLICES * MOST_SLICES);

  for (gsize i = 0; i < self->data->n_complete; i++)
    if (a->codes[i] != SLICE_NONE && b->codes[i] != SLICE_NONE)
      add_row (&sums[a->codes[i] * MOST_SLICES + b->codes[i]], self, i);
  for (guint s = 0; s < a->n; s++)
    for (guint t = 0; t < b->n; t++)
      judge_slice (self, g_strdup_printf ("%s: %s and %s: %s", a->feature, a->labels[s], b->feature, b->labels[t]), first, second, &sums[s * MOST_SLICES + t]);
}

/* The features with the worst slice of their own, in their own order. */
static guint
choose_paired (const Search *self, guint n_features, guint *chosen)
{
  g_autofree double *worst = g_new0 (double, n_features + 1);
  guint n = 0;

  for (guint i = 0; i < self->slices->len; i++)
    {
      const Slice *slice = &g_array_index (self->slices, Slice, i);

      worst[slice->first] = MAX (worst[slice->first], slice->ratio);
    }
  for (guint f = 0; f < n_features; f++)
    {
      guint n_worse = 0;

      for (guint other = 0; other < n_features; other++)
        n_worse += worst[other] > worst[f] || (worst[other] == worst[f] && other < f);
      if (worst[f] > 0 && n_worse < MOST_PAIRED)
        chosen[n++] = f;
    }
  return n;
}

static void
search_all (Search *self, const AssayValidationCase *c)
{
  guint n_features = MIN (c->n_features, 254), n_chosen;
  g_autofree guint *chosen = g_new (guint, n_features + 1);
  Slicing paired[MOST_PAIRED] = { 0 };
  gboolean is_there[MOST_PAIRED];

  for (guint f = 0; f < n_features; f++)
    {
      g_auto(Slicing) slicing = { 0 };

      if (slicing_init (&slicing, c->features[f].name, c->features[f].is_number, c->features[f].data, self->data, N_BANDS, NULL, NULL, NULL))
        search_one (self, &slicing, f);
    }
  n_chosen = choose_paired (self, n_features, chosen);
  for (guint i = 0; i < n_chosen; i++)
    is_there[i] = slicing_init (&paired[i], c->features[chosen[i]].name, c->features[chosen[i]].is_number, c->features[chosen[i]].data, self->data, N_BANDS_OF_PAIRS, NULL, NULL, NULL);
  for (guint i = 0; i < n_chosen; i++)
    for (guint j = i + 1; j < n_chosen; j++)
      if (is_there[i] && is_there[j])
        search_pair (self, &paired[i], &paired[j], chosen[i], chosen[j]);
  for (guint i = 0; i < n_chosen; i++)
    slicing_clear (&paired[i]);
}

static void
adjust (Search *self)
{
  guint n = self->slices->len;
  g_autofree double *p = g_new (double, n + 1), *adjusted = g_new (double, n + 1);
  g_autofree gsize *order = g_new (gsize, n + 1);

  for (guint i = 0; i < n; i++)
    p[i] = g_array_index (self->slices, Slice, i).p;
  if (n > 0)
    am_benjamini_hochberg (p, n, adjusted, order);
  for (guint i = 0; i < n; i++)
    g_array_index (self->slices, Slice, i).adjusted = adjusted[i];
}

/* Significant ones first, the larger ratio first. */
static int
compare_slices (gconstpointer a, gconstpointer b)
{
  const Slice *x = a, *y = b;
  int by_chance = (x->adjusted > 0.05) - (y->adjusted > 0.05);

  return by_chance != 0 ? by_chance : x->ratio != y->ratio ? (x->ratio < y->ratio) - (x->ratio > y->ratio) : strcmp (x->label, y->label);
}

static void
add_table (AssayValidationSink *sink, const Search *self)
{
  AssayTable *table = assay_table_new ("weak-slices", N_("Weak Slices"));
  g_autofree char *note = g_strdup_printf ("%u slices judged; %zu with fewer than %d rows or %d events or non-events not judged; “adjusted” holds the share of false alarms (Benjamini-Hochberg)",
                                           self->slices->len, self->n_small, LEAST_ROWS, LEAST_EVENTS);

  assay_table_add_column (table, "slice", N_("Slice"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "rows", N_("Rows"), ASSAY_CELL_COUNT);
  assay_table_add_column (table, "events", N_("Events"), ASSAY_CELL_COUNT);
  assay_table_add_column (table, "loss", N_("Mean Loss"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "ratio", N_("Ratio to the Rest"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "p", N_("p"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "adjusted", N_("p Adjusted"), ASSAY_CELL_NUMBER);
  for (guint i = 0; i < MIN (self->slices->len, MOST_LISTED); i++)
    {
      const Slice *slice = &g_array_index (self->slices, Slice, i);

      assay_table_add_row (table);
      assay_table_set_text (table, 0, slice->label);
      assay_table_set_number (table, 1, slice->sums.n);
      assay_table_set_number (table, 2, self->is_event ? slice->sums.events : NAN);
      assay_table_set_number (table, 3, slice->sums.loss / slice->sums.n);
      assay_table_set_number (table, 4, slice->ratio);
      assay_table_set_number (table, 5, slice->p);
      assay_table_set_number (table, 6, slice->adjusted);
    }
  assay_table_set_note (table, note);
  assay_validation_sink_take_table (sink, table);
}

static void
report (AssayValidationSink *sink, const Search *self)
{
  const Slice *worst = &g_array_index (self->slices, Slice, 0);
  g_autofree char *ratio = assay_word_number (worst->ratio), *rows = assay_word_items (worst->sums.n, "row", "rows"), *p = assay_word_number (worst->adjusted);
  AssayFinding *finding;
  guint n_weak = 0;

  for (guint i = 0; i < self->slices->len; i++)
    n_weak += g_array_index (self->slices, Slice, i).adjusted <= 0.05 && g_array_index (self->slices, Slice, i).ratio >= 1.1;
  finding = assay_validation_sink_add (sink, NULL, worst->ratio);
  finding->p_value = worst->adjusted;
  finding->convention = g_strdup_printf ("%u slices judged, %zu too small", self->slices->len, self->n_small);
  finding->message = n_weak > 0 ? g_strdup_printf ("%u slices lose 1.1 times as much as the rest or more; the worst is %s (%s): %s times (p %s, adjusted for all slices).", n_weak, worst->label, rows, ratio, p)
                                : g_strdup_printf ("No slice loses 1.1 times as much as the rest beyond chance; the largest ratio of them is %s in %s (%s; p %s, adjusted for all slices).", ratio, worst->label, rows, p);
}

static void
slice_free (gpointer data)
{
  g_free (((Slice *) data)->label);
}

static gboolean
run_weak_slices (const AssayValidationCheck *check, const AssayValidationCase *c, AssayValidationSink *sink, AssayProgress *progress, GError **error)
{
  g_autofree double *loss = NULL;
  g_autoptr(GArray) slices = g_array_new (FALSE, FALSE, sizeof (Slice));
  Search search = { c->data, NULL, c->data->event != NULL, { 0 }, slices, 0 };

  if (search.is_event && c->data->complete_probability == NULL)
    {
      g_autofree char *outside = assay_word_items (c->data->n_outside, "score lies", "scores lie");

      assay_validation_sink_add_not_assessable (sink, NULL, c->data->n_outside > 0
        ? g_strdup_printf ("The loss of a slice is measured on probabilities, and %s outside [0, 1]. Correct what is wrong, or give a score that is a probability.", outside)
        : g_strdup (N_("The loss of a slice is measured on probabilities, and the score is none. Give a score that is one, or say --score-is probability.")));
      return TRUE;
    }
  g_array_set_clear_func (slices, slice_free);
  search.loss = loss = list_losses (c->data);
  for (gsize i = 0; i < c->data->n_complete; i++)
    add_row (&search.all, &search, i);
  search_all (&search, c);
  if (slices->len == 0)
    {
      assay_validation_sink_add_not_assessable (sink, NULL, g_strdup_printf ("None of %zu slices has %d rows with %d events and %d others beside as many outside. Give more rows.",
                                                                             search.n_small, LEAST_ROWS, LEAST_EVENTS, LEAST_EVENTS));
      return TRUE;
    }
  adjust (&search);
  g_array_sort (slices, compare_slices);
  add_table (sink, &search);
  report (sink, &search);
  return TRUE;
}

const AssayValidationCheck assay_checks_slices[] = {
  { .id = "weak-slices", .title = N_("Weak Slices"), .section = ASSAY_SECTION_ROBUSTNESS, .tier = 1, .statistic = "largest ratio of losses",
    .needs = ASSAY_NEEDS_SCORE | ASSAY_NEEDS_OUTCOME | ASSAY_NEEDS_FEATURES,
    .limits = { ASSAY_JUDGED_BY_BOTH, { 1.1, 1.25, ASSAY_BEYOND_FROM, 'A', N_("PiML: 1.1; 1.25 is ours (C); and the adjusted p-value below 0.05, 0.01") } },
    .convention = N_("log loss as a share of the entropy of the event rate of the slice (squared error for a number), against all other rows; fifths of numbers and the 23 most frequent words, "
                     "and quarters of the eight worst features in pairs; at least 30 rows, 10 events and 10 others on both sides; Welch one-sided; p adjusted for all slices (Benjamini-Hochberg)"),
    .run = run_weak_slices },
  { NULL }
};
