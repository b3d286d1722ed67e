/* What the library makes of the sum over the trees, by the objective it was trained for. */
#include "model/lightgbm/lightgbm-private.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "base/number.h"

typedef enum { NO_PARAMETER = 0, SQRT = 1, SIGMOID = 2, CLASSES = 4, IGNORED = 8, ANY_OUTPUTS = 16 } Parameters;

static const struct { const char *name; AssayLightgbmLink link; Parameters allowed; } objectives[] = {
  { "regression", ASSAY_LIGHTGBM_IDENTITY, SQRT | IGNORED },
  { "regression_l2", ASSAY_LIGHTGBM_IDENTITY, SQRT | IGNORED },
  { "regression_l1", ASSAY_LIGHTGBM_IDENTITY, SQRT | IGNORED },
  { "huber", ASSAY_LIGHTGBM_IDENTITY, SQRT | IGNORED },
  { "fair", ASSAY_LIGHTGBM_IDENTITY, SQRT | IGNORED },
  { "quantile", ASSAY_LIGHTGBM_IDENTITY, SQRT | IGNORED },
  { "mape", ASSAY_LIGHTGBM_IDENTITY, SQRT | IGNORED },
  { "poisson", ASSAY_LIGHTGBM_EXP, IGNORED },
  { "gamma", ASSAY_LIGHTGBM_EXP, IGNORED },
  { "tweedie", ASSAY_LIGHTGBM_EXP, IGNORED },
  { "binary", ASSAY_LIGHTGBM_LOGISTIC, SIGMOID },
  { "cross_entropy", ASSAY_LIGHTGBM_LOGISTIC, NO_PARAMETER },
  { "xentropy", ASSAY_LIGHTGBM_LOGISTIC, NO_PARAMETER },
  { "cross_entropy_lambda", ASSAY_LIGHTGBM_LOG1P_EXP, NO_PARAMETER },
  { "xentlambda", ASSAY_LIGHTGBM_LOG1P_EXP, NO_PARAMETER },
  { "lambdarank", ASSAY_LIGHTGBM_IDENTITY, IGNORED },
  { "rank_xendcg", ASSAY_LIGHTGBM_IDENTITY, IGNORED },
  { "multiclass", ASSAY_LIGHTGBM_SOFTMAX, CLASSES },
  { "multiclassova", ASSAY_LIGHTGBM_ONE_AGAINST_ALL, CLASSES | SIGMOID },
  { "custom", ASSAY_LIGHTGBM_IDENTITY, ANY_OUTPUTS },
  { "none", ASSAY_LIGHTGBM_IDENTITY, ANY_OUTPUTS },
};

static gboolean
read_parameter (AssayLightgbmModel *self, const char *word, Parameters allowed, gboolean *has_sqrt)
{
  const char *colon = strchr (word, ':');
  double value;

  if (strcmp (word, "sqrt") == 0)
    return *has_sqrt = (allowed & SQRT) != 0;
  if (colon == NULL || !assay_number_parse (colon + 1, strlen (colon + 1), '.', 0, &value))
    return FALSE;
  if (g_str_has_prefix (word, "sigmoid:") && (allowed & SIGMOID) != 0)
    {
      self->sigmoid = value;
      return value > 0;
    }
  if (g_str_has_prefix (word, "num_class:") && (allowed & CLASSES) != 0)
    return value == self->n_outputs;
  /* what the loss is shaped by says nothing to who scores */
  return (allowed & IGNORED) != 0 && (g_str_has_prefix (word, "alpha:") || g_str_has_prefix (word, "c:") || g_str_has_prefix (word, "fair_c:")
                                      || g_str_has_prefix (word, "tweedie_variance_power:") || g_str_has_prefix (word, "poisson_max_delta_step:"));
}

gboolean
assay_lightgbm_parse_objective (AssayLightgbmModel *self, const char *line, char **why)
{
  g_auto(GStrv) words = g_strsplit (line, " ", -1);
  gboolean has_sqrt = FALSE;
  guint at = 0;

  self->sigmoid = NAN;
  while (at < G_N_ELEMENTS (objectives) && g_strcmp0 (words[0], objectives[at].name) != 0)
    at++;
  if (at == G_N_ELEMENTS (objectives))
    {
      *why = g_strdup_printf (_("the objective “%s” is unknown, and with it what the sum over the trees means. Bring a table of ids and scores."), line);
      return FALSE;
    }
  for (guint i = 1; words[i] != NULL; i++)
    if (*words[i] != '\0' && !read_parameter (self, words[i], objectives[at].allowed, &has_sqrt))
      {
        *why = g_strdup_printf (_("“%s” in the objective “%s” is unknown or does not fit the model."), words[i], line);
        return FALSE;
      }
  if ((objectives[at].allowed & SIGMOID) != 0 && isnan (self->sigmoid))
    {
      *why = g_strdup_printf (_("the objective “%s” does not say its “sigmoid”. The file is damaged."), line);
      return FALSE;
    }
  if (self->n_outputs > 1 && (objectives[at].allowed & (CLASSES | ANY_OUTPUTS)) == 0)
    {
      *why = g_strdup_printf (_("the objective “%s” has one output, and the model has %u."), line, self->n_outputs);
      return FALSE;
    }
  self->link = has_sqrt ? ASSAY_LIGHTGBM_SQUARE : objectives[at].link;
  self->sigmoid = isnan (self->sigmoid) ? 1 : self->sigmoid;
  if ((objectives[at].allowed & ANY_OUTPUTS) == 0)
    self->objective = g_strdup (line);
  return TRUE;
}

static double
logistic (double z)
{
  return 1 / (1 + exp (-z));
}

static void
softmax (double *values, guint n)
{
  double most = values[0], sum = 0;

  for (guint i = 1; i < n; i++)
    most = MAX (most, values[i]);
  for (guint i = 0; i < n; i++)
    sum += values[i] = exp (values[i] - most);
  for (guint i = 0; i < n; i++)
    values[i] /= sum;
}

void
assay_lightgbm_transform (const AssayLightgbmModel *self, double *margins)
{
  switch (self->link)
    {
    case ASSAY_LIGHTGBM_IDENTITY:
      break;
    case ASSAY_LIGHTGBM_SQUARE:
      margins[0] = copysign (margins[0] * margins[0], margins[0]);
      break;
    case ASSAY_LIGHTGBM_EXP:
      margins[0] = exp (margins[0]);
      break;
    case ASSAY_LIGHTGBM_LOGISTIC:
    case ASSAY_LIGHTGBM_ONE_AGAINST_ALL:
      for (guint i = 0; i < self->n_outputs; i++)
        margins[i] = logistic (self->sigmoid * margins[i]);
      break;
    case ASSAY_LIGHTGBM_SOFTMAX:
      softmax (margins, self->n_outputs);
      break;
    case ASSAY_LIGHTGBM_LOG1P_EXP:
      margins[0] = margins[0] > 0 ? margins[0] + log1p (exp (-margins[0])) : log1p (exp (margins[0]));
      break;
    }
}
