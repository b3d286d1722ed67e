#include "app/stress-dial.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "app/chart-card.h"
#include "app/measure-text.h"
#include "base/number.h"
#include "charts/format.h"

#define GAUGE_HEIGHT 170
#define MOVE_HEIGHT 26             /* of a bar */
#define MOST_MOVES 12              /* bars */
#define MOST_WORDS 4               /* inputs named in the sentence */
#define REST 220                   /* ms after which a limit that rests is looked at closely */
#define PARTS (ASSAY_CHART_X_AXIS | ASSAY_CHART_Y_AXIS)

struct _AssayStressDial
{
  GtkWidget parent_instance;
  GtkWidget *spinner, *scale, *entry, *unit, *side, *answer, *facts, *problem, *charts, *run;
  GtkAdjustment *adjustment;       /* as typed: percent */
  AssayChartCard *gauge, *moves;
  AssayRunPortfolio *portfolio;
  guint n_threads, measure;
  AssayLimitSearch *search;        /* NULL: it is being prepared */
  gboolean of_sample;              /* what is asked, or prepared to be asked; all rows are on their way */
  GCancellable *preparing;         /* all rows, beside it */
  AssayLimitAnswer *found;
  GCancellable *working;           /* preparing or searching */
  gboolean is_quick;               /* what is under way */
  gboolean again;                  /* the limit moved since */
  guint rest_source;
  gboolean filling;
};

G_DEFINE_FINAL_TYPE (AssayStressDial, assay_stress_dial, GTK_TYPE_WIDGET)

enum { RUN, N_SIGNALS };
static guint signals[N_SIGNALS];

static const AssayPortfolioMeasure *
measure_of (AssayStressDial *self)
{
  return assay_portfolio_get_measure (assay_run_portfolio_get (self->portfolio), self->measure);
}

/* ---- pure functions ---- */

/* Two digits, so that a limit is one that somebody would set. */
static double
round_nicely (double value)
{
  const double unit = value != 0 ? pow (10, floor (log10 (fabs (value))) - 1) : 1;

  return round (value / unit) * unit;
}

AssayDialRange
assay_dial_range_for (const AssayPortfolioMeasure *measure, double base)
{
  AssayDialRange range = { 0, 1, 0, 0.001 };
  double away = base != 0 ? 0.25 * fabs (base) : 0.1;

  /* a share ends at 1 */
  if (measure->unit == ASSAY_METRIC_FRACTION && measure->more_is_worse)
    away = MIN (away, (1 - base) / 2);
  if (measure->unit == ASSAY_METRIC_FRACTION)
    range.high = base <= 0.33 && measure->more_is_worse ? MAX (round_nicely (3 * base), 0.01) : 1;
  else if (!measure->more_is_worse && base >= 0 && base <= 1)
    range.high = 1;
  else
    {
      range.low = base < 0 ? round_nicely (3 * base) : 0;
      range.high = base > 0 ? round_nicely (3 * base) : base < 0 ? 0 : 1;
    }
  range.first = round_nicely (base + (measure->more_is_worse ? away : measure->unit == ASSAY_METRIC_FRACTION || base <= 1 ? -0.1 * fabs (base) : -away));
  range.low = MIN (range.low, range.first);
  range.high = MAX (range.high, range.first);
  if (range.high - range.low < 0.2 || range.high - range.low > 10)
    range.step = pow (10, floor (log10 ((range.high - range.low) / 200)));
  return range;
}

/* "DEBTINC +0.8 sd (to 41)" */
static char *
word_move (const AssayStressInput *input, double z, double x)
{
  g_autofree char *size = assay_format_number (fabs (z), 1), *to = NULL;
  const double change = x - input->base;

  if (input->words != NULL)
    {
      const char *word = x >= 0 && x < input->n_words ? input->words[(guint) x] : "\u2013";

      /* Translators: an input and the word that it is set to */
      return g_strdup_printf (_("%s set to “%s”"), input->name, word);
    }
  to = assay_format_number (fabs (change), -1);
  /* Translators: an input, a sign, by how many standard deviations it moves, a sign, by how much in its own unit */
  return g_strdup_printf (_("%s %s%s sd (%s%s)"), input->name, z < 0 ? "\u2212" : "+", size, change < 0 ? "\u2212" : "+", to);
}

