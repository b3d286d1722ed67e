/* Functions whose sensitivity indices are known, so that the instrument can be tried from outside. */
#include "analysis/sensitivity/sensitivity-function.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "analysis/analysis.h"
#include "base/number.h"
#include "base/options.h"

#define MOST_COEFFICIENTS 1000

typedef struct
{
  AssaySensitivityFunction parent;
  double *coefficients;
} NamedFunction;

static void
named_free (AssaySensitivityFunction *function)
{
  NamedFunction *self = (NamedFunction *) function;

  g_free (self->coefficients);
  g_free (self);
}

/* Ishigami & Homma (1990), Proc. ISUMA '90, 398-403; a = 7, b = 0.1. */
static gboolean
evaluate_ishigami (const AssaySensitivityFunction *function, const double *const *x, gsize n, double *y, GError **error)
{
  for (gsize i = 0; i < n; i++)
    {
      double s1 = sin (x[0][i]), s2 = sin (x[1][i]), q = x[2][i] * x[2][i];

      y[i] = s1 + 7 * s2 * s2 + 0.1 * q * q * s1;
    }
  return TRUE;
}

/* Sobol (1993), Math. Modelling and Comp. Experiment 1, 407-414: the product of (|4 x - 2| + a) / (1 + a). */
static gboolean
evaluate_sobol_g (const AssaySensitivityFunction *function, const double *const *x, gsize n, double *y, GError **error)
{
  const double *a = ((const NamedFunction *) function)->coefficients;

  for (gsize i = 0; i < n; i++)
    {
      y[i] = 1;
      for (guint k = 0; k < function->n_inputs; k++)
        y[i] *= (fabs (4 * x[k][i] - 2) + a[k]) / (1 + a[k]);
    }
  return TRUE;
}

static gboolean
evaluate_linear (const AssaySensitivityFunction *function, const double *const *x, gsize n, double *y, GError **error)
{
  const double *c = ((const NamedFunction *) function)->coefficients;

  for (gsize i = 0; i < n; i++)
    {
      y[i] = 0;
      for (guint k = 0; k < function->n_inputs; k++)
        y[i] += c[k] * x[k][i];
    }
  return TRUE;
}

static const AssaySensitivityClass ishigami_class = { evaluate_ishigami, named_free };
static const AssaySensitivityClass sobol_g_class = { evaluate_sobol_g, named_free };
static const AssaySensitivityClass linear_class = { evaluate_linear, named_free };

static AssaySensitivityFunction *
make (const AssaySensitivityClass *klass, const char *text, const double *coefficients, guint n, double low, double high)
{
  NamedFunction *self = g_new0 (NamedFunction, 1);
  AssaySensitivityFunction *function = &self->parent;

  self->coefficients = g_memdup2 (coefficients, n * sizeof *coefficients);
  function->klass = klass;
  function->name = g_strdup (text);
  function->output = g_strdup ("y");
  function->notes = g_ptr_array_new_with_free_func (g_free);
  function->correlations = g_array_new (FALSE, FALSE, sizeof (AssaySensitivityCorrelation));
  function->n_inputs = n;
  function->inputs = g_new0 (AssaySensitivityInput, n);
  for (guint i = 0; i < n; i++)
    function->inputs[i] = (AssaySensitivityInput) { .name = g_strdup_printf ("x%u", i + 1), .low = low, .high = high, .base = (low + high) / 2,
                                                    .sd = (high - low) / sqrt (12) };
  return function;
}

static gboolean
fail (GError **error, const char *message)
{
  g_set_error_literal (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_OPTION, message);
  return FALSE;
}

static gboolean
read_coefficients (const char *list, GArray *values, GError **error)
{
  g_auto(GStrv) items = g_strsplit (list, ",", -1);

  if (items[0] == NULL)
    return fail (error, _("Give at least one coefficient after the colon, as in linear:1,2,3."));
  for (guint i = 0; items[i] != NULL; i++)
    {
      double value;

      g_strstrip (items[i]);
      if (!assay_number_parse (items[i], strlen (items[i]), '.', 0, &value))
        {
          g_set_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_OPTION, _("“%s” is not a number. Coefficients are numbers with commas between them, as in linear:1,2,3."), items[i]);
          return FALSE;
        }
      g_array_append_val (values, value);
    }
  return values->len <= MOST_COEFFICIENTS || fail (error, _("At most 1,000 coefficients can be given."));
}

AssaySensitivityFunction *
assay_sensitivity_function_new_named (const char *text, GError **error)
{
  static const double usual_a[] = { 0, 1, 4.5, 9, 99, 99, 99, 99 };
  static const char *const names[] = { "ishigami", "sobol-g", "linear", NULL };
  g_auto(GStrv) parts = g_strsplit (text, ":", 2);
  const char *name = parts[0] != NULL ? parts[0] : "", *list = parts[0] != NULL ? parts[1] : NULL;
  g_autoptr(GArray) values = g_array_new (FALSE, FALSE, sizeof (double));

  if (!g_strv_contains (names, name))
    {
      g_set_error (error, ASSAY_ANALYSIS_ERROR, ASSAY_ANALYSIS_ERROR_OPTION, _("There is no function “%s”. There are: ishigami, sobol-g, linear:c1,c2,…"), name);
      return NULL;
    }
  if (list != NULL && !read_coefficients (list, values, error))
    return NULL;
  if (strcmp (name, "ishigami") == 0)
    {
      if (list == NULL)
        return make (&ishigami_class, text, NULL, 3, -G_PI, G_PI);
      fail (error, _("The function “ishigami” takes no coefficients."));
      return NULL;
    }
  if (strcmp (name, "linear") == 0)
    {
      if (list != NULL)
        return make (&linear_class, text, (const double *) (gpointer) values->data, values->len, 0, 1);
      fail (error, _("The function “linear” needs its coefficients, as in linear:1,2,3."));
      return NULL;
    }
  for (guint i = 0; i < values->len; i++)
    if (!(g_array_index (values, double, i) >= 0))
      {
        fail (error, _("The coefficients of “sobol-g” must be 0 or more."));
        return NULL;
      }
  return list != NULL ? make (&sobol_g_class, text, (const double *) (gpointer) values->data, values->len, 0, 1)
                      : make (&sobol_g_class, text, usual_a, G_N_ELEMENTS (usual_a), 0, 1);
}
