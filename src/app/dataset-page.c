#include "app/dataset-page.h"

#include <glib/gi18n.h>

#include "app/column-fit.h"
#include "app/dataset-facts.h"
#include "app/index-cells.h"
#include "app/index-list.h"
#include "app/table-view.h"
#include "app/when.h"
#include "charts/format.h"

#define MOST_COLUMNS 40        /* a column view lays out some 200 rows of every column it shows */

struct _AssayDatasetPage
{
  AssayPage parent;
  GtkStack *stack;
  AdwViewStack *views;
  AdwStatusPage *failure;
  GtkColumnView *table;
  GtkLabel *table_note;
  AdwBin *columns_slot;
  GtkBox *quality;
  AdwStatusPage *waiting;
  AssayProject *project;
  AssayDatasetFacts *opened;     /* rows only; the table reads from it */
  AssayDatasetFacts *facts;      /* NULL until they are worked out */
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (AssayDatasetPage, assay_dataset_page, ASSAY_TYPE_PAGE)

/* ---- Table ---- */

static char *
frame_cell (gsize row, guint column, gpointer user_data)
{
  AssayColumn *self = assay_frame_get_column (user_data, column);

  if (assay_column_is_missing (self, row))
    return g_strdup ("");
  switch (assay_column_get_type (self))
    {
    case ASSAY_TYPE_DOUBLE: return assay_format_number (assay_column_get_doubles (self)[row], -1);
    case ASSAY_TYPE_DATE: return assay_format_date (assay_column_get_dates (self)[row], FALSE);
    case ASSAY_TYPE_DATETIME: return assay_format_datetime (assay_column_get_datetimes (self)[row], FALSE);
    case ASSAY_TYPE_INT64:      /* often a key: no separators */
    case ASSAY_TYPE_CATEGORY:
    case ASSAY_TYPE_TEXT:
    default:
      {
        g_autoptr(GString) text = g_string_new (NULL);

        assay_column_append_cell (self, row, text);
        return g_string_free (g_steal_pointer (&text), FALSE);
      }
    }
}

static void
fill_table (AssayDatasetPage *self)
{
  AssayFrame *frame = self->opened->source->frame;
  guint n_columns = assay_frame_get_n_columns (frame);
  AssayIndexList *rows = assay_index_list_new ();
  g_autoptr(GtkSelectionModel) selection = NULL;

  assay_index_list_count_to (rows, assay_frame_get_n_rows (frame));
  for (guint i = 0; i < MIN (n_columns, MOST_COLUMNS); i++)
    {
      AssayColumn *column = assay_frame_get_column (frame, i);
      AssayType type = assay_column_get_type (column);
      gboolean number = type == ASSAY_TYPE_DOUBLE || type == ASSAY_TYPE_INT64;
      /* The column is made as wide as its texts; a cell that asked for more would be cut off at its end, where numbers stand. */
      g_autoptr(GtkColumnViewColumn) shown =
        assay_index_cells_new_column (assay_column_get_name (column), number ? ASSAY_INDEX_NUMBER : ASSAY_INDEX_TEXT, 1, frame_cell, i, frame);

      assay_column_fit (self->table, shown, frame_cell, i, frame, assay_frame_get_n_rows (frame));
      gtk_column_view_append_column (self->table, shown);
    }
  assay_column_fill (self->table);
  selection = GTK_SELECTION_MODEL (gtk_multi_selection_new (G_LIST_MODEL (rows)));
  gtk_column_view_set_model (self->table, selection);
  assay_index_cells_finish (self->table, _("Rows"));
  gtk_widget_set_visible (GTK_WIDGET (self->table_note), n_columns > MOST_COLUMNS);
  if (n_columns > MOST_COLUMNS)
    {
      g_autofree char *note = g_strdup_printf (_("The first %d of %u columns. All are listed in Columns and used by runs."), MOST_COLUMNS, n_columns);

      gtk_label_set_text (self->table_note, note);
    }
}

/* ---- Quality ---- */

static void
add_section (AssayDatasetPage *self, const char *title, const char *text, AssayTable *table)
{
  GtkWidget *card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *heading = gtk_label_new (title);

  gtk_widget_add_css_class (card, "card");
  gtk_widget_add_css_class (card, "assay-card");
  gtk_widget_add_css_class (heading, "heading");
  gtk_label_set_xalign (GTK_LABEL (heading), 0);
  gtk_box_append (GTK_BOX (card), heading);
  if (text != NULL)
    {
      GtkWidget *label = gtk_label_new (text);

      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_label_set_wrap (GTK_LABEL (label), TRUE);
      gtk_widget_add_css_class (label, "dim-label");
      gtk_box_append (GTK_BOX (card), label);
    }
  if (table != NULL)
    {
      GtkWidget *scroller = gtk_scrolled_window_new ();
      GtkWidget *view = assay_table_view_new (table);

      gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), view);
      gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
      gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), 320);
      gtk_accessible_update_property (GTK_ACCESSIBLE (scroller), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
      gtk_box_append (GTK_BOX (card), scroller);
    }
  gtk_box_append (self->quality, card);
}

