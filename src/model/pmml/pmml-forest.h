/* A MiningModel of plain numeric trees, scored by the tree engine a block at a time.
 *
 * Only rows whose fields are all there and finite are scored this way, and only results that are numbers count: for every other
 * row the trees are walked one by one. So the engine needs to know nothing of missing values, and both give the same bits. */
#pragma once
#include "model/pmml/pmml-mining.h"
#include "model/trees/tree-forest.h"

G_BEGIN_DECLS

typedef struct
{
  const PmmlMining *mining;
  AssayForest *forest;
  guint *slots;                    /* [n_slots]: the features */
  guint n_slots, n_outputs;
  double weight;                   /* of all segments */
} PmmlForest;

/* Finds what can be compiled in a document that has been read. */
void pmml_forests_make (PmmlDocument *document);
void pmml_forest_free (gpointer forest);

/* Scratch of one thread. */
struct _PmmlForestScratch
{
  AssayForestScratch *engine;
  double **columns;                /* [n_slots], each [ASSAY_SCORE_ROWS] */
  double *sums;                    /* [ASSAY_SCORE_ROWS * n_outputs]; NaN: walk the trees */
};
PmmlForestScratch *pmml_forest_scratch_new (const PmmlForest *self);
void pmml_forest_scratch_free (const PmmlForest *self, PmmlForestScratch *scratch);
/* Row `row->at` of the block: its features into the columns. Before: the row has begun. */
void pmml_forest_take_row (const PmmlForest *self, PmmlForestScratch *scratch, PmmlRow *row, gboolean is_good);
void pmml_forest_run (const PmmlForest *self, PmmlForestScratch *scratch, gsize n);

G_END_DECLS
