#include "analysis/sensitivity/stress-limit.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "analysis/analysis.h"
#include "analysis/wording.h"
#include "base/number.h"

void
assay_stress_limit_clear (AssayStressLimit *self)
{
  g_clear_pointer (&self->measure, g_free);
}

gboolean
assay_stress_limit_parse (const char *text, AssayStressLimit *limit, GError **error)
{
  const char *sign = text + strcspn (text, "<>"), *number = sign + (*sign != '\0') + (*sign != '\0' && sign[1] == '=');
  g_autofree char *measure = g_strndup (text, (gsize) (sign - text)), *value = g_strdup (number);
  double parsed;

  g_strstrip (measure);
  g_strstrip (value);
  if (*sign == '\0' || *measure == '\0' || measure[strspn (measure, G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS "-_")] != '\0' || !assay_number_parse (value, strlen (value), '.', 0, &parsed))
    {
      g_set_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_OPTION,
                   _("The limit “%s” cannot be read. Write a measure, one of <, <=, > and >=, and a number, as in score>=0.5 or mean>0.08."), text);
      return FALSE;
    }
  *limit = (AssayStressLimit) { g_steal_pointer (&measure), *sign == '>', number == sign + 1, parsed };
  return TRUE;
}

gboolean
assay_stress_limit_is_crossed (const AssayStressLimit *self, double value)
{
  if (isnan (value))
    return FALSE;
  return value == self->value ? !self->is_strict : self->is_above ? value > self->value : value < self->value;
}

const char *
assay_stress_limit_sign (const AssayStressLimit *self)
{
  return self->is_above ? self->is_strict ? ">" : "≥" : self->is_strict ? "<" : "≤";
}

char *
assay_stress_limit_word (const AssayStressLimit *self)
{
  char value[ASSAY_NUMBER_SIZE];

  assay_number_format (self->value, value);
  return g_strdup_printf ("%s %s %s", self->measure, assay_stress_limit_sign (self), value);
}
