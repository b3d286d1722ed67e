#include "result/league.h"

AssayTable *
assay_league_find (const AssayResult *result)
{
  AssayTable *league = assay_result_find_table (result, "league");

  return league != NULL && assay_table_get_n_rows (league) > 0 && assay_table_find_column (league, "model") >= 0 ? league : NULL;
}

const char *
assay_league_get_text (const AssayTable *league, guint row, const char *id)
{
  const int column = assay_table_find_column (league, id);

  return column >= 0 ? assay_table_get_text (league, row, (guint) column) : NULL;
}

const char *
assay_league_get_best (const AssayResult *result)
{
  AssayTable *league = assay_league_find (result);

  return league != NULL ? assay_league_get_text (league, 0, "model") : NULL;
}

const char *
assay_league_get_benchmark (const AssayResult *result)
{
  AssayTable *league = assay_league_find (result);

  for (guint row = 0; league != NULL && row < assay_table_get_n_rows (league); row++)
    if (g_strcmp0 (assay_league_get_text (league, row, "against-benchmark"), "benchmark") == 0)
      return assay_league_get_text (league, row, "model");
  return NULL;
}
