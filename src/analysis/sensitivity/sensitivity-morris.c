/* Morris: a cheap look at many inputs. How large the effect of a step is on average (mu*), which way (mu), and how much it depends on the place (sigma). */
#include "analysis/sensitivity/sensitivity-methods-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "analysis/wording.h"
#include "base/parallel.h"
#include "math/sensitivity/counter-random.h"
#include "math/sensitivity/morris.h"
#include "math/sensitivity/sobol-sequence.h"

#define LEVELS 4
#define MOST_SHOWN 20
#define LEAST_BLOCK 16             /* trajectories, after which whoever looks on is told … */
#define BLOCK_USEC (20 * 1000)     /* … unless they take less than this: then twice as many, as threads have to be started for each block */
#define LOOK 64                    /* trajectories between two looks at whether to stop */
#define NUMBERS_AT_ONCE (1 << 18)  /* that are laid out between two looks */

typedef struct
{
  AssaySensitivityRun *run;
  guint k, n_groups;
  guint r;                         /* trajectories: those wanted, then those evaluated */
  guint *group;                    /* [k]: which group an input moves with */
  gint *only;                      /* [n_groups]: its input; -1: it has several */
  char **names;                    /* [n_groups]: of the input, or "a + b" */
  gboolean *has_words;             /* [n_groups] */
  double *start, *end;             /* [r * k], in [0, 1] */
  gsize *order;                    /* [r * n_groups]: in which order groups move */
  double **columns;                /* [k], each [r * (n_groups + 1)]: what is evaluated */
  double *y;
  double *effects;                 /* [n_groups * r] */
  AmElementaryEffects *found;      /* [n_groups] */
  AmEstimate *sizes;               /* [n_groups]: mu* */
  guint *ranks;
} Morris;

static void
morris_clear (Morris *self)
{
  g_free (self->group);
  g_free (self->only);
  g_strfreev (self->names);
  g_free (self->has_words);
  g_free (self->start);
  g_free (self->end);
  g_free (self->order);
  for (guint i = 0; self->columns != NULL && i < self->k; i++)
    g_free (self->columns[i]);
  g_free (self->columns);
  g_free (self->y);
  g_free (self->effects);
  g_free (self->found);
  g_free (self->sizes);
  g_free (self->ranks);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Morris, morris_clear)

/* ---- groups ---- */

static gboolean
fail_group (GError **error, const char *format, const char *name)
{
  g_set_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_OPTION, format, name);
  return FALSE;
}

/* "income+assets,age+tenure"; inputs that are in none move alone. */
static gboolean
read_groups (Morris *self, GError **error)
{
  g_auto(GStrv) items = assay_options_get_list (self->run->options, "groups");
  const AssaySensitivityFunction *function = self->run->function;
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  self->group = g_new (guint, self->k);
  for (guint i = 0; i < self->k; i++)
    self->group[i] = G_MAXUINT;
  for (guint g = 0; items[g] != NULL; g++)
    {
      g_auto(GStrv) members = g_strsplit (items[g], "+", -1);

      for (guint m = 0; members[m] != NULL; m++)
        {
          int input = assay_sensitivity_function_find (function, g_strstrip (members[m]));

          if (input < 0)
            return fail_group (error, _("--groups: there is no input “%s” that is varied."), members[m]);
          if (self->group[input] != G_MAXUINT)
            return fail_group (error, _("--groups: “%s” is named twice."), members[m]);
          self->group[input] = names->len;
        }
      g_ptr_array_add (names, g_strjoinv (" + ", members));
    }
  for (guint i = 0; i < self->k; i++)
    if (self->group[i] == G_MAXUINT)
      {
        self->group[i] = names->len;
        g_ptr_array_add (names, g_strdup (function->inputs[i].name));
      }
  self->n_groups = names->len;
  self->has_words = g_new0 (gboolean, self->n_groups);
  self->only = g_new (gint, self->n_groups);
  for (guint g = 0; g < self->n_groups; g++)
    self->only[g] = G_MAXINT;
  for (guint i = 0; i < self->k; i++)
    {
      self->has_words[self->group[i]] |= function->inputs[i].words != NULL;
      self->only[self->group[i]] = self->only[self->group[i]] == G_MAXINT ? (gint) i : -1;
    }
  g_ptr_array_add (names, NULL);
  self->names = (char **) g_ptr_array_steal (names, NULL);
  return TRUE;
}

/* ---- trajectories ---- */

