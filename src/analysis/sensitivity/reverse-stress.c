#include "analysis/sensitivity/reverse-stress.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "analysis/analysis.h"
#include "analysis/wording.h"
#include "math/distribution.h"
#include "math/sensitivity/boundary-search.h"

#define USUAL_RUNS 20000           /* of a case */
#define MOST_CELLS 100000          /* runs of a case, where it goes in steps */
#define MOST_SCORES 1e7            /* of a portfolio: rows x runs */
#define LEAST_PORTFOLIO_RUNS 400
#define MOST_PORTFOLIO_RUNS 3000
#define MOST_SWITCHES 3            /* words that change together */
#define MOST_SETS 10               /* of switches that are looked at */

typedef struct { guint input; double word, cost, value; } Switch;      /* cost: squared; value: of the measure at rest but for it */

struct _AssayReverseStress
{
  gatomicrefcount references;
  AssayReverseStressChoice choice;
  AssayStressSpace *space;
  guint k, n_moved;
  guint *moved;                    /* inputs that move */
  double *low, *high, *correlations, *steps;      /* of those */
  double *rest;                    /* [k] */
  AmBoundarySearch *search;        /* without any switch */
  GArray *switches;                /* of Switch, those that change the measure, largest change for its cost first */
  gsize n_runs, most_runs;
  guint n_left_out;                /* words, for there are too many */
  char *text;
};

/* What evaluate() gets: whose words where, and how to stop. */
typedef struct
{
  const AssayReverseStress *self;
  const double *rest;              /* [k]: at rest but for words that are switched */
  AssayProgress *stop;
  GError *error;
} Call;

AssayReverseStress *
assay_reverse_stress_ref (AssayReverseStress *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

void
assay_reverse_stress_unref (AssayReverseStress *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->references))
    return;
  am_boundary_search_free (self->search);
  g_clear_pointer (&self->choice.portfolio, assay_portfolio_unref);
  assay_stress_space_unref (self->space);
  g_clear_pointer (&self->switches, g_array_unref);
  g_free (self->moved);
  g_free (self->low);
  g_free (self->high);
  g_free (self->correlations);
  g_free (self->steps);
  g_free (self->rest);
  g_free (self->text);
  g_free (self);
}

AssayStressSpace *
assay_reverse_stress_get_space (const AssayReverseStress *self)
{
  return self->space;
}

double
assay_reverse_stress_get_base (const AssayReverseStress *self)
{
  return am_boundary_search_get_base (self->search);
}

gsize
assay_reverse_stress_get_n_runs (const AssayReverseStress *self)
{
  return self->n_runs;
}

const char *
assay_reverse_stress_get_text (const AssayReverseStress *self)
{
  return self->text;
}

void
assay_reverse_move_clear (AssayReverseMove *self)
{
  g_clear_pointer (&self->x, g_free);
  g_clear_pointer (&self->z, g_free);
}

/* ---- the measure at cases ---- */

