#include "analysis/sensitivity/shock.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "analysis/analysis.h"
#include "analysis/wording.h"

static const char *const names[ASSAY_N_SHOCK_KINDS] = { "set", "add", "relative", "sd", "percentile" };

const char *
assay_shock_kind_name (AssayShockKind kind)
{
  g_return_val_if_fail ((guint) kind < ASSAY_N_SHOCK_KINDS, NULL);
  return names[kind];
}

int
assay_shock_kind_find (const char *name)
{
  for (guint i = 0; i < ASSAY_N_SHOCK_KINDS; i++)
    if (strcmp (names[i], name) == 0)
      return (int) i;
  return -1;
}

static gboolean
fail (GError **error, char *message)
{
  g_set_error_literal (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_OPTION, message);
  g_free (message);
  return FALSE;
}

gboolean
assay_shock_check (const AssayShock *self, const AssaySensitivityInput *input, GError **error)
{
  if (self->kind == ASSAY_SHOCK_SET && isnan (self->amount))
    return TRUE;
  if (!isfinite (self->amount))
    return fail (error, g_strdup_printf (_("The shock of “%s” is no finite number."), input->name));
  if (input->words != NULL && self->kind != ASSAY_SHOCK_SET)
    return fail (error, g_strdup_printf (_("“%s” holds words: it can be set to one of them, and nothing else (the shock is “%s”)."), input->name, names[self->kind]));
  if (input->words != NULL && !(self->amount >= 0 && self->amount < input->n_words && self->amount == floor (self->amount)))
    return fail (error, g_strdup_printf (_("“%s” has no such word."), input->name));
  if (self->kind == ASSAY_SHOCK_PERCENTILE && !(self->amount >= 0 && self->amount <= 100))
    return fail (error, g_strdup_printf (_("The percentile of “%s” must lie between 0 and 100."), input->name));
  if (self->kind == ASSAY_SHOCK_SD && !isfinite (input->sd))
    return fail (error, g_strdup_printf (_("“%s” has no value in the data, and so no standard deviation to move it by. Use “add” or “set”."), input->name));
  if (self->kind == ASSAY_SHOCK_PERCENTILE && isnan (input->low))
    return fail (error, g_strdup_printf (_("“%s” has no value in the data, and so no percentile. Use “set”."), input->name));
  return TRUE;
}

char *
assay_shock_word (const AssayShock *self, const AssaySensitivityInput *input)
{
  const char *sign = self->amount < 0 ? "−" : "+";
  g_autofree char *amount = assay_word_number (fabs (self->amount)), *value = NULL;

  switch (self->kind)
    {
    case ASSAY_SHOCK_SET:
      value = assay_sensitivity_input_word (input, self->amount);
      return g_strdup_printf ("set to %s", value);
    case ASSAY_SHOCK_RELATIVE:
      value = assay_word_number (fabs (self->amount) * 100);
      return g_strdup_printf ("%s %s %%", sign, value);
    case ASSAY_SHOCK_SD:
      return g_strdup_printf ("%s %s sd", sign, amount);
    case ASSAY_SHOCK_PERCENTILE:
      return g_strdup_printf ("at percentile %s", amount);
    default:
      return g_strdup_printf ("%s %s%s%s", sign, amount, input->unit != NULL ? " " : "", input->unit != NULL ? input->unit : "");
    }
}

void
assay_shock_apply (const AssayShock *self, double sd, double percentile, const double *before, double *values, gsize n)
{
  switch (self->kind)
    {
    case ASSAY_SHOCK_SET:
      for (gsize i = 0; i < n; i++)
        values[i] = self->amount;
      break;
    case ASSAY_SHOCK_RELATIVE:
      for (gsize i = 0; i < n; i++)
        values[i] = before[i] * (1 + self->amount);
      break;
    case ASSAY_SHOCK_PERCENTILE:
      for (gsize i = 0; i < n; i++)
        values[i] = isnan (before[i]) ? NAN : percentile;
      break;
    default:
      {
        double amount = self->kind == ASSAY_SHOCK_SD ? self->amount * sd : self->amount;

        for (gsize i = 0; i < n; i++)
          values[i] = before[i] + amount;
      }
    }
}

gboolean
assay_field_is_bounded (const AssayField *field)
{
  return field != NULL && field->kind == ASSAY_FIELD_NUMBER && (!isnan (field->low) || !isnan (field->high) || field->is_whole);
}

void
assay_field_keep_within (const AssayField *field, const double *before, double *values, gsize n)
{
  for (gsize i = 0; i < n; i++)
    {
      double value = field->is_whole && values[i] != before[i] ? round (values[i]) : values[i];

      values[i] = value < field->low ? fmax (value, fmin (field->low, before[i])) : value > field->high ? fmin (value, fmax (field->high, before[i])) : value;
    }
}