/* Four digits, as many as anybody compares. */
static double
rounded (double value)
{
  const double unit = value != 0 && isfinite (value) ? pow (10, floor (log10 (fabs (value))) - 3) : 1;

  return isfinite (value) ? round (value / unit) * unit : value;
}

static char *
list_moves (const AssayLimitSearch *search, const AssayLimitAnswer *answer, guint *n)
{
  const AssayStressSpace *space = assay_limit_search_get_space (search);
  g_autofree guint *order = g_new (guint, assay_stress_space_get_n_inputs (space) + 1);
  g_autoptr(GString) text = g_string_new (NULL);

  *n = assay_limit_answer_order (search, answer, order);
  for (guint i = 0; i < MIN (*n, MOST_WORDS); i++)
    {
      const AssayStressInput *input = assay_stress_space_get_input (space, order[i]);
      g_autofree char *move = word_move (input, answer->move.z[order[i]], input->words != NULL ? answer->move.x[order[i]] : input->base + rounded (answer->move.x[order[i]] - input->base));

      g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", move);
    }
  if (*n > MOST_WORDS)
    g_string_append_printf (text, g_dngettext (NULL, " and %u more", " and %u more", *n - MOST_WORDS), *n - MOST_WORDS);
  return g_strdup (text->str);
}

char *
assay_dial_word_answer (const AssayPortfolioMeasure *measure, const AssayLimitSearch *search, const AssayLimitAnswer *answer)
{
  const char *name = _(measure->label);
  g_autofree char *limit = assay_measure_format (measure, answer->limit), *base = assay_measure_format (measure, answer->base), *value = assay_measure_format (measure, answer->move.value);
  g_autofree char *moves = NULL;
  guint n;

  if (answer->move.is_crossed_at_rest)
    /* Translators: a measure, a limit, a value */
    return g_strdup_printf (_("%s is at the limit of %s already: it is %s as things are."), name, limit, base);
  moves = list_moves (search, answer, &n);
  if (!answer->move.is_crossed)
    /* Translators: a measure, a limit, the value that came nearest, the moves it takes */
    return g_strdup_printf (_("%s does not get to %s as far as inputs can be moved. The nearest that was found is %s: %s."), name, limit, value, n > 0 ? moves : "\u2013");
  if (n == 1)
    return g_strdup_printf (answer->is_above ? _("%s rises to %s when this input moves: %s.") : _("%s falls to %s when this input moves: %s."), name, limit, moves);
  /* Translators: a measure, a limit, a list of moves */
  return g_strdup_printf (answer->is_above ? _("%s rises to %s when these inputs move together: %s.") : _("%s falls to %s when these inputs move together: %s."), name, limit, moves);
}

/* The month of "2024-03" as people write it. */
static char *
word_period (const char *period)
{
  g_auto(GStrv) parts = g_strsplit (period, "-", 2);
  g_autoptr(GDateTime) date = g_date_time_new_utc (atoi (parts[0]), atoi (parts[1]), 1, 0, 0, 0);

  /* Translators: a month, see strftime(3): March 2024 */
  return date != NULL ? g_date_time_format (date, _("%B %Y")) : g_strdup (period);
}

