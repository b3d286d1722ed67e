#include "app/ranges-window.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "analysis/sensitivity/sensitivity.h"
#include "app/accessible-names.h"
#include "app/measure-text.h"
#include "app/wrap-layout.h"
#include "data/filter.h"
#include "engine/ranges-text.h"

#define ROWS_AT_ONCE 8           /* rows of widgets that an idle moment may make */
#define NUMBER_CHARS 10

typedef struct
{
  char *name, *unit;
  char **words;                  /* NULL: a number */
  double low, high, base;        /* NaN: nobody knows */
  GtkEditable *entries[3];       /* low, high, base; NULL for words */
  GtkDropDown *choice;           /* of a word to be held at */
} Item;

enum { LOW, HIGH, BASE };

struct _AssayRangesWindow
{
  AdwWindow parent_instance;
  GtkWidget *apply, *reason, *spinner, *list;
  AssayPlan *plan;
  AssayTaskModel *model;
  AssayFrame *frame;
  char *text;
  GPtrArray *items;              /* of Item; NULL until they are known */
  guint n_added, adding;
  char *wanted;                  /* what is being checked, to be applied */
  GCancellable *working;
};

G_DEFINE_FINAL_TYPE (AssayRangesWindow, assay_ranges_window, ADW_TYPE_WINDOW)

enum { APPLIED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
item_free (gpointer data)
{
  Item *item = data;

  g_free (item->name);
  g_free (item->unit);
  g_strfreev (item->words);
  g_free (item);
}

/* ---- where inputs lie, on a worker ---- */

typedef struct { AssayPlan *plan; AssayTaskModel *model; AssayFrame *frame; GBytes *ranges; gboolean is_check; } Order;

static void
order_free (gpointer data)
{
  Order *order = data;

  assay_plan_free (order->plan);
  g_clear_pointer (&order->model, assay_task_model_unref);
  g_clear_pointer (&order->frame, assay_frame_unref);
  g_clear_pointer (&order->ranges, g_bytes_unref);
  g_free (order);
}

static AssaySensitivityFunction *
make_function (const Order *order, AssayProgress *progress, GError **error)
{
  const AssayPlan *plan = order->plan;
  g_autoptr(AssayFrame) rows = order->frame != NULL ? assay_filter_frame_rows (order->frame, (const char *const *) plan->where, plan->roles.time, plan->start, plan->end,
                                                                               plan->n_threads, NULL, error) : NULL;
  g_autoptr(GPtrArray) models = order->model != NULL ? g_ptr_array_new () : NULL;
  AssayTask task = { .frame = rows, .roles = &plan->roles, .options = plan->options, .policy = plan->policy, .seed = plan->seed, .n_threads = plan->n_threads,
                     .models = models, .ranges = order->ranges };

  if (order->frame != NULL && rows == NULL)
    return NULL;
  if (models != NULL)
    g_ptr_array_add (models, order->model);
  return assay_sensitivity_make_function (&task, progress, error);
}

static Item *
new_item (const char *name, const char *unit, char **words, double low, double high, double base)
{
  Item *item = g_new0 (Item, 1);

  *item = (Item) { .name = g_strdup (name), .unit = g_strdup (unit), .words = g_strdupv (words), .low = low, .high = high, .base = base };
  return item;
}

static GPtrArray *
items_of_function (const AssaySensitivityFunction *function)
{
  GPtrArray *items = g_ptr_array_new_with_free_func (item_free);

  for (guint i = 0; i < function->n_inputs; i++)
    {
      const AssaySensitivityInput *input = &function->inputs[i];

      g_ptr_array_add (items, new_item (input->name, input->unit, input->words, input->low, input->high, input->base));
    }
  return items;
}

/* Without data a model may not say where its inputs lie: that is what the user is here for. */
static GPtrArray *
items_of_model (const AssayTaskModel *model)
{
  GPtrArray *items = g_ptr_array_new_with_free_func (item_free);

  for (guint i = 0; i < assay_artifact_get_n_fields (model->artifact); i++)
    {
      const AssayField *field = assay_artifact_get_field (model->artifact, i);
      char **words = field->kind == ASSAY_FIELD_CATEGORY ? field->values : NULL;

      g_ptr_array_add (items, new_item (field->name, field->unit, words, field->low, field->high, words != NULL ? 0 : NAN));
    }
  return items;
}

static void
work_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const Order *order = task_data;
  g_autoptr(AssayProgress) progress = assay_progress_new (cancellable, NULL, NULL, NULL);
  GError *error = NULL;
  g_autoptr(AssaySensitivityFunction) function = make_function (order, progress, &error);

