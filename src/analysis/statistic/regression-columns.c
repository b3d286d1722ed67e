#include "analysis/statistic/regression-columns.h"

#include "analysis/statistic/published-data.h"
#include "analysis/statistic/statistic-input.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define MOST_COLUMNS 500

/* Inputs that are no columns, whatever they hold. */
static const char *const settings[] = { "x", "formula", "dataset", "at", "break", "point", "trim", "order", "lags", "lag", "maxlag", "trend", "power", "expected_sign", "names",
                                        "intercept", "model", NULL };

void
assay_regression_columns_free (AssayRegressionColumns *self)
{
  if (self == NULL)
    return;
  for (gsize j = 0; j < self->k; j++)
    g_free ((gpointer) self->x[j]);
  g_free (self->x);
  g_strfreev (self->name);
  g_free (self->y_name);
  g_free (self->y);
  g_free (self);
}

static gboolean
add_column (AssayRegressionColumns *self, const char *name, double *value)
{
  if (self->k >= MOST_COLUMNS)
    {
      g_free (value);
      return FALSE;
    }
  self->x = g_renew (const double *, self->x, self->k + 1);
  self->name = g_renew (char *, self->name, self->k + 2);
  self->x[self->k] = value;
  self->name[self->k++] = g_strdup (name);
  self->name[self->k] = NULL;
  return TRUE;
}

/* A column by name: an input of its own, or of the data set; (transfer full), NULL with error. */
static double *
find_column (JsonObject *in, const AmPublishedData *data, const char *name, gsize *n, GError **error)
{
  const double *published = data != NULL ? am_published_column (data, name) : NULL;

  if (json_object_has_member (in, name))
    return assay_stat_numbers (in, name, n, error);
  if (published != NULL)
    {
      *n = data->n_rows;
      return g_memdup2 (published, *n * sizeof (double));
    }
  assay_stat_fail (error, _("There is no column “%s” among the inputs."), name);
  return NULL;
}

static gboolean
check_lengths (const char *name, gsize n, gsize expected, GError **error)
{
  return n == expected || assay_stat_fail (error, _("Column “%s” holds %zu numbers, the explained column %zu."), name, n, expected);
}

static gboolean
read_named (AssayRegressionColumns *self, JsonObject *in, const AmPublishedData *data, const char *name, GError **error)
{
  gsize n;
  double *value = find_column (in, data, name, &n, error);

  if (value == NULL)
    return FALSE;
  if (!check_lengths (name, n, self->n, error))
    {
      g_free (value);
      return FALSE;
    }
  return add_column (self, name, value) || assay_stat_fail (error, _("There are more than %d columns."), MOST_COLUMNS);
}

/* "y ~ a + b". */
static gboolean
read_formula (AssayRegressionColumns *self, JsonObject *in, const AmPublishedData *data, const char *formula, GError **error)
{
  g_auto(GStrv) sides = g_strsplit (formula, "~", 2);
  g_auto(GStrv) terms = sides[0] != NULL && sides[1] != NULL ? g_strsplit (sides[1], "+", MOST_COLUMNS) : NULL;

  if (terms == NULL)
    return assay_stat_fail (error, _("Input “formula” should read “y ~ a + b”."));
  self->y_name = g_strdup (g_strstrip (sides[0]));
  self->y = find_column (in, data, self->y_name, &self->n, error);
  if (self->y == NULL)
    return FALSE;
  for (char **term = terms; *term != NULL; term++)
    {
      const char *name = g_strstrip (*term);

      if (strcmp (name, "1") == 0)
        continue;
      if (strcmp (name, ".") != 0)
        {
          if (!read_named (self, in, data, name, error))
            return FALSE;
          continue;
        }
      for (gsize j = 0; data != NULL && j < data->n_columns; j++)
        if (g_ascii_strcasecmp (data->column[j].name, self->y_name) != 0 && !read_named (self, in, data, data->column[j].name, error))
          return FALSE;
    }
  return TRUE;
}