char *
assay_dial_word_plausibility (const AssayLimitAnswer *answer)
{
  g_autoptr(GString) text = g_string_new (NULL);
  g_autofree char *size = assay_format_number (answer->move.size, 2), *share = assay_format_fraction (answer->move.plausibility.share_as_far, -1);

  if (answer->move.is_crossed_at_rest)
    return g_strdup ("");
  /* Translators: standard deviations */
  g_string_append_printf (text, _("The joint move is %s sd."), size);
  if (isfinite (answer->move.plausibility.share_as_far))
    {
      g_free (share);
      share = assay_format_fraction (answer->move.plausibility.share_as_far, answer->move.plausibility.share_as_far < 0.01 ? 2 : 1);
      g_string_append_c (text, ' ');
      /* Translators: a share of rows */
      g_string_append_printf (text, _("%s of rows lie at least so far from the typical one."), share);
    }
  if (answer->nearest_row > 0)
    {
      g_autofree char *row = assay_format_count ((double) answer->nearest_row), *distance = assay_format_number (answer->nearest_distance, 2);

      g_string_append_c (text, ' ');
      /* Translators: the number of a row, standard deviations */
      g_string_append_printf (text, _("The real row nearest to it is %s, %s sd away."), row, distance);
    }
  if (answer->nearest_period != NULL)
    {
      g_autofree char *period = word_period (answer->nearest_period), *distance = assay_format_number (answer->nearest_period_distance, 2);

      g_string_append_c (text, ' ');
      /* Translators: a month, standard deviations */
      g_string_append_printf (text, _("The month nearest to it is %s, %s sd away."), period, distance);
    }
  return g_strdup (text->str);
}

static GBytes *
take_doubles (const double *values, gsize n)
{
  return g_bytes_new (values, n * sizeof *values);
}

AssayFigure *
assay_dial_make_gauge (const AssayPortfolioMeasure *measure, const AssayLimitSearch *search, const AssayLimitAnswer *answer)
{
  const char *const rows[] = { N_("Within 1 sd"), N_("Within 2 sd"), N_("Within 3 sd"), NULL };
  AssayFigure *figure = assay_figure_new ("reverse-stress-gauge", ASSAY_FIGURE_GAUGE, N_("Reach along This Move"));

  assay_figure_set_x (figure, ASSAY_AXIS_CATEGORY, ASSAY_UNIT_NONE, N_("move"), NULL);
  assay_figure_set_categories (figure, rows);
  assay_figure_set_y (figure, assay_measure_is_percent (measure) ? ASSAY_UNIT_FRACTION : ASSAY_UNIT_NONE, measure->label, NULL);
  assay_figure_set_convention (figure, assay_limit_search_get_text (search));
  assay_figure_add_series (figure, "reach", N_("Reach"), ASSAY_SERIES_BAND, ASSAY_N_REACHES, NULL, take_doubles (answer->reach_low, ASSAY_N_REACHES),
                           take_doubles (answer->reach_high, ASSAY_N_REACHES), NULL, NULL);
  assay_figure_add_rule (figure, answer->base, N_("Now"));
  assay_figure_add_rule (figure, answer->limit, N_("Limit"));
  return figure;
}

/* "DEBTINC (34.7 → 38)": of the typical row. */
static char *
name_move (const AssayStressInput *input, double x)
{
  g_autofree char *from = NULL, *to = NULL;

  if (input->words != NULL)
    return g_strdup (input->name);
  from = assay_format_number (rounded (input->base), -1);
  to = assay_format_number (rounded (x), -1);
  return g_strdup_printf ("%s (%s → %s)", input->name, from, to);
}

AssayFigure *
assay_dial_make_moves (const AssayLimitSearch *search, const AssayLimitAnswer *answer)
{
  const AssayStressSpace *space = assay_limit_search_get_space (search);
  g_autofree guint *order = g_new (guint, assay_stress_space_get_n_inputs (space) + 1);
  const guint n = MIN (assay_limit_answer_order (search, answer, order), MOST_MOVES);
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  AssayFigure *figure;
  double sizes[MOST_MOVES];

  if (n == 0)
    return NULL;
  for (guint i = 0; i < n; i++)
    {
      g_ptr_array_add (names, name_move (assay_stress_space_get_input (space, order[i]), answer->move.x[order[i]]));
      sizes[i] = answer->move.z[order[i]];
    }
  g_ptr_array_add (names, NULL);
  figure = assay_figure_new ("reverse-stress-moves", ASSAY_FIGURE_RANKED, N_("The Smallest Joint Move"));
  assay_figure_set_x (figure, ASSAY_AXIS_CATEGORY, ASSAY_UNIT_NONE, N_("input"), NULL);
  assay_figure_set_categories (figure, (const char *const *) names->pdata);
  assay_figure_set_y (figure, ASSAY_UNIT_NONE, N_("standard deviations"), NULL);
  assay_figure_add_series (figure, "move", N_("Move"), ASSAY_SERIES_OTHER, n, NULL, take_doubles (sizes, n), NULL, NULL, NULL);
  return figure;
}

