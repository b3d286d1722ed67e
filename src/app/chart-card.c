#include "app/chart-card.h"
#include <adwaita.h>
#include <glib/gi18n.h>
#include <math.h>
#include "app/chart-export.h"
#include "app/chart-view-private.h"
#include "app/legend.h"
#include "app/figure-table.h"
#include "app/navigator.h"
#include "app/page.h"
#include "app/wrap-layout.h"

#define EXPORT_WIDTH 900
#define BUSY_DELAY 300           /* ms: shorter work shows nothing */

struct _AssayChartCard
{
  GtkWidget parent_instance;
  GtkWidget *header, *title, *subtitle, *finding, *spinner, *reset, *menu, *stack, *charts, *empty, *table_bin;
  GtkWidget *legend, *navigator;
  AssaySelection *selection;
  GPtrArray *views;              /* of AssayChartView, lent: children of charts */
  char *given_subtitle;
  gboolean table, legend_wanted, finding_wanted;
  guint busy_source;
};

G_DEFINE_FINAL_TYPE (AssayChartCard, assay_chart_card, GTK_TYPE_WIDGET)

enum { PROP_TABLE = 1, N_PROPERTIES };
static GParamSpec *properties[N_PROPERTIES];

static AssayChartView *
first_view (AssayChartCard *self)
{
  return self->views->len > 0 ? g_ptr_array_index (self->views, 0) : NULL;
}

static AssayChart *
first_chart (AssayChartCard *self)
{
  return self->views->len > 0 ? assay_chart_view_get_chart (first_view (self)) : NULL;
}

/* ---- the actions ---- */

/* As the charts are now: the range in view, hidden series left out. */
static AssayExportChart *
collect (AssayChartCard *self, guint *n)
{
  AssayExportChart *charts = g_new0 (AssayExportChart, self->views->len);

  *n = 0;
  for (guint i = 0; i < self->views->len; i++)
    {
      AssayChartView *view = g_ptr_array_index (self->views, i);

      if (assay_chart_view_get_chart (view) == NULL)
        continue;
      charts[*n].chart = assay_chart_ref (assay_chart_view_get_chart (view));
      assay_chart_view_get_view (view, &charts[*n].view);
      charts[*n].view.emphasis = -1;
      charts[*n].height = MAX (gtk_widget_get_height (GTK_WIDGET (view)), 60) * (*n == 0 ? 1.25 : 1);
      (*n)++;
    }
  return charts;
}

static void
release (AssayExportChart *charts, guint n)
{
  for (guint i = 0; i < n; i++)
    assay_chart_unref (charts[i].chart);
  g_free (charts);
}

static AssayPage *
get_page (AssayChartCard *self)
{
  return ASSAY_PAGE (gtk_widget_get_ancestor (GTK_WIDGET (self), ASSAY_TYPE_PAGE));
}

static void
say (AssayChartCard *self, const char *text)
{
  if (get_page (self) != NULL)
    assay_page_toast (get_page (self), text, NULL, NULL, NULL);
}

static GdkTexture *
to_texture (cairo_surface_t *surface)
{
  const int width = cairo_image_surface_get_width (surface), height = cairo_image_surface_get_height (surface);
  const int stride = cairo_image_surface_get_stride (surface);
  g_autoptr(GBytes) bytes = g_bytes_new_with_free_func (cairo_image_surface_get_data (surface), (gsize) stride * height,
                                                        (GDestroyNotify) cairo_surface_destroy, surface);

  return gdk_memory_texture_new (width, height, GDK_MEMORY_DEFAULT, bytes, stride);
}