/* The points that a trajectory passes, [n_groups + 1][k]. */
static void
pass (const Morris *self, const double *start, const double *end, const gsize *order, double *points)
{
  memcpy (points, start, self->k * sizeof *points);
  for (guint s = 0; s < self->n_groups; s++)
    for (guint i = 0; i < self->k; i++)
      points[(s + 1) * self->k + i] = self->group[i] == order[s] ? end[i] : points[s * self->k + i];
}

/* u[r] of coordinate `index`: of the net as long as it has coordinates. */
static void
draw_coordinate (const Morris *self, const AmSobolSequence *sequence, gsize index, double *u)
{
  AmRandom random = { assay_sensitivity_seed (self->run, "morris-places", index) };

  if (index < am_sobol_sequence_n_dimensions (sequence))
    am_sobol_sequence_column (sequence, index, 0, self->r, u);
  else
    for (guint t = 0; t < self->r; t++)
      u[t] = am_random_uniform (&random);
}

typedef AmSobolSequence NetSequence;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NetSequence, am_sobol_sequence_free)

static gboolean
fail_memory (GError **error)
{
  g_set_error_literal (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_OPTION, _("There is not enough memory for the points."));
  return FALSE;
}

/* Places are coordinates of the net, and so are the numbers whose order is that in which groups move. */
static gboolean
draw_trajectories (Morris *self, GError **error)
{
  gsize k = self->k, r = self->r, n = self->n_groups;
  g_autoptr(NetSequence) sequence = am_sobol_sequence_alloc (MIN (k + n, AM_SOBOL_MOST_DIMENSIONS), true, assay_sensitivity_seed (self->run, "morris", 0));
  g_autofree double *u = g_new (double, r), *keys = g_new (double, r * n);
  g_autofree guint *order = g_new (guint, n);

  if (sequence == NULL)
    return fail_memory (error);
  self->start = g_new (double, r * k);
  self->end = g_new (double, r * k);
  self->order = g_new (gsize, r * n);
  for (gsize i = 0; i < k + n; i++)
    {
      if (!assay_sensitivity_check_stop (self->run, error))
        return FALSE;
      draw_coordinate (self, sequence, i, u);
      for (gsize t = 0; t < r; t++)
        if (i < k)
          self->start[t * k + i] = am_morris_place (u[t], LEVELS, &self->end[t * k + i]);
        else
          keys[t * n + i - k] = u[t];
    }
  for (gsize t = 0; t < r; t++)
    {
      if (t % LOOK == 0 && !assay_sensitivity_check_stop (self->run, error))
        return FALSE;
      assay_sensitivity_order (keys + t * n, n, order);
      for (gsize g = 0; g < n; g++)
        self->order[t * n + g] = order[g];
    }
  return TRUE;
}

/* Words have no order that a step could follow: one is drawn, and then another one, each as often as it is in the data. */
static void
draw_words (const Morris *self, const AssaySensitivityInput *input, guint trajectory, guint index, double *from, double *to)
{
  AmRandom random = { assay_sensitivity_seed (self->run, "morris-words", (guint64) trajectory * self->k + index) };

  *from = assay_sensitivity_input_at (input, am_random_uniform (&random));
  *to = *from;
  for (guint attempt = 0; attempt < 1000 && *to == *from; attempt++)
    *to = assay_sensitivity_input_at (input, am_random_uniform (&random));
}

/* Where trajectory t starts and ends, in the inputs' own units. */
static void
place_ends (const Morris *self, guint t, double *from, double *to)
{
  for (guint i = 0; i < self->k; i++)
    {
      const AssaySensitivityInput *input = &self->run->function->inputs[i];

      if (input->words != NULL)
        draw_words (self, input, t, i, &from[i], &to[i]);
      else
        {
          from[i] = assay_sensitivity_input_at (input, self->start[(gsize) t * self->k + i]);
          to[i] = assay_sensitivity_input_at (input, self->end[(gsize) t * self->k + i]);
        }
    }
}

/* Trajectories of one item: so many that they are laid out within some milliseconds. */
static guint
trajectories_at_once (const Morris *self)
{
  return CLAMP (NUMBERS_AT_ONCE / ((gsize) (self->n_groups + 1) * self->k), 1, LOOK);
}

static gboolean
lay_out_item (gsize item, guint worker, gpointer user_data, GError **error)
{
  Morris *self = user_data;
  gsize n_points = self->n_groups + 1;
  g_autofree double *from = g_new (double, self->k), *to = g_new (double, self->k), *points = g_new (double, n_points * self->k);
  guint some = trajectories_at_once (self), first = item * some;

  for (guint t = first; t < MIN (first + some, self->r); t++)
    {
      place_ends (self, t, from, to);
      pass (self, from, to, self->order + (gsize) t * self->n_groups, points);
      for (gsize p = 0; p < n_points; p++)
        for (guint i = 0; i < self->k; i++)
          self->columns[i][t * n_points + p] = points[p * self->k + i];
    }
  return assay_sensitivity_check_stop (self->run, error);
}

