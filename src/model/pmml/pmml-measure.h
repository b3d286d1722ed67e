/* How rows are compared with centres or with other rows: a distance or a likeness of numbers, field by field. */
#pragma once
#include "model/pmml/pmml-private.h"

G_BEGIN_DECLS

typedef struct
{
  int measure;
  double power, binary[8];         /* c11 c10 c01 c00, d11 d10 d01 d00 */
  int usual;                       /* compareFunction of fields that name none */
} PmmlMeasure;

typedef struct { guint slot; int compare; double weight, scale, missing_weight; } PmmlMeasureField;

/* <ComparisonMeasure>. */
gboolean pmml_measure_read (PmmlModel *model, const PmmlElement *element, PmmlMeasure *measure, GError **error);
/* <ClusteringField>, <KNNInput>. */
gboolean pmml_measure_read_field (PmmlModel *model, const PmmlElement *element, const PmmlMeasure *measure, PmmlMeasureField *field, GError **error);
gboolean pmml_measure_is_distance (const PmmlMeasure *self);
const char *pmml_measure_name (const PmmlMeasure *self);
/* The row as x[n], NaN where missing; how much what is there counts for all, or 0 if nothing is there. */
double pmml_measure_take_row (const PmmlMeasureField *fields, guint n, PmmlRow *row, double *x);
/* Of x[n] and other[n], adjusted by what pmml_measure_take_row() gave. */
double pmml_measure_between (const PmmlMeasure *self, const PmmlMeasureField *fields, guint n, const double *x, const double *other, double adjustment);

G_END_DECLS
