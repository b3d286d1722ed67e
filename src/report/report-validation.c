/* The sections of a validation report: each opens with its verdict, then evidence, then the checks that judge it. */
#include "report/report-sections.h"

#include <glib/gi18n-lib.h>

#define ROOM_OF_FIGURE 460.0

static const char *
text_at (const AssayTable *table, guint row, const char *column)
{
  int index = assay_table_find_column (table, column);

  return index >= 0 ? assay_table_get_text (table, row, index) : NULL;
}

/* A heading does not stand alone at the foot of a page. */
static gboolean
has_figures (const AssayResult *result, const char *section)
{
  for (guint i = 0; i < assay_result_get_n_figures (result); i++)
    if (g_strcmp0 (assay_figure_get_section (assay_result_get_figure (result, i)), section) == 0)
      return TRUE;
  return FALSE;
}

static void
put_section (AssayReportBuild *self, AssayResult *result, const AssayTable *sections, guint row)
{
  AssayFlow *flow = &self->flow;
  const char *profile = text_at (sections, row, "profile"), *title = text_at (sections, row, "title");
  AssayVerdict verdict = ASSAY_VERDICT_NONE;

  self->section = text_at (sections, row, "section");
  assay_flow_heading (flow, 1, _(title != NULL ? title : self->section), has_figures (result, self->section) ? ROOM_OF_FIGURE : 160);
  if (profile != NULL && g_strcmp0 (profile, title) != 0)
    assay_flow_paragraph (flow, ASSAY_STYLE_SMALL, _(profile));
  if (assay_verdict_from_name (text_at (sections, row, "verdict"), &verdict))
    {
      assay_flow_put_verdict (flow, verdict, ASSAY_STYLE_STRONG, flow->margin, flow->y);
      flow->y += 20;
    }
  assay_report_put_figures (self, result);
  assay_report_put_tables (self, result);
  assay_report_put_checks (self, result);
  self->section = NULL;
}

void
assay_report_put_sections (AssayReportBuild *self, AssayResult *result)
{
  const AssayTable *sections = assay_result_find_table (result, "sections");

  if (sections == NULL)
    return;
  assay_flow_paragraph (&self->flow, ASSAY_STYLE_BODY, assay_report_checks_explanation ());
  for (guint row = 0; row < assay_table_get_n_rows (sections); row++)
    put_section (self, result, sections, row);
}