/* ---- showing ---- */

static double
factor_of (AssayStressDial *self)
{
  return assay_measure_is_percent (measure_of (self)) ? 100 : 1;
}

double
assay_stress_dial_get_limit (AssayStressDial *self)
{
  return gtk_adjustment_get_value (self->adjustment) / factor_of (self);
}

static void
put_figure (AssayChartCard *card, AssayFigure *figure)
{
  g_autoptr(AssayChart) chart = figure != NULL ? assay_chart_new (figure, NULL) : NULL;

  /* so few bars are made in no time */
  assay_chart_card_set_charts (card, chart != NULL ? &chart : NULL, chart != NULL, chart != NULL ? NULL : _("Nothing has to move."));
  g_clear_pointer (&figure, assay_figure_unref);
}

static void
show_answer (AssayStressDial *self)
{
  g_autofree char *text = NULL, *facts = NULL;
  AssayFigure *moves;

  if (self->found == NULL)
    return;
  text = assay_dial_word_answer (measure_of (self), self->search, self->found);
  facts = assay_dial_word_plausibility (self->found);
  if (self->of_sample)
    {
      g_autofree char *n = assay_format_count ((double) assay_limit_search_get_n_rows (self->search)), *rest = g_steal_pointer (&facts);
      /* Translators: a number of rows; then what is said of the answer */
      facts = g_strdup_printf (_("From %s rows for now. %s"), n, rest);
    }
  gtk_label_set_text (GTK_LABEL (self->answer), text);
  gtk_label_set_text (GTK_LABEL (self->facts), facts);
  gtk_widget_set_visible (self->facts, *facts != '\0');
  gtk_widget_set_visible (self->charts, TRUE);
  put_figure (self->gauge, assay_dial_make_gauge (measure_of (self), self->search, self->found));
  moves = assay_dial_make_moves (self->search, self->found);
  gtk_widget_set_size_request (GTK_WIDGET (assay_chart_card_get_view (self->moves, 0)), -1,
                               CLAMP ((int) (moves != NULL ? assay_figure_get_series (moves, 0)->n : 0) * MOVE_HEIGHT + 20, 90, 360));
  put_figure (self->moves, moves);
}

static void
show_problem (AssayStressDial *self, const char *text)
{
  gtk_label_set_text (GTK_LABEL (self->problem), text != NULL ? text : "");
  gtk_widget_set_visible (self->problem, text != NULL);
}

static void
show_busy (AssayStressDial *self)
{
  const gboolean is_busy = self->working != NULL || self->preparing != NULL;

  gtk_widget_set_visible (self->spinner, is_busy);
  gtk_spinner_set_spinning (GTK_SPINNER (self->spinner), is_busy);
  gtk_widget_set_sensitive (self->run, self->search != NULL);
}

static void
show_side (AssayStressDial *self)
{
  const double base = assay_portfolio_get_base (assay_run_portfolio_get (self->portfolio))[self->measure], limit = assay_stress_dial_get_limit (self);
  g_autofree char *text = assay_measure_format (measure_of (self), limit);

  gtk_label_set_text (GTK_LABEL (self->side), limit >= base ? _("rises to") : _("falls to"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->scale), GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, text, -1);
}

/* ---- asking ---- */

typedef struct { AssayRunPortfolio *portfolio; AssayLimitSearch *search; guint measure, n_threads; double limit; gboolean is_quick, of_sample; } Order;
typedef struct { AssayLimitSearch *search; AssayLimitAnswer *answer; } Found;

static void
order_free (gpointer data)
{
  Order *order = data;

  assay_run_portfolio_unref (order->portfolio);
  g_clear_pointer (&order->search, assay_limit_search_unref);
  g_free (order);
}

static void
found_free (gpointer data)
{
  Found *found = data;

  if (found == NULL)
    return;
  g_clear_pointer (&found->search, assay_limit_search_unref);
  assay_limit_answer_free (found->answer);
  g_free (found);
}

