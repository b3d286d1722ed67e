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
#define MOST_HEATS 4               /* pairs that are shown as a matrix */

typedef struct { double n, events, loss, squares; } Sums;

typedef struct
{
  char *label;
  guint8 first, second;            /* features; second 255: none */
  AssayRowTerm terms[3];           /* of its rows; texts are lent by the search */
  guint n_terms;
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
  Slicing single[256];             /* of each feature by itself; n 0: none */
  Slicing paired[MOST_PAIRED];     /* … and in pairs */
  guint chosen[256], n_chosen;     /* the features that are paired */
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

/* Welch's test of the mean loss inside against outside, one-sided, by the normal distribution: both sides have 30 rows or more. FALSE: not judged. */
static gboolean
measure_slice (const Search *self, const Sums *in, double *ratio, double *p)
{
  Sums out = { self->all.n - in->n, self->all.events - in->events, self->all.loss - in->loss, self->all.squares - in->squares };
  double in_unit, out_unit, in_mean, out_mean, in_square, out_square;

  *ratio = *p = NAN;
  if (!is_large (self, in) || !is_large (self, &out))
    return FALSE;
  in_unit = entropy_of (self, in);
  out_unit = entropy_of (self, &out);
  in_mean = in->loss / in->n / in_unit;
  out_mean = out.loss / out.n / out_unit;
  in_square = MAX (in->squares / in->n / (in_unit * in_unit) - in_mean * in_mean, 0) / (in->n - 1);
  out_square = MAX (out.squares / out.n / (out_unit * out_unit) - out_mean * out_mean, 0) / (out.n - 1);
  *ratio = in_mean / out_mean;
  *p = in_square + out_square > 0 ? 0.5 * erfc ((in_mean - out_mean) / sqrt (in_square + out_square) * M_SQRT1_2) : in_mean > out_mean ? 0 : 1;
  return TRUE;
}

/* Takes the label. */
static void
judge_slice (Search *self, Slice slice)
{
  if (!measure_slice (self, &slice.sums, &slice.ratio, &slice.p))
    self->n_small += slice.sums.n > 0;
  slice.terms[slice.n_terms++] = ASSAY_ROW_COMPLETE;
  if (isnan (slice.ratio) || isnan (slice.p))
    g_free (slice.label);
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
    judge_slice (self, (Slice) { .label = g_strdup_printf ("%s: %s", slicing->feature, slicing->labels[s]), .first = feature, .second = 255, .sums = sums[s],
                                 .terms = { slicing_term (slicing, s) }, .n_terms = 1, .adjusted = NAN });
}

/* Sums of each pair of slices: of the first times MOST_SLICES and of the second. (transfer full) */
static Sums *
add_pair (const Search *self, const Slicing *a, const Slicing *b)
{
  Sums *sums = g_new0 (Sums, MOST_SLICES * MOST_SLICES);

  for (gsize i = 0; i < self->data->n_complete; i++)
    if (a->codes[i] != SLICE_NONE && b->codes[i] != SLICE_NONE)
      add_row (&sums[a->codes[i] * MOST_SLICES + b->codes[i]], self, i);
  return sums;
}

static void
search_pair (Search *self, const Slicing *a, const Slicing *b, guint first, guint second)
{
  g_autofree Sums *sums = add_pair (self, a, b);

  for (guint s = 0; s < a->n; s++)
    for (guint t = 0; t < b->n; t++)
      judge_slice (self, (Slice) { .label = g_strdup_printf ("%s: %s and %s: %s", a->feature, a->labels[s], b->feature, b->labels[t]), .first = first, .second = second,
                                   .sums = sums[s * MOST_SLICES + t], .terms = { slicing_term (a, s), slicing_term (b, t) }, .n_terms = 2, .adjusted = NAN });
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
search_all (Search *self, const AssayValidationCase *c, AssayProgress *progress)
{
  guint n_features = MIN (c->n_features, 254);

  for (guint f = 0; f < n_features && !assay_progress_is_cancelled (progress); f++)
    if (slicing_init (&self->single[f], c->features[f].name, c->features[f].is_number, c->features[f].data, self->data, N_BANDS, NULL, NULL, NULL))
      {
        search_one (self, &self->single[f], f);
        g_clear_pointer (&self->single[f].codes, g_free);
      }
  self->n_chosen = choose_paired (self, n_features, self->chosen);
  for (guint i = 0; i < self->n_chosen && !assay_progress_is_cancelled (progress); i++)
    {
      const AssayValidationFeature *feature = &c->features[self->chosen[i]];

      if (!slicing_init (&self->paired[i], feature->name, feature->is_number, feature->data, self->data, N_BANDS_OF_PAIRS, NULL, NULL, NULL))
        slicing_clear (&self->paired[i]);
    }
  for (guint i = 0; i < self->n_chosen; i++)
    for (guint j = i + 1; j < self->n_chosen; j++)
      if (self->paired[i].n > 0 && self->paired[j].n > 0 && !assay_progress_is_cancelled (progress))
        search_pair (self, &self->paired[i], &self->paired[j], self->chosen[i], self->chosen[j]);
}

static void
search_free (Search *self)
{
  for (guint f = 0; f < G_N_ELEMENTS (self->single); f++)
    slicing_clear (&self->single[f]);
  for (guint i = 0; i < MOST_PAIRED; i++)
    slicing_clear (&self->paired[i]);
  g_free (self);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Search, search_free)

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
      assay_validation_sink_show_rows (sink, "table:weak-slices", NULL, i, slice->sums.n, slice->terms, slice->n_terms);
    }
  assay_table_set_note (table, note);
  assay_validation_sink_take_table (sink, table);
}