/* x as one column, or rows of numbers. */
static gboolean
read_x (AssayRegressionColumns *self, JsonObject *in, GError **error)
{
  JsonNode *node = json_object_get_member (in, "x");
  JsonArray *array = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  gsize rows, columns;
  g_autofree double *value = NULL;

  if (array == NULL || json_array_get_length (array) == 0 || !JSON_NODE_HOLDS_ARRAY (json_array_get_element (array, 0)))
    return read_named (self, in, NULL, "x", error);
  value = assay_stat_matrix (in, "x", &rows, &columns, error);
  if (value == NULL)
    return FALSE;
  /* Columns where rows were expected: told by which length fits. */
  if (rows != self->n && columns == self->n)
    {
      for (gsize j = 0; j < rows; j++)
        {
          g_autofree char *name = g_strdup_printf ("x%zu", j + 1);

          if (!add_column (self, name, g_memdup2 (value + j * columns, columns * sizeof (double))))
            return assay_stat_fail (error, _("There are more than %d columns."), MOST_COLUMNS);
        }
      return TRUE;
    }
  if (!check_lengths ("x", rows, self->n, error))
    return FALSE;
  for (gsize j = 0; j < columns; j++)
    {
      g_autofree char *name = g_strdup_printf ("x%zu", j + 1);
      double *column = g_new (double, rows);

      for (gsize i = 0; i < rows; i++)
        column[i] = value[i * columns + j];
      if (!add_column (self, name, column))
        return assay_stat_fail (error, _("There are more than %d columns."), MOST_COLUMNS);
    }
  return TRUE;
}

/* Every other array of numbers is a column, in the order written. */
static gboolean
read_rest (AssayRegressionColumns *self, JsonObject *in, GError **error)
{
  g_autoptr(GList) names = json_object_get_members (in);

  for (GList *l = names; l != NULL; l = l->next)
    {
      JsonNode *node = json_object_get_member (in, l->data);

      if (strcmp (l->data, self->y_name) == 0 || g_strv_contains (settings, l->data) || !JSON_NODE_HOLDS_ARRAY (node))
        continue;
      if (!read_named (self, in, NULL, l->data, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
read_columns (AssayRegressionColumns *self, JsonObject *in, const char *y_names, GError **error)
{
  const char *formula, *dataset, *key = assay_stat_key (in, y_names);
  const AmPublishedData *data = NULL;

  if (!assay_stat_text (in, ASSAY_REGRESSION_FORMULA, &formula, error) || !assay_stat_text (in, "dataset", &dataset, error))
    return FALSE;
  if (dataset != NULL && (data = am_published_data (dataset)) == NULL)
    return assay_stat_fail (error, _("There is no data set “%s” here; there are longley, mtcars, nile and norris."), dataset);
  if (data != NULL)
    self->row = data->row;
  if (formula != NULL)
    return read_formula (self, in, data, formula, error);
  if (key == NULL && data != NULL)
    {
      g_autofree char *all = g_strdup_printf ("%s ~ .", data->column[0].name);

      return read_formula (self, in, data, all, error);
    }
  if (key == NULL)
    return assay_stat_missing (in, y_names, error);
  self->y_name = g_strdup (key);
  self->y = assay_stat_numbers (in, key, &self->n, error);
  if (self->y == NULL)
    return FALSE;
  if (assay_stat_has (in, "x") && strcmp (key, "x") != 0 && !read_x (self, in, error))
    return FALSE;
  return read_rest (self, in, error);
}

AssayRegressionColumns *
assay_regression_columns_read (JsonObject *in, const char *y_names, GError **error)
{
  g_autoptr(AssayRegressionColumns) self = g_new0 (AssayRegressionColumns, 1);

  if (!read_columns (self, in, y_names, error))
    return NULL;
  if (self->n == 0)
    {
      assay_stat_fail (error, _("Column “%s” is empty."), self->y_name);
      return NULL;
    }
  for (gsize j = 0; j <= self->k; j++)
    for (gsize i = 0; i < self->n; i++)
      if (isnan (j < self->k ? self->x[j][i] : self->y[i]))
        {
          assay_stat_fail (error, _("Column “%s”, item %zu is missing; leave such rows out first."), j < self->k ? self->name[j] : self->y_name, i + 1);
          return NULL;
        }
  if (self->name == NULL)
    self->name = g_new0 (char *, 1);
  return g_steal_pointer (&self);
}
