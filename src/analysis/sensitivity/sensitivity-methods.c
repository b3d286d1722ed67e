#include "analysis/sensitivity/sensitivity-method.h"
#include "analysis/sensitivity/sensitivity-methods-private.h"

#include <math.h>
#include <string.h>

static const AssaySensitivityMethod *const methods[] = {
  &assay_sensitivity_oat,
  &assay_sensitivity_grid,
  &assay_sensitivity_morris,
  &assay_sensitivity_sobol,
  &assay_sensitivity_efast,
  &assay_sensitivity_rbd_fast,
  &assay_sensitivity_delta,
  &assay_sensitivity_pawn,
  &assay_sensitivity_dgsm,
  &assay_sensitivity_shapley,
  &assay_sensitivity_monte_carlo,
  &assay_sensitivity_pdp,
  &assay_sensitivity_ice,
  &assay_sensitivity_ale,
  &assay_sensitivity_interaction,
  &assay_sensitivity_permutation,
  &assay_sensitivity_shap,
  &assay_sensitivity_scenario,
  &assay_sensitivity_reverse_stress,
  NULL
};

const AssaySensitivityMethod *const *
assay_sensitivity_method_list (void)
{
  return methods;
}

const AssaySensitivityMethod *
assay_sensitivity_method_find (const char *id)
{
  for (guint i = 0; methods[i] != NULL; i++)
    if (strcmp (methods[i]->id, id) == 0)
      return methods[i];
  return NULL;
}

/* FNV-1a of the name, then the finisher of SplitMix64 over seed and index. */
guint64
assay_sensitivity_seed (const AssaySensitivityRun *self, const char *use, guint64 index)
{
  guint64 x = G_GUINT64_CONSTANT (0xcbf29ce484222325);

  for (; *use != '\0'; use++)
    x = (x ^ (guint8) *use) * G_GUINT64_CONSTANT (0x100000001b3);
  x ^= self->task->seed * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15) + index * G_GUINT64_CONSTANT (0xd1342543de82ef95);
  x = (x ^ x >> 30) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  x = (x ^ x >> 27) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return x ^ x >> 31;
}

void
assay_sensitivity_add_row (AssaySensitivityRun *self, const char *method, const char *input, const char *measure, AmEstimate value)
{
  SensitivityRow row = { method, g_strdup (input), measure, value };

  g_array_append_val (self->rows, row);
}

void
assay_sensitivity_plan_runs (AssaySensitivityRun *self, double n)
{
  self->function->n_planned = n < G_MAXINT ? (guint) n : 0;
}

void
assay_sensitivity_count_runs (AssaySensitivityRun *self, const double *y, gsize n)
{
  self->n_runs += n;
  for (gsize i = 0; i < n; i++)
    self->n_failed += isnan (y[i]) != 0;
}

static gint
compare_keys (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const double *key = user_data;
  guint i = *(const guint *) a, j = *(const guint *) b;

  if (isnan (key[i]) || isnan (key[j]))
    return isnan (key[i]) != isnan (key[j]) ? (isnan (key[i]) ? 1 : -1) : (i > j) - (i < j);
  return key[i] != key[j] ? (key[i] < key[j]) - (key[i] > key[j]) : (i > j) - (i < j);
}

void
assay_sensitivity_order (const double *key, guint n, guint *order)
{
  for (guint i = 0; i < n; i++)
    order[i] = i;
  g_qsort_with_data (order, n, sizeof *order, compare_keys, (gpointer) key);
}

GBytes *
assay_sensitivity_take_bytes (double *values, gsize n)
{
  return g_bytes_new_take (values, n * sizeof *values);
}

const char **
assay_sensitivity_names (const AssaySensitivityFunction *function, const guint *order, guint n)
{
  const char **names = g_new0 (const char *, n + 1);

  for (guint i = 0; i < n; i++)
    names[i] = function->inputs[order[i]].name;
  return names;
}

void
assay_sensitivity_set_estimate (AssayTable *table, guint column, AmEstimate value)
{
  assay_table_set_number (table, column, value.value);
  assay_table_set_number (table, column + 1, value.low);
  assay_table_set_number (table, column + 2, value.high);
}
