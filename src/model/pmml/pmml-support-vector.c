/* SupportVectorMachineModel: weighted kernels of the row and the support vectors, or of the row alone where coefficients of the fields
 * are given. A machine between two classes votes: its first class below the threshold, its other class from there on. One machine
 * for each class competes by its value: the smallest wins, unless maxWins says the largest does. */
#include "model/pmml/pmml-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef enum { LINEAR, POLYNOMIAL, RADIAL, SIGMOID } Kernel;

/* A place of the vectors: a field, or whether a field has a value. */
typedef struct { guint slot; gboolean is_category; PmmlValue value; double coefficient; } Place;

typedef struct
{
  int target, other;               /* classes; other -1: none */
  double threshold, intercept;
  guint n;
  const double **vectors;          /* [n] of [n_places]; NULL: coefficients of the places */
  double *coefficients;            /* [n] */
} Machine;

typedef struct
{
  PmmlModel model;
  Kernel kernel;
  double gamma, coef0, degree;
  Place *places;
  guint n_places;
  GHashTable *vectors;             /* id -> double [n_places] */
  Machine *machines;
  guint n_machines;
  gboolean uses_coefficients, is_voting, shares_votes, max_wins;
  double threshold;
  gsize scratch;                   /* of row->scratch: [n_places] */
} SupportVector;

#define MOST_NUMBERS 50000000

/* ---- reading ---- */

static gboolean
read_kernel (SupportVector *self, const PmmlElement *element, GError **error)
{
  static const char *const names[] = { "LinearKernelType", "PolynomialKernelType", "RadialBasisKernelType", "SigmoidKernelType" };
  const PmmlElement *found = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const PmmlElement *kernel = pmml_element_find (element, names[i]);

      if (kernel == NULL)
        continue;
      if (found != NULL)
        return pmml_model_fail (&self->model, kernel, error, _("There are two kernels."));
      found = kernel;
      self->kernel = i;
    }
  if (found == NULL)
    return pmml_model_fail (&self->model, element, error, _("There is no kernel that Assay knows."));
  self->gamma = self->coef0 = self->degree = 1;
  return pmml_get_number (&self->model, found, "gamma", &self->gamma, error) && pmml_get_number (&self->model, found, "coef0", &self->coef0, error)
         && pmml_get_number (&self->model, found, "degree", &self->degree, error);
}

static gboolean
read_place (SupportVector *self, const PmmlElement *child, Place *place, GError **error)
{
  PmmlModel *model = &self->model;
  const char *name = pmml_element_get (child, pmml_element_is (child, "FieldRef") ? "field" : "name"), *value;

  place->coefficient = 1;
  if (name == NULL)
    return pmml_need_text (model, child, pmml_element_is (child, "FieldRef") ? "field" : "name", error) != NULL;
  if (!pmml_resolve (model, child, name, &place->slot, error))
    return FALSE;
  if (pmml_element_is (child, "FieldRef"))
    return pmml_slot (model->document, place->slot)->type.kind != PMML_STRING || pmml_model_fail (model, child, error, _("“%s” is a text and is multiplied here."), name);
  place->is_category = TRUE;
  value = pmml_need_text (model, child, "value", error);
  return value != NULL && pmml_literal (model, child, place->slot, value, &place->value, error) && pmml_get_number (model, child, "coefficient", &place->coefficient, error);
}

static gboolean
read_places (SupportVector *self, const PmmlElement *list, GError **error)
{
  self->places = pmml_new (&self->model, Place, pmml_element_count (list, NULL));
  for (const PmmlElement *child = list->child; child != NULL; child = child->next)
    {
      if (!pmml_element_is (child, "FieldRef") && !pmml_element_is (child, "CategoricalPredictor"))
        return pmml_refuse_child (&self->model, child, error);
      if (!read_place (self, child, &self->places[self->n_places++], error))
        return FALSE;
    }
  return self->n_places > 0 || pmml_model_fail (&self->model, list, error, _("The vectors have no fields."));
}