static void
copy_image (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AssayChartCard *self = ASSAY_CHART_CARD (widget);
  guint n;
  AssayExportChart *charts = collect (self, &n);
  g_autoptr(GdkTexture) texture = NULL;
  g_autoptr(GBytes) svg = NULL;
  g_autoptr(GdkContentProvider) content = NULL;
  GdkContentProvider *both[2];

  if (n > 0)
    {
      texture = to_texture (assay_chart_export_image (charts, n, EXPORT_WIDTH, 2));
      svg = assay_chart_export_svg (charts, n, EXPORT_WIDTH);
      both[0] = gdk_content_provider_new_typed (GDK_TYPE_TEXTURE, texture);
      both[1] = svg != NULL ? gdk_content_provider_new_for_bytes ("image/svg+xml", svg) : NULL;
      content = gdk_content_provider_new_union (both, svg != NULL ? 2 : 1);
      gdk_clipboard_set_content (gtk_widget_get_clipboard (widget), content);
      say (self, _("Image copied"));
    }
  release (charts, n);
}

static void
copy_data (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AssayChartCard *self = ASSAY_CHART_CARD (widget);
  guint n;
  AssayExportChart *charts = collect (self, &n);
  g_autofree char *text = assay_chart_export_text (charts, n, '\t');

  if (n > 0)
    {
      gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
      say (self, _("Data copied"));
    }
  release (charts, n);
}

typedef struct { AssayExportChart *charts; guint n; char *path; } Save;

static void
save_free (gpointer data)
{
  Save *save = data;

  release (save->charts, save->n);
  g_free (save->path);
  g_free (save);
}

static void
save_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Save *save = data;
  GError *error = NULL;

  if (assay_chart_export (save->charts, save->n, EXPORT_WIDTH, save->path, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
on_saved (GObject *source, GAsyncResult *result, gpointer data)
{
  AssayChartCard *self = ASSAY_CHART_CARD (source);
  const Save *save = g_task_get_task_data (G_TASK (result));
  g_autofree char *name = g_path_get_basename (save->path);
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    text = g_strdup_printf (_("Saved “%s”"), name);
  else
    text = g_strdup (error->message);
  say (self, text);
}

static void
on_save_response (GtkNativeDialog *dialog, int response, AssayChartCard *self)
{
  g_autoptr(GFile) file = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog)) : NULL;

  if (file != NULL && g_file_peek_path (file) != NULL)
    {
      g_autoptr(GTask) task = g_task_new (self, NULL, on_saved, NULL);
      Save *save = g_new0 (Save, 1);

      save->charts = collect (self, &save->n);
      save->path = g_strdup (g_file_peek_path (file));
      g_task_set_task_data (task, save, save_free);
      g_task_run_in_thread (task, save_in_thread);
    }
  g_object_unref (dialog);
}

static void
add_filter (GtkFileChooser *chooser, const char *name, const char *suffix)
{
  g_autoptr(GtkFileFilter) filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, name);
  gtk_file_filter_add_suffix (filter, suffix);
  gtk_file_chooser_add_filter (chooser, filter);
}

static void
save_as (GtkWidget *widget, const char *action, GVariant *parameter)
{
  AssayChartCard *self = ASSAY_CHART_CARD (widget);
  AssayChart *chart = first_chart (self);
  GtkFileChooserNative *dialog;
  g_autofree char *name = NULL;

  if (chart == NULL)
    return;
  dialog = gtk_file_chooser_native_new (_("Save Chart"), GTK_WINDOW (gtk_widget_get_root (widget)), GTK_FILE_CHOOSER_ACTION_SAVE, NULL, NULL);
  name = g_strdup_printf ("%s.png", assay_figure_get_id (assay_chart_get_figure (chart)));
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), name);
  add_filter (GTK_FILE_CHOOSER (dialog), _("PNG Image"), "png");
  add_filter (GTK_FILE_CHOOSER (dialog), _("SVG Image"), "svg");
  add_filter (GTK_FILE_CHOOSER (dialog), _("PDF Document"), "pdf");
  add_filter (GTK_FILE_CHOOSER (dialog), _("CSV Table"), "csv");
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_save_response), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static void
reset_view (GtkWidget *widget, const char *action, GVariant *parameter)
{
  AssayChartCard *self = ASSAY_CHART_CARD (widget);

  for (guint i = 0; i < self->views->len; i++)
    assay_selection_reset (assay_chart_view_get_axis (g_ptr_array_index (self->views, i)));
}

