#include "app/checks-view.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/chart-reading.h"
#include "app/check-row.h"
#include "app/page.h"
#include "app/wrap-layout.h"

#define CHECKS_AT_ONCE 16        /* rows of widgets that an idle moment may make */

struct _AssayChecksView
{
  GtkBox parent;
  AssayResult *result;
  gboolean has_rows;             /* somebody shows rows of the data */
  GtkToggleButton *choices[5];   /* one a verdict; the first is all */
  GPtrArray *groups;             /* AdwPreferencesGroup, lent */
  GPtrArray *wanted;             /* of const AssayCheck*, lent: what the choice leaves, in order */
  guint n_added, adding;         /* of them there are so many rows, and the source that makes the others */
  GtkSizeGroup *chips;
};

G_DEFINE_FINAL_TYPE (AssayChecksView, assay_checks_view, GTK_TYPE_BOX)

/* In the order of the choice; the first is all. */
static const AssayVerdict verdicts[] = { ASSAY_VERDICT_NONE, ASSAY_VERDICT_FAIL, ASSAY_VERDICT_WARN, ASSAY_VERDICT_NOT_ASSESSABLE, ASSAY_VERDICT_PASS };

static guint
count (AssayResult *result, AssayVerdict verdict)
{
  guint n = 0;

  for (guint i = 0; i < assay_result_get_n_checks (result); i++)
    n += assay_result_get_check (result, i)->verdict == verdict;
  return n;
}

static gboolean
is_shown (AssayChecksView *self, const AssayCheck *check, const char *section)
{
  guint chosen = 0;

  while (chosen + 1 < G_N_ELEMENTS (verdicts) && !gtk_toggle_button_get_active (self->choices[chosen]))
    chosen++;
  return g_strcmp0 (check->section, section) == 0 && (chosen == 0 || check->verdict == verdicts[chosen]);
}

/* The name of a section as the result's own table has it. */
static const char *
section_title (AssayResult *result, const char *section)
{
  AssayTable *table = assay_result_find_table (result, "sections");
  int id = table != NULL ? assay_table_find_column (table, "section") : -1, title = table != NULL ? assay_table_find_column (table, "title") : -1;

  for (guint row = 0; id >= 0 && title >= 0 && row < assay_table_get_n_rows (table); row++)
    if (g_strcmp0 (assay_table_get_text (table, row, id), section) == 0)
      return assay_translate (assay_table_get_text (table, row, title));
  return section != NULL ? section : _("Checks");
}

static GtkWidget *
new_row (AssayChecksView *self, const AssayCheck *check)
{
  GtkWidget *row = assay_check_row_new (check, self->chips);
  g_autofree char *at = g_strconcat ("check:", check->id, NULL);
  g_autoptr(AssayRowFilter) filter = self->has_rows ? assay_row_filter_find (self->result, at, check->subject, -1) : NULL;

  assay_check_row_set_rows (row, filter);
  return row;
}

/* Some at a time: hundreds of rows at once would hold the window up. */
static gboolean
add_next (gpointer data)
{
  AssayChecksView *self = data;

  for (guint i = 0; i < CHECKS_AT_ONCE && self->n_added < self->wanted->len; i++)
    {
      const AssayCheck *check = self->wanted->pdata[self->n_added];
      const AssayCheck *last = self->n_added > 0 ? self->wanted->pdata[self->n_added - 1] : NULL;

      if (last == NULL || g_strcmp0 (last->section, check->section) != 0)
        {
          GtkWidget *group = adw_preferences_group_new ();

          adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), section_title (self->result, check->section));
          gtk_box_append (GTK_BOX (self), group);
          g_ptr_array_add (self->groups, group);
        }
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->groups->pdata[self->groups->len - 1]), new_row (self, check));
      self->n_added++;
    }
  if (self->n_added < self->wanted->len)
    return G_SOURCE_CONTINUE;
  assay_page_came_later (GTK_WIDGET (self));
  self->adding = 0;
  return G_SOURCE_REMOVE;
}

/* Of a section the worst first. */
static void
list_section (AssayChecksView *self, const char *section)
{
  for (int verdict = ASSAY_VERDICT_FAIL; verdict >= ASSAY_VERDICT_NONE; verdict--)
    for (guint i = 0; i < assay_result_get_n_checks (self->result); i++)
      {
        const AssayCheck *check = assay_result_get_check (self->result, i);

        if ((int) check->verdict == verdict && is_shown (self, check, section))
          g_ptr_array_add (self->wanted, (gpointer) check);
      }
}

