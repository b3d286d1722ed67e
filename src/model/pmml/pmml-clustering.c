/* ClusteringModel with centres: the nearest by a distance, or the most alike by a measure of likeness. */
#include "model/pmml/pmml-measure.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef struct { const char *id, *name; double *center; } Cluster;

typedef struct
{
  PmmlModel model;
  PmmlMeasure measure;
  PmmlMeasureField *fields;
  Cluster *clusters;
  guint n_fields, n_clusters;
  gsize scratch;                   /* of row->scratch: values [n_fields], affinities [n_clusters] */
} Clustering;

/* ---- reading ---- */

static gboolean
is_center_field (const PmmlElement *element)
{
  return g_strcmp0 (pmml_element_get (element, "isCenterField"), "false") != 0;
}

/* Before PMML 4 the centres were of derived fields of their own: they become names that this model can speak of. */
static gboolean
index_center_fields (Clustering *self, const PmmlElement *list, GError **error)
{
  PmmlModel *model = &self->model;

  for (const PmmlElement *child = list->child; child != NULL; child = child->next)
    {
      const char *name = pmml_element_is (child, "DerivedField") ? pmml_need_text (model, child, "name", error) : NULL;

      if (pmml_element_is (child, "FieldRef"))
        continue;
      if (!pmml_element_is (child, "DerivedField"))
        return pmml_refuse_child (model, child, error);
      if (name == NULL)
        return FALSE;
      if (!g_hash_table_insert (model->locals, (char *) pmml_intern (model->document, name), (gpointer) child))
        return pmml_model_fail (model, child, error, _("The derived field “%s” is declared twice."), name);
    }
  return TRUE;
}

/* The centres have their order, the other field says how it is compared. */
static gboolean
read_center_fields (Clustering *self, const PmmlElement *element, const PmmlElement *list, GError **error)
{
  if (!index_center_fields (self, list, error))
    return FALSE;
  self->fields = pmml_new (&self->model, PmmlMeasureField, pmml_element_count (list, NULL));
  for (const PmmlElement *child = list->child; child != NULL; child = child->next)
    {
      const char *name = pmml_need_text (&self->model, child, pmml_element_is (child, "FieldRef") ? "field" : "name", error);
      const PmmlElement *field = element->child;

      if (name == NULL)
        return FALSE;
      while (field != NULL && !(pmml_element_is (field, "ClusteringField") && g_strcmp0 (pmml_element_get (field, "field"), name) == 0))
        field = field->next;
      if (field == NULL)
        return pmml_model_fail (&self->model, child, error, _("No <ClusteringField> says how “%s” is compared."), name);
      if (!pmml_measure_read_field (&self->model, field, &self->measure, &self->fields[self->n_fields++], error))
        return FALSE;
    }
  return self->n_fields > 0 || pmml_model_fail (&self->model, list, error, _("There are no fields to compare (<ClusteringField>)."));
}

static gboolean
read_fields (Clustering *self, const PmmlElement *element, GError **error)
{
  const PmmlElement *list = pmml_element_find (element, "CenterFields");

  if (list != NULL)
    return read_center_fields (self, element, list, error);
  self->fields = pmml_new (&self->model, PmmlMeasureField, pmml_element_count (element, "ClusteringField"));
  for (const PmmlElement *child = element->child; child != NULL; child = child->next)
    if (pmml_element_is (child, "ClusteringField") && is_center_field (child) && !pmml_measure_read_field (&self->model, child, &self->measure, &self->fields[self->n_fields++], error))
      return FALSE;
  return self->n_fields > 0 || pmml_model_fail (&self->model, element, error, _("There are no fields to compare (<ClusteringField>)."));
}

static gboolean
read_missing_weights (Clustering *self, const PmmlElement *weights, GError **error)
{
  const PmmlElement *array = pmml_element_find (weights, "Array");
  gsize n;
  g_autofree double *numbers = NULL;

  if (array == NULL)
    return pmml_model_fail (&self->model, weights, error, _("There is no array."));
  numbers = pmml_array_numbers (&self->model, array, &n, error);
  if (numbers == NULL)
    return FALSE;
  if (n != self->n_fields)
    return pmml_model_fail (&self->model, weights, error, _("There are %zu weights for %u fields."), n, self->n_fields);
  for (gsize i = 0; i < n; i++)
    {
      if (numbers[i] < 0)
        return pmml_model_fail (&self->model, weights, error, _("A weight is below 0."));
      self->fields[i].missing_weight = numbers[i];
    }
  return TRUE;
}