static void
work_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const Order *order = task_data;
  g_autoptr(AssayProgress) progress = assay_progress_new (cancellable, NULL, NULL, NULL);
  Found *found = g_new0 (Found, 1);
  GError *error = NULL;

  found->search = order->search != NULL ? assay_limit_search_ref (order->search) : assay_limit_search_new (order->portfolio, order->measure, order->of_sample, order->n_threads, progress, &error);
  if (found->search != NULL)
    found->answer = assay_limit_search_find (found->search, order->limit, order->is_quick, progress, &error);
  if (found->answer != NULL)
    g_task_return_pointer (task, found, found_free);
  else
    {
      found_free (found);
      g_task_return_error (task, error);
    }
}

static void ask (AssayStressDial *self, gboolean is_quick);

/* ---- all rows, while a sample answers ---- */

static void
prepare_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const Order *order = task_data;
  g_autoptr(AssayProgress) progress = assay_progress_new (cancellable, NULL, NULL, NULL);
  GError *error = NULL;
  AssayLimitSearch *search = assay_limit_search_new (order->portfolio, order->measure, FALSE, order->n_threads, progress, &error);

  if (search != NULL)
    g_task_return_pointer (task, search, (GDestroyNotify) assay_limit_search_unref);
  else
    g_task_return_error (task, error);
}

static void
on_prepared (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(AssayStressDial) self = user_data;
  g_autoptr(AssayLimitSearch) search = g_task_propagate_pointer (G_TASK (result), NULL);

  if (g_task_get_cancellable (G_TASK (result)) != self->preparing || self->portfolio == NULL)
    return;
  g_clear_object (&self->preparing);
  if (search == NULL)
    return;                        /* what the sample says stays, and says that it is of a sample */
  g_clear_pointer (&self->search, assay_limit_search_unref);
  self->search = g_steal_pointer (&search);
  self->of_sample = FALSE;
  ask (self, TRUE);
}

static void
prepare_all (AssayStressDial *self)
{
  g_autoptr(GTask) task = NULL;
  Order *order;

  self->preparing = g_cancellable_new ();
  order = g_new0 (Order, 1);
  *order = (Order) { .portfolio = assay_run_portfolio_ref (self->portfolio), .measure = self->measure, .n_threads = self->n_threads };
  task = g_task_new (NULL, self->preparing, on_prepared, g_object_ref (self));
  g_task_set_task_data (task, order, order_free);
  g_task_run_in_thread (task, prepare_in_thread);
}

static gboolean
on_rest (gpointer data)
{
  AssayStressDial *self = data;

  self->rest_source = 0;
  ask (self, FALSE);
  return G_SOURCE_REMOVE;
}

static void
look_closely_soon (AssayStressDial *self)
{
  g_clear_handle_id (&self->rest_source, g_source_remove);
  self->rest_source = g_timeout_add (REST, on_rest, self);
}

/* An answer of the sample that comes after all rows are there is dropped: its numbers are others. */
static void
take_found (AssayStressDial *self, Found *found)
{
  if (self->search == NULL)
    {
      self->search = g_steal_pointer (&found->search);
      if (self->of_sample)
        prepare_all (self);
    }
  else if (found->search != self->search)
    return;
  assay_limit_answer_free (self->found);
  self->found = g_steal_pointer (&found->answer);
  show_problem (self, NULL);
  show_answer (self);
}

static void
on_found (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(AssayStressDial) self = user_data;
  g_autoptr(GError) error = NULL;
  Found *found = g_task_propagate_pointer (G_TASK (result), &error);
  const gboolean was_quick = ((const Order *) g_task_get_task_data (G_TASK (result)))->is_quick;

  if (g_task_get_cancellable (G_TASK (result)) != self->working || self->portfolio == NULL)
    {
      found_free (found);
      return;
    }
  g_clear_object (&self->working);
  if (found != NULL)
    take_found (self, found);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      gtk_widget_set_visible (self->charts, FALSE);
      gtk_label_set_text (GTK_LABEL (self->answer), "");
      gtk_label_set_text (GTK_LABEL (self->facts), "");
      show_problem (self, error->message);
    }
  found_free (found);
  if (self->again)
    ask (self, TRUE);
  else if (was_quick && self->search != NULL && !self->of_sample)
    look_closely_soon (self);
  show_busy (self);
}

