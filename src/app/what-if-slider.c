#include "app/what-if-slider.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "app/accessible-names.h"
#include "app/measure-text.h"
#include "base/date.h"
#include "charts/format.h"

#define STEPS 100                  /* of a slider */
#define MOST_DEVIATIONS 3
#define MOST_CHANGE 0.5            /* relative */

struct _AssayWhatIfSlider
{
  GtkWidget parent_instance;
  GtkWidget *name, *spin, *suffix, *list, *reset, *scale, *notice;
  GtkAdjustment *place, *number;   /* of the scale, within the data; of the spin button, as far as the model allows */
  const AssayWhatIfInput *input;
  gboolean is_shock;
  AssayShockKind kind;
  double base, value;              /* percent of a relative shock are fractions here */
  double *choices;                 /* of the list, by position */
  guint n_choices;
  gboolean setting;
};

G_DEFINE_FINAL_TYPE (AssayWhatIfSlider, assay_what_if_slider, GTK_TYPE_WIDGET)

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

/* ---- values as people read them ---- */

static gboolean
is_date (const AssayWhatIfInput *input)
{
  return input->field != NULL && (input->field->kind == ASSAY_FIELD_DATE || input->field->kind == ASSAY_FIELD_DATETIME) && !input->is_choice;
}

static gint32
day_of (const AssayWhatIfInput *input, double value)
{
  return (gint32) floor (input->field->kind == ASSAY_FIELD_DATETIME ? value / 86400 : value);
}

char *
assay_what_if_format_value (const AssayWhatIfInput *input, double value)
{
  if (isnan (value))
    return g_strdup (_("missing"));
  if (input->input->words != NULL)
    return g_strdup (value >= 0 && value < input->input->n_words ? input->input->words[(guint) value] : "–");
  if (is_date (input))
    return assay_format_date (day_of (input, value), FALSE);
  if (input->input->unit != NULL && *input->input->unit != '\0')
    {
      g_autofree char *number = assay_format_number (value, -1);

      return g_strdup_printf ("%s %s", number, input->input->unit);
    }
  return assay_format_number (value, -1);
}

static gboolean
is_same (double a, double b)
{
  return a == b || (isnan (a) && isnan (b));
}

static double
factor_of (AssayWhatIfSlider *self)
{
  return self->is_shock && self->kind == ASSAY_SHOCK_RELATIVE ? 100 : 1;
}

static const char *
suffix_of (AssayWhatIfSlider *self)
{
  if (self->is_shock && self->kind == ASSAY_SHOCK_RELATIVE)
    return "%";
  if (self->is_shock && self->kind == ASSAY_SHOCK_SD)
    /* Translators: standard deviations, short */
    return _("sd");
  if (is_date (self->input))
    return self->is_shock ? (self->input->field->kind == ASSAY_FIELD_DATE ? _("days") : _("seconds")) : "";
  return self->input->input->unit != NULL ? self->input->input->unit : "";
}

static char *
word_value (AssayWhatIfSlider *self, double value)
{
  g_autofree char *number = NULL;

  if (!self->is_shock)
    return assay_what_if_format_value (self->input, value);
  number = assay_format_number (value * factor_of (self), -1);
  return g_strdup_printf ("%s%s %s", value > 0 ? "+" : "", number, suffix_of (self));
}

/* ---- what is shown ---- */

static gboolean
is_outside (AssayWhatIfSlider *self)
{
  return !self->is_shock && !self->input->is_choice && self->input->n_sorted > 0
         && (self->value < self->input->sorted[0] || self->value > self->input->sorted[self->input->n_sorted - 1]);
}

/* Between P99 and the largest value the rows beyond it are counted; past it there are none. */
static char *
word_notice (AssayWhatIfSlider *self)
{
  g_autofree char *before = NULL, *share = NULL;
  gboolean above = self->value > self->input->high;

  if (self->is_shock || (self->input->is_choice && !isnan (self->base)))
    return NULL;
  if (is_outside (self))
    return g_strdup (above ? _("Outside the data: no row is above") : _("Outside the data: no row is below"));
  if (!self->input->is_choice && (above || self->value < self->input->low))
    {
      share = assay_format_fraction (assay_what_if_share_beyond (self->input, self->value, above), 1);
      /* Translators: a share of the rows */
      return g_strdup_printf (above ? _("At the edge of the data: %s of rows are above") : _("At the edge of the data: %s of rows are below"), share);
    }
  if (isnan (self->base))
    return g_strdup (_("Missing in this case"));
  if (is_same (self->base, self->value))
    return NULL;
  before = word_value (self, self->base);
  /* Translators: a value, as it is in the data */
  return g_strdup_printf (_("was %s"), before);
}

