#include "app/what-if-panel.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "app/accessible-names.h"
#include "app/chart-reading.h"
#include "app/measure-text.h"
#include "app/page.h"
#include "app/risk-mark.h"
#include "app/what-if-results.h"
#include "app/what-if-slider.h"
#include "app/what-if-state.h"
#include "charts/format.h"

#define REST 150                   /* milliseconds after which a slider counts as at rest: then all rows are asked, and what would have to change */
#define SETTLED 600                /* … and as one step to take back */
#define LEAST_DETAILS 340          /* pixels beside the sliders */

struct _AssayWhatIfPanel
{
  AssayWidthBin parent_instance;
  GtkWidget *states, *spinner, *error, *of_case, *of_portfolio, *row_box, *which, *row, *kind_box, *kind, *cutoff, *headline, *what, *score, *level_box, *level_mark, *level, *decision,
    *sentence, *rows_note, *outer, *body, *sliders_scroller, *sliders, *details_scroller, *details, *reasons_card, *reasons_title, *reasons, *reasons_note, *turns, *turns_note, *measures,
    *scores, *scores_note;
  GtkAdjustment *cutoff_value;
  AssayWorkspace *workspace;
  gint64 run;
  AssayWhatIf *what_if;            /* NULL until it is open */
  AssayResult *importance;
  AssayUndo *undo;
  GSimpleActionGroup *actions;
  WhatIfState *state, *settled;          /* as it is, and as it was when it was last a step */
  AssayWhatIfSlider **of_input;    /* [n], lent by the list */
  AssayCaseAnswer *case_answer;
  AssayWhatIfAnswer *answer;
  GCancellable *opening, *asking, *preparing;
  int prepared;                    /* which input all rows were made ready for, or are; -1: none */
  guint phase;
  gboolean again;                  /* moved while an answer was under way */
  guint rest_source, settle_source;
  gboolean setting;
};

G_DEFINE_FINAL_TYPE (AssayWhatIfPanel, assay_what_if_panel, ASSAY_TYPE_WIDTH_BIN)

enum { INPUT_SELECTED, N_SIGNALS };
static guint signals[N_SIGNALS];

/* ---- what is said ---- */

static char *
word_pair (const char *before, const char *after)
{
  return strcmp (before, after) == 0 ? g_strdup (after) : g_strdup_printf ("%s → %s", before, after);
}

static void
show_decision (AssayWhatIfPanel *self, AssayDecision before, AssayDecision after)
{
  g_autofree char *text = word_pair (assay_what_if_word_decision (before), assay_what_if_word_decision (after));

  gtk_label_set_text (GTK_LABEL (self->decision), text);
  gtk_widget_remove_css_class (self->decision, "warning");
  gtk_widget_remove_css_class (self->decision, "success");
  if (after == ASSAY_DECISION_FLAG)
    gtk_widget_add_css_class (self->decision, "warning");
  else if (after == ASSAY_DECISION_PASS)
    gtk_widget_add_css_class (self->decision, "success");
}

static void
show_level (AssayWhatIfPanel *self, AssayRisk before, AssayRisk after)
{
  g_autofree char *text = NULL;

  gtk_widget_set_visible (self->level_box, after != ASSAY_RISK_NONE);
  if (after == ASSAY_RISK_NONE)
    return;
  text = word_pair (before != ASSAY_RISK_NONE ? assay_translate (assay_risk_name (before)) : "–", assay_translate (assay_risk_name (after)));
  gtk_label_set_text (GTK_LABEL (self->level), text);
  assay_risk_mark_set_risk (ASSAY_RISK_MARK (self->level_mark), after);
}

static void
set_note (GtkWidget *label, const char *text)
{
  gtk_label_set_text (GTK_LABEL (label), text != NULL ? text : "");
  gtk_widget_set_visible (label, text != NULL && *text != '\0');
}

static const char *
word_origin (AssayCutoffOrigin origin)
{
  switch (origin)
    {
    case ASSAY_CUTOFF_OF_RUN: return _("The cut-off is the run's own.");
    case ASSAY_CUTOFF_BEST: return _("The run has no cut-off; it begins where events and other rows are furthest apart.");
    default: return _("The run has no cut-off; it begins where a tenth of the rows is flagged.");
    }
}

static void
note_cutoff (AssayWhatIfPanel *self)
{
  AssayCutoffOrigin origin;

  assay_what_if_get_cutoff (self->what_if, &origin);
  gtk_widget_set_tooltip_text (self->cutoff, word_origin (origin));
}

static void
show_reasons (AssayWhatIfPanel *self, const AssayCaseAnswer *answer)
{
  g_autofree char *title = NULL, *base = NULL, *note = NULL;

  gtk_widget_set_visible (self->reasons_card, answer->scale != NULL);
  if (answer->scale == NULL)
    return;
  base = assay_format_number (answer->after.contributions != NULL ? answer->after.base : answer->before.base, strcmp (answer->scale, "points") == 0 ? -1 : 3);
  /* Translators: scale, such as log-odds */
  title = g_strdup_printf (_("Contributions (%s)"), assay_translate (answer->scale));
  /* Translators: a number */
  note = g_strdup_printf (answer->more_is_riskier ? _("They are added to %s; more is riskier. Outline: before; filled: after.")
                                                  : _("They are added to %s; less is riskier. Outline: before; filled: after."), base);
  gtk_label_set_text (GTK_LABEL (self->reasons_title), title);
  set_note (self->reasons_note, note);
  assay_what_if_fill_reasons (GTK_GRID (self->reasons), self->what_if, answer);
}

