/* NearestNeighborModel: the rows of the file that are most like a row, and what they say together. */
#include "model/pmml/pmml-measure.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MOST_NEIGHBORS 10000
#define MOST_NUMBERS 50000000

typedef enum { AVERAGE, MEDIAN, WEIGHTED_AVERAGE } Scoring;

typedef struct
{
  PmmlModel model;
  PmmlMeasure measure;
  PmmlMeasureField *fields;
  double *rows;                    /* [n_rows * n_fields] */
  double *numbers;                 /* [n_rows]: of the target, or the class */
  const char **ids;                /* [n_rows] */
  guint n_fields, n_rows, n_neighbors;
  Scoring scoring;
  gboolean weighs_votes;
  double threshold;
  gsize scratch;                   /* of row->scratch: x [n_fields], distances [n_neighbors], places [n_neighbors] */
} Neighbors;

/* ---- reading ---- */

/* The cell of a field in the table of rows; NULL: the table does not have the field. */
static const char *
find_column (const PmmlElement *instances, const char *field)
{
  const PmmlElement *list = pmml_element_find (instances, "InstanceFields");

  for (const PmmlElement *child = list != NULL ? list->child : NULL; child != NULL; child = child->next)
    if (g_strcmp0 (pmml_element_get (child, "field"), field) == 0)
      {
        const char *column = pmml_element_get (child, "column");
        const char *colon = column != NULL ? strchr (column, ':') : NULL;

        /* elements are read without their prefixes */
        return colon != NULL ? colon + 1 : column != NULL ? column : field;
      }
  return NULL;
}

static gboolean
read_inputs (Neighbors *self, const PmmlElement *list, const PmmlElement *instances, const char **columns, GError **error)
{
  PmmlModel *model = &self->model;

  for (const PmmlElement *child = list->child; child != NULL; child = child->next)
    {
      const char *name = pmml_element_get (child, "field");

      if (!pmml_element_is (child, "KNNInput"))
        return pmml_refuse_child (model, child, error);
      if (!pmml_measure_read_field (model, child, &self->measure, &self->fields[self->n_fields], error))
        return FALSE;
      columns[self->n_fields] = find_column (instances, name);
      if (columns[self->n_fields] == NULL)
        return pmml_model_fail (model, child, error, _("“%s” is compared, but the rows of the file do not have it (<InstanceField>)."), name);
      self->n_fields++;
    }
  return self->n_fields > 0 || pmml_model_fail (model, list, error, _("There are no fields to compare (<KNNInput>)."));
}

static gboolean
read_target (Neighbors *self, const PmmlElement *row, const char *column, GError **error)
{
  PmmlModel *model = &self->model;
  const PmmlElement *cell = pmml_element_find (row, column);

  if (cell == NULL || cell->text == NULL)
    return pmml_model_fail (model, row, error, _("The row has no cell “%s”."), column);
  if (model->function == PMML_CLASSIFICATION)
    {
      int at = pmml_model_class_of (model, cell, cell->text, error);

      self->numbers[self->n_rows] = at;
      return at >= 0;
    }
  return (pmml_number_parse (cell->text, &self->numbers[self->n_rows]) && isfinite (self->numbers[self->n_rows]))
         || pmml_model_fail (model, cell, error, _("“%s” is no %s."), cell->text, pmml_kind_name (PMML_DOUBLE));
}

/* Where the cells of a row go: a table may be wide, and its rows have their cells in any order. */
typedef struct
{
  const char *const *columns;      /* [n_fields] */
  GHashTable *first;               /* column -> its first field + 1 */
  guint *next;                     /* [n_fields]: another field of the same column + 1; 0: none */
  const PmmlElement **cells;       /* [n_fields]: of one row */
} Layout;

static void
layout_clear (Layout *self)
{
  g_clear_pointer (&self->first, g_hash_table_unref);
  g_free (self->next);
  g_free (self->cells);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Layout, layout_clear)