static void
update_notice (AssayWhatIfSlider *self)
{
  g_autofree char *notice = word_notice (self), *value = self->input->is_choice ? NULL : word_value (self, self->value);
  gboolean far = !self->is_shock && !self->input->is_choice && (self->value > self->input->high || self->value < self->input->low);

  gtk_label_set_text (GTK_LABEL (self->notice), notice != NULL ? notice : "");
  gtk_widget_set_visible (self->notice, notice != NULL);
  gtk_widget_remove_css_class (self->notice, far ? "dim-label" : "warning");
  gtk_widget_add_css_class (self->notice, far ? "warning" : "dim-label");
  gtk_widget_set_sensitive (self->reset, assay_what_if_slider_is_moved (self));
  if (is_outside (self))
    gtk_widget_add_css_class (self->scale, "outside");
  else
    gtk_widget_remove_css_class (self->scale, "outside");
  if (value != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (self->scale), GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, value, -1);
}

static void
update_controls (AssayWhatIfSlider *self)
{
  double shown = (isnan (self->value) ? self->input->typical : self->value) * factor_of (self);

  self->setting = TRUE;
  if (self->input->is_choice)
    {
      for (guint i = 0; i < self->n_choices; i++)
        if (is_same (self->choices[i], self->value))
          gtk_drop_down_set_selected (GTK_DROP_DOWN (self->list), i);
    }
  else
    {
      gtk_adjustment_set_value (self->place, shown);
      gtk_adjustment_set_value (self->number, shown);
    }
  self->setting = FALSE;
  update_notice (self);
}

static void
take (AssayWhatIfSlider *self, double value)
{
  if (is_same (self->value, value))
    return;
  self->value = value;
  update_controls (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
on_place (AssayWhatIfSlider *self)
{
  if (!self->setting)
    take (self, gtk_adjustment_get_value (self->place) / factor_of (self));
}

/* The button rounds to what it shows when the focus leaves it: that is no new value. */
static void
on_number (AssayWhatIfSlider *self)
{
  double typed = gtk_adjustment_get_value (self->number), half = 0.5000001 * pow (10, -(double) gtk_spin_button_get_digits (GTK_SPIN_BUTTON (self->spin)));

  if (!self->setting && !(fabs (typed - self->value * factor_of (self)) <= half))
    take (self, typed / factor_of (self));
}

static void
on_choice (AssayWhatIfSlider *self)
{
  guint selected = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->list));

  if (!self->setting && selected < self->n_choices)
    take (self, self->choices[selected]);
}

/* ---- ranges ---- */

/* 1, 2 or 5 times a power of ten, so that a slider stops at numbers that people say. */
static double
round_step (double step)
{
  double power = pow (10, floor (log10 (step)));

  return step <= power ? power : step <= 2 * power ? 2 * power : step <= 5 * power ? 5 * power : 10 * power;
}

static void
set_range (AssayWhatIfSlider *self, double low, double high, double least, double most)
{
  gboolean is_whole = (self->input->is_whole || is_date (self->input)) && !(self->is_shock && self->kind != ASSAY_SHOCK_ADD);
  double step = high > low ? round_step ((high - low) / STEPS) : 1;
  int digits;

  if (is_whole)
    step = MAX (1, round (step));
  digits = is_whole ? 0 : CLAMP (-(int) floor (log10 (step) + 1e-9), 0, 9);
  self->setting = TRUE;
  gtk_adjustment_configure (self->place, 0, low, high, step, 10 * step, 0);
  gtk_adjustment_configure (self->number, 0, least, most, step, 10 * step, 0);
  gtk_spin_button_set_digits (GTK_SPIN_BUTTON (self->spin), digits);
  gtk_range_set_round_digits (GTK_RANGE (self->scale), digits);
  gtk_widget_set_sensitive (self->scale, high > low);
  self->setting = FALSE;
}

