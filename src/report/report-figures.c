/* The figures, each with the numbers behind it. */
#include "report/report-sections.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "report/report-excerpt.h"
#include "report/report-numbers.h"
#include "report/report-table.h"

#define SMALL_HEIGHT 132.0   /* of figures of one kind, set two in a row */
#define SMALL_GAP 16.0

static double
chart_height (const AssayFigure *figure, gboolean in_section)
{
  switch (assay_figure_get_kind (figure))
    {
    case ASSAY_FIGURE_ZSCORE:
    case ASSAY_FIGURE_STEMS:
      return 150;
    case ASSAY_FIGURE_RISK_BARS:
      return 120;
    case ASSAY_FIGURE_HEAT:
      return CLAMP (60 + 20.0 * assay_figure_get_n_series (figure), 120, 420);
    case ASSAY_FIGURE_RANKED:
      return assay_figure_get_n_series (figure) > 0 ? CLAMP (40 + 16.0 * assay_figure_get_series (figure, 0)->n, 90, 520) : 90;
    case ASSAY_FIGURE_GAUGE:
      return 110;
    case ASSAY_FIGURE_POINTS:
    case ASSAY_FIGURE_SERIES:
    case ASSAY_FIGURE_HISTOGRAM:
    case ASSAY_FIGURE_BARS:
    default:
      return in_section ? 172 : 220;      /* beside many others */
    }
}

static gboolean
has_points (const AssayFigure *figure)
{
  return assay_figure_get_n_series (figure) > 0 && assay_figure_get_series (figure, 0)->n > 0;
}

/* A table of the same name has the numbers already, and more; of figures of one kind, "dependence:YOJ", one table has those of all. */
static AssayTable *
find_twin (const AssayReportBuild *self, const AssayResult *result, const AssayFigure *figure)
{
  static const struct { const char *figure, *table; } twins[] = { { "roc", "roc-cutoffs" }, { "auc-over-time", "over-time" } };
  g_auto(GStrv) parts = g_strsplit (assay_figure_get_id (figure), ":", 2);

  if (!(self->options.sections & ASSAY_REPORT_TABLES))
    return NULL;
  if (self->section == NULL)
    return assay_result_find_table (result, assay_figure_get_id (figure));
  for (guint i = 0; i < G_N_ELEMENTS (twins); i++)
    if (strcmp (assay_figure_get_id (figure), twins[i].figure) == 0)
      return assay_result_find_table (result, twins[i].table);
  return assay_result_find_table (result, parts[0] != NULL ? parts[0] : "");
}

gboolean
assay_report_is_twin (const AssayReportBuild *self, const AssayResult *result, const AssayTable *table)
{
  if (!(self->options.sections & ASSAY_REPORT_FIGURES))
    return FALSE;
  for (guint i = 0; i < assay_result_get_n_figures (result); i++)
    {
      const AssayFigure *figure = assay_result_get_figure (result, i);

      if (g_strcmp0 (assay_figure_get_section (figure), self->section) == 0 && find_twin (self, result, figure) == table)
        return TRUE;
    }
  return FALSE;
}

/* In a section it says of how many rows; elsewhere it can be the name of a series, and is left as it is. */
static void
put_subtitle (AssayReportBuild *self, const AssayFigure *figure)
{
  const char *subtitle = assay_figure_get_subtitle (figure);
  g_autofree char *text = self->section != NULL ? assay_report_sentence (subtitle) : g_strdup (subtitle != NULL ? _(subtitle) : "");

  if (*text != '\0')
    assay_flow_paragraph (&self->flow, ASSAY_STYLE_SMALL, text);
}

/* What it shows, of how many, and by what rule. */
static void
put_caption (AssayFlow *flow, const AssayFigure *figure)
{
  if (assay_figure_get_finding (figure) != NULL)
    {
      g_autofree char *finding = assay_report_sentence (assay_figure_get_finding (figure));

      assay_flow_paragraph (flow, ASSAY_STYLE_BODY, finding);
    }
  if (assay_figure_get_convention (figure) != NULL)
    {
      g_autofree char *words = assay_report_sentence (assay_figure_get_convention (figure)), *convention = g_strdup_printf (_("Convention: %s"), words);

      assay_flow_paragraph (flow, ASSAY_STYLE_SMALL, convention);
    }
}

static void
put_twin (AssayReportBuild *self, const AssayResult *result, AssayTable *twin)
{
  AssayFlow *flow = &self->flow;
  g_autoptr(AssayTable) excerpt = assay_report_excerpt (result, twin), table = assay_report_fold_narrow (excerpt, FALSE);

  assay_flow_table (flow, table);
  assay_flow_set_landscape (flow, FALSE);
}

static gboolean
has_values (const AssayFigure *figure)
{
  for (guint s = 0; s < assay_figure_get_n_series (figure); s++)
    {
      const AssayFigureSeries *series = assay_figure_get_series (figure, s);

      for (gsize i = 0; i < series->n; i++)
        if (isfinite (assay_figure_series_y (series)[i]))
          return TRUE;
    }
  return FALSE;
}

