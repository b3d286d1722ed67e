#include "app/checks-view.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/chart-reading.h"
#include "app/check-row.h"

struct _AssayChecksView
{
  GtkBox parent;
  AssayResult *result;
  GtkDropDown *choice;
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
  guint chosen = gtk_drop_down_get_selected (self->choice);

  return g_strcmp0 (check->section, section) == 0 && (chosen == 0 || chosen >= G_N_ELEMENTS (verdicts) || check->verdict == verdicts[chosen]);
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
        adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), assay_check_row_new (check, chips));
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

static GtkWidget *
new_choice (AssayChecksView *self)
{
  GtkWidget *bar = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12), *title = gtk_label_new (_("Checks"));
  g_autoptr(GtkStringList) list = gtk_string_list_new (NULL);

  gtk_string_list_take (list, g_strdup_printf (_("All (%u)"), assay_result_get_n_checks (self->result)));
  for (guint i = 1; i < G_N_ELEMENTS (verdicts); i++)
    gtk_string_list_take (list, g_strdup_printf ("%s (%u)", _(assay_verdict_label (verdicts[i])), count (self->result, verdicts[i])));
  self->choice = GTK_DROP_DOWN (gtk_drop_down_new (G_LIST_MODEL (g_steal_pointer (&list)), NULL));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->choice), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Verdicts shown"), -1);
  g_signal_connect_object (self->choice, "notify::selected", G_CALLBACK (fill), self, G_CONNECT_SWAPPED);
  gtk_widget_add_css_class (title, "title-4");
  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_widget_set_hexpand (title, TRUE);
  gtk_box_append (GTK_BOX (bar), title);
  gtk_box_append (GTK_BOX (bar), GTK_WIDGET (self->choice));
  return bar;
}

GtkWidget *
assay_checks_view_new (AssayResult *result)
{
  AssayChecksView *self = g_object_new (ASSAY_TYPE_CHECKS_VIEW, "orientation", GTK_ORIENTATION_VERTICAL, "spacing", 18, "margin-top", 6, NULL);

  self->result = assay_result_ref (result);
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