static void
show_mark (AssayWhatIfSlider *self)
{
  gtk_scale_clear_marks (GTK_SCALE (self->scale));
  if (!isnan (self->base))
    gtk_scale_add_mark (GTK_SCALE (self->scale), self->base * factor_of (self), GTK_POS_BOTTOM, NULL);
  gtk_label_set_text (GTK_LABEL (self->suffix), suffix_of (self));
  gtk_widget_set_visible (self->suffix, !self->input->is_choice && *suffix_of (self) != '\0');
}

static void
fill_list (AssayWhatIfSlider *self)
{
  g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func (g_free);
  gboolean has_missing = self->input->n_missing > 0 || (!self->is_shock && isnan (self->base));
  g_autoptr(GtkStringList) list = NULL;

  g_free (self->choices);
  self->choices = g_new (double, self->input->n_values + 3);
  self->n_choices = 0;
  if (self->is_shock)
    {
      self->choices[self->n_choices++] = ASSAY_WHAT_IF_AS_IT_IS;
      g_ptr_array_add (words, g_strdup (_("As It Is")));
    }
  for (guint i = 0; i < self->input->n_values; i++)
    {
      self->choices[self->n_choices++] = self->input->values[i];
      g_ptr_array_add (words, assay_what_if_format_value (self->input, self->input->values[i]));
    }
  if (has_missing)
    {
      self->choices[self->n_choices++] = NAN;
      g_ptr_array_add (words, g_strdup (_("Missing")));
    }
  g_ptr_array_add (words, NULL);
  list = gtk_string_list_new ((const char *const *) words->pdata);
  self->setting = TRUE;
  gtk_drop_down_set_model (GTK_DROP_DOWN (self->list), G_LIST_MODEL (list));
  self->setting = FALSE;
}

/* ---- what others ask ---- */

void
assay_what_if_slider_show_case (AssayWhatIfSlider *self, double base, double value)
{
  const AssayWhatIfInput *input = self->input;
  double least = -1e15, most = 1e15;

  if (self->is_shock || !is_same (self->base, base) || self->choices == NULL)
    {
      self->is_shock = FALSE;
      self->base = base;
      if (input->is_choice)
        fill_list (self);
      else
        {
          if (input->field != NULL && !isnan (input->field->low))
            least = input->field->low;
          if (input->field != NULL && !isnan (input->field->high))
            most = input->field->high;
          set_range (self, isnan (input->low) ? 0 : input->low, isnan (input->high) ? 0 : input->high, least, most);
        }
      show_mark (self);
    }
  self->value = value;
  update_controls (self);
}

static double
reach_of (AssayWhatIfSlider *self)
{
  double sd = self->input->input->sd;

  switch (self->kind)
    {
    case ASSAY_SHOCK_RELATIVE: return 100 * MOST_CHANGE;
    case ASSAY_SHOCK_SD: return MOST_DEVIATIONS;
    default: return sd > 0 ? STEPS / 2 * round_step (2 * MOST_DEVIATIONS * sd / STEPS) : 0;
    }
}

void
assay_what_if_slider_show_shock (AssayWhatIfSlider *self, AssayShockKind kind, double amount)
{
  self->is_shock = TRUE;
  self->kind = kind;
  self->base = self->input->is_choice ? ASSAY_WHAT_IF_AS_IT_IS : 0;
  if (self->input->is_choice)
    fill_list (self);
  else
    set_range (self, -reach_of (self), reach_of (self), -1e15, 1e15);
  show_mark (self);
  self->value = amount;
  update_controls (self);
}

double
assay_what_if_slider_get_value (AssayWhatIfSlider *self)
{
  return self->value;
}

gboolean
assay_what_if_slider_is_moved (AssayWhatIfSlider *self)
{
  return !is_same (self->value, self->base);
}

void
assay_what_if_slider_reset (AssayWhatIfSlider *self)
{
  take (self, self->base);
}

void
assay_what_if_slider_set_value (AssayWhatIfSlider *self, double value)
{
  take (self, value);
}

/* ---- dates in the spin button ---- */

static gboolean
on_output (AssayWhatIfSlider *self)
{
  char text[32];

  if (self->input == NULL || !is_date (self->input) || self->is_shock)
    return FALSE;
  assay_date_format (day_of (self->input, gtk_adjustment_get_value (self->number)), text);
  gtk_editable_set_text (GTK_EDITABLE (self->spin), text);
  return TRUE;
}

