#include "app/checks-view.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/chart-reading.h"
#include "app/check-row.h"
#include "app/wrap-layout.h"

struct _AssayChecksView
{
  GtkBox parent;
  AssayResult *result;
  gboolean has_rows;             /* somebody shows rows of the data */
  GtkToggleButton *choices[5];   /* one a verdict; the first is all */
  GPtrArray *groups;             /* AdwPreferencesGroup, lent */
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
new_row (AssayChecksView *self, const AssayCheck *check, GtkSizeGroup *chips)
{
  GtkWidget *row = assay_check_row_new (check, chips);
  g_autofree char *at = g_strconcat ("check:", check->id, NULL);
  g_autoptr(AssayRowFilter) filter = self->has_rows ? assay_row_filter_find (self->result, at, check->subject, -1) : NULL;

  assay_check_row_set_rows (row, filter);
  return row;
}

static void
add_section (AssayChecksView *self, const char *section, GtkSizeGroup *chips)
{
  GtkWidget *group = adw_preferences_group_new ();
  guint n = 0;

  for (int verdict = ASSAY_VERDICT_FAIL; verdict >= ASSAY_VERDICT_NONE; verdict--)
    for (guint i = 0; i < assay_result_get_n_checks (self->result); i++)
      {
        const AssayCheck *check = assay_result_get_check (self->result, i);

        if ((int) check->verdict != verdict || !is_shown (self, check, section))
          continue;
        adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), new_row (self, check, chips));
        n++;
      }
  if (n == 0)
    {
      g_object_ref_sink (group);
      g_object_unref (group);
      return;
    }
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), section_title (self->result, section));
  gtk_box_append (GTK_BOX (self), group);
  g_ptr_array_add (self->groups, group);
}

static void
fill (AssayChecksView *self)
{
  g_autoptr(GtkSizeGroup) chips = gtk_size_group_new (GTK_SIZE_GROUP_HORIZONTAL);
  const char *last = NULL;

  for (guint i = 0; i < self->groups->len; i++)
    gtk_box_remove (GTK_BOX (self), self->groups->pdata[i]);
  g_ptr_array_set_size (self->groups, 0);
  /* They stand in the order of the report: a section is one stretch. */
  for (guint i = 0; i < assay_result_get_n_checks (self->result); i++)
    {
      const char *section = assay_result_get_check (self->result, i)->section;

      if (i == 0 || g_strcmp0 (section, last) != 0)
        add_section (self, section, chips);
      last = section;
    }
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
  fill (self);
  return GTK_WIDGET (self);
}

static void
assay_checks_view_finalize (GObject *object)
{
  AssayChecksView *self = ASSAY_CHECKS_VIEW (object);

  g_ptr_array_unref (self->groups);
  g_clear_pointer (&self->result, assay_result_unref);
  G_OBJECT_CLASS (assay_checks_view_parent_class)->finalize (object);
}

static void
assay_checks_view_class_init (AssayChecksViewClass *class)
{
  G_OBJECT_CLASS (class)->finalize = assay_checks_view_finalize;
}

static void
assay_checks_view_init (AssayChecksView *self)
{
  self->groups = g_ptr_array_new ();
}
