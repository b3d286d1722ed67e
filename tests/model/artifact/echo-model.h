/* A model small enough to know by heart: probability = amount / 100 where amount is a number of 0 to 100, and the region again
 * as text; without an amount a row has no result. Contributions: amount / 100, base 0. */
#pragma once
#include <math.h>

#include "model/artifact/artifact-private.h"

static inline void
echo_score (gconstpointer data, gconstpointer bound, gpointer scratch, const AssayBoundField *fields, gsize first, gsize n, AssayScoreBlock *block)
{
  guint32 codes[ASSAY_SCORE_ROWS];

  assay_bound_field_read (&fields[0], first, n, block->numbers[0]);
  assay_bound_field_read_codes (&fields[1], first, n, codes);
  for (gsize i = 0; i < n; i++)
    {
      block->numbers[0][i] /= 100;
      if (isnan (block->numbers[0][i]))
        block->problems[i] = "“amount” is missing";
      if (codes[i] != ASSAY_MISSING_CODE)
        block->texts[1][i] = g_string_chunk_insert (block->strings, assay_bound_field_get_word (&fields[1], codes[i]));
      assay_bound_field_read (&fields[2], first + i, 1, &block->numbers[2][i]);
    }
}

static inline void
echo_explain (gconstpointer data, gconstpointer bound, gpointer scratch, const AssayBoundField *fields, gsize first, gsize n, double *contributions)
{
  for (gsize i = 0; i < n; i++)
    {
      double amount;

      assay_bound_field_read (&fields[0], first + i, 1, &amount);
      for (guint k = 0; k < 4; k++)
        contributions[4 * i + k] = isnan (amount) ? NAN : 0;
      contributions[4 * i] = amount / 100;
    }
}

static inline void
echo_free (gpointer data)
{
}

static const AssayArtifactClass echo_class = { .free = echo_free, .score = echo_score, .explain = echo_explain };

static inline AssayArtifact *
echo_model_new (void)
{
  AssayArtifactInfo *info = assay_artifact_info_new ("echo", "echo", "classification");
  AssayField *amount = assay_artifact_info_add_field (info, "amount", ASSAY_FIELD_NUMBER);
  AssayField *region = assay_artifact_info_add_field (info, "region", ASSAY_FIELD_CATEGORY);

  amount->low = 0;
  amount->high = 100;
  region->values = g_strdupv ((char *[]) { "north", "south", "1.0", NULL });
  assay_artifact_info_add_field (info, "opened", ASSAY_FIELD_DATE)->is_optional = TRUE;
  assay_artifact_info_add_output (info, "probability", ASSAY_OUTPUT_PROBABILITY, FALSE, "1");
  assay_artifact_info_add_output (info, "where", ASSAY_OUTPUT_OTHER, TRUE, NULL);
  assay_artifact_info_add_output (info, "days", ASSAY_OUTPUT_OTHER, FALSE, NULL);
  info->contribution_scale = g_strdup ("prediction");
  return assay_artifact_new (&echo_class, NULL, info);
}