  if (function != NULL)
    g_task_return_pointer (task, items_of_function (function), (GDestroyNotify) g_ptr_array_unref);
  else if (!order->is_check && order->frame == NULL && order->model != NULL && order->ranges == NULL)
    {
      g_clear_error (&error);
      g_task_return_pointer (task, items_of_model (order->model), (GDestroyNotify) g_ptr_array_unref);
    }
  else
    g_task_return_error (task, error);
}

/* ---- rows ---- */

/* Six digits are enough to look at, and a large number is not cut. */
static char *
number_text (double value)
{
  return isnan (value) ? g_strdup ("") : g_strdup_printf (fabs (value) >= 1e6 && fabs (value) < 1e12 ? "%.12g" : "%.6g", value);
}

static double
value_of (const Item *item, guint part)
{
  return part == LOW ? item->low : part == HIGH ? item->high : item->base;
}

static const char *
part_title (guint part)
{
  static const char *const titles[] = { N_("Low"), N_("High"), N_("Held At") };

  return _(titles[part]);
}

static void
clear_problem (AssayRangesWindow *self)
{
  gtk_widget_set_visible (self->reason, FALSE);
  for (guint i = 0; self->items != NULL && i < self->items->len; i++)
    for (guint part = LOW; part <= BASE; part++)
      if (((Item *) self->items->pdata[i])->entries[part] != NULL)
        gtk_widget_remove_css_class (GTK_WIDGET (((Item *) self->items->pdata[i])->entries[part]), "error");
}

static void
say_problem (AssayRangesWindow *self, const char *text, GtkEditable *entry)
{
  gtk_label_set_text (GTK_LABEL (self->reason), text);
  gtk_widget_set_visible (self->reason, TRUE);
  if (entry == NULL)
    return;
  gtk_widget_add_css_class (GTK_WIDGET (entry), "error");
  gtk_widget_grab_focus (GTK_WIDGET (entry));
}

static GtkWidget *
new_field (const char *title, GtkWidget *control, const char *name)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2), *label = gtk_label_new (title);
  g_autofree char *full = g_strdup_printf ("%s: %s", name, title);

  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (label, "dim-label");
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_accessible_update_property (GTK_ACCESSIBLE (control), GTK_ACCESSIBLE_PROPERTY_LABEL, full, -1);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), control);
  return box;
}

static GtkWidget *
new_entry (AssayRangesWindow *self, Item *item, guint part)
{
  GtkWidget *entry = gtk_entry_new ();
  g_autofree char *text = number_text (value_of (item, part));

  item->entries[part] = GTK_EDITABLE (entry);
  gtk_editable_set_text (GTK_EDITABLE (entry), text);
  gtk_editable_set_width_chars (GTK_EDITABLE (entry), NUMBER_CHARS);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (entry), NUMBER_CHARS);
  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  g_signal_connect_object (entry, "changed", G_CALLBACK (clear_problem), self, G_CONNECT_SWAPPED);
  return new_field (part_title (part), entry, item->name);
}

static GtkWidget *
new_choice (Item *item)
{
  GtkWidget *choice = gtk_drop_down_new_from_strings ((const char *const *) item->words);

  item->choice = GTK_DROP_DOWN (choice);
  if (item->base >= 0 && item->base < g_strv_length (item->words))
    gtk_drop_down_set_selected (item->choice, (guint) item->base);
  assay_name_drop_down (item->choice, part_title (BASE));
  return new_field (part_title (BASE), choice, item->name);
}

static GtkWidget *
new_row (AssayRangesWindow *self, Item *item)
{
  GtkWidget *row = gtk_list_box_row_new (), *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0), *label;
  g_autofree char *name = item->unit != NULL ? g_strdup_printf ("%s (%s)", item->name, item->unit) : g_strdup (item->name);
  GtkLayoutManager *layout = assay_wrap_layout_new (12, 6);

  g_object_set (layout, "first-expands", TRUE, NULL);
  gtk_widget_set_layout_manager (box, layout);
  for (guint i = 0; i < 4; i++)
    ((void (*[]) (GtkWidget *, int)) { gtk_widget_set_margin_start, gtk_widget_set_margin_end, gtk_widget_set_margin_top, gtk_widget_set_margin_bottom })[i] (box, i < 2 ? 12 : 8);
  label = gtk_label_new (name);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_width_chars (GTK_LABEL (label), 14);
  gtk_box_append (GTK_BOX (box), label);
  for (guint part = LOW; item->words == NULL && part <= BASE; part++)
    gtk_box_append (GTK_BOX (box), new_entry (self, item, part));
  if (item->words != NULL)
    gtk_box_append (GTK_BOX (box), new_choice (item));
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  return row;
}

static gboolean
add_next (gpointer data)
{
  AssayRangesWindow *self = data;

  for (guint i = 0; i < ROWS_AT_ONCE && self->n_added < self->items->len; i++)
    gtk_list_box_append (GTK_LIST_BOX (self->list), new_row (self, self->items->pdata[self->n_added++]));
  if (self->n_added < self->items->len)
    return G_SOURCE_CONTINUE;
  gtk_widget_set_sensitive (self->apply, self->items->len > 0);
  self->adding = 0;
  return G_SOURCE_REMOVE;
}

