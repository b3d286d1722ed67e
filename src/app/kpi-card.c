#include "app/kpi-card.h"
#include <glib/gi18n.h>
#include <math.h>
#include <string.h>
#include "app/chart-reading.h"
#include "app/verdict-chip.h"
#include "charts/format.h"

struct _AssayKpiCard
{
  GtkWidget parent_instance;
  GtkWidget *head, *name, *value, *note;
};

#define HEAD_GAP 6
#define NAME_LINES 2               /* also in kpi-card.ui */

G_DEFINE_FINAL_TYPE (AssayKpiCard, assay_kpi_card, GTK_TYPE_WIDGET)

const AssayCheck *
assay_kpi_find_check (AssayResult *result, const AssayMetric *metric)
{
  const AssayCheck *same_value = NULL;

  for (guint i = 0; i < assay_result_get_n_checks (result); i++)
    {
      const AssayCheck *check = assay_result_get_check (result, i);

      if (g_strcmp0 (check->id, metric->id) == 0)
        return check;
      if (metric->verdict != ASSAY_VERDICT_NONE && check->verdict == metric->verdict
          && (check->value == metric->value || (isnan (check->value) && isnan (metric->value))))
        same_value = check;
    }
  return same_value;
}

/* Shown elsewhere on the page, or not a number to be judged by. */
static gboolean
is_scope (const AssayMetric *metric)
{
  return metric->unit == ASSAY_METRIC_TEXT || metric->unit == ASSAY_METRIC_DATE || g_str_has_prefix (metric->id, "risk-")
         || g_str_has_prefix (metric->id, "period-") || g_strcmp0 (metric->id, "n-series") == 0 || g_strcmp0 (metric->id, "n-rows") == 0;
}

/* "wape:ets" is the "wape" of the model "ets". */
static gboolean
is_named (const AssayMetric *metric, const char *id)
{
  return g_str_has_prefix (metric->id, id) && (metric->id[strlen (id)] == '\0' || metric->id[strlen (id)] == ':' || id[strlen (id) - 1] == '-');
}

static void
add_named (GPtrArray *chosen, AssayResult *result, const char *id, guint n)
{
  for (guint i = 0; i < assay_result_get_n_metrics (result) && chosen->len < n; i++)
    if (is_named (assay_result_get_metric (result, i), id))
      g_ptr_array_add (chosen, (gpointer) assay_result_get_metric (result, i));
}

/* Of a VaR back-test: the exceptions and the traffic light of each VaR before all else of the first. */
static void
choose_of_value_at_risk (GPtrArray *chosen, AssayResult *result, guint n)
{
  static const char *const ids[] = { "exceptions", "zone", "last-count", "worst-count", "exception-rate", NULL };

  for (guint i = 0; ids[i] != NULL; i++)
    add_named (chosen, result, ids[i], n);
}

GPtrArray *
assay_kpi_choose (AssayResult *result, guint n)
{
  static const char *const first[] = { "n-anomalies", "open-critical", "wape", "bias", "mase", "latest-z", NULL };
  GPtrArray *chosen = g_ptr_array_new ();

  if (assay_result_find_table (result, "value-at-risk") != NULL)
    choose_of_value_at_risk (chosen, result, n);
  for (guint i = 0; first[i] != NULL && chosen->len < n; i++)
    {
      const AssayMetric *metric = assay_result_find_metric (result, first[i]);

      if (metric != NULL)
        g_ptr_array_add (chosen, (gpointer) metric);
    }
  for (guint i = 0; i < assay_result_get_n_metrics (result) && chosen->len < n; i++)
    {
      const AssayMetric *metric = assay_result_get_metric (result, i);

      if (!is_scope (metric) && g_strcmp0 (metric->id, "anomaly-share") != 0 && !g_ptr_array_find (chosen, metric, NULL))
        g_ptr_array_add (chosen, (gpointer) metric);
    }
  return chosen;
}