/* Takes answer. */
static void
show_case (AssayWhatIfPanel *self, AssayCaseAnswer *answer)
{
  g_autofree char *before = assay_what_if_format_score (self->what_if, answer->before.score), *after = assay_what_if_format_score (self->what_if, answer->after.score);
  g_autofree char *score = word_pair (before, after), *problem = NULL;
  const double cutoff = self->state->cutoff;

  g_clear_pointer (&self->case_answer, assay_case_answer_free);
  self->case_answer = answer;
  gtk_label_set_text (GTK_LABEL (self->what), assay_what_if_word_score (self->what_if));
  gtk_label_set_text (GTK_LABEL (self->score), score);
  show_level (self, answer->before.level, answer->after.level);
  show_decision (self, assay_what_if_decide (self->what_if, answer->before.score, cutoff), assay_what_if_decide (self->what_if, answer->after.score, cutoff));
  gtk_widget_set_visible (self->decision, TRUE);
  if (answer->after.problem != NULL)
    /* Translators: why a row cannot be scored */
    problem = g_strdup_printf (_("The model gives no score: %s."), assay_translate (answer->after.problem));
  set_note (self->sentence, problem);
  set_note (self->rows_note, NULL);
  show_reasons (self, answer);
}

static void
show_sentence (AssayWhatIfPanel *self, const AssayWhatIfAnswer *answer)
{
  g_autofree char *flagged = assay_format_count (round (answer->to_flagged)), *passed = assay_format_count (round (answer->to_passed)), *sentence = NULL, *note = NULL;
  g_autofree char *asked = assay_format_count (answer->n_asked), *all = assay_format_count (answer->n_rows);

  /* Translators: two numbers of rows */
  sentence = g_strdup_printf (_("%s rows switch to flagged, %s to passed."), flagged, passed);
  set_note (self->sentence, sentence);
  if (answer->n_asked < answer->n_rows)
    /* Translators: two numbers of rows */
    note = g_strdup_printf (_("%s of %s rows; all of them when the slider rests"), asked, all);
  else
    /* Translators: a number of rows */
    note = g_strdup_printf (_("All %s rows"), all);
  set_note (self->rows_note, note);
}

/* Takes answer. */
static void
show_answer (AssayWhatIfPanel *self, AssayWhatIfAnswer *answer)
{
  const AssayPortfolio *portfolio = assay_what_if_get_portfolio (self->what_if);
  const gboolean has_measure = assay_portfolio_get_n_measures (portfolio) > 0;
  const double n = answer->n_rows - answer->n_lost;
  double before_value = has_measure ? answer->before[0] : answer->flagged_before / n, after_value = has_measure ? answer->after[0] : answer->flagged_after / n;
  gboolean is_share = !has_measure || assay_portfolio_get_measure (portfolio, 0)->unit == ASSAY_METRIC_FRACTION;
  g_autofree char *before = is_share ? assay_format_fraction (before_value, 2) : assay_format_number (before_value, -1);
  g_autofree char *after = is_share ? assay_format_fraction (after_value, 2) : assay_format_number (after_value, -1), *score = word_pair (before, after);

  g_clear_pointer (&self->answer, assay_what_if_answer_free);
  self->answer = answer;
  gtk_label_set_text (GTK_LABEL (self->what), has_measure ? assay_translate (assay_portfolio_get_measure (portfolio, 0)->label) : _("Share flagged"));
  gtk_label_set_text (GTK_LABEL (self->score), score);
  gtk_widget_set_visible (self->level_box, FALSE);
  gtk_widget_set_visible (self->decision, FALSE);
  show_sentence (self, answer);
  assay_what_if_fill_measures (GTK_GRID (self->measures), self->what_if, answer);
  gtk_widget_queue_draw (self->scores);
}

static void
show_turns (AssayWhatIfPanel *self, const AssayCaseTurn *turns)
{
  guint n = 0;

  for (guint i = 0; turns != NULL && i < self->state->n; i++)
    n += turns[i].exists;
  assay_what_if_fill_turns (GTK_GRID (self->turns), self->what_if, self->state->values, turns);
  set_note (self->turns_note, turns == NULL ? _("Without a score there is no decision to turn.")
                              : n > 0 ? _("For the other decision, each input alone, within the data. Press a value to set it.")
                                      : _("No single input, within the data, turns the decision."));
}

static void
show_error (AssayWhatIfPanel *self, const GError *error)
{
  set_note (self->sentence, error->message);
}

/* ---- asking ---- */

/* First what can be had at once, then the rest when the slider rests. */
enum { QUICK, EXACT, TURNS };

typedef struct
{
  AssayWhatIf *what_if;
  WhatIfState *state;
  guint phase;
  AssayCaseAnswer *case_answer;
  AssayWhatIfAnswer *answer;
  AssayCaseTurn *turns;
} Order;

static void
order_free (gpointer data)
{
  Order *order = data;

  assay_what_if_unref (order->what_if);
  what_if_state_free (order->state);
  g_clear_pointer (&order->case_answer, assay_case_answer_free);
  g_clear_pointer (&order->answer, assay_what_if_answer_free);
  g_free (order->turns);
  g_free (order);
}