static void
fill_quality (AssayDatasetPage *self)
{
  const AssayDatasetFacts *facts = self->facts;
  g_autofree char *rows = assay_format_count (facts->n_bad_rows);
  g_autofree char *bad = facts->n_bad_rows == 0
                           ? g_strdup (_("✓ Every row could be read."))
                           : g_strdup_printf (ngettext ("! %s row could not be read and was left out.", "! %s rows could not be read and were left out.",
                                                        facts->n_bad_rows), rows);
  g_autofree char *series = NULL;

  if (facts->series == NULL)
    series = g_strdup_printf (_("No series could be told apart: %s"), facts->problem);
  else if (facts->n_series_with_problems == 0)
    series = g_strdup_printf (ngettext ("✓ %u series, complete.", "✓ %u series, all complete: no gap, no repeated time, no late start or early end.", facts->n_series),
                              (guint) facts->n_series);
  else
    series = g_strdup_printf (ngettext ("! %u of %u series has gaps, repeats, missing values or another length than the rest.",
                                        "! %u of %u series have gaps, repeats, missing values or another length than the rest.", facts->n_series_with_problems),
                              (guint) facts->n_series_with_problems, (guint) facts->n_series);
  add_section (self, _("Rows"), bad, facts->bad_rows);
  add_section (self, _("Series"), series, facts->series);
  add_section (self, _("How It Was Read"), NULL, facts->reading);
}

/* ---- loading ---- */

typedef struct { AssayWorkspace *workspace; gint64 dataset; const AssayDatasetFacts *opened; } Request;

static void
request_free (gpointer data)
{
  Request *request = data;

  assay_workspace_unref (request->workspace);
  g_free (request);
}

static void
load_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const Request *request = task_data;
  g_autoptr(AssayProgress) progress = assay_progress_new (cancellable, NULL, NULL, NULL);
  GError *error = NULL;
  AssayDatasetFacts *facts = request->opened == NULL ? assay_dataset_facts_open (request->workspace, request->dataset, progress, &error)
                                                     : assay_dataset_facts_complete (request->opened, request->workspace, progress, &error);

  if (facts != NULL)
    g_task_return_pointer (task, facts, (GDestroyNotify) assay_dataset_facts_free);
  else
    g_task_return_error (task, error);
}

static void
load (AssayDatasetPage *self, const AssayDatasetFacts *opened, GAsyncReadyCallback callback)
{
  g_autoptr(GTask) task = g_task_new (self, self->cancellable, callback, NULL);
  Request *request = g_new0 (Request, 1);

  request->workspace = assay_workspace_ref (assay_project_get_workspace (self->project));
  request->dataset = assay_page_get_dataset (ASSAY_PAGE (self));
  request->opened = opened;      /* lives as long as the page, which the task holds */
  g_task_set_task_data (task, request, request_free);
  g_task_run_in_thread (task, load_in_thread);
}

static void
show_failure (AssayDatasetPage *self, const GError *error)
{
  g_autofree char *text = g_markup_escape_text (error->message, -1);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  adw_status_page_set_description (self->failure, text);
  gtk_stack_set_visible_child_name (self->stack, "failure");
}