GPtrArray *
assay_kpi_choose_of (AssayResult *result, const char *of, guint n)
{
  static const char *const ids[] = { "wape", "bias", "mase", "skill", "coverage-", "rmsse", "n-forecasts", NULL };
  GPtrArray *chosen = g_ptr_array_new ();

  for (guint i = 0; ids[i] != NULL; i++)
    for (guint k = 0; k < assay_result_get_n_metrics (result) && chosen->len < n; k++)
      {
        const AssayMetric *metric = assay_result_get_metric (result, k);

        if (g_strcmp0 (metric->of, of) == 0 && is_named (metric, ids[i]))
          g_ptr_array_add (chosen, (gpointer) metric);
      }
  return chosen;
}

/* A limit is written as the metric it limits. */
static char *
format_limit (const AssayMetric *metric, double limit)
{
  AssayMetric like = *metric;

  like.value = limit;
  like.text = NULL;
  like.low = like.high = NAN;
  return assay_format_metric (&like);
}

char *
assay_kpi_limit_text (const AssayMetric *metric, const AssayCheck *check)
{
  g_autofree char *limit = NULL;

  if (check == NULL || (isnan (check->warn) && isnan (check->fail)))
    return NULL;
  /* Where attention begins; the record has both limits and where they come from. */
  limit = format_limit (metric, isnan (check->warn) ? check->fail : check->warn);
  return g_strdup_printf (_("limit %s"), limit);
}

static char *
note_text (const AssayMetric *metric, const AssayCheck *check, const char *note)
{
  char *limit;

  if (note != NULL)
    return g_strdup (note);
  if (isnan (metric->value) && metric->text != NULL && metric->unit != ASSAY_METRIC_TEXT)
    return g_strdup (assay_translate (metric->text));
  limit = assay_kpi_limit_text (metric, check);
  if (limit != NULL)
    return limit;
  return g_strdup (metric->of != NULL ? metric->of : "");
}

/* Whether the name can stand on that width in two lines, no word broken. */
static gboolean
name_fits (GtkWidget *name, int width)
{
  g_autoptr(PangoLayout) layout = gtk_widget_create_pango_layout (name, gtk_label_get_text (GTK_LABEL (name)));
  int used;

  if (width <= 0)
    return FALSE;
  pango_layout_set_width (layout, width * PANGO_SCALE);
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD);
  pango_layout_get_pixel_size (layout, &used, NULL);
  return used <= width && pango_layout_get_line_count (layout) <= NAME_LINES;
}

/* The head: the name, and at its end the verdict. Where both do not fit, the name takes a second line; in a language with
 * long words the verdict is then its shape alone rather than the name a letter. Children: name, chip, short chip. */
static GtkWidget *
choose_chip (GtkWidget *name, int width, int *chip_width)
{
  GtkWidget *chip = gtk_widget_get_next_sibling (name);

  *chip_width = 0;
  if (chip == NULL)
    return NULL;
  gtk_widget_measure (chip, GTK_ORIENTATION_HORIZONTAL, -1, NULL, chip_width, NULL, NULL);
  if (name_fits (name, width - HEAD_GAP - *chip_width))
    return chip;
  chip = gtk_widget_get_next_sibling (chip);
  gtk_widget_measure (chip, GTK_ORIENTATION_HORIZONTAL, -1, NULL, chip_width, NULL, NULL);
  return chip;
}