static gboolean
ask_portfolio (Order *order, AssayProgress *stop, GError **error)
{
  g_autoptr(GArray) shocks = what_if_state_list_shocks (order->state, order->what_if);

  order->answer = assay_what_if_ask (order->what_if, (const AssayShock *) (gpointer) shocks->data, shocks->len, order->state->cutoff, order->phase == QUICK, stop, error);
  return order->answer != NULL;
}

/* A case without a score has no turns, which is no fault. */
static gboolean
ask_turns (Order *order, AssayProgress *stop, GError **error)
{
  g_autoptr(GError) problem = NULL;

  order->turns = g_new0 (AssayCaseTurn, order->state->n + 1);
  if (assay_what_if_find_turns (order->what_if, order->state->values, order->state->cutoff, order->turns, stop, &problem))
    return TRUE;
  g_clear_pointer (&order->turns, g_free);
  if (!g_error_matches (problem, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&problem));
  return FALSE;
}

static void
ask_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Order *order = task_data;
  g_autoptr(AssayProgress) stop = assay_progress_new (cancellable, NULL, NULL, NULL);
  GError *error = NULL;
  gboolean done;

  if (order->state->mode == ASSAY_WHAT_IF_PORTFOLIO)
    done = ask_portfolio (order, stop, &error);
  else if (order->phase == TURNS)
    done = ask_turns (order, stop, &error);
  else
    done = (order->case_answer = assay_what_if_try (order->what_if, order->state->base, order->state->values, &error)) != NULL;
  if (done)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void start (AssayWhatIfPanel *self, guint phase);

static gboolean
on_rest (gpointer data)
{
  AssayWhatIfPanel *self = data;

  self->rest_source = 0;
  if (self->asking == NULL)
    start (self, self->state->mode == ASSAY_WHAT_IF_CASE ? TURNS : EXACT);
  return G_SOURCE_REMOVE;
}

static void
wait_for_rest (AssayWhatIfPanel *self)
{
  g_clear_handle_id (&self->rest_source, g_source_remove);
  self->rest_source = g_timeout_add (REST, on_rest, self);
}

static void
show_order (AssayWhatIfPanel *self, Order *order)
{
  if (order->state->mode != self->state->mode)
    return;
  if (order->phase == TURNS)
    show_turns (self, order->turns);
  else if (order->case_answer != NULL)
    show_case (self, g_steal_pointer (&order->case_answer));
  else if (order->answer != NULL)
    show_answer (self, g_steal_pointer (&order->answer));
}

/* An answer to a position that is not the latest is shown all the same: it is nearer than the one before. */
static void
on_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(AssayWhatIfPanel) self = ASSAY_WHAT_IF_PANEL (g_object_ref (source));
  Order *order = g_task_get_task_data (G_TASK (result));
  g_autoptr(GError) error = NULL;
  const gboolean done = g_task_propagate_boolean (G_TASK (result), &error), has_more = order->phase == QUICK
                        && (order->state->mode == ASSAY_WHAT_IF_CASE || (order->answer != NULL && order->answer->n_asked < order->answer->n_rows));

  if (g_task_get_cancellable (G_TASK (result)) != self->asking)
    return;
  g_clear_object (&self->asking);
  if (self->what_if == NULL)
    return;
  if (done)
    show_order (self, order);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    show_error (self, error);
  if (self->again)
    start (self, QUICK);
  else if (done && has_more)
    wait_for_rest (self);
}

static void
start (AssayWhatIfPanel *self, guint phase)
{
  g_autoptr(GTask) task = NULL;
  Order *order = g_new0 (Order, 1);

  g_clear_handle_id (&self->rest_source, g_source_remove);
  self->again = FALSE;
  self->phase = phase;
  self->asking = g_cancellable_new ();
  order->what_if = assay_what_if_ref (self->what_if);
  order->state = what_if_state_copy (self->state);
  order->phase = phase;
  task = g_task_new (self, self->asking, on_answered, NULL);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, order, order_free);
  g_task_run_in_thread (task, ask_in_thread);
}

/* One answer at a time; a long one gives way, and its thread ends by itself. */
static void
ask (AssayWhatIfPanel *self)
{
  if (self->what_if == NULL)
    return;
  if (self->asking != NULL && self->phase == QUICK)
    {
      self->again = TRUE;
      return;
    }
  if (self->asking != NULL)
    g_cancellable_cancel (self->asking);
  g_clear_object (&self->asking);
  start (self, QUICK);
}

/* ---- sliders ---- */

static void
update_sensitive (AssayWhatIfPanel *self)
{
  gboolean is_moved = FALSE;

  for (guint i = 0; i < self->state->n && !is_moved; i++)
    is_moved = !what_if_state_is_as_it_is (self->state, self->what_if, i);
  g_simple_action_set_enabled (G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self->actions), "reset")), is_moved);
  g_simple_action_set_enabled (G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self->actions), "save-scenario")), is_moved);
}

static void prepare (AssayWhatIfPanel *self, int input);

static void
show_slider (AssayWhatIfPanel *self, guint i)
{
  if (self->state->mode == ASSAY_WHAT_IF_CASE)
    assay_what_if_slider_show_case (self->of_input[i], self->state->base[i], self->state->values[i]);
  else
    assay_what_if_slider_show_shock (self->of_input[i], what_if_kinds[self->state->kind], self->state->moves[i]);
}