/* ---- what was changed ---- */

/* As it was, to the last digit, where nobody typed. FALSE: what was typed is no number. */
static gboolean
read_entry (AssayRangesWindow *self, const Item *item, guint part, double *value, gboolean *is_changed)
{
  const char *text = gtk_editable_get_text (item->entries[part]);
  g_autofree char *before = number_text (value_of (item, part)), *problem = NULL;

  *value = value_of (item, part);
  if (strcmp (text, before) == 0)
    return TRUE;
  *is_changed = TRUE;
  if (strchr (text, '%') == NULL && assay_typed_number_parse (text, value) && isfinite (*value))
    return TRUE;
  /* Translators: an input, “Low”, “High” or “Held At”, and what was typed */
  problem = g_strdup_printf (_("%s, %s: “%s” is not a number."), item->name, part_title (part), text);
  say_problem (self, problem, item->entries[part]);
  return FALSE;
}

static gboolean
read_numbers (AssayRangesWindow *self, const Item *item, GArray *changes)
{
  AssayRangeChange change = { item->name, NAN, NAN, NAN, NULL };
  gboolean moved = FALSE, held = FALSE;
  double low, high, base;

  if (!read_entry (self, item, LOW, &low, &moved) || !read_entry (self, item, HIGH, &high, &moved) || !read_entry (self, item, BASE, &base, &held))
    return FALSE;
  if (moved && !(low < high))
    {
      g_autofree char *problem = g_strdup_printf (_("%s: low must be below high."), item->name);

      say_problem (self, problem, item->entries[LOW]);
      return FALSE;
    }
  if (moved)
    {
      change.low = low;
      change.high = high;
    }
  if (held)
    change.base = base;
  if (moved || held)
    g_array_append_val (changes, change);
  return TRUE;
}

static gboolean
read_item (AssayRangesWindow *self, const Item *item, GArray *changes)
{
  AssayRangeChange change = { item->name, NAN, NAN, NAN, NULL };
  guint selected;

  if (item->words == NULL)
    return read_numbers (self, item, changes);
  selected = gtk_drop_down_get_selected (item->choice);
  if (selected == GTK_INVALID_LIST_POSITION || selected == item->base)
    return TRUE;
  change.base_word = item->words[selected];
  g_array_append_val (changes, change);
  return TRUE;
}

/* ---- working ---- */

static void
set_working (AssayRangesWindow *self, gboolean working)
{
  gtk_widget_set_visible (self->spinner, working);
  gtk_spinner_set_spinning (GTK_SPINNER (self->spinner), working);
  gtk_widget_set_sensitive (self->apply, !working && self->items != NULL && self->items->len > 0 && self->adding == 0);
}

static void
on_worked (GObject *object, GAsyncResult *result, gpointer user_data)
{
  AssayRangesWindow *self = ASSAY_RANGES_WINDOW (object);
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) items = g_task_propagate_pointer (G_TASK (result), &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->working == NULL)
    return;
  g_clear_object (&self->working);
  set_working (self, FALSE);
  if (items == NULL)
    say_problem (self, error->message, NULL);
  else if (self->wanted != NULL)
    {
      g_signal_emit (self, signals[APPLIED], 0, self->wanted);
      gtk_window_close (GTK_WINDOW (self));
    }
  else
    {
      self->items = g_steal_pointer (&items);
      self->adding = g_idle_add_full (G_PRIORITY_LOW, add_next, self, NULL);
    }
  g_clear_pointer (&self->wanted, g_free);
}

static void
work (AssayRangesWindow *self, const char *text)
{
  g_autoptr(GTask) task = NULL;
  Order *order = g_new0 (Order, 1);

  order->plan = assay_plan_copy (self->plan);
  order->model = self->model != NULL ? assay_task_model_new (self->model->artifact, self->model->name, &self->model->settings) : NULL;
  order->frame = self->frame != NULL ? assay_frame_ref (self->frame) : NULL;
  order->ranges = text != NULL ? g_bytes_new (text, strlen (text)) : NULL;
  order->is_check = self->wanted != NULL;
  self->working = g_cancellable_new ();
  set_working (self, TRUE);
  task = g_task_new (self, self->working, on_worked, NULL);
  g_task_set_task_data (task, order, order_free);
  g_task_run_in_thread (task, work_in_thread);
}

