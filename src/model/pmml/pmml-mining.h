/* The segments of a MiningModel, for those who score them another way. */
#pragma once
#include "model/pmml/pmml-private.h"

G_BEGIN_DECLS

typedef enum
{
  PMML_MAJORITY_VOTE, PMML_WEIGHTED_MAJORITY_VOTE, PMML_AVERAGE, PMML_WEIGHTED_AVERAGE, PMML_MEDIAN, PMML_WEIGHTED_MEDIAN, PMML_MAX_OF, PMML_SUM, PMML_WEIGHTED_SUM,
  PMML_SELECT_FIRST, PMML_SELECT_ALL, PMML_MODEL_CHAIN,
} PmmlMethod;
typedef enum { PMML_CONTINUE, PMML_SKIP_SEGMENT, PMML_RETURN_MISSING } PmmlMissingPrediction;

typedef struct
{
  const char *id;
  double weight;
  const PmmlPredicate *predicate;
  PmmlModel *model;
  int *classes;                    /* of the segment's classes, ours; NULL: the same, or none */
} PmmlSegment;

typedef struct
{
  PmmlModel model;
  PmmlMethod method;
  PmmlMissingPrediction missing;
  double threshold;
  PmmlSegment *segments;
  guint n_segments;
  gsize scratch;                   /* offset into row->scratch: [2 * n_segments] */
  int forest;                      /* of document->forests: the same answers, faster; -1: none */
} PmmlMining;

G_END_DECLS