/* Controls as the state has it; without a signal of any of them. */
static void
show_state (AssayWhatIfPanel *self)
{
  const WhatIfState *state = self->state;
  const gboolean is_case = state->mode == ASSAY_WHAT_IF_CASE;

  self->setting = TRUE;
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (is_case ? self->of_case : self->of_portfolio), TRUE);
  gtk_widget_set_visible (self->row_box, is_case);
  gtk_widget_set_visible (self->kind_box, !is_case);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->which), state->row > 0);
  gtk_widget_set_visible (self->row, state->row > 0);
  if (state->row > 0)
    gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->row), state->row);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->kind), state->kind);
  gtk_adjustment_set_value (self->cutoff_value, state->cutoff);
  gtk_stack_set_visible_child_name (GTK_STACK (self->details), is_case ? "case" : "portfolio");
  prepare (self, -1);
  for (guint i = 0; i < state->n; i++)
    show_slider (self, i);
  self->setting = FALSE;
  update_sensitive (self);
}

/* ---- steps to take back ---- */

typedef struct { GWeakRef panel; WhatIfState *before, *after; } Step;

static void
step_free (gpointer data)
{
  Step *step = data;

  g_weak_ref_clear (&step->panel);
  what_if_state_free (step->before);
  what_if_state_free (step->after);
  g_free (step);
}

static void
take_state (AssayWhatIfPanel *self, const WhatIfState *state)
{
  g_clear_handle_id (&self->settle_source, g_source_remove);
  g_clear_pointer (&self->state, what_if_state_free);
  g_clear_pointer (&self->settled, what_if_state_free);
  self->state = what_if_state_copy (state);
  self->settled = what_if_state_copy (state);
  show_state (self);
  ask (self);
}

static gboolean
step_run (gboolean forward, gpointer data)
{
  Step *step = data;
  g_autoptr(AssayWhatIfPanel) panel = g_weak_ref_get (&step->panel);

  if (panel == NULL || panel->what_if == NULL)
    return FALSE;
  take_state (panel, forward ? step->after : step->before);
  return TRUE;
}

static void
settle (AssayWhatIfPanel *self)
{
  Step *step;

  g_clear_handle_id (&self->settle_source, g_source_remove);
  if (self->settled == NULL || what_if_state_equal (self->settled, self->state))
    return;
  step = g_new0 (Step, 1);
  g_weak_ref_init (&step->panel, self);
  step->before = g_steal_pointer (&self->settled);
  step->after = what_if_state_copy (self->state);
  self->settled = what_if_state_copy (self->state);
  if (self->undo != NULL)
    assay_undo_add (self->undo, _("Change of What If"), step_run, step, step_free);
  else
    step_free (step);
}

static gboolean
on_settled (gpointer data)
{
  AssayWhatIfPanel *self = data;

  self->settle_source = 0;
  settle (self);
  return G_SOURCE_REMOVE;
}

static void
changed (AssayWhatIfPanel *self)
{
  g_clear_handle_id (&self->settle_source, g_source_remove);
  self->settle_source = g_timeout_add (SETTLED, on_settled, self);
  update_sensitive (self);
  ask (self);
}

/* ---- making ready ---- */

static void
prepare_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const Order *order = task_data;
  g_autoptr(AssayProgress) stop = assay_progress_new (cancellable, NULL, NULL, NULL);
  g_autoptr(GArray) shocks = what_if_state_list_shocks (order->state, order->what_if);

  g_task_return_boolean (task, assay_what_if_prepare (order->what_if, (const AssayShock *) (gpointer) shocks->data, shocks->len, order->phase, stop, NULL));
}

/* Whoever moves a slider is likely to move it on. */
static void
prepare (AssayWhatIfPanel *self, int input)
{
  g_autoptr(GTask) task = NULL;
  Order *order;

  if (input == self->prepared || self->what_if == NULL)
    return;
  self->prepared = input;
  if (self->preparing != NULL)
    g_cancellable_cancel (self->preparing);
  g_clear_object (&self->preparing);
  if (input < 0 || self->state->mode != ASSAY_WHAT_IF_PORTFOLIO || assay_what_if_get_n_quick (self->what_if) == assay_portfolio_get_n_rows (assay_what_if_get_portfolio (self->what_if)))
    return;
  self->preparing = g_cancellable_new ();
  order = g_new0 (Order, 1);
  order->what_if = assay_what_if_ref (self->what_if);
  order->state = what_if_state_copy (self->state);
  order->phase = input;
  task = g_task_new (self, self->preparing, NULL, NULL);
  g_task_set_task_data (task, order, order_free);
  g_task_run_in_thread (task, prepare_in_thread);
}

/* ---- what a person does ---- */

static void
on_slider (AssayWhatIfPanel *self, AssayWhatIfSlider *slider)
{
  guint i = 0;

  if (self->setting)
    return;
  while (i < self->state->n && self->of_input[i] != slider)
    i++;
  g_return_if_fail (i < self->state->n);
  (self->state->mode == ASSAY_WHAT_IF_CASE ? self->state->values : self->state->moves)[i] = assay_what_if_slider_get_value (slider);
  g_signal_emit (self, signals[INPUT_SELECTED], 0, assay_what_if_get_input (self->what_if, i)->input->name);
  prepare (self, i);
  changed (self);
}