/* ---- pairs as a matrix ---- */

static const Slicing *
paired_slicing (const Search *self, guint feature)
{
  for (guint i = 0; i < self->n_chosen; i++)
    if (self->chosen[i] == feature)
      return &self->paired[i];
  return NULL;
}

/* The ratio of each pair of slices, and how many rows are in it, judged or not. */
static void
add_heat (AssayValidationSink *sink, const Search *self, guint place, const Slicing *a, const Slicing *b)
{
  g_autofree char *id = g_strdup_printf ("slices-%u", place), *at = g_strconcat ("figure:", id, NULL), *of = assay_word_items (self->all.n, "row", "rows");
  g_autofree char *subtitle = g_strdup_printf ("%s × %s, %s", a->feature, b->feature, of);
  g_autofree Sums *sums = add_pair (self, a, b);
  AssayFigure *figure = assay_figure_new (id, ASSAY_FIGURE_HEAT, N_("Weak Slices of Two Features"));
  g_autofree const char **names = g_new0 (const char *, b->n + 1);

  for (guint t = 0; t < b->n; t++)
    names[t] = b->labels[t];
  assay_figure_set_subtitle (figure, subtitle);
  assay_figure_set_x (figure, ASSAY_AXIS_CATEGORY, ASSAY_UNIT_NONE, b->feature, NULL);
  assay_figure_set_categories (figure, names);
  assay_figure_set_y (figure, ASSAY_UNIT_NONE, N_("Ratio to the Rest"), NULL);
  assay_figure_set_convention (figure, N_("Loss of the slice over that of all other rows; a dash: too few rows or events to judge"));
  for (guint s = 0; s < a->n; s++)
    {
      g_autofree char *series = g_strdup_printf ("%u", s);
      double *ratio = g_new (double, b->n), *rows = g_new (double, b->n), p;

      for (guint t = 0; t < b->n; t++)
        {
          const Sums *own = &sums[s * MOST_SLICES + t];
          AssayRowTerm terms[] = { slicing_term (a, s), slicing_term (b, t), ASSAY_ROW_COMPLETE };

          measure_slice (self, own, &ratio[t], &p);
          rows[t] = own->n;
          if (own->n > 0)
            assay_validation_sink_show_rows (sink, at, series, t, own->n, terms, G_N_ELEMENTS (terms));
        }
      assay_figure_add_series (figure, series, a->labels[s], ASSAY_SERIES_OTHER, b->n, NULL, g_bytes_new_take (ratio, b->n * sizeof *ratio),
                               g_bytes_new_take (rows, b->n * sizeof *rows), NULL, NULL);
    }
  assay_validation_sink_take_figure (sink, figure);
}

/* Of the pairs with the worst slices, each once, as many as a reader looks at. */
static void
add_heats (AssayValidationSink *sink, const Search *self)
{
  guint8 shown[MOST_HEATS][2];
  guint n = 0;

  for (guint i = 0; i < self->slices->len && n < MOST_HEATS; i++)
    {
      const Slice *slice = &g_array_index (self->slices, Slice, i);
      gboolean is_new = slice->second != 255;

      for (guint k = 0; k < n; k++)
        is_new = is_new && (shown[k][0] != slice->first || shown[k][1] != slice->second);
      if (!is_new)
        continue;
      shown[n][0] = slice->first;
      shown[n++][1] = slice->second;
      add_heat (sink, self, n, paired_slicing (self, slice->first), paired_slicing (self, slice->second));
    }
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
  assay_validation_sink_show_finding (sink, NULL, worst->sums.n, worst->terms, worst->n_terms);
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
  g_autoptr(Search) search = g_new0 (Search, 1);

  search->data = c->data;
  search->is_event = c->data->event != NULL;
  search->slices = slices;
  if (search->is_event && c->data->complete_probability == NULL)
    {
      g_autofree char *outside = assay_word_items (c->data->n_outside, "score lies", "scores lie");

      assay_validation_sink_add_not_assessable (sink, NULL, c->data->n_outside > 0
        ? g_strdup_printf ("The loss of a slice is measured on probabilities, and %s outside [0, 1]. Correct what is wrong, or give a score that is a probability.", outside)
        : g_strdup (N_("The loss of a slice is measured on probabilities, and the score is none. Give a score that is one, or say --score-is probability.")));
      return TRUE;
    }
  g_array_set_clear_func (slices, slice_free);
  search->loss = loss = list_losses (c->data);
  for (gsize i = 0; i < c->data->n_complete; i++)
    add_row (&search->all, search, i);
  search_all (search, c, progress);
  if (slices->len == 0)
    {
      assay_validation_sink_add_not_assessable (sink, NULL, g_strdup_printf ("None of %zu slices has %d rows with %d events and %d others beside as many outside. Give more rows.",
                                                                             search->n_small, LEAST_ROWS, LEAST_EVENTS, LEAST_EVENTS));
      return TRUE;
    }
  adjust (search);
  g_array_sort (slices, compare_slices);
  add_table (sink, search);
  add_heats (sink, search);
  report (sink, search);
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
