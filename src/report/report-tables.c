/* The tables of a result: those that rank models with the key figures, those for reading in the middle, those for looking up at the end. */
#include "report/report-sections.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "report/report-excerpt.h"
#include "report/report-table.h"

typedef enum { PLACE_HEADLINE, PLACE_MIDDLE, PLACE_END } Place;

static Place
place_of (const AssayResult *result, const AssayTable *table)
{
  const char *id = assay_table_get_id (table);

  if (strcmp (id, "league") == 0 || strcmp (id, "ranks") == 0 || strcmp (id, "sections") == 0 || strcmp (id, "value-at-risk") == 0)
    return PLACE_HEADLINE;
  return assay_report_is_for_appendix (result, table) ? PLACE_END : PLACE_MIDDLE;
}

/* Below its figure, or in a section of a validation's own; every cut-off is for the handle in the window, and the curve's table has some. */
static gboolean
is_told_elsewhere (const AssayReportBuild *self, const AssayResult *result, const AssayTable *table)
{
  return self->section != NULL && (assay_report_has_place (assay_table_get_id (table)) || assay_report_is_twin (self, result, table) || (strcmp (assay_table_get_id (table), "cutoffs") == 0 && assay_result_find_table (result, "roc-cutoffs") != NULL));
}

static void
put_tables (AssayReportBuild *self, AssayResult *result, Place place, const char *heading)
{
  AssayFlow *flow = &self->flow;
  gboolean headed = heading == NULL;

  if (!(self->options.sections & ASSAY_REPORT_TABLES))
    return;
  for (guint i = 0; i < assay_result_get_n_tables (result); i++)
    {
      g_autoptr(AssayTable) table = NULL;

      /* conditions for finding rows again: for machines, and only where the data are */
      if (strcmp (assay_table_get_id (assay_result_get_table (result, i)), "row-filters") == 0)
        continue;
      if (place_of (result, assay_result_get_table (result, i)) != place
          || (place == PLACE_MIDDLE && (g_strcmp0 (assay_table_get_section (assay_result_get_table (result, i)), self->section) != 0 || is_told_elsewhere (self, result, assay_result_get_table (result, i)))))
        continue;
      table = assay_report_excerpt (result, assay_result_get_table (result, i));
      if (!headed)
        {
          if (assay_flow_table_is_turned (flow, table))
            assay_flow_set_landscape (flow, TRUE);
          assay_flow_heading (flow, 1, heading, 120);
          headed = TRUE;
        }
      assay_flow_table (flow, table);
      assay_flow_set_landscape (flow, FALSE);
    }
}

void
assay_report_put_headline_tables (AssayReportBuild *self, AssayResult *result)
{
  put_tables (self, result, PLACE_HEADLINE, NULL);
}

void
assay_report_put_tables (AssayReportBuild *self, AssayResult *result)
{
  put_tables (self, result, PLACE_MIDDLE, self->section != NULL ? NULL : _("Tables"));
}

void
assay_report_put_long_tables (AssayReportBuild *self, AssayResult *result)
{
  put_tables (self, result, PLACE_END, _("Appendix: tables by step, origin, series"));
}