static void
put_figure (AssayReportBuild *self, const AssayResult *result, AssayFigure *figure)
{
  AssayFlow *flow = &self->flow;
  double height = chart_height (figure, self->section != NULL), width = assay_flow_get_width (flow);
  g_autoptr(AssayChart) chart = assay_chart_new (figure, NULL);
  AssayTable *twin;

  assay_flow_heading (flow, 2, _(assay_figure_get_title (figure)), height + 60);
  put_subtitle (self, figure);
  if (self->section != NULL && !has_values (figure))
    assay_flow_paragraph (flow, ASSAY_STYLE_BODY, _("Nothing is drawn: none of its values is defined."));
  else
    {
      assay_report_page_add_chart (flow->page, chart, &flow->theme, (AssayBox) { flow->margin, flow->y, width, height });
      flow->y += height + 6;
    }
  put_caption (flow, figure);
  twin = find_twin (self, result, figure);
  if (self->section != NULL && twin != NULL)
    put_twin (self, result, twin);
  else if (self->options.sections & ASSAY_REPORT_FIGURE_TABLES && has_points (figure) && twin == NULL)
    {
      g_autoptr(AssayTable) table = self->section != NULL ? assay_report_tell_own_numbers (figure) : assay_report_tell_numbers (figure);

      assay_flow_table (flow, table);
    }
}

/* ---- figures of one kind ---- */

static gsize
kind_length (const AssayFigure *figure)
{
  const char *colon = strchr (assay_figure_get_id (figure), ':');

  return colon != NULL ? (gsize) (colon - assay_figure_get_id (figure)) + 1 : 0;
}

/* How many figures from the first on are of its kind ("dependence:YOJ") and section. */
static guint
count_kind (const AssayResult *result, guint first)
{
  const AssayFigure *figure = assay_result_get_figure (result, first);
  gsize length = kind_length (figure);
  guint n = 1;

  while (length > 0 && first + n < assay_result_get_n_figures (result)
         && strncmp (assay_figure_get_id (assay_result_get_figure (result, first + n)), assay_figure_get_id (figure), length) == 0
         && g_strcmp0 (assay_figure_get_section (assay_result_get_figure (result, first + n)), assay_figure_get_section (figure)) == 0)
    n++;
  return n;
}

static void
put_small_figure (AssayFlow *flow, AssayFigure *figure, double x, double width)
{
  g_autoptr(AssayChart) chart = assay_chart_new (figure, NULL);
  g_autoptr(PangoLayout) title = assay_flow_layout (flow, ASSAY_STYLE_STRONG, _(assay_figure_get_title (figure)), width);
  double height;

  pango_layout_set_height (title, -1);
  pango_layout_set_ellipsize (title, PANGO_ELLIPSIZE_END);
  assay_flow_measure (title, NULL, &height);
  assay_report_page_add_text (flow->page, title, x, flow->y, flow->ink, "H3", NULL);
  assay_report_page_add_chart (flow->page, chart, &flow->theme, (AssayBox) { x, flow->y + height + 2, width, SMALL_HEIGHT });
}

/* Two in a row; what they show, their convention and their numbers once below them. */
static void
put_small_figures (AssayReportBuild *self, const AssayResult *result, guint first, guint n)
{
  AssayFlow *flow = &self->flow;
  double width = (assay_flow_get_width (flow) - SMALL_GAP) / 2;
  AssayFigure *figure = assay_result_get_figure (result, first);
  AssayTable *twin = find_twin (self, result, figure);

  assay_flow_heading (flow, 2, _(twin != NULL ? assay_table_get_title (twin) : assay_figure_get_title (figure)), SMALL_HEIGHT + 40);
  put_subtitle (self, figure);
  for (guint i = 0; i < n; i++)
    {
      if (i % 2 == 0)
        assay_flow_need (flow, SMALL_HEIGHT + 26);
      put_small_figure (flow, assay_result_get_figure (result, first + i), flow->margin + (i % 2) * (width + SMALL_GAP), width);
      if (i % 2 == 1 || i + 1 == n)
        flow->y += SMALL_HEIGHT + 26;
    }
  put_caption (flow, figure);
  if (twin != NULL)
    put_twin (self, result, twin);
}

void
assay_report_put_figures (AssayReportBuild *self, AssayResult *result)
{
  gboolean headed = self->section != NULL;

  if (!(self->options.sections & ASSAY_REPORT_FIGURES))
    return;
  for (guint i = 0, n; i < assay_result_get_n_figures (result); i += n)
    {
      AssayFigure *figure = assay_result_get_figure (result, i);

      n = 1;
      if (g_strcmp0 (assay_figure_get_section (figure), self->section) != 0)
        continue;
      if (!headed)
        assay_flow_heading (&self->flow, 1, _("Figures"), 320);
      headed = TRUE;
      n = self->section != NULL ? count_kind (result, i) : 1;
      if (n > 1)
        put_small_figures (self, result, i, n);
      else
        put_figure (self, result, figure);
    }
}