static gboolean
lay_out (Morris *self, GError **error)
{
  gsize n_points = self->n_groups + 1;
  guint some = trajectories_at_once (self);

  self->columns = g_new0 (double *, self->k);
  for (guint i = 0; i < self->k; i++)
    if ((self->columns[i] = g_try_new (double, self->r * n_points)) == NULL)
      return fail_memory (error);
  return assay_parallel_for (self->run->task->n_threads, (self->r + some - 1) / some, lay_out_item, self, NULL, error);
}

/* The sign of a step: of one input alone up is up; a group goes several ways, and only the size of its effect is told. */
static double
direction (const Morris *self, guint trajectory, guint group)
{
  gsize place = (gsize) trajectory * self->k + (self->only[group] >= 0 ? self->only[group] : 0);

  return self->only[group] < 0 || self->end[place] > self->start[place] ? 1 : -1;
}

static gboolean
find_effects (Morris *self, GError **error)
{
  gsize n_points = self->n_groups + 1;
  double step = am_morris_step (LEVELS);

  for (guint t = 0; t < self->r; t++)
    {
      if (t % LOOK == 0 && !assay_sensitivity_check_given_up (self->run, error))
        return FALSE;
      for (guint s = 0; s < self->n_groups; s++)
        {
          guint group = self->order[(gsize) t * self->n_groups + s];
          double change = self->y[t * n_points + s + 1] - self->y[t * n_points + s];

          /* another word is a whole step */
          self->effects[(gsize) group * self->r + t] = self->has_words[group] ? change : direction (self, t, group) * change / step;
        }
    }
  return TRUE;
}

static gboolean
measure_group (gsize g, guint worker, gpointer user_data, GError **error)
{
  Morris *self = user_data;
  const double *effects = self->effects + g * self->r;
  g_autofree double *size = g_new (double, self->r);
  gsize n = 0;

  self->found[g] = am_morris_effects (effects, self->r);
  for (guint t = 0; t < self->r; t++)
    if (!isnan (effects[t]))
      size[n++] = fabs (effects[t]);
  self->sizes[g] = am_replicate_mean (size, n, ASSAY_SENSITIVITY_LEVEL);
  /* effects that are the same but for rounding */
  if (self->found[g].sigma < 1e-12 * self->sizes[g].value)
    self->found[g].sigma = 0;
  return assay_sensitivity_check_given_up (self->run, error);
}

static gboolean
measure (Morris *self, GError **error)
{
  g_autofree double *keys = g_new (double, self->n_groups);

  g_free (self->effects);
  self->effects = g_new (double, (gsize) self->n_groups * self->r);
  self->found = g_renew (AmElementaryEffects, self->found, self->n_groups);
  self->sizes = g_renew (AmEstimate, self->sizes, self->n_groups);
  self->ranks = g_renew (guint, self->ranks, self->n_groups);
  if (!find_effects (self, error) || !assay_parallel_for (self->run->task->n_threads, self->n_groups, measure_group, self, NULL, error))
    return FALSE;
  for (guint g = 0; g < self->n_groups; g++)
    keys[g] = self->sizes[g].value;
  assay_sensitivity_order (keys, self->n_groups, self->ranks);
  return TRUE;
}

/* ---- what comes out ---- */