static void
layout_init (Layout *self, const char *const *columns, guint n)
{
  *self = (Layout) { columns, g_hash_table_new (g_str_hash, g_str_equal), g_new0 (guint, n + 1), g_new0 (const PmmlElement *, n + 1) };
  for (guint i = n; i-- > 0;)
    {
      self->next[i] = GPOINTER_TO_UINT (g_hash_table_lookup (self->first, columns[i]));
      g_hash_table_insert (self->first, (gpointer) columns[i], GUINT_TO_POINTER (i + 1));
    }
}

/* Of cells of one name the first counts. */
static void
layout_take (Layout *self, const PmmlElement *row, guint n)
{
  memset (self->cells, 0, n * sizeof *self->cells);
  for (const PmmlElement *cell = row->child; cell != NULL; cell = cell->next)
    for (guint place = GPOINTER_TO_UINT (g_hash_table_lookup (self->first, cell->name)); place > 0 && self->cells[place - 1] == NULL; place = self->next[place - 1])
      self->cells[place - 1] = cell;
}

static gboolean
read_row (Neighbors *self, const PmmlElement *row, Layout *layout, const char *target, const char *id, GError **error)
{
  PmmlModel *model = &self->model;
  double *numbers = self->rows + (gsize) self->n_rows * self->n_fields;
  const PmmlElement *name = id != NULL ? pmml_element_find (row, id) : NULL;
  g_autofree char *number = g_strdup_printf ("%u", self->n_rows + 1);

  layout_take (layout, row, self->n_fields);
  for (guint i = 0; i < self->n_fields; i++)
    {
      const PmmlElement *cell = layout->cells[i];

      if (cell == NULL || cell->text == NULL)
        return pmml_model_fail (model, row, error, _("The row has no cell “%s”."), layout->columns[i]);
      if (!pmml_number_parse (cell->text, &numbers[i]) || !isfinite (numbers[i]))
        return pmml_model_fail (model, cell, error, _("“%s” is no %s."), cell->text, pmml_kind_name (PMML_DOUBLE));
      if (pmml_slot (model->document, self->fields[i].slot)->type.kind == PMML_FLOAT)
        numbers[i] = (float) numbers[i];
    }
  if (target != NULL && !read_target (self, row, target, error))
    return FALSE;
  self->ids[self->n_rows++] = pmml_intern (model->document, name != NULL && name->text != NULL ? name->text : number);
  return TRUE;
}

static gboolean
read_rows (Neighbors *self, const PmmlElement *instances, const char *const *columns, const char *id_variable, GError **error)
{
  PmmlModel *model = &self->model;
  const PmmlElement *table = pmml_element_find (instances, "InlineTable");
  guint n = table != NULL ? pmml_element_count (table, "row") : 0;
  const char *target = model->function != PMML_CLUSTERING && model->target != NULL ? find_column (instances, model->target) : NULL;
  const char *id = id_variable != NULL ? find_column (instances, id_variable) : NULL;
  g_auto(Layout) layout = { 0 };

  if (n == 0)
    return pmml_model_fail (model, instances, error, _("The rows to compare with are not in the file (InlineTable)."));
  if (n > MOST_NUMBERS / self->n_fields)
    return pmml_model_fail (model, instances, error, _("The rows to compare with hold more than %d numbers."), MOST_NUMBERS);
  if (target == NULL && model->function != PMML_CLUSTERING)
    return pmml_model_fail (model, instances, error, _("The rows of the file do not have the target."));
  self->rows = pmml_new (model, double, (gsize) n * self->n_fields);
  self->numbers = pmml_new (model, double, n);
  self->ids = pmml_new (model, const char *, n);
  layout_init (&layout, columns, self->n_fields);
  for (const PmmlElement *row = table->child; row != NULL; row = row->next)
    if (!pmml_element_is (row, "row") ? !pmml_refuse_child (model, row, error) : !read_row (self, row, &layout, target, id, error))
      return FALSE;
  return TRUE;
}