static void
fill (AssayChecksView *self)
{
  const char *last = NULL;

  g_clear_handle_id (&self->adding, g_source_remove);
  for (guint i = 0; i < self->groups->len; i++)
    gtk_box_remove (GTK_BOX (self), self->groups->pdata[i]);
  g_ptr_array_set_size (self->groups, 0);
  g_ptr_array_set_size (self->wanted, 0);
  self->n_added = 0;
  /* They stand in the order of the report: a section is one stretch. */
  for (guint i = 0; i < assay_result_get_n_checks (self->result); i++)
    {
      const char *section = assay_result_get_check (self->result, i)->section;

      if (i == 0 || g_strcmp0 (section, last) != 0)
        list_section (self, section);
      last = section;
    }
  self->adding = g_idle_add_full (G_PRIORITY_LOW, add_next, self, NULL);
}

gboolean
assay_checks_view_is_busy (AssayChecksView *self)
{
  return self->adding != 0;
}

/* Not before somebody looks. */
static void
assay_checks_view_map (GtkWidget *widget)
{
  AssayChecksView *self = ASSAY_CHECKS_VIEW (widget);

  GTK_WIDGET_CLASS (assay_checks_view_parent_class)->map (widget);
  if (self->n_added == 0 && self->adding == 0)
    fill (self);
}

static void
on_choice (AssayChecksView *self, GtkToggleButton *button)
{
  if (gtk_toggle_button_get_active (button))      /* the other one says that it is off */
    fill (self);
}

static GtkWidget *
new_choice (AssayChecksView *self)
{
  GtkWidget *bar = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0), *title = gtk_label_new (_("Checks"));

  gtk_widget_set_layout_manager (bar, assay_wrap_layout_new (6, 6));
  gtk_widget_add_css_class (title, "title-4");
  gtk_widget_set_margin_end (title, 12);
  gtk_box_append (GTK_BOX (bar), title);
  for (guint i = 0; i < G_N_ELEMENTS (verdicts); i++)
    {
      g_autofree char *label = i == 0 ? g_strdup_printf (_("All (%u)"), assay_result_get_n_checks (self->result))
                                      : g_strdup_printf ("%s (%u)", _(assay_verdict_label (verdicts[i])), count (self->result, verdicts[i]));

      self->choices[i] = GTK_TOGGLE_BUTTON (gtk_toggle_button_new_with_label (label));
      gtk_toggle_button_set_group (self->choices[i], i > 0 ? self->choices[0] : NULL);
      gtk_toggle_button_set_active (self->choices[i], i == 0);
      gtk_widget_add_css_class (GTK_WIDGET (self->choices[i]), "scope-chip");
      g_signal_connect_object (self->choices[i], "toggled", G_CALLBACK (on_choice), self, G_CONNECT_SWAPPED);
      gtk_box_append (GTK_BOX (bar), GTK_WIDGET (self->choices[i]));
    }
  return bar;
}

GtkWidget *
assay_checks_view_new (AssayResult *result, gboolean has_rows)
{
  AssayChecksView *self = g_object_new (ASSAY_TYPE_CHECKS_VIEW, "orientation", GTK_ORIENTATION_VERTICAL, "spacing", 18, "margin-top", 6, NULL);

  self->result = assay_result_ref (result);
  self->has_rows = has_rows;
  gtk_box_append (GTK_BOX (self), new_choice (self));
  return GTK_WIDGET (self);
}

static void
assay_checks_view_finalize (GObject *object)
{
  AssayChecksView *self = ASSAY_CHECKS_VIEW (object);

  g_clear_handle_id (&self->adding, g_source_remove);
  g_ptr_array_unref (self->groups);
  g_ptr_array_unref (self->wanted);
  g_clear_object (&self->chips);
  g_clear_pointer (&self->result, assay_result_unref);
  G_OBJECT_CLASS (assay_checks_view_parent_class)->finalize (object);
}

static void
assay_checks_view_class_init (AssayChecksViewClass *class)
{
  G_OBJECT_CLASS (class)->finalize = assay_checks_view_finalize;
  GTK_WIDGET_CLASS (class)->map = assay_checks_view_map;
}

static void
assay_checks_view_init (AssayChecksView *self)
{
  self->groups = g_ptr_array_new ();
  self->wanted = g_ptr_array_new ();
  self->chips = gtk_size_group_new (GTK_SIZE_GROUP_HORIZONTAL);
}
