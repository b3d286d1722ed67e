#include "app/measure-text.h"

#include <glib/gi18n.h>
#include <locale.h>
#include <math.h>
#include <string.h>

#include "base/number.h"
#include "charts/format.h"

static char *
format_as_metric (const AssayPortfolioMeasure *measure, double value)
{
  AssayMetric metric = { .id = (char *) measure->id, .unit = measure->unit, .value = value };

  /* an amount of money is read in whole units */
  if (measure->unit == ASSAY_METRIC_VALUE && fabs (value) >= 1000)
    return assay_format_count (round (value));
  return assay_format_metric (&metric);
}

gboolean
assay_measure_is_percent (const AssayPortfolioMeasure *measure)
{
  g_autofree char *text = format_as_metric (measure, 0.5);

  return strchr (text, '%') != NULL;
}

char *
assay_measure_format (const AssayPortfolioMeasure *measure, double value)
{
  return isfinite (value) ? format_as_metric (measure, value) : g_strdup ("\u2013");
}

char *
assay_measure_format_change (const AssayPortfolioMeasure *measure, double change)
{
  g_autofree char *size = NULL;
  const char *sign = change < 0 ? "\u2212" : "+";

  if (!isfinite (change))
    return g_strdup ("\u2013");
  if (assay_measure_is_percent (measure))
    {
      size = assay_format_number (fabs (change) * 100, fabs (change) < 0.001 ? 3 : fabs (change) < 0.1 ? 2 : 1);
      /* Translators: a sign, a number of percentage points: +2.8 pp */
      return g_strdup_printf (_("%s%s pp"), sign, size);
    }
  size = format_as_metric (measure, fabs (change));
  return g_strconcat (sign, size, NULL);
}

/* "1.000": a thousand where a comma parts the decimals, and one elsewhere. Nobody knows who typed it. */
static gboolean
is_ambiguous (const char *text)
{
  const gsize sign = *text == '-' || *text == '+', whole = strspn (text + sign, "0123456789");
  const char *point = text + sign + whole;

  return whole >= 1 && whole <= 3 && text[sign] != '0' && *point == '.' && strspn (point + 1, "0123456789") == 3 && point[4] == '\0';
}

gboolean
assay_typed_number_parse (const char *text, double *value)
{
  const gboolean has_comma = localeconv ()->decimal_point[0] == ',';
  g_autoptr(GString) plain = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c == 0x2212)
        g_string_append_c (plain, '-');
      else if (!g_unichar_isspace (c) && c != '%' && c != 0x2009 && c != 0x202f)
        g_string_append_unichar (plain, c);
    }
  if (has_comma && is_ambiguous (plain->str))
    return FALSE;
  return assay_number_parse (plain->str, plain->len, '.', 0, value) || (has_comma && assay_number_parse (plain->str, plain->len, ',', 0, value));
}

static int
on_input (GtkSpinButton *spin, double *value)
{
  /* after an error GTK would take whatever stands in value */
  if (!assay_typed_number_parse (gtk_editable_get_text (GTK_EDITABLE (spin)), value) || !isfinite (*value))
    *value = gtk_spin_button_get_value (spin);
  return TRUE;
}

void
assay_typed_number_watch (GtkSpinButton *spin)
{
  g_signal_connect (spin, "input", G_CALLBACK (on_input), NULL);
}

char *
assay_typed_number_format (double value)
{
  return isfinite (value) ? g_strdup_printf ("%.10g", value) : g_strdup ("");
}