static gboolean
read_attributes (Neighbors *self, const PmmlElement *element, GError **error)
{
  static const char *const scorings[] = { "average", "median", "weightedAverage", NULL }, *const votings[] = { "majorityVote", "weightedMajorityVote", NULL };
  PmmlModel *model = &self->model;
  double n = 0;
  int scoring = AVERAGE, voting = 0;

  self->threshold = 0.001;
  if (!pmml_need_number (model, element, "numberOfNeighbors", &n, error) || !pmml_get_number (model, element, "threshold", &self->threshold, error)
      || !pmml_get_word (model, element, "continuousScoringMethod", scorings, &scoring, error) || !pmml_get_word (model, element, "categoricalScoringMethod", votings, &voting, error))
    return FALSE;
  if (!(n >= 1 && n <= MOST_NEIGHBORS && n == floor (n)))
    return pmml_refuse_value (model, element, "numberOfNeighbors", error);
  if (!(self->threshold > 0))
    return pmml_refuse_value (model, element, "threshold", error);
  self->n_neighbors = (guint) n;
  self->scoring = (Scoring) scoring;
  self->weighs_votes = voting == 1;
  return TRUE;
}

static gboolean
parse (PmmlModel *model, const PmmlElement *element, GError **error)
{
  Neighbors *self = (Neighbors *) model;
  const PmmlElement *instances = pmml_element_find (element, "TrainingInstances"), *measure = pmml_element_find (element, "ComparisonMeasure"), *inputs = pmml_element_find (element, "KNNInputs");
  g_autofree const char **columns = NULL;
  guint n;

  for (const PmmlElement *child = element->child; child != NULL; child = child->next)
    if (!pmml_model_is_common (child) && child != instances && child != measure && child != inputs)
      return pmml_refuse_child (model, child, error);
  if (instances == NULL || measure == NULL || inputs == NULL)
    return pmml_model_fail (model, element, error, _("There are no <TrainingInstances>, no <ComparisonMeasure> or no <KNNInputs>."));
  n = pmml_element_count (inputs, NULL);
  columns = g_new0 (const char *, n + 1);
  self->fields = pmml_new (model, PmmlMeasureField, n);
  if (!read_attributes (self, element, error) || !pmml_measure_read (model, measure, &self->measure, error) || !read_inputs (self, inputs, instances, columns, error)
      || !read_rows (self, instances, columns, pmml_element_get (element, "instanceIdVariable"), error))
    return FALSE;
  self->n_neighbors = MIN (self->n_neighbors, self->n_rows);
  self->scratch = model->document->n_scratch;
  model->document->n_scratch += self->n_fields + 2 * (gsize) self->n_neighbors;
  return TRUE;
}

/* ---- evaluating ---- */

static double *distances_of (const Neighbors *self, PmmlRow *row) { return row->scratch + self->scratch + self->n_fields; }
static double *places_of (const Neighbors *self, PmmlRow *row) { return distances_of (self, row) + self->n_neighbors; }

/* The nearest rows in order; of equals, whichever stands first in the file. How many were found. */
static guint
find_nearest (const Neighbors *self, PmmlRow *row, const double *x, double adjustment)
{
  double *distances = distances_of (self, row), *places = places_of (self, row);
  double sign = pmml_measure_is_distance (&self->measure) ? 1 : -1;
  guint n_found = 0;

  for (guint i = 0; i < self->n_rows; i++)
    {
      double distance = sign * pmml_measure_between (&self->measure, self->fields, self->n_fields, x, self->rows + (gsize) i * self->n_fields, adjustment);
      guint at = n_found;

      if (isnan (distance) || (n_found == self->n_neighbors && distance >= distances[n_found - 1]))
        continue;
      if (n_found < self->n_neighbors)
        n_found++;
      else
        at--;
      for (; at > 0 && distances[at - 1] > distance; at--)
        {
          distances[at] = distances[at - 1];
          places[at] = places[at - 1];
        }
      distances[at] = distance;
      places[at] = i;
    }
  for (guint i = 0; i < n_found; i++)
    distances[i] *= sign;
  return n_found;
}

/* A distance of 0 weighs much, and not infinitely. Likenesses weigh what they are. */
static double
weight_of (const Neighbors *self, double distance)
{
  return pmml_measure_is_distance (&self->measure) ? 1 / (distance + self->threshold) : distance;
}

