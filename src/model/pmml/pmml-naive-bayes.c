/* NaiveBayesModel: the count of each class times the likelihood of each input in it, by counts of values or by a distribution. An
 * input that is missing, or that training has not seen, says nothing. Worked in logarithms: many inputs make the product tiny. */
#include "model/pmml/pmml-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef enum { NO_DISTRIBUTION, GAUSSIAN, POISSON, UNIFORM } Kind;
typedef struct { Kind kind; double a, b; } Distribution;      /* mean and variance; mean; lower and upper */

typedef struct
{
  guint slot;
  const PmmlExpression *expression;      /* of a derived field that makes classes of a number; NULL: the slot */
  const char *name;
  PmmlValue *values;               /* [n_values]; NULL: a distribution for each class */
  double *counts;                  /* [n_values * n_classes] */
  double *totals;                  /* [n_classes] */
  guint n_values;
  Distribution *distributions;     /* [n_classes] */
} Input;

typedef struct
{
  PmmlModel model;
  double threshold;
  Input *inputs;
  guint n_inputs;
  guint n_classes;                 /* that the output counts; others may be spoken of by <Output> */
  double *priors;                  /* [n_classes] counts */
  const PmmlElement *old_input;    /* while loading: the first of an extension */
} Bayes;

#define MOST_NUMBERS 50000000

/* ---- reading ---- */

/* A class that the output has counts of; -1 with an error. */
static int
find_class (Bayes *self, const PmmlElement *element, GError **error)
{
  const char *label = pmml_need_text (&self->model, element, "value", error);
  int class_index = label != NULL ? pmml_model_class_of (&self->model, element, label, error) : -1;

  if (class_index < (int) self->n_classes)
    return class_index;
  pmml_model_fail (&self->model, element, error, _("<BayesOutput> has no count of the class “%s”."), label);
  return -1;
}

static gboolean
read_class_counts (Bayes *self, const PmmlElement *list, double *counts, GError **error)
{
  PmmlModel *model = &self->model;

  for (const PmmlElement *child = list->child; child != NULL; child = child->next)
    {
      int class_index;

      if (!pmml_element_is (child, "TargetValueCount"))
        return pmml_refuse_child (model, child, error);
      class_index = find_class (self, child, error);
      if (class_index < 0 || !pmml_need_number (model, child, "count", &counts[class_index], error))
        return FALSE;
      if (counts[class_index] < 0)
        return pmml_refuse_value (model, child, "count", error);
    }
  return TRUE;
}

/* The classes are those of the output, named before any input is read. */
static gboolean
read_output (Bayes *self, const PmmlElement *output, GError **error)
{
  PmmlModel *model = &self->model;
  const PmmlElement *counts = pmml_element_find (output, "TargetValueCounts");

  if (counts == NULL)
    return pmml_model_fail (model, output, error, _("There are no <TargetValueCounts>."));
  for (const PmmlElement *child = counts->child; child != NULL; child = child->next)
    {
      const char *label = pmml_need_text (model, child, "value", error);

      if (label == NULL || pmml_model_class_of (model, child, label, error) < 0)
        return FALSE;
    }
  self->n_classes = pmml_model_n_classes (model);
  if (self->n_classes == 0)
    return pmml_model_fail (model, counts, error, _("The model has no classes."));
  self->priors = pmml_new (model, double, self->n_classes);
  return read_class_counts (self, counts, self->priors, error);
}

static gboolean
read_pairs (Bayes *self, const PmmlElement *element, Input *input, GError **error)
{
  PmmlModel *model = &self->model;
  guint n_classes = self->n_classes, n_pairs = pmml_element_count (element, "PairCounts");

  if (n_pairs > MOST_NUMBERS / n_classes)
    return pmml_model_fail (model, element, error, _("The model holds more than %d counts."), MOST_NUMBERS);
  input->values = pmml_new (model, PmmlValue, n_pairs);
  input->counts = pmml_new (model, double, (gsize) n_pairs * n_classes);
  input->totals = pmml_new (model, double, n_classes);
  for (const PmmlElement *child = element->child; child != NULL; child = child->next)
    {
      const PmmlElement *counts = pmml_element_find (child, "TargetValueCounts");
      const char *value;
      double *row = input->counts + (gsize) input->n_values * n_classes;

      if (pmml_element_is (child, "DerivedField") || pmml_element_is (child, "Extension"))
        continue;
      if (!pmml_element_is (child, "PairCounts") || counts == NULL)
        return pmml_refuse_child (model, child, error);
      value = pmml_need_text (model, child, "value", error);
      if (value == NULL)
        return FALSE;
      if (input->expression != NULL)
        input->values[input->n_values] = pmml_string (pmml_intern (model->document, value));
      else if (!pmml_literal (model, child, input->slot, value, &input->values[input->n_values], error))
        return FALSE;
      if (!read_class_counts (self, counts, row, error))
        return FALSE;
      for (guint k = 0; k < n_classes; k++)
        input->totals[k] += row[k];
      input->n_values++;
    }
  return TRUE;
}