static gboolean
read_cluster (Clustering *self, const PmmlElement *element, Cluster *cluster, GError **error)
{
  PmmlModel *model = &self->model;
  const PmmlElement *array = pmml_element_find (element, "Array");
  const char *id = pmml_element_get (element, "id"), *name = pmml_element_get (element, "name");
  g_autofree char *number = g_strdup_printf ("%u", self->n_clusters + 1);
  g_autofree double *numbers = NULL;
  gsize n;

  if (array == NULL)
    return pmml_model_fail (model, element, error, _("The cluster has no centre: Assay does not score clusters that are described otherwise."));
  numbers = pmml_array_numbers (model, array, &n, error);
  if (numbers == NULL)
    return FALSE;
  if (n != self->n_fields)
    return pmml_model_fail (model, array, error, _("The centre has %zu numbers for %u fields."), n, self->n_fields);
  cluster->id = pmml_intern (model->document, id != NULL ? id : number);
  cluster->name = name != NULL ? pmml_intern (model->document, name) : NULL;
  cluster->center = pmml_new (model, double, n);
  memcpy (cluster->center, numbers, n * sizeof (double));
  for (guint i = 0; i < self->n_clusters; i++)
    if (self->clusters[i].id == cluster->id)
      return pmml_model_fail (model, element, error, _("Two clusters have the id “%s”."), cluster->id);
  return TRUE;
}

static gboolean
is_told (const PmmlElement *child)
{
  static const char *const names[] = { "ComparisonMeasure", "ClusteringField", "MissingValueWeights", "Cluster", "CenterFields", NULL };

  return pmml_model_is_common (child) || g_strv_contains (names, child->name);
}

static gboolean
parse (PmmlModel *model, const PmmlElement *element, GError **error)
{
  static const char *const classes[] = { "centerBased", "distributionBased", NULL };
  Clustering *self = (Clustering *) model;
  const PmmlElement *measure = pmml_element_find (element, "ComparisonMeasure"), *weights = pmml_element_find (element, "MissingValueWeights");
  guint n_clusters = pmml_element_count (element, "Cluster");
  int class = 0;

  if (!pmml_get_word (model, element, "modelClass", classes, &class, error))
    return FALSE;
  if (model->function != PMML_CLUSTERING)
    return pmml_refuse_value (model, element, "functionName", error);
  if (class != 0)
    return pmml_model_fail (model, element, error, _("Assay scores clusters with centres only."));
  for (const PmmlElement *child = element->child; child != NULL; child = child->next)
    if (!is_told (child))
      return pmml_refuse_child (model, child, error);
  if (measure == NULL || n_clusters == 0)
    return pmml_model_fail (model, element, error, _("There is no <ComparisonMeasure>, or no <Cluster>."));
  if (!pmml_measure_read (model, measure, &self->measure, error) || !read_fields (self, element, error) || (weights != NULL && !read_missing_weights (self, weights, error)))
    return FALSE;
  self->clusters = pmml_new (model, Cluster, n_clusters);
  for (const PmmlElement *child = element->child; child != NULL; child = child->next)
    if (pmml_element_is (child, "Cluster"))
      {
        if (!read_cluster (self, child, &self->clusters[self->n_clusters], error))
          return FALSE;
        self->n_clusters++;
      }
  self->scratch = model->document->n_scratch;
  model->document->n_scratch += self->n_fields + self->n_clusters;
  return TRUE;
}

/* ---- evaluating ---- */

static void
evaluate (const PmmlModel *model, PmmlRow *row, PmmlResult *result)
{
  const Clustering *self = (const Clustering *) model;
  double *x = row->scratch + self->scratch, *affinities = x + self->n_fields, adjustment = pmml_measure_take_row (self->fields, self->n_fields, row, x);
  gboolean is_distance = pmml_measure_is_distance (&self->measure);
  int best = -1;

  if (adjustment == 0)
    return;
  for (guint k = 0; k < self->n_clusters; k++)
    {
      affinities[k] = pmml_measure_between (&self->measure, self->fields, self->n_fields, x, self->clusters[k].center, adjustment);
      if (!isnan (affinities[k]) && (best < 0 || (is_distance ? affinities[k] < affinities[best] : affinities[k] > affinities[best])))
        best = (int) k;
    }
  if (best < 0)
    return;
  result->value = pmml_string (self->clusters[best].id);
  result->entity = self->clusters[best].id;
  result->display = self->clusters[best].name;
  result->affinity = affinities[best];
  result->affinities = affinities;
}

/* The affinity of a cluster that is named, not of the one that won. */
static gboolean
get_output (const PmmlModel *model, PmmlRow *row, const PmmlResult *result, const PmmlOutput *output, PmmlValue *value)
{
  const Clustering *self = (const Clustering *) model;

  if ((output->feature != PMML_AFFINITY && output->feature != PMML_CLUSTER_AFFINITY && output->feature != PMML_ENTITY_AFFINITY) || output->value == NULL)
    return FALSE;
  *value = pmml_missing ();
  for (guint i = 0; result->affinities != NULL && i < self->n_clusters; i++)
    if (self->clusters[i].id == output->value && !isnan (result->affinities[i]))
      *value = pmml_double (result->affinities[i]);
  return TRUE;
}

static void
describe (const PmmlModel *model, AssayArtifactInfo *info)
{
  const Clustering *self = (const Clustering *) model;

  assay_artifact_info_add_fact (info, N_("clusters"), "%u", self->n_clusters);
  assay_artifact_info_add_fact (info, N_("measure"), "%s", pmml_measure_name (&self->measure));
}

const PmmlModelClass pmml_clustering_class = {
  .element = "ClusteringModel", .kind = N_("clusters"), .size = sizeof (Clustering), .parse = parse, .evaluate = evaluate, .describe = describe, .get_output = get_output,
};