static int
by_size (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

static double
median_of (const Neighbors *self, const double *places, guint n)
{
  g_autofree double *numbers = g_new (double, n);

  for (guint i = 0; i < n; i++)
    numbers[i] = self->numbers[(guint) places[i]];
  qsort (numbers, n, sizeof (double), by_size);
  return n % 2 == 1 ? numbers[n / 2] : (numbers[n / 2 - 1] + numbers[n / 2]) / 2;
}

static void
put_number (const Neighbors *self, const double *distances, const double *places, guint n, PmmlResult *result)
{
  double sum = 0, weights = 0;

  if (self->scoring == MEDIAN)
    {
      result->value = pmml_double (median_of (self, places, n));
      return;
    }
  for (guint i = 0; i < n; i++)
    {
      double weight = self->scoring == WEIGHTED_AVERAGE ? weight_of (self, distances[i]) : 1;

      sum += weight * self->numbers[(guint) places[i]];
      weights += weight;
    }
  if (weights != 0)
    result->value = pmml_double (sum / weights);
}

static void
put_class (const Neighbors *self, const double *distances, const double *places, guint n, PmmlResult *result)
{
  guint n_classes = pmml_model_n_classes (&self->model);
  double total = 0;

  memset (result->buffer, 0, n_classes * sizeof (double));
  for (guint i = 0; i < n; i++)
    {
      double weight = self->weighs_votes ? weight_of (self, distances[i]) : 1;

      result->buffer[(guint) self->numbers[(guint) places[i]]] += weight;
      total += weight;
    }
  if (!(total > 0))
    return;
  result->winner = pmml_winner (result->buffer, n_classes);
  for (guint i = 0; i < n_classes; i++)
    result->buffer[i] /= total;
  result->probability = result->buffer;
}

static void
evaluate (const PmmlModel *model, PmmlRow *row, PmmlResult *result)
{
  const Neighbors *self = (const Neighbors *) model;
  double *x = row->scratch + self->scratch, adjustment = pmml_measure_take_row (self->fields, self->n_fields, row, x);
  const double *distances = distances_of (self, row), *places = places_of (self, row);
  guint n = adjustment == 0 ? 0 : find_nearest (self, row, x, adjustment);

  for (guint i = n; i < self->n_neighbors; i++)
    places_of (self, row)[i] = -1;
  if (n == 0)
    return;
  result->entity = self->ids[(guint) places[0]];
  result->affinity = distances[0];
  if (model->function == PMML_CLASSIFICATION)
    put_class (self, distances, places, n, result);
  else if (model->function == PMML_REGRESSION)
    put_number (self, distances, places, n, result);
  else
    result->value = pmml_string (result->entity);
}

/* Neighbours by their rank. */
static gboolean
get_output (const PmmlModel *model, PmmlRow *row, const PmmlResult *result, const PmmlOutput *output, PmmlValue *value)
{
  const Neighbors *self = (const Neighbors *) model;
  gboolean is_affinity = output->feature == PMML_AFFINITY || output->feature == PMML_ENTITY_AFFINITY;
  double place;

  if (output->feature != PMML_ENTITY_ID && !is_affinity)
    return FALSE;
  *value = pmml_missing ();
  if (result->entity == NULL || output->rank > (int) self->n_neighbors)
    return TRUE;
  place = places_of (self, row)[output->rank - 1];
  if (place >= 0)
    *value = is_affinity ? pmml_double (distances_of (self, row)[output->rank - 1]) : pmml_string (self->ids[(guint) place]);
  return TRUE;
}

static void
describe (const PmmlModel *model, AssayArtifactInfo *info)
{
  const Neighbors *self = (const Neighbors *) model;

  assay_artifact_info_add_fact (info, N_("neighbours"), "%u", self->n_neighbors);
  assay_artifact_info_add_fact (info, N_("measure"), "%s", pmml_measure_name (&self->measure));
}

const PmmlModelClass pmml_neighbors_class = {
  .element = "NearestNeighborModel", .kind = N_("nearest neighbours"), .size = sizeof (Neighbors), .parse = parse, .evaluate = evaluate, .describe = describe, .get_output = get_output,
};