static GtkSizeRequestMode
head_mode (GtkWidget *head)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
measure_head (GtkWidget *head, GtkOrientation orientation, int for_size, int *minimum, int *natural, int *minimum_baseline, int *natural_baseline)
{
  GtkWidget *name = gtk_widget_get_first_child (head), *chip = gtk_widget_get_next_sibling (name), *shown;
  int chip_width = 0, chip_size;

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      gtk_widget_measure (name, orientation, -1, minimum, natural, NULL, NULL);
      if (chip == NULL)
        return;
      gtk_widget_measure (chip, orientation, -1, NULL, &chip_size, NULL, NULL);
      *natural += HEAD_GAP + chip_size;
      gtk_widget_measure (gtk_widget_get_next_sibling (chip), orientation, -1, &chip_size, NULL, NULL, NULL);
      *minimum += HEAD_GAP + chip_size;
      return;
    }
  shown = for_size >= 0 ? choose_chip (name, for_size, &chip_width) : chip;
  gtk_widget_measure (name, orientation, for_size >= 0 ? MAX (for_size - (shown != NULL ? HEAD_GAP + chip_width : 0), 0) : -1, minimum, natural, NULL, NULL);
  if (shown == NULL)
    return;
  gtk_widget_measure (shown, orientation, -1, NULL, &chip_size, NULL, NULL);
  *minimum = MAX (*minimum, chip_size);
  *natural = MAX (*natural, chip_size);
}

static void
allocate_head (GtkWidget *head, int width, int height, int baseline)
{
  GtkWidget *name = gtk_widget_get_first_child (head), *shown;
  const gboolean is_rtl = gtk_widget_get_direction (head) == GTK_TEXT_DIR_RTL;
  int chip_width, chip_height, left = width;

  shown = choose_chip (name, width, &chip_width);
  for (GtkWidget *chip = gtk_widget_get_next_sibling (name); chip != NULL; chip = gtk_widget_get_next_sibling (chip))
    gtk_widget_set_child_visible (chip, chip == shown);
  if (shown != NULL)
    {
      left = width - HEAD_GAP - chip_width;
      gtk_widget_measure (shown, GTK_ORIENTATION_VERTICAL, -1, NULL, &chip_height, NULL, NULL);
      gtk_widget_size_allocate (shown, &(GtkAllocation) { is_rtl ? 0 : width - chip_width, 0, chip_width, MIN (chip_height, height) }, -1);
    }
  gtk_widget_size_allocate (name, &(GtkAllocation) { is_rtl ? width - left : 0, 0, left, height }, -1);
}

static void
assay_kpi_card_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (assay_kpi_card_parent_class)->dispose (object);
}

static void
assay_kpi_card_class_init (AssayKpiCardClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = assay_kpi_card_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/assay_workbench/Assay/ui/kpi-card.ui");
  gtk_widget_class_bind_template_child (widget_class, AssayKpiCard, head);
  gtk_widget_class_bind_template_child (widget_class, AssayKpiCard, name);
  gtk_widget_class_bind_template_child (widget_class, AssayKpiCard, value);
  gtk_widget_class_bind_template_child (widget_class, AssayKpiCard, note);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
assay_kpi_card_init (AssayKpiCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_layout_manager (self->head, gtk_custom_layout_new (head_mode, measure_head, allocate_head));
}

GtkWidget *
assay_kpi_card_new (const AssayMetric *metric, const AssayCheck *check, const char *note)
{
  AssayKpiCard *self = g_object_new (ASSAY_TYPE_KPI_CARD, NULL);
  const AssayVerdict verdict = metric->verdict != ASSAY_VERDICT_NONE ? metric->verdict : check != NULL ? check->verdict : ASSAY_VERDICT_NONE;
  const char *name = assay_translate (metric->label);
  g_autofree char *value = assay_format_metric (metric);
  g_autofree char *below = note_text (metric, check, note);
  g_autofree char *label = g_strdup_printf (_("%s: %s"), name, value);

  gtk_label_set_text (GTK_LABEL (self->name), name);
  gtk_label_set_text (GTK_LABEL (self->value), value);
  gtk_label_set_text (GTK_LABEL (self->note), below);
  if (verdict != ASSAY_VERDICT_NONE)
    {
      gtk_box_append (GTK_BOX (self->head), assay_verdict_chip_new (verdict));
      gtk_box_append (GTK_BOX (self->head), assay_verdict_chip_new_short (verdict));
    }
  /* The line is short; the whole of what the check says is one hover away. */
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), check != NULL && check->message != NULL ? assay_translate (check->message) : below);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  return GTK_WIDGET (self);
}