/* ---- chart or table ---- */

static void
make_table (AssayChartCard *self)
{
  g_autofree AssayChart **charts = g_new (AssayChart *, self->views->len);
  guint n = 0;

  for (guint i = 0; i < self->views->len; i++)
    if (assay_chart_view_get_chart (g_ptr_array_index (self->views, i)) != NULL)
      charts[n++] = assay_chart_view_get_chart (g_ptr_array_index (self->views, i));
  adw_bin_set_child (ADW_BIN (self->table_bin),
                     n > 0 ? assay_figure_table_new (charts, n, assay_chart_view_get_axis (first_view (self))) : NULL);
}

gboolean
assay_chart_card_get_table (AssayChartCard *self)
{
  return self->table;
}

static gboolean
has_focus_inside (GtkWidget *widget)
{
  GtkRoot *root = gtk_widget_get_root (widget);
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  return focus != NULL && gtk_widget_is_ancestor (focus, widget);
}

void
assay_chart_card_set_table (AssayChartCard *self, gboolean table)
{
  const gboolean had_focus = gtk_widget_get_focus_child (self->stack) != NULL;

  if (self->table == table)
    return;
  self->table = table;
  if (table)
    make_table (self);
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), table ? "table" : "charts");
  if (!table)
    adw_bin_set_child (ADW_BIN (self->table_bin), NULL);
  /* The same key leads there and back. */
  if (had_focus && self->views->len > 0)
    {
      AssaySelection *axis = assay_chart_view_get_axis (first_view (self));
      const double pinned = assay_selection_get_pinned (axis);

      /* A list selects the row that gets the focus; the pin was there first. A stack gives the focus back by itself, and to ask
       * once more would move it on to the next chart. */
      if (!has_focus_inside (gtk_stack_get_visible_child (GTK_STACK (self->stack))))
        gtk_widget_child_focus (gtk_stack_get_visible_child (GTK_STACK (self->stack)), GTK_DIR_TAB_FORWARD);
      assay_selection_set_pinned (axis, pinned);
    }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TABLE]);
}

static gboolean
on_table_key (GtkEventControllerKey *controller, guint keyval, guint keycode, GdkModifierType state, AssayChartCard *self)
{
  if (!self->table || (state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0)
    return FALSE;
  if (keyval != GDK_KEY_t && keyval != GDK_KEY_T && keyval != GDK_KEY_Escape)
    return FALSE;
  assay_chart_card_set_table (self, FALSE);
  return TRUE;
}

/* ---- what it shows ---- */

static void
update_reset (AssayChartCard *self)
{
  AssaySelection *axis = self->views->len > 0 ? assay_chart_view_get_axis (first_view (self)) : NULL;

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "chart.reset",
                                 axis != NULL && !assay_span_is_all (assay_selection_get_visible (axis)));
}

AssayChartView *
assay_chart_card_add (AssayChartCard *self, int height, AssayChartParts parts, gboolean linked)
{
  AssayChartView *view = assay_chart_view_new ();
  AssayChartView *first = first_view (self);

  assay_chart_view_set_content_height (view, height);
  assay_chart_view_set_parts (view, parts);
  assay_chart_view_set_selection (view, self->selection);
  if (linked)
    assay_chart_view_link (view, first != NULL ? first : view);
  gtk_widget_set_vexpand (GTK_WIDGET (view), first == NULL);
  gtk_box_append (GTK_BOX (self->charts), GTK_WIDGET (view));
  g_ptr_array_add (self->views, view);
  if (first == NULL)
    {
      self->legend = assay_legend_new (view);
      gtk_widget_set_valign (self->legend, GTK_ALIGN_CENTER);
      gtk_box_append (GTK_BOX (self->header), self->legend);
      g_signal_connect_object (assay_chart_view_get_axis (view), "notify::visible-range", G_CALLBACK (update_reset), self, G_CONNECT_SWAPPED);
      update_reset (self);
    }
  return view;
}