/* One after the other: each scores all rows on all threads. */
static gboolean
measure_portfolio (const AssayReverseStress *self, const double *x, gsize n, double *y, AssayProgress *stop, GError **error)
{
  g_autofree AssayShock *shocks = g_new (AssayShock, self->k + 1);

  if (n == 0)
    return assay_progress_step (stop, 0, error);
  for (gsize at = 0; at < n; at++)
    {
      guint n_shocks = 0;

      for (guint i = 0; i < self->k; i++)
        {
          double to = x[at * self->k + i];
          gboolean is_word = assay_stress_space_get_input (self->space, i)->words != NULL;

          if (to != self->rest[i] && !isnan (to))
            shocks[n_shocks++] = (AssayShock) { i, is_word ? ASSAY_SHOCK_SET : ASSAY_SHOCK_ADD, is_word ? to : to - self->rest[i] };
        }
      if (!assay_portfolio_measure_one (self->choice.portfolio, shocks, n_shocks, self->choice.measure, self->choice.n_threads, stop, &y[at], error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
measure_case (const AssayReverseStress *self, const double *x, gsize n, double *y, AssayProgress *stop, GError **error)
{
  g_autofree double *values = g_new (double, self->k * n + 1);
  g_autofree double **columns = g_new (double *, self->k + 1);

  if (!assay_progress_step (stop, 0, error))
    return FALSE;
  if (n == 0)
    return TRUE;
  for (guint i = 0; i < self->k; i++)
    {
      columns[i] = values + i * n;
      for (gsize at = 0; at < n; at++)
        columns[i][at] = x[at * self->k + i];
    }
  return assay_sensitivity_function_evaluate_all (self->choice.function, (const double *const *) columns, n, y, self->choice.n_threads, NULL, error);
}

/* y[n] of cases x[n * k]. */
static gboolean
measure (const AssayReverseStress *self, const double *x, gsize n, double *y, AssayProgress *stop, GError **error)
{
  return self->choice.portfolio != NULL ? measure_portfolio (self, x, n, y, stop, error) : measure_case (self, x, n, y, stop, error);
}

/* Where a move leads; z of whole numbers to whole steps. */
static void
place (const AssayReverseStress *self, const double *rest, double *z, double *x)
{
  memcpy (x, rest, self->k * sizeof *x);
  for (guint m = 0; m < self->n_moved; m++)
    {
      const AssayStressInput *input = assay_stress_space_get_input (self->space, self->moved[m]);

      if (input->is_whole)
        z[m] = round (z[m] * input->sd) / input->sd;
      x[self->moved[m]] = z[m] == 0 ? input->base : CLAMP (input->base + z[m] * input->sd, fmin (input->low, input->base), fmax (input->high, input->base));
    }
}

static bool
evaluate (void *data, double *z, size_t n, double *y)
{
  Call *call = data;
  const AssayReverseStress *self = call->self;
  g_autofree double *x = g_new (double, (gsize) self->k * n + 1);

  for (size_t at = 0; at < n; at++)
    place (self, call->rest, z + at * self->n_moved, x + at * self->k);
  return measure (self, x, n, y, call->stop, call->error == NULL ? &call->error : NULL);
}

/* ---- making ---- */

static gboolean
is_asked (const AssayReverseStressChoice *choice, const char *name)
{
  return choice->only == NULL || choice->only[0] == NULL || g_strv_contains (choice->only, name);
}

static void
choose_moved (AssayReverseStress *self)
{
  double most = self->choice.most_sd > 0 ? self->choice.most_sd : ASSAY_STRESS_MOST_SD;
  const double *r = assay_stress_space_get_correlations (self->space);

  self->moved = g_new0 (guint, self->k + 1);
  self->rest = g_new0 (double, self->k + 1);
  self->low = g_new0 (double, self->k + 1);
  self->high = g_new0 (double, self->k + 1);
  self->steps = g_new0 (double, self->k + 1);
  for (guint i = 0; i < self->k; i++)
    {
      const AssayStressInput *input = assay_stress_space_get_input (self->space, i);
      guint m = self->n_moved;

      self->rest[i] = input->base;
      if (input->words != NULL || !(input->sd > 0) || !isfinite (input->sd) || !isfinite (input->base) || !is_asked (&self->choice, input->name))
        continue;
      self->low[m] = fmin (0, fmax (-most, (input->low - input->base) / input->sd));
      self->high[m] = fmax (0, fmin (most, (input->high - input->base) / input->sd));
      if (input->is_whole)      /* whole steps that are still within */
        {
          self->low[m] = ceil (self->low[m] * input->sd - 1e-9) / input->sd;
          self->high[m] = floor (self->high[m] * input->sd + 1e-9) / input->sd;
          self->steps[m] = 1 / input->sd;
        }
      self->moved[self->n_moved++] = i;
    }
  self->correlations = g_new (double, (gsize) self->n_moved * self->n_moved + 1);
  for (guint a = 0; a < self->n_moved; a++)
    for (guint b = 0; b < self->n_moved; b++)
      self->correlations[a * self->n_moved + b] = r[self->moved[a] * self->k + self->moved[b]];
}

static AmBoundarySearch *
make_search (const AssayReverseStress *self, Call *call, gsize most_runs)
{
  AmBoundaryProblem problem = {
    .k = self->n_moved, .correlations = self->choice.is_plain ? NULL : self->correlations, .low = self->low, .high = self->high, .evaluate = evaluate, .data = call,
    .seed = self->choice.seed * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15) + 1, .most_runs = most_runs,
    .most_cells = self->choice.portfolio != NULL ? most_runs / 2 : most_runs * (MOST_CELLS / USUAL_RUNS), .steps = self->steps,
  };

  return am_boundary_search_new (&problem);
}

static int
compare_switches (gconstpointer a, gconstpointer b, gpointer base)
{
  const Switch *x = a, *y = b;
  double x_gain = fabs (x->value - *(double *) base) / sqrt (x->cost + 0.01), y_gain = fabs (y->value - *(double *) base) / sqrt (y->cost + 0.01);

  if (x_gain != y_gain)
    return (x_gain < y_gain) - (x_gain > y_gain);
  return x->input != y->input ? (x->input > y->input) - (x->input < y->input) : (x->word > y->word) - (x->word < y->word);
}

static int
compare_costs (gconstpointer a, gconstpointer b)
{
  const Switch *x = a, *y = b;

  if (x->cost != y->cost)
    return (x->cost > y->cost) - (x->cost < y->cost);
  return x->input != y->input ? (x->input > y->input) - (x->input < y->input) : (x->word > y->word) - (x->word < y->word);
}

/* Each word of each input, but for those at rest and those that no row has: they have no cost. Of very many the most frequent, so that they take no longer than the rest. */
static GArray *
list_switches (AssayReverseStress *self)
{
  GArray *all = g_array_new (FALSE, FALSE, sizeof (Switch));

  for (guint i = 0; i < self->k; i++)
    {
      const AssayStressInput *input = assay_stress_space_get_input (self->space, i);
      gboolean may_switch = input->words != NULL && is_asked (&self->choice, input->name);

      for (guint w = 0; may_switch && w < input->n_words; w++)
        if (w != input->base && input->shares[w] > 0)
          g_array_append_vals (all, &(Switch) { i, w, -2 * log (input->shares[w]), NAN }, 1);
    }
  if (all->len > self->most_runs)
    {
      g_array_sort (all, compare_costs);
      self->n_left_out = all->len - (guint) self->most_runs;
      g_array_set_size (all, (guint) self->most_runs);
    }
  return all;
}

/* Each alone. */
static gboolean
try_switches (AssayReverseStress *self, AssayProgress *stop, GError **error)
{
  double base = am_boundary_search_get_base (self->search);
  g_autoptr(GArray) all = list_switches (self);

  for (guint s = 0; s < all->len; s++)
    {
      Switch *one = &g_array_index (all, Switch, s);
      g_autofree double *x = g_memdup2 (self->rest, self->k * sizeof *x);

      x[one->input] = one->word;
      if (!measure (self, x, 1, &one->value, stop, error))
        return FALSE;
      self->n_runs++;
      if (one->value != base && !isnan (one->value))
        g_array_append_val (self->switches, *one);
    }
  g_array_sort_with_data (self->switches, compare_switches, &base);
  return TRUE;
}

static char *
describe (const AssayReverseStress *self)
{
  g_autofree char *most = assay_word_number (self->choice.most_sd > 0 ? self->choice.most_sd : ASSAY_STRESS_MOST_SD), *left_out = assay_word_items (self->n_left_out, "rarest word", "rarest words");

  return g_strdup_printf ("%s; each input within %s sd and what the model declares; %s%s%s%s", self->choice.is_plain ? "Euclidean, inputs in standard deviations" : "Mahalanobis, inputs in standard deviations",
                          most, self->choice.may_switch ? "a word of share p of the rows costs sqrt (-2 ln p) sd, the most frequent is at rest" : "words held",
                          self->n_left_out > 0 ? "; the " : "", self->n_left_out > 0 ? left_out : "", self->n_left_out > 0 ? " left out" : "");
}

static gboolean
prepare (AssayReverseStress *self, AssayProgress *progress, GError **error)
{
  Call call = { self, self->rest, progress, NULL };

  if (self->n_moved == 0)
    {
      g_set_error_literal (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_DATA, _("No input can be moved: none is a number with a second value."));
      return FALSE;
    }
  self->search = make_search (self, &call, self->most_runs);
  if (self->search == NULL)
    {
      if (call.error == NULL)
        g_set_error_literal (&call.error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_DATA, _("The correlations of the inputs cannot hold together, so that moves have no size. Take the Euclidean distance."));
      g_propagate_error (error, call.error);
      return FALSE;
    }
  self->n_runs = am_boundary_search_get_n_runs (self->search);
  if (isnan (am_boundary_search_get_base (self->search)))
    {
      g_set_error_literal (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_DATA, _("With all inputs at rest there is no output, so there is nothing to move from. Give bases with --ranges."));
      return FALSE;
    }
  return !self->choice.may_switch || try_switches (self, progress, error);
}

AssayReverseStress *
assay_reverse_stress_new (const AssayReverseStressChoice *choice, AssayProgress *progress, GError **error)
{
  AssayReverseStress *self = g_new0 (AssayReverseStress, 1);
  gsize n_rows = choice->portfolio != NULL ? assay_portfolio_get_n_rows (choice->portfolio) : 0;

  g_atomic_ref_count_init (&self->references);
  self->choice = *choice;
  if (choice->portfolio != NULL)
    assay_portfolio_ref (choice->portfolio);
  self->space = choice->portfolio != NULL ? assay_stress_space_new_portfolio (choice->portfolio) : assay_stress_space_new_function (choice->function);
  self->k = assay_stress_space_get_n_inputs (self->space);
  self->switches = g_array_new (FALSE, FALSE, sizeof (Switch));
  self->most_runs = choice->most_runs > 0 ? choice->most_runs
                    : choice->portfolio == NULL ? USUAL_RUNS : (gsize) CLAMP (MOST_SCORES / (n_rows + 1.0), LEAST_PORTFOLIO_RUNS, MOST_PORTFOLIO_RUNS);
  choose_moved (self);
  if (!prepare (self, progress, error))
    {
      assay_reverse_stress_unref (self);
      return NULL;
    }
  self->choice.only = NULL;        /* lent for this call */
  self->text = describe (self);
  return self;
}

/* ---- finding ---- */

typedef struct { double size, *z, *rest; AmBoundaryMove move; } Best;

/* A move found with these words; taken when it is better than what there is. */
static void
take_if_better (const AssayReverseStress *self, const AssayStressLimit *limit, const AmBoundaryMove *move, const double *z, const double *rest, double cost, Best *best)
{
  double size = sqrt (move->size * move->size + cost);
  gboolean is_nearer = limit->is_above ? move->value > best->move.value : move->value < best->move.value;

  if (best->move.is_crossed ? !(move->is_crossed && size < best->size) : !move->is_crossed && !is_nearer)
    return;
  best->move = *move;
  best->size = size;
  memcpy (best->z, z, self->n_moved * sizeof *z);
  memcpy (best->rest, rest, self->k * sizeof *rest);
}

static gboolean
search_with (const AssayReverseStress *self, const AmBoundaryLimit *limit, const AssayStressLimit *asked, gboolean is_quick, const double *rest, double cost,
             AssayProgress *stop, Best *best, gsize *n_runs, GError **error)
{
  Call call = { self, rest, stop, NULL };
  g_autofree double *z = g_new0 (double, self->n_moved + 1);
  AmBoundarySearch *search = cost > 0 || rest != self->rest ? make_search (self, &call, MAX (self->most_runs / 4, 200)) : self->search;
  AmBoundaryMove move = { 0 };
  AmBoundaryLimit within = { limit->limit, limit->is_above, limit->is_strict, best->move.is_crossed ? sqrt (fmax (best->size * best->size - cost, 0)) : 0 };
  gboolean is_done = search != NULL && am_boundary_search_find (search, &within, is_quick, &call, &move, z);

  *n_runs += move.n_runs;
  if (search != self->search && search != NULL)
    {
      *n_runs += am_boundary_search_get_n_runs (search);
      am_boundary_search_free (search);
    }
  if (!is_done)
    {
      if (call.error != NULL)
        g_propagate_error (error, call.error);
      else
        g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, _("Stopped."));
      return FALSE;
    }
  take_if_better (self, asked, &move, z, rest, cost, best);
  return TRUE;
}

/* The words that lead to the limit: each alone, and the best of different inputs together. */
static gboolean
search_switches (const AssayReverseStress *self, const AmBoundaryLimit *limit, const AssayStressLimit *asked, AssayProgress *stop, Best *best, gsize *n_runs, GError **error)
{
  g_autofree double *rest = g_new (double, self->k + 1), *joint = g_memdup2 (self->rest, self->k * sizeof *joint);
  double base = am_boundary_search_get_base (self->search), joint_cost = 0;
  guint n_sets = 0, n_joint = 0;

  for (guint s = 0; s < self->switches->len && n_sets < MOST_SETS; s++)
    {
      const Switch *one = &g_array_index (self->switches, Switch, s);

      if (asked->is_above ? one->value <= base : one->value >= base)
        continue;
      memcpy (rest, self->rest, self->k * sizeof *rest);
      rest[one->input] = one->word;
      n_sets++;
      if ((!best->move.is_crossed || one->cost < best->size * best->size)
          && !search_with (self, limit, asked, FALSE, rest, one->cost, stop, best, n_runs, error))
        return FALSE;
      if (joint[one->input] != self->rest[one->input] || n_joint >= MOST_SWITCHES)
        continue;
      joint[one->input] = one->word;
      joint_cost += one->cost;
      if (++n_joint > 1 && (!best->move.is_crossed || joint_cost < best->size * best->size)
          && !search_with (self, limit, asked, FALSE, joint, joint_cost, stop, best, n_runs, error))
        return FALSE;
    }
  return TRUE;
}

static double
cost_of (const AssayReverseStress *self, guint i, double word)
{
  const AssayStressInput *input = assay_stress_space_get_input (self->space, i);

  return sqrt (-2 * log (input->shares[(guint) word]));
}

static void
fill_move (const AssayReverseStress *self, const Best *best, AssayReverseMove *move)
{
  move->x = g_new0 (double, self->k + 1);
  move->z = g_new0 (double, self->k + 1);
  place (self, best->rest, best->z, move->x);
  for (guint m = 0; m < self->n_moved; m++)
    move->z[self->moved[m]] = best->z[m];
  for (guint i = 0; i < self->k; i++)
    if (best->rest[i] != self->rest[i] && !isnan (best->rest[i]))
      move->z[i] = cost_of (self, i, best->rest[i]);
  move->is_crossed = best->move.is_crossed;
  move->size = best->size;
  move->value = best->move.value;
  move->is_crossed_at_rest = move->is_crossed && move->size == 0;      /* every move, and every switch, has a size */
  move->chance = am_normal_upper (move->size);
  move->plausibility = assay_stress_space_judge (self->space, move->x);
}

gboolean
assay_reverse_stress_find (const AssayReverseStress *self, const AssayStressLimit *limit, gboolean is_quick, AssayProgress *stop, AssayReverseMove *move, GError **error)
{
  AmBoundaryLimit boundary = { limit->value, limit->is_above, limit->is_strict };
  g_autofree double *z = g_new0 (double, self->n_moved + 1), *rest = g_memdup2 (self->rest, (self->k + 1) * sizeof *rest);
  Best best = { .size = 0, .z = z, .rest = rest, .move = { .value = limit->is_above ? -INFINITY : INFINITY } };

  *move = (AssayReverseMove) { 0 };
  if (!search_with (self, &boundary, limit, is_quick, self->rest, 0, stop, &best, &move->n_runs, error))
    return FALSE;
  if (!is_quick && !(best.move.is_crossed && best.size == 0) && !search_switches (self, &boundary, limit, stop, &best, &move->n_runs, error))
    return FALSE;
  fill_move (self, &best, move);
  return TRUE;
}

gboolean
assay_reverse_stress_follow (const AssayReverseStress *self, const AssayReverseMove *move, const double *shares, guint n, AssayProgress *stop, double *sizes, double *values, GError **error)
{
  g_autofree double *x = g_new (double, (gsize) self->k * n + 1), *z = g_new0 (double, self->n_moved + 1), *rest = g_memdup2 (self->rest, (self->k + 1) * sizeof *rest);
  double cost = 0;

  for (guint i = 0; i < self->k; i++)
    if (assay_stress_space_get_input (self->space, i)->words != NULL && !isnan (move->x[i]) && move->x[i] != self->rest[i])
      {
        rest[i] = move->x[i];
        cost += move->z[i] * move->z[i];
      }
  for (guint at = 0; at < n; at++)
    {
      for (guint m = 0; m < self->n_moved; m++)
        z[m] = CLAMP (shares[at] * move->z[self->moved[m]], self->low[m], self->high[m]);
      place (self, shares[at] > 0 ? rest : self->rest, z, x + (gsize) at * self->k);
      sizes[at] = sqrt (pow (am_boundary_search_get_size (self->search, z), 2) + (shares[at] > 0 ? cost : 0));
    }
  return measure (self, x, n, values, stop, error);
}