static gboolean
read_distribution (Bayes *self, const PmmlElement *element, Distribution *distribution, GError **error)
{
  PmmlModel *model = &self->model;

  if (pmml_element_is (element, "GaussianDistribution"))
    {
      distribution->kind = GAUSSIAN;
      return pmml_need_number (model, element, "mean", &distribution->a, error) && pmml_need_number (model, element, "variance", &distribution->b, error)
             && (distribution->b > 0 || pmml_refuse_value (model, element, "variance", error));
    }
  if (pmml_element_is (element, "PoissonDistribution"))
    {
      distribution->kind = POISSON;
      return pmml_need_number (model, element, "mean", &distribution->a, error) && (distribution->a > 0 || pmml_refuse_value (model, element, "mean", error));
    }
  if (!pmml_element_is (element, "UniformDistribution"))
    return pmml_refuse_child (model, element, error);
  distribution->kind = UNIFORM;
  return pmml_need_number (model, element, "lower", &distribution->a, error) && pmml_need_number (model, element, "upper", &distribution->b, error)
         && (distribution->b > distribution->a || pmml_refuse_value (model, element, "upper", error));
}

static gboolean
read_distributions (Bayes *self, const PmmlElement *stats, Input *input, GError **error)
{
  PmmlModel *model = &self->model;
  guint n_classes = self->n_classes;

  input->distributions = pmml_new (model, Distribution, n_classes);
  if (pmml_slot (model->document, input->slot)->type.kind == PMML_STRING)
    return pmml_model_fail (model, stats, error, _("“%s” is a text and has a distribution of numbers here."), input->name);
  for (const PmmlElement *child = stats->child; child != NULL; child = child->next)
    {
      int class_index;

      if (!pmml_element_is (child, "TargetValueStat") || child->child == NULL)
        return pmml_refuse_child (model, child, error);
      class_index = find_class (self, child, error);
      if (class_index < 0 || !read_distribution (self, child->child, &input->distributions[class_index], error))
        return FALSE;
    }
  for (guint k = 0; k < n_classes; k++)
    if (input->distributions[k].kind == NO_DISTRIBUTION)
      return pmml_model_fail (model, stats, error, _("There is no distribution of “%s” in the class “%s”."), input->name, (char *) model->classes->pdata[k]);
  return TRUE;
}

static gboolean
read_derived (Bayes *self, const PmmlElement *field, Input *input, GError **error)
{
  const PmmlElement *child = field->child;

  while (child != NULL && !pmml_expression_is (child))
    child = child->next;
  if (child == NULL)
    return pmml_model_fail (&self->model, field, error, _("The derived field has no expression that Assay knows."));
  input->expression = pmml_expression_read (&self->model, child, error);
  return input->expression != NULL;
}

/* The distributions of an input; old files have them within an extension. */
static const PmmlElement *
find_stats (Bayes *self, const PmmlElement *element)
{
  const PmmlElement *extension = pmml_element_find (element, "Extension"), *stats = pmml_element_find (element, "TargetValueStats");

  if (stats == NULL && extension != NULL)
    {
      stats = pmml_element_find (extension, "TargetValueStats");
      self->old_input = self->old_input != NULL ? self->old_input : stats;
    }
  return stats;
}

static gboolean
read_input (Bayes *self, const PmmlElement *element, Input *input, GError **error)
{
  PmmlModel *model = &self->model;
  const PmmlElement *field = pmml_element_find (element, "DerivedField"), *stats = find_stats (self, element);
  const char *name = pmml_need_text (model, element, "fieldName", error);

  if (name == NULL || !pmml_resolve (model, element, name, &input->slot, error))
    return FALSE;
  input->name = pmml_intern (model->document, name);
  if (stats != NULL)
    return read_distributions (self, stats, input, error);
  if (pmml_element_find (element, "PairCounts") == NULL)
    return pmml_model_fail (model, element, error, _("The input “%s” has neither counts nor distributions that Assay knows."), name);
  if (field != NULL && !read_derived (self, field, input, error))
    return FALSE;
  return read_pairs (self, element, input, error);
}

static gboolean
read_inputs (Bayes *self, const PmmlElement *list, GError **error)
{
  for (const PmmlElement *child = list->child; child != NULL; child = child->next)
    {
      if (pmml_element_is (child, "Extension"))
        {
          for (const PmmlElement *inner = child->child; inner != NULL; inner = inner->next)
            {
              if (!pmml_element_is (inner, "BayesInput"))
                return pmml_refuse_child (&self->model, inner, error);
              self->old_input = inner;
              if (!read_input (self, inner, &self->inputs[self->n_inputs++], error))
                return FALSE;
            }
          continue;
        }
      if (!pmml_element_is (child, "BayesInput"))
        return pmml_refuse_child (&self->model, child, error);
      if (!read_input (self, child, &self->inputs[self->n_inputs++], error))
        return FALSE;
    }
  return TRUE;
}

static guint
count_inputs (const PmmlElement *list)
{
  guint n = pmml_element_count (list, NULL);

  for (const PmmlElement *child = list->child; child != NULL; child = child->next)
    n += pmml_element_count (child, "BayesInput");
  return n;
}

