#include "app/verdict-chip.h"

#include <glib/gi18n.h>

static const struct { const char *glyph, *style; } looks[] = {
  [ASSAY_VERDICT_NONE] = { "–", "none" },
  [ASSAY_VERDICT_PASS] = { "✓", "success" },
  [ASSAY_VERDICT_NOT_ASSESSABLE] = { "?", "warning" },
  [ASSAY_VERDICT_WARN] = { "!", "warning" },
  [ASSAY_VERDICT_FAIL] = { "×", "error" },
};

char *
assay_verdict_chip_text (AssayVerdict verdict)
{
  return g_strdup_printf ("%s %s", looks[verdict].glyph, _(assay_verdict_label (verdict)));
}

void
assay_verdict_chip_set (GtkLabel *chip, AssayVerdict verdict)
{
  g_autofree char *text = assay_verdict_chip_text (verdict);

  for (guint i = 0; i < G_N_ELEMENTS (looks); i++)
    gtk_widget_remove_css_class (GTK_WIDGET (chip), looks[i].style);
  gtk_widget_add_css_class (GTK_WIDGET (chip), looks[verdict].style);
  gtk_label_set_text (chip, text);
}

GtkWidget *
assay_verdict_chip_new (AssayVerdict verdict)
{
  GtkWidget *chip = gtk_label_new (NULL);

  gtk_widget_add_css_class (chip, "verdict-chip");
  gtk_widget_set_halign (chip, GTK_ALIGN_START);
  gtk_widget_set_valign (chip, GTK_ALIGN_CENTER);
  assay_verdict_chip_set (GTK_LABEL (chip), verdict);
  return chip;
}

GtkWidget *
assay_verdict_chip_new_as (AssayVerdict verdict, const char *word)
{
  GtkWidget *chip = assay_verdict_chip_new (verdict);
  g_autofree char *text = g_strdup_printf ("%s %s", looks[verdict].glyph, word);

  gtk_label_set_text (GTK_LABEL (chip), text);
  return chip;
}

GtkWidget *
assay_verdict_chip_new_short (AssayVerdict verdict)
{
  GtkWidget *chip = assay_verdict_chip_new (verdict);

  gtk_label_set_text (GTK_LABEL (chip), looks[verdict].glyph);
  gtk_widget_set_tooltip_text (chip, _(assay_verdict_label (verdict)));
  gtk_accessible_update_property (GTK_ACCESSIBLE (chip), GTK_ACCESSIBLE_PROPERTY_LABEL, _(assay_verdict_label (verdict)), -1);
  return chip;
}
