/* What the page of a dataset shows beside its rows, worked out on a worker: columns, how it was read, what could not be
 * read, and the state of each series. */
#pragma once
#include "engine/source.h"
#include "result/result.h"

G_BEGIN_DECLS

typedef struct
{
  AssaySource *source;
  AssayDataset *dataset;
  AssayTable *columns;           /* type, role, missing, distinct, range of each */
  AssayTable *reading;           /* settings of the reader */
  AssayTable *bad_rows;          /* NULL: none */
  AssayTable *series;            /* gaps, repeats, late starts by series; NULL: no roles */
  gsize n_bad_rows, n_series, n_series_with_problems;
  char *problem;                 /* why there is nothing about series; NULL */
} AssayDatasetFacts;

/* Rows first (they are only mapped), so that the table opens at once: the rest is filled by _complete. */
AssayDatasetFacts *assay_dataset_facts_open (AssayWorkspace *workspace, gint64 dataset, AssayProgress *progress, GError **error);
AssayDatasetFacts *assay_dataset_facts_complete (const AssayDatasetFacts *opened, AssayWorkspace *workspace, AssayProgress *progress, GError **error);
void assay_dataset_facts_free (AssayDatasetFacts *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AssayDatasetFacts, assay_dataset_facts_free)

G_END_DECLS