/* Dragging asks faster than answers come: the last wish counts. A close look gives way to a new limit, a quick one is finished first. */
static void
ask (AssayStressDial *self, gboolean is_quick)
{
  g_autoptr(GTask) task = NULL;
  Order *order;

  if (self->portfolio == NULL)
    return;
  self->again = FALSE;
  if (self->working != NULL && (self->is_quick || self->search == NULL))
    {
      self->again = TRUE;
      return;
    }
  if (self->working != NULL)
    g_cancellable_cancel (self->working);
  g_clear_object (&self->working);
  g_clear_handle_id (&self->rest_source, g_source_remove);
  self->is_quick = is_quick;
  self->working = g_cancellable_new ();
  order = g_new (Order, 1);
  *order = (Order) { assay_run_portfolio_ref (self->portfolio), self->search != NULL ? assay_limit_search_ref (self->search) : NULL, self->measure, self->n_threads,
                     assay_stress_dial_get_limit (self), is_quick, self->of_sample };
  task = g_task_new (NULL, self->working, on_found, g_object_ref (self));
  g_task_set_task_data (task, order, order_free);
  g_task_run_in_thread (task, work_in_thread);
  show_busy (self);
}

static void
on_limit (AssayStressDial *self)
{
  if (self->filling || self->portfolio == NULL)
    return;
  show_side (self);
  ask (self, TRUE);
}

/* The command line has it so. */
static void
on_run (AssayStressDial *self)
{
  const double limit = assay_stress_dial_get_limit (self), base = assay_portfolio_get_base (assay_run_portfolio_get (self->portfolio))[self->measure];
  g_autofree char *value = assay_number_print ("%.10g", limit), *text = g_strdup_printf ("%s%s%s", measure_of (self)->id, limit >= base ? ">=" : "<=", value);

  g_signal_emit (self, signals[RUN], 0, text);
}

/* ---- public ---- */

static void
stop_work (AssayStressDial *self)
{
  GCancellable **const works[] = { &self->working, &self->preparing };

  for (guint i = 0; i < G_N_ELEMENTS (works); i++)
    {
      if (*works[i] != NULL)
        g_cancellable_cancel (*works[i]);
      g_clear_object (works[i]);
    }
  g_clear_handle_id (&self->rest_source, g_source_remove);
}

static void
fill_scale (AssayStressDial *self)
{
  const double base = assay_portfolio_get_base (assay_run_portfolio_get (self->portfolio))[self->measure], factor = factor_of (self);
  const AssayDialRange range = assay_dial_range_for (measure_of (self), base);
  const double step = range.step * factor;

  self->filling = TRUE;
  gtk_adjustment_configure (self->adjustment, range.first * factor, range.low * factor, range.high * factor, step, 10 * step, 0);
  gtk_spin_button_set_digits (GTK_SPIN_BUTTON (self->entry), step >= 1 ? 0 : (guint) CLAMP (ceil (-log10 (step) - 1e-9), 1, 6));
  gtk_scale_clear_marks (GTK_SCALE (self->scale));
  gtk_scale_add_mark (GTK_SCALE (self->scale), CLAMP (base, range.low, range.high) * factor, GTK_POS_BOTTOM, _("now"));
  gtk_label_set_text (GTK_LABEL (self->unit), factor == 100 ? "%" : "");
  gtk_widget_set_visible (self->unit, factor == 100);
  self->filling = FALSE;
}

void
assay_stress_dial_set_measure (AssayStressDial *self, guint measure)
{
  if (self->portfolio == NULL || (self->measure == measure && (self->search != NULL || self->working != NULL)))
    return;
  stop_work (self);
  g_clear_pointer (&self->search, assay_limit_search_unref);
  g_clear_pointer (&self->found, assay_limit_answer_free);
  self->measure = measure;
  self->of_sample = assay_run_portfolio_get_sample (self->portfolio) != NULL;
  gtk_label_set_text (GTK_LABEL (self->answer), _("Looking for the smallest move…"));
  gtk_label_set_text (GTK_LABEL (self->facts), "");
  show_problem (self, NULL);
  fill_scale (self);
  show_side (self);
  ask (self, TRUE);
}