static void
on_mode (AssayWhatIfPanel *self)
{
  if (self->setting || self->what_if == NULL)
    return;
  settle (self);
  self->state->mode = gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->of_case)) ? ASSAY_WHAT_IF_CASE : ASSAY_WHAT_IF_PORTFOLIO;
  show_state (self);
  changed (self);
  settle (self);
}

/* FALSE: there is no such row with a score; the case stays. */
static gboolean
take_row (AssayWhatIfPanel *self, gsize number)
{
  g_autofree double *values = g_new (double, self->state->n + 1);

  if (number > 0 && !assay_what_if_read_row (self->what_if, number, values))
    {
      g_autofree char *text = g_strdup_printf (_("The data have no row %zu with a score."), number);

      set_note (self->sentence, text);
      self->setting = TRUE;
      gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->row), (double) self->state->row);      /* the case that is shown */
      self->setting = FALSE;
      return FALSE;
    }
  settle (self);
  if (number == 0)
    assay_what_if_read_typical (self->what_if, values);
  self->state->row = number;
  memcpy (self->state->base, values, self->state->n * sizeof *values);
  memcpy (self->state->values, values, self->state->n * sizeof *values);
  show_state (self);
  changed (self);
  settle (self);
  return TRUE;
}

static void
on_row (AssayWhatIfPanel *self)
{
  gsize number = gtk_spin_button_get_value (GTK_SPIN_BUTTON (self->row));

  if (!self->setting && self->what_if != NULL && gtk_drop_down_get_selected (GTK_DROP_DOWN (self->which)) == 1 && number != self->state->row)
    take_row (self, number);
}

static void
on_which (AssayWhatIfPanel *self)
{
  gboolean of_row = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->which)) == 1;

  if (self->setting || self->what_if == NULL || of_row == (self->state->row > 0))
    return;
  take_row (self, of_row ? assay_what_if_get_number (self->what_if, 0) : 0);
}

/* An amount in one unit means nothing in another. */
static void
on_kind (AssayWhatIfPanel *self)
{
  guint kind = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->kind));

  if (self->setting || self->what_if == NULL || kind >= WHAT_IF_N_KINDS || kind == self->state->kind)
    return;
  settle (self);
  self->state->kind = kind;
  for (guint i = 0; i < self->state->n; i++)
    if (!assay_what_if_get_input (self->what_if, i)->is_choice)
      self->state->moves[i] = 0;
  show_state (self);
  changed (self);
  settle (self);
}

/* The button rounds to what it shows when the focus leaves it: that is no other cut-off. */
static void
on_cutoff (AssayWhatIfPanel *self)
{
  double typed = gtk_adjustment_get_value (self->cutoff_value), half = 0.5000001 * pow (10, -(double) gtk_spin_button_get_digits (GTK_SPIN_BUTTON (self->cutoff)));

  if (self->setting || self->what_if == NULL || fabs (typed - self->state->cutoff) <= half)
    return;
  self->state->cutoff = typed;
  gtk_widget_queue_draw (self->scores);
  changed (self);
}

static void
reset (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AssayWhatIfPanel *self = data;

  settle (self);
  if (self->state->mode == ASSAY_WHAT_IF_CASE)
    memcpy (self->state->values, self->state->base, self->state->n * sizeof (double));
  for (guint i = 0; self->state->mode == ASSAY_WHAT_IF_PORTFOLIO && i < self->state->n; i++)
    self->state->moves[i] = assay_what_if_get_input (self->what_if, i)->is_choice ? ASSAY_WHAT_IF_AS_IT_IS : 0;
  show_state (self);
  changed (self);
  settle (self);
}

static void
set_input (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AssayWhatIfPanel *self = data;
  guint input;
  double value;

  g_variant_get (parameter, "(ud)", &input, &value);
  if (self->what_if != NULL && input < self->state->n && self->state->mode == ASSAY_WHAT_IF_CASE)
    {
      settle (self);
      assay_what_if_slider_set_value (self->of_input[input], value);
      settle (self);
    }
}

/* ---- scenarios ---- */

AssayScenarios *
assay_what_if_panel_make_scenario (AssayWhatIfPanel *self, const char *name)
{
  return self->what_if != NULL ? what_if_state_make_scenario (self->state, self->what_if, name) : NULL;
}

static void
tell (AssayWhatIfPanel *self, const char *text)
{
  GtkWidget *page = gtk_widget_get_ancestor (GTK_WIDGET (self), ASSAY_TYPE_PAGE);

  if (page != NULL)
    assay_page_toast (ASSAY_PAGE (page), text, NULL, NULL, NULL);
  else
    set_note (self->sentence, text);
}

static void
on_save_response (GtkNativeDialog *dialog, int response, AssayWhatIfPanel *self)
{
  g_autoptr(GFile) file = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog)) : NULL;
  const char *path = file != NULL ? g_file_peek_path (file) : NULL;
  g_autofree char *base = path != NULL ? g_path_get_basename (path) : NULL, *text = NULL;
  g_autoptr(AssayScenarios) scenarios = NULL;
  g_autoptr(GError) error = NULL;

  if (base != NULL)
    {
      char *dot = strrchr (base, '.');
      g_autofree char *name = dot != NULL && dot != base ? g_strndup (base, dot - base) : g_strdup (base);

      scenarios = assay_what_if_panel_make_scenario (self, name);
    }
  if (scenarios != NULL && what_if_write_scenario (path, scenarios, &error))
    text = g_strdup_printf (_("Saved “%s”"), base);
  if (scenarios != NULL)
    tell (self, text != NULL ? text : error->message);
  g_object_unref (dialog);
}