/* Places of a sparse array count from 1. */
static gboolean
fill_sparse (SupportVector *self, const PmmlElement *array, double *vector, GError **error)
{
  const PmmlElement *indices = pmml_element_find (array, "Indices"), *entries = pmml_element_find (array, "REAL-Entries");
  g_autofree double *places = NULL, *numbers = NULL;
  double usual = 0;
  gsize n_places = 0, n_numbers = 0;

  if (!pmml_get_number (&self->model, array, "defaultValue", &usual, error))
    return FALSE;
  for (guint i = 0; i < self->n_places; i++)
    vector[i] = usual;
  if (indices == NULL && entries == NULL)
    return TRUE;
  if (indices == NULL || entries == NULL)
    return pmml_model_fail (&self->model, array, error, _("A sparse array needs indices and entries."));
  places = pmml_array_numbers (&self->model, indices, &n_places, error);
  numbers = places != NULL ? pmml_array_numbers (&self->model, entries, &n_numbers, error) : NULL;
  if (numbers == NULL)
    return FALSE;
  if (n_places != n_numbers)
    return pmml_model_fail (&self->model, array, error, _("A sparse array has %zu indices for %zu entries."), n_places, n_numbers);
  for (gsize i = 0; i < n_places; i++)
    {
      if (!(places[i] >= 1 && places[i] <= self->n_places))
        return pmml_model_fail (&self->model, array, error, _("The index %g is not between 1 and %u."), places[i], self->n_places);
      vector[(gsize) places[i] - 1] = numbers[i];
    }
  return TRUE;
}

static gboolean
fill_dense (SupportVector *self, const PmmlElement *array, double *vector, GError **error)
{
  gsize n;
  g_autofree double *numbers = pmml_array_numbers (&self->model, array, &n, error);

  if (numbers == NULL)
    return FALSE;
  if (n != self->n_places)
    return pmml_model_fail (&self->model, array, error, _("A vector has %zu numbers for %u fields."), n, self->n_places);
  memcpy (vector, numbers, n * sizeof *vector);
  return TRUE;
}

static gboolean
read_vectors (SupportVector *self, const PmmlElement *dictionary, GError **error)
{
  PmmlModel *model = &self->model;
  guint n = pmml_element_count (dictionary, "VectorInstance");

  if (n > 0 && self->n_places > MOST_NUMBERS / n)
    return pmml_model_fail (model, dictionary, error, _("The support vectors hold more than %d numbers."), MOST_NUMBERS);
  for (const PmmlElement *child = dictionary->child; child != NULL; child = child->next)
    {
      const PmmlElement *sparse = pmml_element_find (child, "REAL-SparseArray"), *dense = pmml_element_find (child, "Array");
      const char *id;
      double *vector;

      if (pmml_element_is (child, "VectorFields"))
        continue;
      if (!pmml_element_is (child, "VectorInstance"))
        return pmml_refuse_child (model, child, error);
      id = pmml_need_text (model, child, "id", error);
      if (id == NULL)
        return FALSE;
      if ((sparse == NULL) == (dense == NULL))
        return pmml_model_fail (model, child, error, _("A vector needs one array of numbers."));
      vector = pmml_new (model, double, self->n_places);
      if (sparse != NULL ? !fill_sparse (self, sparse, vector, error) : !fill_dense (self, dense, vector, error))
        return FALSE;
      if (!g_hash_table_insert (self->vectors, (char *) pmml_intern (model->document, id), vector))
        return pmml_model_fail (model, child, error, _("Two vectors have the id “%s”."), id);
    }
  return TRUE;
}