static gboolean
parse (PmmlModel *model, const PmmlElement *element, GError **error)
{
  Bayes *self = (Bayes *) model;
  const PmmlElement *inputs = pmml_element_find (element, "BayesInputs"), *output = pmml_element_find (element, "BayesOutput");

  if (model->function != PMML_CLASSIFICATION)
    return pmml_refuse_value (model, element, "functionName", error);
  for (const PmmlElement *child = element->child; child != NULL; child = child->next)
    if (!pmml_model_is_common (child) && child != inputs && child != output)
      return pmml_refuse_child (model, child, error);
  if (inputs == NULL || output == NULL)
    return pmml_model_fail (model, element, error, _("There are no <BayesInputs> or no <BayesOutput>."));
  if (!pmml_need_number (model, element, "threshold", &self->threshold, error))
    return FALSE;
  if (self->threshold < 0)
    return pmml_refuse_value (model, element, "threshold", error);
  self->inputs = pmml_new (model, Input, count_inputs (inputs));
  if (!read_output (self, output, error) || !read_inputs (self, inputs, error))
    return FALSE;
  if (self->old_input != NULL)
    g_ptr_array_add (model->document->notes, g_strdup_printf (_("Line %u: distributions of inputs stand in an extension, as R wrote them before PMML 4.2. They are scored like those of PMML 4.2."),
                                                              self->old_input->line));
  return TRUE;
}

/* ---- evaluating ---- */

/* Its logarithm: far from the mean the density itself would be 0 for every class. */
static double
log_density_of (const Distribution *distribution, double x)
{
  switch (distribution->kind)
    {
    case GAUSSIAN:
      return -(x - distribution->a) * (x - distribution->a) / (2 * distribution->b) - 0.5 * log (2 * G_PI * distribution->b);
    case POISSON:
      return x >= 0 ? x * log (distribution->a) - distribution->a - lgamma (x + 1) : -INFINITY;
    case UNIFORM:
      return x >= distribution->a && x <= distribution->b ? -log (distribution->b - distribution->a) : -INFINITY;
    case NO_DISTRIBUTION:
      break;
    }
  g_assert_not_reached ();
}

/* The place of a value among those counted; -1: training has not seen it. */
static gint64
find_value (const Input *input, PmmlRow *row, PmmlValue x)
{
  char buffer[64];

  for (guint i = 0; i < input->n_values; i++)
    {
      PmmlValue value = input->values[i];

      if (input->expression != NULL ? strcmp (value.text, pmml_value_format (x, buffer)) == 0 : pmml_value_equal (value, x))
        return i;
    }
  return -1;
}

/* A count of nothing stands for the threshold, so that one input cannot rule out a class; small counts stay. A density is never below it. */
static void
add_input (const Bayes *self, const Input *input, PmmlRow *row, double *logs)
{
  guint n_classes = self->n_classes;
  PmmlValue x = input->expression != NULL ? pmml_expression_evaluate (input->expression, row) : pmml_row_get (row, input->slot);
  gint64 place;

  if (pmml_is_nothing (x))
    return;
  place = input->distributions == NULL ? find_value (input, row, x) : 0;
  for (guint k = 0; place >= 0 && k < n_classes; k++)
    {
      double count = input->distributions == NULL ? input->counts[(gsize) place * n_classes + k] : NAN;

      if (input->distributions != NULL)
        logs[k] += fmax (log_density_of (&input->distributions[k], x.number), log (self->threshold));
      else
        logs[k] += log (count > 0 ? count / input->totals[k] : self->threshold);
    }
}

static void
evaluate (const PmmlModel *model, PmmlRow *row, PmmlResult *result)
{
  const Bayes *self = (const Bayes *) model;
  guint n_classes = self->n_classes;
  double *logs = result->buffer, most = -INFINITY, sum = 0;

  for (guint k = 0; k < n_classes; k++)
    logs[k] = log (self->priors[k]);
  for (guint i = 0; i < self->n_inputs; i++)
    add_input (self, &self->inputs[i], row, logs);
  for (guint k = 0; k < n_classes; k++)
    most = fmax (most, logs[k]);
  if (!isfinite (most))
    return;
  for (guint k = 0; k < n_classes; k++)
    sum += logs[k] = exp (logs[k] - most);
  for (guint k = 0; k < n_classes; k++)
    logs[k] /= sum;
  result->probability = logs;
  result->winner = pmml_winner (logs, n_classes);
  for (guint k = n_classes; k < pmml_model_n_classes (model); k++)
    logs[k] = 0;
}

static void
describe (const PmmlModel *model, AssayArtifactInfo *info)
{
  assay_artifact_info_add_fact (info, N_("inputs with counts or distributions"), "%u", ((const Bayes *) model)->n_inputs);
}

const PmmlModelClass pmml_naive_bayes_class = {
  .element = "NaiveBayesModel", .kind = N_("naive Bayes"), .size = sizeof (Bayes), .parse = parse, .evaluate = evaluate, .describe = describe,
};