static void
save_scenario (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AssayWhatIfPanel *self = data;
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (_("Save as Scenario"), GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), GTK_FILE_CHOOSER_ACTION_SAVE, NULL, NULL);

  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), "what-if.json");
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_save_response), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

/* ---- the list ---- */

/* Mean of the places that the methods gave it; without any, far behind. */
static double
find_place (AssayTable *orders, const char *input)
{
  double sum = 0;
  guint n = 0;

  for (guint row = 0; orders != NULL && row < assay_table_get_n_rows (orders); row++)
    if (g_strcmp0 (assay_table_get_text (orders, row, 0), input) == 0)
      for (guint column = 1; column < assay_table_get_n_columns (orders); column++)
        if (strcmp (assay_table_get_column_id (orders, column), "why") != 0 && !isnan (assay_table_get_number (orders, row, column)))
          {
            sum += assay_table_get_number (orders, row, column);
            n++;
          }
  return n > 0 ? sum / n : 1e9;
}

static int
compare_places (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const double *places = user_data;
  guint x = *(const guint *) a, y = *(const guint *) b;

  return places[x] < places[y] ? -1 : places[x] > places[y] ? 1 : (x > y) - (x < y);
}

static void
order_list (AssayWhatIfPanel *self)
{
  AssayTable *orders = self->importance != NULL ? assay_result_find_table (self->importance, "orders") : NULL;
  guint n = self->state->n;
  g_autofree double *places = g_new (double, n + 1);
  g_autofree guint *order = g_new (guint, n + 1);

  for (guint i = 0; i < n; i++)
    {
      places[i] = find_place (orders, assay_what_if_get_input (self->what_if, i)->input->name);
      order[i] = i;
    }
  g_qsort_with_data (order, n, sizeof *order, compare_places, places);
  for (guint i = 0; i < n; i++)
    {
      GtkWidget *row = gtk_widget_get_parent (GTK_WIDGET (self->of_input[order[i]]));

      if (gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (row)) == (int) i)
        continue;
      g_object_ref (row);
      gtk_list_box_remove (GTK_LIST_BOX (self->sliders), row);
      gtk_list_box_insert (GTK_LIST_BOX (self->sliders), row, i);
      g_object_unref (row);
    }
}

static void
fill_list (AssayWhatIfPanel *self)
{
  self->of_input = g_new0 (AssayWhatIfSlider *, self->state->n + 1);
  for (guint i = 0; i < self->state->n; i++)
    {
      GtkWidget *slider = assay_what_if_slider_new (assay_what_if_get_input (self->what_if, i)), *row = gtk_list_box_row_new ();

      self->of_input[i] = ASSAY_WHAT_IF_SLIDER (slider);
      gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), slider);
      gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
      gtk_widget_set_focusable (row, FALSE);
      g_signal_connect_object (slider, "changed", G_CALLBACK (on_slider), self, G_CONNECT_SWAPPED);
      gtk_list_box_append (GTK_LIST_BOX (self->sliders), row);
    }
  order_list (self);
}

/* A step of the cut-off is a step of what the scores lie in. */
static void
prepare_cutoff (AssayWhatIfPanel *self)
{
  gboolean is_probability = assay_portfolio_is_probability (assay_what_if_get_portfolio (self->what_if));

  self->setting = TRUE;
  gtk_spin_button_set_digits (GTK_SPIN_BUTTON (self->cutoff), is_probability ? 4 : 2);
  gtk_adjustment_configure (self->cutoff_value, self->state->cutoff, is_probability ? 0 : -1e12, is_probability ? 1 : 1e12, is_probability ? 0.01 : 1, is_probability ? 0.1 : 10, 0);
  self->setting = FALSE;
  note_cutoff (self);
}

/* Takes what_if. */
static void
fill (AssayWhatIfPanel *self, AssayWhatIf *what_if)
{
  self->what_if = what_if;
  self->state = what_if_state_new (what_if);
  self->settled = what_if_state_copy (self->state);
  prepare_cutoff (self);
  fill_list (self);
  show_state (self);
  gtk_stack_set_visible_child_name (GTK_STACK (self->states), "ready");
  assay_page_came_later (GTK_WIDGET (self));
  ask (self);
}

/* ---- opening ---- */

static void
open_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  AssayWorkspace *workspace = task_data;
  g_autoptr(AssayProgress) progress = assay_progress_new (cancellable, NULL, NULL, NULL);
  GError *error = NULL;
  g_autoptr(AssayRun) run = assay_workspace_get_run (workspace, ((AssayWhatIfPanel *) source)->run, &error);
  AssayWhatIf *what_if = run != NULL ? assay_what_if_open (workspace, run, progress, &error) : NULL;

  if (what_if != NULL)
    g_task_return_pointer (task, what_if, (GDestroyNotify) assay_what_if_unref);
  else
    g_task_return_error (task, error);
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  AssayWhatIfPanel *self = ASSAY_WHAT_IF_PANEL (source);
  g_autoptr(GError) error = NULL;
  AssayWhatIf *what_if = g_task_propagate_pointer (G_TASK (result), &error);

  if (self->opening == NULL)
    {
      g_clear_pointer (&what_if, assay_what_if_unref);
      return;
    }
  g_clear_object (&self->opening);
  gtk_spinner_stop (GTK_SPINNER (self->spinner));
  if (what_if != NULL)
    {
      fill (self, what_if);
      return;
    }
  gtk_label_set_text (GTK_LABEL (self->error), error->message);
  gtk_stack_set_visible_child_name (GTK_STACK (self->states), "failed");
}