static gboolean
read_coefficients (SupportVector *self, const PmmlElement *list, Machine *machine, GError **error)
{
  guint n = pmml_element_count (list, "Coefficient");

  machine->coefficients = pmml_new (&self->model, double, n);
  if (!pmml_get_number (&self->model, list, "absoluteValue", &machine->intercept, error))
    return FALSE;
  for (const PmmlElement *child = list->child; child != NULL; child = child->next)
    {
      if (!pmml_element_is (child, "Coefficient"))
        return pmml_refuse_child (&self->model, child, error);
      if (!pmml_get_number (&self->model, child, "value", &machine->coefficients[machine->n++], error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
read_support_vectors (SupportVector *self, const PmmlElement *list, Machine *machine, GError **error)
{
  guint at = 0;

  if (pmml_element_count (list, "SupportVector") != machine->n)
    return pmml_model_fail (&self->model, list, error, _("There are %u support vectors for %u coefficients."), pmml_element_count (list, "SupportVector"), machine->n);
  machine->vectors = pmml_new (&self->model, const double *, machine->n);
  for (const PmmlElement *child = list->child; child != NULL; child = child->next)
    {
      const char *id = pmml_element_is (child, "SupportVector") ? pmml_need_text (&self->model, child, "vectorId", error) : NULL;

      if (!pmml_element_is (child, "SupportVector"))
        return pmml_refuse_child (&self->model, child, error);
      if (id == NULL)
        return FALSE;
      machine->vectors[at] = g_hash_table_lookup (self->vectors, pmml_intern (self->model.document, id));
      if (machine->vectors[at++] == NULL)
        return pmml_model_fail (&self->model, child, error, _("There is no vector “%s”."), id);
    }
  return TRUE;
}

static gboolean
read_machine (SupportVector *self, const PmmlElement *element, Machine *machine, GError **error)
{
  PmmlModel *model = &self->model;
  const PmmlElement *vectors = pmml_element_find (element, "SupportVectors"), *coefficients = pmml_element_find (element, "Coefficients");
  const char *target = pmml_element_get (element, "targetCategory"), *other = pmml_element_get (element, "alternateTargetCategory");

  machine->target = machine->other = -1;
  machine->threshold = self->threshold;
  if (!pmml_get_number (model, element, "threshold", &machine->threshold, error))
    return FALSE;
  if (coefficients == NULL || (vectors == NULL && !self->uses_coefficients))
    return pmml_model_fail (model, element, error, _("A machine needs its coefficients, and its support vectors unless svmRepresentation is “Coefficients”."));
  if (!read_coefficients (self, coefficients, machine, error) || (!self->uses_coefficients && !read_support_vectors (self, vectors, machine, error)))
    return FALSE;
  if (self->uses_coefficients && machine->n != self->n_places)
    return pmml_model_fail (model, coefficients, error, _("There are %u coefficients for %u fields."), machine->n, self->n_places);
  if (model->function != PMML_CLASSIFICATION)
    return TRUE;
  if (target == NULL)
    return pmml_need_text (model, element, "targetCategory", error) != NULL;
  machine->target = pmml_model_class_of (model, element, target, error);
  if (machine->target >= 0 && other != NULL)
    machine->other = pmml_model_class_of (model, element, other, error);
  return machine->target >= 0 && (other == NULL || machine->other >= 0);
}

/* Machines between two classes, or one for each. A single machine speaks of two classes, whichever way it is written. */
static gboolean
check_machines (SupportVector *self, const PmmlElement *element, GError **error)
{
  PmmlModel *model = &self->model;
  const char *other = pmml_element_get (element, "alternateBinaryTargetCategory");
  guint n_pairs = 0;

  if (model->function != PMML_CLASSIFICATION)
    return self->n_machines == 1 || pmml_model_fail (model, element, error, _("A regression needs one machine, and there are %u."), self->n_machines);
  if (self->n_machines == 1 && self->machines[0].other < 0 && other != NULL)
    {
      self->machines[0].other = pmml_model_class_of (model, element, other, error);
      if (self->machines[0].other < 0)
        return FALSE;
    }
  for (guint i = 0; i < self->n_machines; i++)
    n_pairs += self->machines[i].other >= 0;
  if (n_pairs != 0 && n_pairs != self->n_machines)
    return pmml_model_fail (model, element, error, _("Some machines name an alternateTargetCategory and some do not."));
  if (self->is_voting && n_pairs == 0)
    return pmml_model_fail (model, element, error, _("The machines are one against one and name no alternateTargetCategory."));
  if (self->n_machines == 1 && n_pairs == 0)
    return pmml_model_fail (model, element, error, _("The only machine does not name its second class (alternateTargetCategory), so that nobody can say what its other side means."));
  self->is_voting = n_pairs > 0;
  return TRUE;
}

static gboolean
parse (PmmlModel *model, const PmmlElement *element, GError **error)
{
  static const char *const representations[] = { "SupportVectors", "Coefficients", NULL }, *const methods[] = { "OneAgainstAll", "OneAgainstOne", NULL };
  static const char *const truths[] = { "false", "true", NULL };
  static const char *const known[] = { "LinearKernelType", "PolynomialKernelType", "RadialBasisKernelType", "SigmoidKernelType", "VectorDictionary", "SupportVectorMachine" };
  SupportVector *self = (SupportVector *) model;
  const PmmlElement *dictionary = pmml_element_find (element, "VectorDictionary"), *fields = dictionary != NULL ? pmml_element_find (dictionary, "VectorFields") : NULL;
  int representation = 0, method = 0, max_wins = 0;

  if (model->function != PMML_CLASSIFICATION && model->function != PMML_REGRESSION)
    return pmml_refuse_value (model, element, "functionName", error);
  if (!pmml_get_word (model, element, "svmRepresentation", representations, &representation, error) || !pmml_get_word (model, element, "classificationMethod", methods, &method, error)
      || !pmml_get_word (model, element, "maxWins", truths, &max_wins, error) || !pmml_get_number (model, element, "threshold", &self->threshold, error)
      || !read_kernel (self, element, error))
    return FALSE;
  self->uses_coefficients = representation == 1;
  self->is_voting = self->shares_votes = method == 1;
  self->max_wins = max_wins == 1;
  if (self->uses_coefficients && self->kernel != LINEAR)
    return pmml_model_fail (model, element, error, _("Coefficients of the fields are only defined for the linear kernel."));
  if (fields == NULL)
    return pmml_model_fail (model, element, error, _("There are no <VectorFields>."));
  for (const PmmlElement *child = element->child; child != NULL; child = child->next)
    if (!pmml_model_is_common (child) && !g_strv_contains ((const char *const[]) { known[0], known[1], known[2], known[3], known[4], known[5], NULL }, child->name))
      return pmml_refuse_child (model, child, error);
  self->vectors = g_hash_table_new (g_direct_hash, g_direct_equal);
  pmml_arena_own (model->document->arena, self->vectors, (GDestroyNotify) g_hash_table_unref);
  if (!read_places (self, fields, error) || !read_vectors (self, dictionary, error))
    return FALSE;
  self->machines = pmml_new (model, Machine, pmml_element_count (element, "SupportVectorMachine"));
  for (const PmmlElement *child = element->child; child != NULL; child = child->next)
    if (pmml_element_is (child, "SupportVectorMachine") && !read_machine (self, child, &self->machines[self->n_machines++], error))
      return FALSE;
  model->has_no_probability = TRUE;
  self->scratch = model->document->n_scratch;
  model->document->n_scratch += self->n_places;
  return check_machines (self, element, error);
}

/* ---- evaluating ---- */

static double
dot (const double *a, const double *b, guint n)
{
  double sum = 0;

  for (guint i = 0; i < n; i++)
    sum += a[i] * b[i];
  return sum;
}

static double
kernel_of (const SupportVector *self, const double *x, const double *y)
{
  double sum = 0;

  switch (self->kernel)
    {
    case LINEAR:
      return dot (x, y, self->n_places);
    case POLYNOMIAL:
      return pow (self->gamma * dot (x, y, self->n_places) + self->coef0, self->degree);
    case RADIAL:
      for (guint i = 0; i < self->n_places; i++)
        sum += (x[i] - y[i]) * (x[i] - y[i]);
      return exp (-self->gamma * sum);
    case SIGMOID:
      return tanh (self->gamma * dot (x, y, self->n_places) + self->coef0);
    }
  g_assert_not_reached ();
}

static double
value_of (const SupportVector *self, const Machine *machine, const double *x)
{
  double sum = 0;

  if (self->uses_coefficients)
    return dot (machine->coefficients, x, self->n_places) + machine->intercept;
  for (guint i = 0; i < machine->n; i++)
    sum += machine->coefficients[i] * kernel_of (self, machine->vectors[i], x);
  return sum + machine->intercept;
}

/* FALSE: a value is missing. */
static gboolean
read_row (const SupportVector *self, PmmlRow *row, double *x)
{
  for (guint i = 0; i < self->n_places; i++)
    {
      PmmlValue value = pmml_row_get (row, self->places[i].slot);

      if (pmml_is_nothing (value))
        return FALSE;
      x[i] = self->places[i].is_category ? (pmml_value_equal (value, self->places[i].value) ? self->places[i].coefficient : 0) : value.number;
    }
  return TRUE;
}

static void
evaluate (const PmmlModel *model, PmmlRow *row, PmmlResult *result)
{
  const SupportVector *self = (const SupportVector *) model;
  double *x = row->scratch + self->scratch;
  guint n_classes = pmml_model_n_classes (model);

  if (!read_row (self, row, x))
    return;
  if (model->function != PMML_CLASSIFICATION)
    {
      result->value = pmml_double (value_of (self, &self->machines[0], x));
      return;
    }
  for (guint i = 0; i < n_classes; i++)
    result->buffer[i] = self->is_voting ? 0 : NAN;
  for (guint i = 0; i < self->n_machines; i++)
    {
      const Machine *machine = &self->machines[i];
      double value = value_of (self, machine, x);

      if (self->is_voting)
        result->buffer[value < machine->threshold ? machine->target : machine->other] += 1;
      else
        result->buffer[machine->target] = self->max_wins ? value : -value;
    }
  result->winner = pmml_winner (result->buffer, n_classes);
  if (!self->is_voting || (self->n_machines == 1 && !self->shares_votes))
    return;
  for (guint i = 0; i < n_classes; i++)
    result->buffer[i] /= self->n_machines;
  result->probability = result->buffer;
}

static void
describe (const PmmlModel *model, AssayArtifactInfo *info)
{
  static const char *const names[] = { "linear", "polynomial", "radial basis", "sigmoid" };
  const SupportVector *self = (const SupportVector *) model;

  assay_artifact_info_add_fact (info, N_("kernel"), "%s", names[self->kernel]);
  assay_artifact_info_add_fact (info, N_("machines"), "%u", self->n_machines);
  assay_artifact_info_add_fact (info, N_("support vectors"), "%u", g_hash_table_size (self->vectors));
}

const PmmlModelClass pmml_support_vector_class = {
  .element = "SupportVectorMachineModel", .kind = N_("support vector machine"), .size = sizeof (SupportVector), .parse = parse, .evaluate = evaluate, .describe = describe,
};