static void
on_completed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  AssayDatasetPage *self = ASSAY_DATASET_PAGE (source);
  g_autoptr(GError) error = NULL;
  GtkWidget *scroller;

  self->facts = g_task_propagate_pointer (G_TASK (result), &error);
  assay_page_set_busy (ASSAY_PAGE (self), FALSE);
  if (self->facts == NULL)
    {
      show_failure (self, error);
      return;
    }
  scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), assay_table_view_new (self->facts->columns));
  gtk_accessible_update_property (GTK_ACCESSIBLE (scroller), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Columns"), -1);
  adw_bin_set_child (self->columns_slot, scroller);
  gtk_widget_set_visible (GTK_WIDGET (self->waiting), FALSE);
  fill_quality (self);
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  AssayDatasetPage *self = ASSAY_DATASET_PAGE (source);
  AssayPage *page = ASSAY_PAGE (source);
  g_autoptr(GError) error = NULL;
  g_autofree char *rows = NULL, *columns = NULL, *when = NULL, *subtitle = NULL;

  self->opened = g_task_propagate_pointer (G_TASK (result), &error);
  if (self->opened == NULL)
    {
      assay_page_set_busy (page, FALSE);
      show_failure (self, error);
      return;
    }
  rows = assay_format_count (self->opened->dataset->n_rows);
  columns = assay_format_count (self->opened->dataset->n_columns);
  when = assay_when_format (self->opened->dataset->created, 0);
  /* Translators: rows, columns, when it was imported */
  subtitle = g_strdup_printf (_("%s rows · %s columns · %s"), rows, columns, when);
  assay_page_set_title (page, self->opened->dataset->name);
  assay_page_set_subtitle (page, subtitle);
  fill_table (self);
  gtk_stack_set_visible_child_name (self->stack, "views");
  load (self, self->opened, on_completed);
}

static AdwViewStack *
get_views (AssayPage *page)
{
  return ASSAY_DATASET_PAGE (page)->views;
}

static gboolean
show_state (AssayPage *page, const char *name, const char *value)
{
  AssayDatasetPage *self = ASSAY_DATASET_PAGE (page);
  guint row = (guint) g_ascii_strtoull (value, NULL, 10);
  GtkSelectionModel *model = gtk_column_view_get_model (self->table);

  if (!g_str_equal (name, "select") || model == NULL)
    return FALSE;
  gtk_selection_model_select_item (model, row, TRUE);
  assay_index_cells_scroll_to (self->table, row);
  return TRUE;
}

AssayPage *
assay_dataset_page_new (AssayProject *project, gint64 dataset)
{
  g_autofree char *place = g_strdup_printf ("dataset/%" G_GINT64_FORMAT, dataset);
  AssayDatasetPage *self = g_object_new (ASSAY_TYPE_DATASET_PAGE, "title", _("Dataset"), "icon-name", "assay-dataset-symbolic",
                                         "place", place, "dataset", dataset, "busy", TRUE, NULL);

  self->project = g_object_ref (project);
  load (self, NULL, on_opened);
  return ASSAY_PAGE (self);
}

static void
assay_dataset_page_dispose (GObject *object)
{
  AssayDatasetPage *self = ASSAY_DATASET_PAGE (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->table != NULL)
    gtk_column_view_set_model (self->table, NULL);
  self->table = NULL;
  g_clear_object (&self->project);
  G_OBJECT_CLASS (assay_dataset_page_parent_class)->dispose (object);
}

static void
assay_dataset_page_finalize (GObject *object)
{
  AssayDatasetPage *self = ASSAY_DATASET_PAGE (object);

  g_clear_pointer (&self->facts, assay_dataset_facts_free);
  g_clear_pointer (&self->opened, assay_dataset_facts_free);
  G_OBJECT_CLASS (assay_dataset_page_parent_class)->finalize (object);
}

static void
assay_dataset_page_class_init (AssayDatasetPageClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = assay_dataset_page_dispose;
  G_OBJECT_CLASS (class)->finalize = assay_dataset_page_finalize;
  ASSAY_PAGE_CLASS (class)->get_views = get_views;
  ASSAY_PAGE_CLASS (class)->show_state = show_state;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/assay_workbench/Assay/ui/dataset-page.ui");
  gtk_widget_class_bind_template_child (widget_class, AssayDatasetPage, stack);
  gtk_widget_class_bind_template_child (widget_class, AssayDatasetPage, views);
  gtk_widget_class_bind_template_child (widget_class, AssayDatasetPage, failure);
  gtk_widget_class_bind_template_child (widget_class, AssayDatasetPage, table);
  gtk_widget_class_bind_template_child (widget_class, AssayDatasetPage, table_note);
  gtk_widget_class_bind_template_child (widget_class, AssayDatasetPage, columns_slot);
  gtk_widget_class_bind_template_child (widget_class, AssayDatasetPage, quality);
  gtk_widget_class_bind_template_child (widget_class, AssayDatasetPage, waiting);
}

static void
assay_dataset_page_init (AssayDatasetPage *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}