static void
on_map (AssayWhatIfPanel *self)
{
  g_autoptr(GTask) task = NULL;

  if (self->what_if != NULL || self->opening != NULL || self->workspace == NULL)
    return;
  gtk_stack_set_visible_child_name (GTK_STACK (self->states), "opening");
  gtk_spinner_start (GTK_SPINNER (self->spinner));
  self->opening = g_cancellable_new ();
  task = g_task_new (self, self->opening, on_opened, NULL);
  g_task_set_task_data (task, assay_workspace_ref (self->workspace), (GDestroyNotify) assay_workspace_unref);
  g_task_run_in_thread (task, open_in_thread);
}

GtkWidget *
assay_what_if_panel_new (AssayWorkspace *workspace, gint64 run)
{
  AssayWhatIfPanel *self = g_object_new (ASSAY_TYPE_WHAT_IF_PANEL, NULL);

  self->workspace = assay_workspace_ref (workspace);
  self->run = run;
  return GTK_WIDGET (self);
}

GtkWidget *
assay_what_if_panel_new_for (AssayWhatIf *what_if)
{
  AssayWhatIfPanel *self = g_object_new (ASSAY_TYPE_WHAT_IF_PANEL, NULL);

  fill (self, assay_what_if_ref (what_if));
  return GTK_WIDGET (self);
}

/* ---- what others ask ---- */

void
assay_what_if_panel_set_importance (AssayWhatIfPanel *self, AssayResult *sensitivity)
{
  if (sensitivity == self->importance)
    return;
  g_clear_pointer (&self->importance, assay_result_unref);
  self->importance = sensitivity != NULL ? assay_result_ref (sensitivity) : NULL;
  if (self->what_if != NULL)
    order_list (self);
}

void
assay_what_if_panel_set_undo (AssayWhatIfPanel *self, AssayUndo *undo)
{
  g_set_object (&self->undo, undo);
}

static int
find_input (AssayWhatIfPanel *self, const char *name)
{
  return self->what_if != NULL && name != NULL ? assay_portfolio_find_input (assay_what_if_get_portfolio (self->what_if), name) : -1;
}

/* Where the list scrolls: by itself on a wide page, with everything else on a narrow one. */
void
assay_what_if_panel_select_input (AssayWhatIfPanel *self, const char *name)
{
  int i = find_input (self, name);
  GtkWidget *scroller = gtk_orientable_get_orientation (GTK_ORIENTABLE (self->body)) == GTK_ORIENTATION_HORIZONTAL ? self->sliders_scroller : self->outer;
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller));
  graphene_rect_t bounds;

  if (i < 0 || !gtk_widget_compute_bounds (GTK_WIDGET (self->of_input[i]), self->sliders, &bounds))
    return;
  gtk_adjustment_clamp_page (adjustment, bounds.origin.y, bounds.origin.y + bounds.size.height);
}

void
assay_what_if_panel_set_mode (AssayWhatIfPanel *self, AssayWhatIfMode mode)
{
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (mode == ASSAY_WHAT_IF_CASE ? self->of_case : self->of_portfolio), TRUE);
}

void
assay_what_if_panel_set_row (AssayWhatIfPanel *self, gsize number)
{
  if (self->what_if != NULL)
    take_row (self, number);
}

gboolean
assay_what_if_panel_move (AssayWhatIfPanel *self, const char *input, double value)
{
  int i = find_input (self, input);

  if (i < 0)
    return FALSE;
  assay_what_if_slider_set_value (self->of_input[i], value);
  return TRUE;
}

gboolean
assay_what_if_panel_show_state (AssayWhatIfPanel *self, const char *text)
{
  static const char *const names[] = { "sd", "percent", "units" };
  const char *equals = strrchr (text, '=');
  g_autofree char *name = equals != NULL ? g_strndup (text, equals - text) : g_strdup (text);

  if (self->what_if == NULL)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (strcmp (text, names[i]) == 0)
      gtk_drop_down_set_selected (GTK_DROP_DOWN (self->kind), i);
  if (strcmp (text, "case") == 0 || strcmp (text, "portfolio") == 0)
    assay_what_if_panel_set_mode (self, *text == 'c' ? ASSAY_WHAT_IF_CASE : ASSAY_WHAT_IF_PORTFOLIO);
  else if (equals != NULL && strcmp (name, "row") == 0)
    return take_row (self, g_ascii_strtoull (equals + 1, NULL, 10));
  else if (equals != NULL)
    return assay_what_if_panel_move (self, name, g_ascii_strtod (equals + 1, NULL));
  return TRUE;
}

gboolean
assay_what_if_panel_is_busy (AssayWhatIfPanel *self)
{
  return self->opening != NULL || self->asking != NULL || self->rest_source != 0;
}

const AssayCaseAnswer *
assay_what_if_panel_get_case (AssayWhatIfPanel *self)
{
  return self->case_answer;
}

const AssayWhatIfAnswer *
assay_what_if_panel_get_answer (AssayWhatIfPanel *self)
{
  return self->answer;
}