static int
on_input (AssayWhatIfSlider *self, double *value)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->spin));
  gint32 day;

  /* what cannot be read goes back to what it was; after an error GTK would take whatever stands in value */
  *value = gtk_adjustment_get_value (self->number);
  if (self->input == NULL || !is_date (self->input) || self->is_shock)
    {
      double typed;

      if (assay_typed_number_parse (text, &typed) && isfinite (typed))
        *value = typed;
    }
  else if (assay_date_parse (text, strlen (text), &day))
    *value = self->input->field->kind == ASSAY_FIELD_DATETIME ? day * 86400.0 : day;
  return TRUE;
}

/* ---- class ---- */

static void
name_parts (AssayWhatIfSlider *self)
{
  const char *name = self->input->input->name;
  g_autofree char *reset = g_strdup_printf (_("Reset “%s”"), name);

  gtk_label_set_text (GTK_LABEL (self->name), name);
  gtk_widget_set_tooltip_text (self->name, name);
  gtk_widget_set_tooltip_text (self->reset, reset);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->reset), GTK_ACCESSIBLE_PROPERTY_LABEL, reset, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->scale), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->spin), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  assay_name_drop_down (GTK_DROP_DOWN (self->list), name);
}

GtkWidget *
assay_what_if_slider_new (const AssayWhatIfInput *input)
{
  AssayWhatIfSlider *self = g_object_new (ASSAY_TYPE_WHAT_IF_SLIDER, NULL);

  self->input = input;
  self->base = self->value = NAN;
  name_parts (self);
  gtk_widget_set_visible (self->list, input->is_choice);
  gtk_widget_set_visible (self->spin, !input->is_choice);
  gtk_widget_set_visible (self->scale, !input->is_choice);
  gtk_drop_down_set_enable_search (GTK_DROP_DOWN (self->list), input->n_values > 12);
  return GTK_WIDGET (self);
}

static void
assay_what_if_slider_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (assay_what_if_slider_parent_class)->dispose (object);
}

static void
assay_what_if_slider_finalize (GObject *object)
{
  g_free (ASSAY_WHAT_IF_SLIDER (object)->choices);
  G_OBJECT_CLASS (assay_what_if_slider_parent_class)->finalize (object);
}

static void
assay_what_if_slider_class_init (AssayWhatIfSliderClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = assay_what_if_slider_dispose;
  G_OBJECT_CLASS (class)->finalize = assay_what_if_slider_finalize;
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/assay_workbench/Assay/ui/what-if-slider.ui");
  gtk_widget_class_bind_template_child (widget_class, AssayWhatIfSlider, name);
  gtk_widget_class_bind_template_child (widget_class, AssayWhatIfSlider, spin);
  gtk_widget_class_bind_template_child (widget_class, AssayWhatIfSlider, suffix);
  gtk_widget_class_bind_template_child (widget_class, AssayWhatIfSlider, list);
  gtk_widget_class_bind_template_child (widget_class, AssayWhatIfSlider, reset);
  gtk_widget_class_bind_template_child (widget_class, AssayWhatIfSlider, scale);
  gtk_widget_class_bind_template_child (widget_class, AssayWhatIfSlider, notice);
  gtk_widget_class_bind_template_child (widget_class, AssayWhatIfSlider, place);
  gtk_widget_class_bind_template_child (widget_class, AssayWhatIfSlider, number);
  gtk_widget_class_bind_template_callback (widget_class, on_place);
  gtk_widget_class_bind_template_callback (widget_class, on_number);
  gtk_widget_class_bind_template_callback (widget_class, on_choice);
  gtk_widget_class_bind_template_callback (widget_class, on_output);
  gtk_widget_class_bind_template_callback (widget_class, on_input);
  gtk_widget_class_bind_template_callback_full (widget_class, "on_reset", G_CALLBACK (assay_what_if_slider_reset));
}

/* The wheel scrolls what the sliders stand in: nobody is to change an input in passing. */
static void
ignore_wheel (GtkWidget *widget)
{
  g_autoptr(GListModel) controllers = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr(GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_EVENT_CONTROLLER_SCROLL (controller))
        gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_NONE);
    }
}

static void
assay_what_if_slider_init (AssayWhatIfSlider *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  ignore_wheel (self->scale);
  ignore_wheel (self->spin);
}