static void
on_apply (AssayRangesWindow *self)
{
  g_autoptr(GArray) changes = g_array_new (FALSE, FALSE, sizeof (AssayRangeChange));
  g_autoptr(GError) error = NULL;

  clear_problem (self);
  for (guint i = 0; i < self->items->len; i++)
    if (!read_item (self, self->items->pdata[i], changes))
      return;
  if (changes->len == 0)
    {
      gtk_window_close (GTK_WINDOW (self));
      return;
    }
  self->wanted = assay_ranges_change (self->text, (const AssayRangeChange *) (gpointer) changes->data, changes->len, &error);
  if (self->wanted != NULL)
    work (self, self->wanted);
  else
    say_problem (self, error->message, NULL);
}

gboolean
assay_ranges_window_is_busy (AssayRangesWindow *self)
{
  return self->working != NULL || self->adding != 0;
}

/* ---- the window ---- */

static GtkWidget *
new_head (AssayRangesWindow *self)
{
  GtkWidget *head = adw_header_bar_new (), *cancel = gtk_button_new_with_mnemonic (_("_Cancel"));

  self->apply = gtk_button_new_with_mnemonic (_("_Apply"));
  self->spinner = gtk_spinner_new ();
  gtk_widget_add_css_class (self->apply, "suggested-action");
  gtk_widget_set_sensitive (self->apply, FALSE);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (cancel), "window.close");
  adw_header_bar_set_show_start_title_buttons (ADW_HEADER_BAR (head), FALSE);
  adw_header_bar_set_show_end_title_buttons (ADW_HEADER_BAR (head), FALSE);
  adw_header_bar_pack_start (ADW_HEADER_BAR (head), cancel);
  adw_header_bar_pack_end (ADW_HEADER_BAR (head), self->apply);
  adw_header_bar_pack_end (ADW_HEADER_BAR (head), self->spinner);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->spinner), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Loading"), -1);
  g_signal_connect_object (self->apply, "clicked", G_CALLBACK (on_apply), self, G_CONNECT_SWAPPED);
  return head;
}

static GtkWidget *
new_body (AssayRangesWindow *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new (), *clamp = adw_clamp_new ();

  self->list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (self->list, "boxed-list");
  gtk_widget_set_valign (self->list, GTK_ALIGN_START);
  gtk_widget_set_margin_start (self->list, 12);
  gtk_widget_set_margin_end (self->list, 12);
  gtk_widget_set_margin_top (self->list, 12);
  gtk_widget_set_margin_bottom (self->list, 12);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Ranges"), -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (scroller), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Ranges"), -1);
  adw_clamp_set_child (ADW_CLAMP (clamp), self->list);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), clamp);
  gtk_widget_set_vexpand (scroller, TRUE);
  return scroller;
}

static void
assay_ranges_window_dispose (GObject *object)
{
  AssayRangesWindow *self = ASSAY_RANGES_WINDOW (object);

  g_clear_handle_id (&self->adding, g_source_remove);
  if (self->working != NULL)
    g_cancellable_cancel (self->working);
  g_clear_object (&self->working);
  g_clear_pointer (&self->items, g_ptr_array_unref);
  g_clear_pointer (&self->plan, assay_plan_free);
  g_clear_pointer (&self->model, assay_task_model_unref);
  g_clear_pointer (&self->frame, assay_frame_unref);
  g_clear_pointer (&self->text, g_free);
  g_clear_pointer (&self->wanted, g_free);
  G_OBJECT_CLASS (assay_ranges_window_parent_class)->dispose (object);
}

static void
assay_ranges_window_class_init (AssayRangesWindowClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = assay_ranges_window_dispose;
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  signals[APPLIED] = g_signal_new ("applied", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
assay_ranges_window_init (AssayRangesWindow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_box_append (GTK_BOX (box), new_head (self));
  gtk_box_append (GTK_BOX (box), new_body (self));
  self->reason = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->reason), TRUE);
  gtk_label_set_xalign (GTK_LABEL (self->reason), 0);
  gtk_widget_add_css_class (self->reason, "error");
  gtk_widget_add_css_class (self->reason, "assay-reason");
  gtk_widget_set_visible (self->reason, FALSE);
  gtk_box_append (GTK_BOX (box), self->reason);
  adw_window_set_content (ADW_WINDOW (self), box);
  gtk_window_set_default_widget (GTK_WINDOW (self), self->apply);
}

AssayRangesWindow *
assay_ranges_window_present (GtkWindow *parent, const AssayPlan *plan, AssayTaskModel *model, AssayFrame *frame, const char *text)
{
  AssayRangesWindow *self = g_object_new (ASSAY_TYPE_RANGES_WINDOW, "transient-for", parent, "modal", TRUE, "title", _("Ranges"), "default-width", 640, "default-height", 560,
                                          NULL);

  self->plan = assay_plan_copy (plan);
  self->model = model != NULL ? assay_task_model_ref (model) : NULL;
  self->frame = frame != NULL ? assay_frame_ref (frame) : NULL;
  self->text = g_strdup (text);
  work (self, text);
  gtk_window_present (GTK_WINDOW (self));
  return self;
}