/* ---- class ---- */

static void
draw_scores (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  AssayWhatIfPanel *self = data;

  if (self->what_if != NULL)
    assay_what_if_draw_scores (self->what_if, self->answer, self->state->cutoff, GTK_WIDGET (area), cr, width, height);
}

/* Wide: sliders and what they do stand side by side, each scrolls by itself. Narrow: all of it one below the other, under
 * the headline, which stays. */
static void
apply_width_class (AssayWhatIfPanel *self)
{
  const gboolean is_wide = assay_width_bin_get_width_class (ASSAY_WIDTH_BIN (self)) >= ASSAY_WIDTH_MEDIUM;
  const GtkPolicyType inner = is_wide ? GTK_POLICY_AUTOMATIC : GTK_POLICY_NEVER, outer = is_wide ? GTK_POLICY_NEVER : GTK_POLICY_AUTOMATIC;

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->body), is_wide ? GTK_ORIENTATION_HORIZONTAL : GTK_ORIENTATION_VERTICAL);
  gtk_widget_set_size_request (self->details_scroller, is_wide ? LEAST_DETAILS : -1, -1);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->sliders_scroller), GTK_POLICY_NEVER, inner);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->details_scroller), GTK_POLICY_NEVER, inner);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->outer), GTK_POLICY_NEVER, outer);
}

static void
assay_what_if_panel_dispose (GObject *object)
{
  AssayWhatIfPanel *self = ASSAY_WHAT_IF_PANEL (object);

  g_clear_handle_id (&self->rest_source, g_source_remove);
  g_clear_handle_id (&self->settle_source, g_source_remove);
  if (self->opening != NULL)
    g_cancellable_cancel (self->opening);
  if (self->asking != NULL)
    g_cancellable_cancel (self->asking);
  if (self->preparing != NULL)
    g_cancellable_cancel (self->preparing);
  g_clear_object (&self->opening);
  g_clear_object (&self->asking);
  g_clear_object (&self->preparing);
  g_clear_object (&self->undo);
  g_clear_object (&self->actions);
  G_OBJECT_CLASS (assay_what_if_panel_parent_class)->dispose (object);
  g_clear_pointer (&self->of_input, g_free);
  g_clear_pointer (&self->case_answer, assay_case_answer_free);
  g_clear_pointer (&self->answer, assay_what_if_answer_free);
  g_clear_pointer (&self->state, what_if_state_free);
  g_clear_pointer (&self->settled, what_if_state_free);
  g_clear_pointer (&self->what_if, assay_what_if_unref);
  g_clear_pointer (&self->importance, assay_result_unref);
  g_clear_pointer (&self->workspace, assay_workspace_unref);
}

static void
assay_what_if_panel_class_init (AssayWhatIfPanelClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = assay_what_if_panel_dispose;
  signals[INPUT_SELECTED] = g_signal_new ("input-selected", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  g_type_ensure (ASSAY_TYPE_RISK_MARK);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/assay_workbench/Assay/ui/what-if-panel.ui");
#define BIND(name) gtk_widget_class_bind_template_child (widget_class, AssayWhatIfPanel, name)
  BIND (states); BIND (spinner); BIND (error); BIND (of_case); BIND (of_portfolio); BIND (row_box); BIND (which); BIND (row); BIND (kind_box); BIND (kind); BIND (cutoff); BIND (headline);
  BIND (what); BIND (score); BIND (level_box); BIND (level_mark); BIND (level); BIND (decision); BIND (sentence); BIND (rows_note); BIND (outer); BIND (body); BIND (sliders_scroller);
  BIND (sliders); BIND (details_scroller); BIND (details); BIND (reasons_card); BIND (reasons_title); BIND (reasons); BIND (reasons_note); BIND (turns); BIND (turns_note); BIND (measures);
  BIND (scores); BIND (scores_note); BIND (cutoff_value);
#undef BIND
  gtk_widget_class_bind_template_callback (widget_class, on_mode);
  gtk_widget_class_bind_template_callback (widget_class, on_which);
  gtk_widget_class_bind_template_callback (widget_class, on_row);
  gtk_widget_class_bind_template_callback (widget_class, on_kind);
  gtk_widget_class_bind_template_callback (widget_class, on_cutoff);
}

static void
assay_what_if_panel_init (AssayWhatIfPanel *self)
{
  static const GActionEntry entries[] = { { "reset", reset }, { "save-scenario", save_scenario }, { "set", set_input, "(ud)" } };

  self->prepared = -1;
  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries), self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "what-if", G_ACTION_GROUP (self->actions));
  gtk_widget_init_template (GTK_WIDGET (self));
  assay_typed_number_watch (GTK_SPIN_BUTTON (self->row));
  assay_typed_number_watch (GTK_SPIN_BUTTON (self->cutoff));
  assay_name_drop_down (GTK_DROP_DOWN (self->which), _("Case"));
  assay_name_drop_down (GTK_DROP_DOWN (self->kind), _("Move by"));
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (self->scores), draw_scores, self, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->scores), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Scores Before and After"), -1);
  set_note (self->scores_note, _("Rows by score. Outline: before; filled: after."));
  g_signal_connect (self, "map", G_CALLBACK (on_map), NULL);
  g_signal_connect (self, "notify::width-class", G_CALLBACK (apply_width_class), NULL);
}