void
assay_stress_dial_set_portfolio (AssayStressDial *self, AssayRunPortfolio *portfolio, guint n_threads)
{
  g_return_if_fail (self->portfolio == NULL);
  self->portfolio = assay_run_portfolio_ref (portfolio);
  self->n_threads = n_threads;
  assay_stress_dial_set_measure (self, 0);
}

void
assay_stress_dial_set_can_run (AssayStressDial *self, gboolean can_run)
{
  gtk_widget_set_visible (self->run, can_run);
}

void
assay_stress_dial_set_width_class (AssayStressDial *self, AssayWidthClass width_class)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->charts), width_class >= ASSAY_WIDTH_MEDIUM ? GTK_ORIENTATION_HORIZONTAL : GTK_ORIENTATION_VERTICAL);
}

void
assay_stress_dial_set_limit (AssayStressDial *self, double limit)
{
  gtk_adjustment_set_value (self->adjustment, limit * factor_of (self));
}

const AssayLimitAnswer *
assay_stress_dial_get_answer (AssayStressDial *self)
{
  return self->found;
}

const char *
assay_stress_dial_get_text (AssayStressDial *self)
{
  return gtk_label_get_text (GTK_LABEL (self->answer));
}

gboolean
assay_stress_dial_is_busy (AssayStressDial *self)
{
  return self->working != NULL || self->preparing != NULL || self->rest_source != 0;
}

/* ---- class ---- */

static void
assay_stress_dial_dispose (GObject *object)
{
  AssayStressDial *self = ASSAY_STRESS_DIAL (object);
  GtkWidget *child;

  self->again = FALSE;
  self->filling = TRUE;
  stop_work (self);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_pointer (&self->search, assay_limit_search_unref);
  g_clear_pointer (&self->found, assay_limit_answer_free);
  g_clear_pointer (&self->portfolio, assay_run_portfolio_unref);
  G_OBJECT_CLASS (assay_stress_dial_parent_class)->dispose (object);
}

static void
assay_stress_dial_class_init (AssayStressDialClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = assay_stress_dial_dispose;
  signals[RUN] = g_signal_new ("run", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/assay_workbench/Assay/ui/stress-dial.ui");
#define CHILD(name) gtk_widget_class_bind_template_child (widget_class, AssayStressDial, name)
  CHILD (spinner); CHILD (scale); CHILD (entry); CHILD (unit); CHILD (side); CHILD (answer); CHILD (facts); CHILD (problem); CHILD (charts); CHILD (run); CHILD (adjustment);
#undef CHILD
  gtk_widget_class_bind_template_callback (widget_class, on_limit);
  gtk_widget_class_bind_template_callback (widget_class, on_run);
}

/* Figures of numbers, not of time: each looks where it wants. */
static AssayChartCard *
new_card (AssayStressDial *self, int height)
{
  g_autoptr(AssaySelection) own = assay_selection_new ();
  AssayChartCard *card = ASSAY_CHART_CARD (assay_chart_card_new (own));

  assay_chart_card_add (card, height, PARTS, FALSE);
  assay_chart_card_set_legend_visible (card, FALSE);
  gtk_widget_set_hexpand (GTK_WIDGET (card), TRUE);
  gtk_box_append (GTK_BOX (self->charts), GTK_WIDGET (card));
  return card;
}

static void
assay_stress_dial_init (AssayStressDial *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  assay_typed_number_watch (GTK_SPIN_BUTTON (self->entry));
  self->gauge = new_card (self, GAUGE_HEIGHT);
  self->moves = new_card (self, GAUGE_HEIGHT);
}

GtkWidget *
assay_stress_dial_new (void)
{
  return g_object_new (ASSAY_TYPE_STRESS_DIAL, NULL);
}
