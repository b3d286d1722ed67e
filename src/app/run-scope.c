#include "app/run-scope.h"
#include <glib/gi18n.h>
#include <math.h>
#include <string.h>
#include "app/index-list.h"
#include "app/wrap-layout.h"
#include "charts/chart.h"
#include "charts/format.h"

struct _AssayRunScope
{
  GtkWidget parent_instance;
  GtkWidget *period, *series, *risk, *series_search, *all_series, *series_scroller, *series_view;
  AssaySelection *selection;
  AssayRunData *data;
  AssayIndexList *list;
  GSimpleActionGroup *actions;
  AssaySpan span;
  gint64 index;
};

G_DEFINE_FINAL_TYPE (AssayRunScope, assay_run_scope, GTK_TYPE_WIDGET)

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

AssaySpan
assay_run_scope_last_days (AssaySpan extent, AssayAxisType type, int days)
{
  const double width = type == ASSAY_AXIS_DATETIME ? days * 86400.0 : days;

  if (days <= 0 || assay_span_is_all (extent) || extent.high - width < extent.low)
    return assay_span_all ();
  /* The last day counts. */
  return (AssaySpan) { extent.high - width + (type == ASSAY_AXIS_DATE ? 1 : 0), extent.high };
}

AssaySpan
assay_run_scope_get_period (AssayRunScope *self)
{
  return self->span;
}

gint64
assay_run_scope_get_series (AssayRunScope *self)
{
  return self->index;
}

/* ---- labels ---- */

