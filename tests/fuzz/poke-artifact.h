/* For the fuzz targets of model artifacts: reads the bytes, and if they are a model scores rows of every kind with it. */
#pragma once
#include <math.h>
#include <string.h>

#include "model/artifact/artifact-file.h"
#include "model/artifact/scorer.h"

#define POKE_ROWS 7

/* Values that models trip over; words where the model has words. */
static inline AssayColumn *
make_column (const AssayField *field, guint index)
{
  static const double usual[POKE_ROWS] = { 0, 1, -1, 2.385, NAN, 1e300, -1e-300 };
  double *values;

  if (field->kind == ASSAY_FIELD_CATEGORY && index % 2 == 0)
    {
      guint32 *codes = g_new (guint32, POKE_ROWS);
      char **words = g_new0 (char *, 4);

      words[0] = g_strdup (field->values != NULL && field->values[0] != NULL ? field->values[0] : "a");
      words[1] = g_strdup ("3");
      words[2] = g_strdup ("never seen");
      for (guint i = 0; i < POKE_ROWS; i++)
        codes[i] = i == 4 ? ASSAY_MISSING_CODE : i % 3;
      if (strcmp (words[0], "3") == 0 || strcmp (words[0], "never seen") == 0)
        {
          g_free (words[0]);
          words[0] = g_strdup ("b");
        }
      return assay_column_take_codes (field->name, codes, POKE_ROWS, words, 3);
    }
  values = g_new (double, POKE_ROWS);
  for (guint i = 0; i < POKE_ROWS; i++)
    values[i] = usual[(i + index) % POKE_ROWS];
  return assay_column_take_doubles (field->name, values, POKE_ROWS);
}

static inline void
poke_artifact (AssayArtifactReader reader, const char *text, gsize length)
{
  AssayArtifactOptions options = { .max_bytes = 1 << 20 };
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayArtifact) artifact = reader ("fuzz", text, length, &options, NULL, &error);
  g_autoptr(GPtrArray) columns = g_ptr_array_new_with_free_func ((GDestroyNotify) assay_column_unref);
  g_autoptr(AssayFrame) frame = NULL;
  g_autoptr(AssayScorer) scorer = NULL;
  g_autoptr(AssayScoreBlock) block = NULL;
  g_autofree double *contributions = NULL;
  gboolean higher_is_riskier;

  g_assert_true ((artifact == NULL) == (error != NULL));
  if (artifact == NULL)
    return;
  for (guint i = 0; i < assay_artifact_get_n_fields (artifact); i++)
    g_ptr_array_add (columns, make_column (assay_artifact_get_field (artifact, i), i));
  frame = assay_frame_new ((AssayColumn **) columns->pdata, columns->len, POKE_ROWS);
  scorer = assay_scorer_new (artifact, frame, NULL, TRUE, &error);
  g_assert_true ((scorer == NULL) == (error != NULL));
  if (scorer == NULL)
    return;
  block = assay_score_block_new (scorer);
  assay_scorer_score (scorer, 0, POKE_ROWS, block);
  contributions = g_new (double, POKE_ROWS * ((gsize) columns->len + 1));
  assay_scorer_explain (scorer, 0, POKE_ROWS, block, contributions);
  assay_artifact_find_risk_output (artifact, NULL, &higher_is_riskier);
}