static void
add_table (const Morris *self)
{
  AssayTable *table = assay_table_new ("morris", N_("Elementary Effects (Morris)"));

  assay_table_add_column (table, "input", N_("Input"), ASSAY_CELL_TEXT);
  assay_table_add_column (table, "mu-star", "μ*", ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "mu-star-low", N_("Low"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "mu-star-high", N_("High"), ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "mu", "μ", ASSAY_CELL_NUMBER);
  assay_table_add_column (table, "sigma", "σ", ASSAY_CELL_NUMBER);
  for (guint i = 0; i < self->n_groups; i++)
    {
      guint g = self->ranks[i];
      const AmElementaryEffects *found = &self->found[g];
      gboolean is_group = strstr (self->names[g], " + ") != NULL || self->has_words[g];
      const AmEstimate mu = { is_group ? NAN : found->mu, NAN, NAN }, sigma = { is_group ? NAN : found->sigma, NAN, NAN };

      assay_table_add_row (table);
      assay_table_set_text (table, 0, self->names[g]);
      assay_table_set_number (table, 1, self->sizes[g].value);
      assay_table_set_number (table, 2, self->sizes[g].low);
      assay_table_set_number (table, 3, self->sizes[g].high);
      assay_table_set_number (table, 4, mu.value);
      assay_table_set_number (table, 5, sigma.value);
      assay_sensitivity_add_row (self->run, "morris", self->names[g], "mu-star", self->sizes[g]);
      assay_sensitivity_add_row (self->run, "morris", self->names[g], "mu", mu);
      assay_sensitivity_add_row (self->run, "morris", self->names[g], "sigma", sigma);
    }
  assay_table_set_note (table, "change of the output for a step through the whole range: mean size with its 95 % interval, mean, and standard deviation over places; "
                               "words and groups have no direction, and only a size");
  assay_result_take_table (self->run->result, table);
}

static char *
word_convention (const Morris *self)
{
  g_autofree char *step = assay_word_number (am_morris_step (LEVELS));

  return g_strdup_printf ("%u trajectories on %u levels from a scrambled Sobol net, step %s of the range, seed %" G_GUINT64_FORMAT "; interval of the mean by Student's t", self->r,
                          LEVELS, step, self->run->task->seed);
}

static GBytes *
copy_bytes (const double *values, gsize n)
{
  return g_bytes_new (values, n * sizeof *values);
}

static void
add_bars (const Morris *self, const char *convention)
{
  guint n = MIN (self->n_groups, MOST_SHOWN);
  AssayFigure *figure = assay_figure_new ("morris", ASSAY_FIGURE_RANKED, N_("Elementary Effects (Morris)"));
  g_autofree const char **names = g_new0 (const char *, n + 1);
  g_autofree double *v = g_new (double, 3 * n + 1);
  g_autofree char *finding = g_strdup_printf ("“%s” has the largest elementary effects.", self->names[self->ranks[0]]);

  for (guint i = 0; i < n; i++)
    {
      const AmEstimate *size = &self->sizes[self->ranks[i]];

      names[i] = self->names[self->ranks[i]];
      v[i] = size->value;
      v[n + i] = size->low;
      v[2 * n + i] = size->high;
    }
  assay_figure_set_finding (figure, finding);
  assay_figure_set_convention (figure, convention);
  assay_figure_set_x (figure, ASSAY_AXIS_CATEGORY, ASSAY_UNIT_NONE, N_("input"), NULL);
  assay_figure_set_categories (figure, names);
  assay_figure_set_y (figure, ASSAY_UNIT_NONE, "μ*", NULL);
  assay_figure_add_series (figure, "mu-star", "μ*", ASSAY_SERIES_OTHER, n, NULL, copy_bytes (v, n), NULL, NULL, NULL);
  assay_figure_add_series (figure, "interval", N_("95 % interval"), ASSAY_SERIES_WHISKERS, n, NULL, copy_bytes (v + n, n), copy_bytes (v + 2 * n, n), NULL, NULL);
  assay_result_take_figure (self->run->result, figure);
}

typedef struct { double x, y; const char *name; } Dot;

static int
compare_dots (gconstpointer a, gconstpointer b)
{
  const Dot *p = a, *q = b;

  return (p->x > q->x) - (p->x < q->x);
}

/* mu* to the right, sigma upward: what lies over the line has effects that change with the place more than they are large. */
static void
add_wedge (const Morris *self, const char *convention)
{
  AssayFigure *figure;
  g_autofree Dot *dots = g_new (Dot, self->n_groups);
  g_autofree const char **names = g_new0 (const char *, self->n_groups + 1);
  guint n = 0;

  for (guint g = 0; g < self->n_groups; g++)
    if (isfinite (self->sizes[g].value) && isfinite (self->found[g].sigma) && !self->has_words[g] && strstr (self->names[g], " + ") == NULL)
      dots[n++] = (Dot) { self->sizes[g].value, self->found[g].sigma, self->names[g] };
  qsort (dots, n, sizeof *dots, compare_dots);
  if (n == 0 || !(dots[n - 1].x > 0))
    return;
  double *x = g_new (double, n), *y = g_new (double, n), ends[] = { 0, dots[n - 1].x };
  for (guint i = 0; i < n; i++)
    {
      x[i] = dots[i].x;
      y[i] = dots[i].y;
      names[i] = dots[i].name;
    }
  figure = assay_figure_new ("morris-wedge", ASSAY_FIGURE_POINTS, N_("Size and Unevenness of Effects"));
  assay_figure_set_finding (figure, "Over the line the effect of a step depends on where it is made: by a bend, or by other inputs.");
  assay_figure_set_convention (figure, convention);
  assay_figure_set_x (figure, ASSAY_AXIS_NUMBER, ASSAY_UNIT_NONE, "μ*", NULL);
  assay_figure_set_y (figure, ASSAY_UNIT_NONE, "σ", NULL);
  assay_figure_add_series (figure, "inputs", N_("Inputs"), ASSAY_SERIES_OTHER, n, assay_sensitivity_take_bytes (x, n), assay_sensitivity_take_bytes (y, n), NULL, NULL, NULL);
  assay_figure_set_notes (figure, names);
  assay_figure_add_series (figure, "wedge", "σ = μ*", ASSAY_SERIES_BASELINE, 2, copy_bytes (ends, 2), copy_bytes (ends, 2), NULL, NULL, NULL);
  assay_result_take_figure (self->run->result, figure);
}

static void
add_notes (const Morris *self, const char *convention)
{
  g_autofree char *runs = assay_word_count ((double) self->r * (self->n_groups + 1));
  g_autofree char *method = g_strdup_printf ("Morris: %s; %s runs.", convention, runs);

  assay_result_add_note (self->run->result, method);
  for (guint g = 0; g < self->n_groups; g++)
    if (isnan (self->sizes[g].value) || self->found[g].n < self->r)
      {
        g_autofree char *note = g_strdup_printf ("“%s” has an elementary effect on %zu of %u trajectories only: elsewhere a run gave no output.", self->names[g], self->found[g].n, self->r);

        assay_result_add_note (self->run->result, note);
      }
    else if (self->sizes[g].value == 0)
      {
        g_autofree char *note = g_strdup_printf ("“%s” has no effect on any of %u trajectories.", self->names[g], self->r);

        assay_result_add_note (self->run->result, note);
      }
}

static void
show_effects (Morris *self, const char *convention)
{
  add_table (self);
  if (self->sizes[self->ranks[0]].value > 0)
    {
      add_bars (self, convention);
      add_wedge (self, convention);
    }
}

static void
show_so_far (gpointer method)
{
  Morris *self = method;
  g_autofree char *convention = word_convention (self);

  if (measure (self, NULL))
    show_effects (self, convention);
}

/* In blocks of trajectories, each of which is as good as any other: those that are finished when the run is stopped are kept. */
static gboolean
evaluate (Morris *self, AssayProgress *progress, GError **error)
{
  gsize n_points = self->n_groups + 1;
  guint wanted = self->r, most = LEAST_BLOCK;
  g_autofree const double **columns = g_new (const double *, self->k + 1);

  for (self->r = 0; self->r < wanted;)
    {
      guint some = MIN (CLAMP (self->r, 2, most), wanted - self->r);
      gint64 start = g_get_monotonic_time ();
      g_autoptr(AssayProgress) part = assay_progress_new_part (progress, (double) self->r / wanted, (double) (self->r + some) / wanted);
      GError *problem = NULL;

      for (guint i = 0; i < self->k; i++)
        columns[i] = self->columns[i] + self->r * n_points;
      if (!assay_sensitivity_function_evaluate_all (self->run->function, columns, some * n_points, self->y + self->r * n_points, self->run->task->n_threads, part, &problem))
        return assay_sensitivity_keep (self->run, problem, error);
      self->r += some;
      most *= some == most && g_get_monotonic_time () - start < BLOCK_USEC ? 2 : 1;
      if (self->r < wanted)
        assay_sensitivity_publish (self->run, show_so_far, self);
    }
  return TRUE;
}

static gboolean
run_morris (AssaySensitivityRun *run, AssayProgress *progress, GError **error)
{
  g_auto(Morris) self = { .run = run, .k = run->function->n_inputs, .r = assay_options_get_integer (run->options, "trajectories") };
  g_autofree char *convention = NULL;

  if (!read_groups (&self, error) || !draw_trajectories (&self, error) || !lay_out (&self, error))
    return FALSE;
  self.y = g_new (double, (gsize) self.r * (self.n_groups + 1));
  assay_sensitivity_plan_runs (run, (double) self.r * (self.n_groups + 1));
  if (!evaluate (&self, progress, error))
    return FALSE;
  if (self.r < 2)
    return TRUE;
  assay_sensitivity_count_runs (run, self.y, (gsize) self.r * (self.n_groups + 1));
  if (!measure (&self, error))
    return FALSE;
  convention = word_convention (&self);
  show_effects (&self, convention);
  add_notes (&self, convention);
  return TRUE;
}

const AssaySensitivityMethod assay_sensitivity_morris = { "morris", N_("Elementary Effects (Morris)"), FALSE, run_morris };