static const char *
period_name (const char *state)
{
  static const struct { const char *state, *name; } names[] = {
    { "all", N_("All Time") }, { "365", N_("Last 12 Months") }, { "182", N_("Last 6 Months") },
    { "91", N_("Last 3 Months") }, { "30", N_("Last 30 Days") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (strcmp (state, names[i].state) == 0)
      return _(names[i].name);
  return NULL;
}

static void
set_chip (GtkWidget *chip, const char *what, const char *label)
{
  g_autofree char *name = g_strdup_printf (_("%s: %s"), what, label);

  gtk_menu_button_set_label (GTK_MENU_BUTTON (chip), label);
  gtk_widget_set_tooltip_text (chip, what);
  gtk_accessible_update_property (GTK_ACCESSIBLE (chip), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static char *
period_label (AssayRunScope *self)
{
  g_autoptr(GVariant) state = g_action_group_get_action_state (G_ACTION_GROUP (self->actions), "period");
  const char *name = period_name (g_variant_get_string (state, NULL));
  const AssayAxis axis = self->data != NULL ? assay_run_data_get_x_axis (self->data) : (AssayAxis) { 0 };
  g_autofree char *from = NULL, *to = NULL;

  if (name != NULL || assay_span_is_all (self->span))
    return g_strdup (name != NULL ? name : _("All Time"));
  from = assay_chart_format_x (&axis, self->span.low, FALSE);
  to = assay_chart_format_x (&axis, self->span.high, FALSE);
  return g_strdup_printf (_("%s – %s"), from, to);
}

static char *
series_label (AssayRunScope *self)
{
  const gsize n = self->data != NULL ? assay_run_data_get_n_series (self->data) : 0;
  g_autofree char *count = assay_format_count ((double) n);

  if (self->index >= 0 && (gsize) self->index < n)
    return assay_run_data_dup_label (self->data, (gsize) self->index);
  return g_strdup_printf (ngettext ("%s series", "All %s series", n), count);
}

static void
update_labels (AssayRunScope *self)
{
  const int risk = assay_selection_get_category (self->selection);
  g_autofree char *period = period_label (self), *series = series_label (self);

  set_chip (self->period, _("Period"), period);
  set_chip (self->series, _("Series"), series);
  set_chip (self->risk, _("Risk"), risk >= 0 ? _(assay_risk_name ((AssayRisk) risk)) : _("All Risks"));
}

/* ---- choosing ---- */

static void
on_period (GSimpleAction *action, GVariant *state, gpointer data)
{
  AssayRunScope *self = data;
  const char *name = g_variant_get_string (state, NULL);

  if (strcmp (name, "view") == 0)
    self->span = assay_selection_get_visible (self->selection);
  else
    {
      const int days = strcmp (name, "all") == 0 ? 0 : atoi (name);

      self->span = self->data != NULL ? assay_run_scope_last_days (assay_run_data_get_extent (self->data),
                                                                   assay_run_data_get_x_axis (self->data).type, days)
                                      : assay_span_all ();
      assay_selection_show (self->selection, self->span);
    }
  g_simple_action_set_state (action, state);
  update_labels (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
on_risk (GSimpleAction *action, GVariant *state, gpointer data)
{
  AssayRunScope *self = data;

  assay_selection_set_category (self->selection, assay_risk_from_name (g_variant_get_string (state, NULL)));
}

static void
on_category (AssayRunScope *self)
{
  const int risk = assay_selection_get_category (self->selection);
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self->actions), "risk");

  g_simple_action_set_state (G_SIMPLE_ACTION (action), g_variant_new_string (risk >= 0 ? assay_risk_name ((AssayRisk) risk) : "all"));
  update_labels (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

void
assay_run_scope_set_series (AssayRunScope *self, gint64 series)
{
  if (self->index == series)
    return;
  self->index = series;
  update_labels (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
on_series_activated (GtkListView *view, guint position, AssayRunScope *self)
{
  gtk_menu_button_popdown (GTK_MENU_BUTTON (self->series));
  assay_run_scope_set_series (self, (gint64) assay_index_list_get (self->list, position));
}

static void
on_all_series (AssayRunScope *self)
{
  gtk_menu_button_popdown (GTK_MENU_BUTTON (self->series));
  assay_run_scope_set_series (self, -1);
}

/* Fifty thousand labels are looked through in some ten milliseconds. */
static void
on_search (AssayRunScope *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->series_search));
  g_autofree char *needle = g_utf8_casefold (text, -1);
  const gsize n = self->data != NULL ? assay_run_data_get_n_series (self->data) : 0;
  g_autoptr(GArray) found = g_array_new (FALSE, FALSE, sizeof (gsize));
  g_autoptr(GBytes) order = NULL;

  if (*needle == '\0')
    {
      assay_index_list_count_to (self->list, n);
      return;
    }
  for (gsize i = 0; i < n; i++)
    {
      g_autofree char *label = assay_run_data_dup_label (self->data, i), *folded = g_utf8_casefold (label, -1);

      if (strstr (folded, needle) != NULL)
        g_array_append_val (found, i);
    }
  order = g_bytes_new (found->data, found->len * sizeof (gsize));
  assay_index_list_set_order (self->list, order);
}

/* Enter in the search field takes the first that is left. */
static void
on_search_activated (AssayRunScope *self)
{
  if (g_list_model_get_n_items (G_LIST_MODEL (self->list)) > 0)
    on_series_activated (NULL, 0, self);
}

static void
on_setup (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  GtkWidget *text = gtk_inscription_new (NULL);

  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (text), GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  gtk_inscription_set_min_lines (GTK_INSCRIPTION (text), 1);
  gtk_list_item_set_child (item, text);
}

static void
on_bind (GtkSignalListItemFactory *factory, GtkListItem *item, AssayRunScope *self)
{
  g_autofree char *label = assay_run_data_dup_label (self->data, assay_index_item_get (gtk_list_item_get_item (item)));

  gtk_inscription_set_text (GTK_INSCRIPTION (gtk_list_item_get_child (item)), label);
}

void
assay_run_scope_set_data (AssayRunScope *self, AssayRunData *data)
{
  const AssayAxisType type = assay_run_data_get_x_axis (data).type;

  assay_index_list_count_to (self->list, 0);
  g_clear_pointer (&self->data, assay_run_data_unref);
  self->data = assay_run_data_ref (data);
  self->index = -1;
  self->span = assay_span_all ();
  assay_index_list_count_to (self->list, assay_run_data_get_n_series (data));
  gtk_widget_set_visible (GTK_WIDGET (self), assay_run_data_has_anomalies (data));
  gtk_widget_set_visible (self->period, type == ASSAY_AXIS_DATE || type == ASSAY_AXIS_DATETIME);
  gtk_widget_set_visible (self->series, assay_run_data_get_n_series (data) > 1);
  update_labels (self);
}

/* ---- class ---- */

static void
assay_run_scope_dispose (GObject *object)
{
  AssayRunScope *self = ASSAY_RUN_SCOPE (object);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->selection);
  g_clear_object (&self->actions);
  g_clear_pointer (&self->data, assay_run_data_unref);
  G_OBJECT_CLASS (assay_run_scope_parent_class)->dispose (object);
}

static void
assay_run_scope_class_init (AssayRunScopeClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = assay_run_scope_dispose;
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/assay_workbench/Assay/ui/run-scope.ui");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
#define CHILD(name) gtk_widget_class_bind_template_child (widget_class, AssayRunScope, name)
  CHILD (period); CHILD (series); CHILD (risk); CHILD (series_search); CHILD (all_series); CHILD (series_scroller); CHILD (series_view);
#undef CHILD
}

static void
assay_run_scope_init (AssayRunScope *self)
{
  static const GActionEntry entries[] = { { "period", NULL, "s", "'all'", on_period }, { "risk", NULL, "s", "'all'", on_risk } };
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  self->index = -1;
  self->span = assay_span_all ();
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_layout_manager (GTK_WIDGET (self), assay_wrap_layout_new (6, 6));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Scope"), -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->series_scroller), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Series"), -1);
  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries), self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "scope", G_ACTION_GROUP (self->actions));

  self->list = assay_index_list_new ();
  g_signal_connect (factory, "setup", G_CALLBACK (on_setup), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind), self);
  gtk_list_view_set_factory (GTK_LIST_VIEW (self->series_view), factory);
  g_object_unref (factory);
  {
    GtkSelectionModel *model = GTK_SELECTION_MODEL (gtk_no_selection_new (G_LIST_MODEL (self->list)));

    gtk_list_view_set_model (GTK_LIST_VIEW (self->series_view), model);
    g_object_unref (model);
  }
  g_signal_connect (self->series_view, "activate", G_CALLBACK (on_series_activated), self);
  g_signal_connect_swapped (self->all_series, "clicked", G_CALLBACK (on_all_series), self);
  g_signal_connect_swapped (self->series_search, "search-changed", G_CALLBACK (on_search), self);
  g_signal_connect_swapped (self->series_search, "activate", G_CALLBACK (on_search_activated), self);
}

GtkWidget *
assay_run_scope_new (AssaySelection *selection)
{
  AssayRunScope *self = g_object_new (ASSAY_TYPE_RUN_SCOPE, NULL);

  self->selection = g_object_ref (selection);
  g_signal_connect_object (selection, "notify::category", G_CALLBACK (on_category), self, G_CONNECT_SWAPPED);
  /* Nothing to choose from yet. */
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  return GTK_WIDGET (self);
}