void
assay_chart_card_add_navigator (AssayChartCard *self)
{
  g_return_if_fail (self->views->len > 0 && self->navigator == NULL);

  self->navigator = assay_navigator_new (first_view (self));
  gtk_box_append (GTK_BOX (self->charts), self->navigator);
}

static gboolean
show_busy (gpointer data)
{
  AssayChartCard *self = data;

  self->busy_source = 0;
  gtk_widget_set_visible (self->spinner, TRUE);
  gtk_spinner_start (GTK_SPINNER (self->spinner));
  return G_SOURCE_REMOVE;
}

/* What is there stays while something new is made; only work that takes its time shows a spinner. */
static void
set_busy (AssayChartCard *self, gboolean busy)
{
  g_clear_handle_id (&self->busy_source, g_source_remove);
  if (busy)
    self->busy_source = g_timeout_add (BUSY_DELAY, show_busy, self);
  else
    {
      gtk_spinner_stop (GTK_SPINNER (self->spinner));
      gtk_widget_set_visible (self->spinner, FALSE);
    }
}

static void
update_titles (AssayChartCard *self)
{
  AssayChart *chart = first_chart (self);
  const AssayFigure *figure = chart != NULL ? assay_chart_get_figure (chart) : NULL;
  const char *subtitle = self->given_subtitle != NULL ? self->given_subtitle
                         : figure != NULL ? assay_translate (assay_figure_get_subtitle (figure)) : "";

  const char *finding = figure != NULL ? assay_translate (assay_figure_get_finding (figure)) : "";

  if (figure == NULL)
    return;
  gtk_label_set_text (GTK_LABEL (self->title), assay_translate (assay_figure_get_title (figure)));
  gtk_label_set_text (GTK_LABEL (self->subtitle), subtitle);
  gtk_widget_set_visible (self->subtitle, *subtitle != '\0');
  /* The figure's own sentence is too long for the line. */
  gtk_widget_set_tooltip_text (self->title, self->finding_wanted ? NULL : finding);
  gtk_label_set_text (GTK_LABEL (self->finding), finding);
  gtk_widget_set_visible (self->finding, self->finding_wanted && *finding != '\0');
}

void
assay_chart_card_set_charts (AssayChartCard *self, AssayChart *const *charts, guint n, const char *text)
{
  set_busy (self, n == 0 && text == NULL);
  gtk_label_set_text (GTK_LABEL (self->empty), text != NULL ? text : "");
  gtk_widget_set_visible (self->empty, n == 0 && text != NULL);
  if (n == 0 && text == NULL)
    return;
  for (guint i = 0; i < self->views->len; i++)
    assay_chart_view_set_chart (g_ptr_array_index (self->views, i), i < n ? charts[i] : NULL);
  if (self->legend != NULL)
    {
      assay_legend_update (ASSAY_LEGEND (self->legend));
      gtk_widget_set_visible (self->legend, self->legend_wanted && gtk_widget_get_visible (self->legend));
    }
  if (self->navigator != NULL)
    {
      gtk_widget_set_visible (self->navigator, n > 0);
      gtk_widget_queue_allocate (self->navigator);
    }
  update_titles (self);
  gtk_widget_set_visible (self->reset, n > 0 && assay_chart_view_has_x (g_ptr_array_index (self->views, 0)));
  gtk_widget_set_sensitive (self->menu, n > 0);
  if (self->table)
    make_table (self);
}

AssayChartView *
assay_chart_card_get_view (AssayChartCard *self, guint index)
{
  return index < self->views->len ? g_ptr_array_index (self->views, index) : NULL;
}

void
assay_chart_card_set_subtitle (AssayChartCard *self, const char *subtitle)
{
  g_free (self->given_subtitle);
  self->given_subtitle = g_strdup (subtitle);
  update_titles (self);
}

void
assay_chart_card_set_finding_visible (AssayChartCard *self, gboolean visible)
{
  self->finding_wanted = visible;
  update_titles (self);
}

void
assay_chart_card_add_control (AssayChartCard *self, GtkWidget *control)
{
  gtk_box_insert_child_after (GTK_BOX (gtk_widget_get_parent (self->finding)), control, self->finding);
}

void
assay_chart_card_set_legend_visible (AssayChartCard *self, gboolean visible)
{
  if (self->legend_wanted == visible || self->legend == NULL)
    return;
  self->legend_wanted = visible;
  if (visible)
    assay_legend_update (ASSAY_LEGEND (self->legend));
  else
    gtk_widget_set_visible (self->legend, FALSE);
}

/* ---- class ---- */

static void
assay_chart_card_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_TABLE)
    g_value_set_boolean (value, ASSAY_CHART_CARD (object)->table);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
assay_chart_card_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_TABLE)
    assay_chart_card_set_table (ASSAY_CHART_CARD (object), g_value_get_boolean (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
assay_chart_card_dispose (GObject *object)
{
  AssayChartCard *self = ASSAY_CHART_CARD (object);
  GtkWidget *child;

  g_clear_handle_id (&self->busy_source, g_source_remove);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_pointer (&self->views, g_ptr_array_unref);
  g_clear_object (&self->selection);
  g_clear_pointer (&self->given_subtitle, g_free);
  G_OBJECT_CLASS (assay_chart_card_parent_class)->dispose (object);
}

static void
assay_chart_card_class_init (AssayChartCardClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  object_class->get_property = assay_chart_card_get_property;
  object_class->set_property = assay_chart_card_set_property;
  object_class->dispose = assay_chart_card_dispose;
  properties[PROP_TABLE] = g_param_spec_boolean ("table", NULL, NULL, FALSE, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/assay_workbench/Assay/ui/chart-card.ui");
  gtk_widget_class_bind_template_child (widget_class, AssayChartCard, header);
  gtk_widget_class_bind_template_child (widget_class, AssayChartCard, title);
  gtk_widget_class_bind_template_child (widget_class, AssayChartCard, subtitle);
  gtk_widget_class_bind_template_child (widget_class, AssayChartCard, finding);
  gtk_widget_class_bind_template_child (widget_class, AssayChartCard, spinner);
  gtk_widget_class_bind_template_child (widget_class, AssayChartCard, reset);
  gtk_widget_class_bind_template_child (widget_class, AssayChartCard, menu);
  gtk_widget_class_bind_template_child (widget_class, AssayChartCard, stack);
  gtk_widget_class_bind_template_child (widget_class, AssayChartCard, charts);
  gtk_widget_class_bind_template_child (widget_class, AssayChartCard, empty);
  gtk_widget_class_bind_template_child (widget_class, AssayChartCard, table_bin);
  gtk_widget_class_install_action (widget_class, "chart.copy-image", NULL, copy_image);
  gtk_widget_class_install_action (widget_class, "chart.copy-data", NULL, copy_data);
  gtk_widget_class_install_action (widget_class, "chart.save", NULL, save_as);
  gtk_widget_class_install_action (widget_class, "chart.reset", NULL, reset_view);
  gtk_widget_class_install_property_action (widget_class, "chart.table", "table");
}

static void
assay_chart_card_init (AssayChartCard *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkLayoutManager *wrap = assay_wrap_layout_new (12, 4);
  g_autoptr(GtkBuilder) builder = gtk_builder_new_from_resource ("/io/github/assay_workbench/Assay/ui/chart-menu.ui");

  gtk_widget_init_template (GTK_WIDGET (self));
  self->views = g_ptr_array_new ();
  self->legend_wanted = TRUE;
  g_object_set (wrap, "first-expands", TRUE, NULL);
  gtk_widget_set_layout_manager (self->header, wrap);
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (self->menu), G_MENU_MODEL (gtk_builder_get_object (builder, "chart_menu")));
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_table_key), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

GtkWidget *
assay_chart_card_new (AssaySelection *selection)
{
  AssayChartCard *self = g_object_new (ASSAY_TYPE_CHART_CARD, NULL);

  self->selection = g_object_ref (selection);
  return GTK_WIDGET (self);
}
