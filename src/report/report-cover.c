/* Cover, contents, heads and feet. */
#include "report/report-sections.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "charts/format.h"

#define CONTENTS_HEAD 20.0
#define CONTENTS_LINE 17.0
#define CONTENTS_OF_VALIDATION 12      /* lines of its sections and appendices, in two columns */
#define CONTENTS_GAP 24.0

AssayVerdict
assay_report_verdict (const AssayReportBuild *self)
{
  AssayVerdict verdict = ASSAY_VERDICT_NONE;

  for (guint i = 0; i < self->n_results; i++)
    verdict = assay_verdict_worst (verdict, assay_result_get_verdict (self->results[i]));
  return verdict;
}

static char *
describe_input (const AssayInput *input)
{
  g_autofree char *rows = assay_format_count (input->rows);
  g_autofree char *columns = assay_format_count (input->columns);

  if (input->rows < 0)
    return g_strdup (input->name);
  /* TRANSLATORS: a data file: name, number of rows, number of columns */
  return g_strdup_printf (_("%s — %s rows, %s columns"), input->name, rows, columns);
}

static char *
describe_date (const char *iso)
{
  int year, month, day;
  g_autoptr(GDate) date = g_date_new ();

  if (iso == NULL || sscanf (iso, "%d-%d-%d", &year, &month, &day) != 3 || !g_date_valid_dmy (day, month, year))
    return g_strdup (iso != NULL ? iso : _("not stated"));
  g_date_set_dmy (date, day, month, year);
  return assay_format_date ((gint32) g_date_get_julian (date) - 719163, FALSE);
}

static void
put_input (AssayFlow *flow, const AssayInput *input)
{
  static const struct { const char *role, *name; } words[] = {
    { "model", N_("Model") },
    { "labels", N_("Labels") },
    { "ranges", N_("Ranges") },
    { "scenarios", N_("Scenarios") },
    { "reference", N_("Reference sample") },
    { "train", N_("Training sample") },
    { "baseline", N_("Approved baseline") },
    { "data", N_("Data") },
  };
  g_autofree char *text = describe_input (input);
  guint i = 0;

  while (i + 1 < G_N_ELEMENTS (words) && !g_str_equal (words[i].role, input->role))
    i++;
  assay_flow_hashed_pair (flow, _(words[i].name), text, input->sha256);
}

/* Scores in the data stand for a model; which regulation asked; and that nobody has signed yet. */
static void
put_validation_pairs (AssayFlow *flow, const AssayResult *result)
{
  const char *profile = assay_result_find_option (result, "profile"), *score = assay_result_find_option (result, "score");

  if (assay_result_find_table (result, "validated-models") == NULL && score != NULL && *score != '\0')
    assay_flow_pair (flow, _("Scores in the data"), ASSAY_STYLE_BODY, score);
  assay_flow_pair (flow, _("Profile"), ASSAY_STYLE_BODY, profile != NULL && *profile != '\0' ? profile : _("none: no regulation was named (--profile)"));
  assay_flow_pair (flow, _("Status"), ASSAY_STYLE_BODY, _("Not signed (section 18)"));
}

static void
put_result_pairs (AssayReportBuild *self, AssayResult *result, const char *hash)
{
  AssayFlow *flow = &self->flow;
  g_autofree char *as_of = describe_date (assay_result_get_as_of (result));
  g_autofree char *seed = g_strdup_printf ("%" G_GINT64_FORMAT, assay_result_get_seed (result));
  g_autofree char *engine = g_strdup_printf ("%s, %s", assay_result_get_engine (result) != NULL ? assay_result_get_engine (result) : _("not stated"), seed);
  const char *policy = assay_result_get_policy_name (result);
  gboolean has_roles = assay_result_find_table (result, "validated-models") != NULL;

  if (self->n_results > 1)
    assay_flow_pair (flow, _("Result"), ASSAY_STYLE_STRONG, assay_result_get_title (result));
  assay_report_put_model_pairs (self, result);
  for (guint i = 0; i < assay_result_get_n_inputs (result); i++)
    if (!has_roles || strcmp (assay_result_get_input (result, i)->role, "model") != 0)
      put_input (flow, assay_result_get_input (result, i));
  assay_flow_pair (flow, _("As of"), ASSAY_STYLE_BODY, as_of);
  if (assay_report_is_validation (result))
    put_validation_pairs (flow, result);
  assay_flow_pair (flow, _("Policy"), ASSAY_STYLE_BODY, policy != NULL ? policy : _("none"));
  assay_flow_pair (flow, _("Engine, seed"), ASSAY_STYLE_BODY, engine);
  assay_flow_pair (flow, _("Result SHA-256"), ASSAY_STYLE_MONO, hash);
}

/* The many sections of a validation stand in two columns on the cover. */
static gboolean
has_two_columns (const AssayReportBuild *self)
{
  return self->n_results == 1 && assay_report_is_validation (self->results[0]);
}

static double
contents_bottom (const AssayFlow *flow)
{
  return flow->height - flow->margin - 40;
}

/* Of several results each has a line, which can be more than the cover holds: pages are set aside before the numbers of pages are known. */
static void
reserve_contents (AssayReportBuild *self)
{
  AssayFlow *flow = &self->flow;
  double y = self->contents_y + CONTENTS_HEAD;

  for (guint i = 0; self->n_results > 1 && i < self->n_results; i++, y += CONTENTS_LINE)
    if (y >= contents_bottom (flow))
      {
        assay_flow_new_page (flow);
        y = flow->y;
      }
}

void
assay_report_put_cover (AssayReportBuild *self)
{
  AssayFlow *flow = &self->flow;
  g_autoptr(PangoLayout) kind = NULL;
  guint full = MIN (self->n_results, 2);

  assay_flow_new_page (flow);
  flow->y = flow->margin + 34;
  kind = assay_flow_layout (flow, ASSAY_STYLE_LEAD, _("Model risk report"), 0);
  assay_report_page_add_text (flow->page, kind, flow->margin, flow->y, flow->dim, "P", NULL);
  flow->y += 22;
  assay_flow_paragraph (flow, ASSAY_STYLE_TITLE, self->title);
  flow->y += 6;
  assay_flow_put_verdict (flow, assay_report_verdict (self), ASSAY_STYLE_HEADING, flow->margin, flow->y);
  flow->y += 38;

  assay_flow_pair (flow, _("Workspace"), ASSAY_STYLE_BODY, self->workspace != NULL ? self->workspace : _("not recorded in a workspace"));
  assay_flow_pair (flow, _("Run"), ASSAY_STYLE_BODY, self->run != NULL ? self->run : _("not recorded in a workspace"));
  if (self->author != NULL)
    assay_flow_pair (flow, _("Prepared by"), ASSAY_STYLE_BODY, self->author);
  for (guint i = 0; i < full; i++)
    put_result_pairs (self, self->results[i], self->hashes[i]);
  if (full < self->n_results)
    {
      g_autofree char *rest = g_strdup_printf (ngettext ("%u more result; its sources are in its appendix",
                                                         "%u more results; their sources are in their appendices",
                                                         self->n_results - full), self->n_results - full);

      assay_flow_pair (flow, _("Further"), ASSAY_STYLE_BODY, rest);
    }
  /* Names can be so long that there is no room left for it. */
  assay_flow_need (flow, has_two_columns (self) ? 18 + CONTENTS_HEAD + CONTENTS_OF_VALIDATION * CONTENTS_LINE : 200);
  self->contents_page = flow->pages->len - 1;
  self->contents_y = flow->y + 18;
  reserve_contents (self);
}

static void
put_contents_line (AssayFlow *flow, AssayReportPage *page, const AssayOutlineEntry *entry, double left, double right, double y)
{
  g_autofree char *number = g_strdup_printf ("%u", entry->page + 1);
  g_autoptr(PangoLayout) text = assay_flow_layout (flow, ASSAY_STYLE_BODY, entry->text, right - left - 40), count = assay_flow_layout (flow, ASSAY_STYLE_BODY, number, 0);
  double width;

  pango_layout_set_height (text, -1);
  pango_layout_set_ellipsize (text, PANGO_ELLIPSIZE_END);
  assay_report_page_add_text (page, text, left, y, flow->ink, "P", entry->destination);
  assay_flow_measure (count, &width, NULL);
  assay_report_page_add_text (page, count, right - width, y, flow->dim, "P", NULL);
}

static guint
count_level (const AssayFlow *flow, int level)
{
  guint n = 0;

  for (guint i = 0; i < flow->outline->len; i++)
    n += g_array_index (flow->outline, AssayOutlineEntry, i).level == level;
  return n;
}

void
assay_report_put_contents (AssayReportBuild *self)
{
  AssayFlow *flow = &self->flow;
  AssayReportPage *cover = g_ptr_array_index (flow->pages, self->contents_page);
  int level = self->n_results > 1 ? 0 : 1;
  double y = self->contents_y, right = flow->width - flow->margin, top = flow->margin + 22, column = (right - flow->margin - CONTENTS_GAP) / 2;
  guint at = self->contents_page, half = has_two_columns (self) ? (count_level (flow, level) + 1) / 2 : G_MAXUINT, n = 0;
  g_autoptr(PangoLayout) head = assay_flow_layout (flow, ASSAY_STYLE_SUBHEADING, _("Contents"), 0);

  assay_report_page_add_text (cover, head, flow->margin, y, flow->ink, "H2", NULL);
  y += CONTENTS_HEAD;
  for (guint i = 0; i < flow->outline->len; i++)
    {
      const AssayOutlineEntry *entry = &g_array_index (flow->outline, AssayOutlineEntry, i);
      double left = n >= half ? right - column : flow->margin;

      if (entry->level != level)
        continue;
      if (n == half)
        y = self->contents_y + CONTENTS_HEAD;
      if (half == G_MAXUINT && y >= contents_bottom (flow))
        {
          cover = g_ptr_array_index (flow->pages, ++at);
          y = top;
        }
      put_contents_line (flow, cover, entry, left, half == G_MAXUINT ? right : left + column, y);
      y += CONTENTS_LINE;
      n++;
    }
}

static void
put_foot (AssayReportBuild *self, AssayReportPage *page, guint number)
{
  AssayFlow *flow = &self->flow;
  double left = flow->margin, right = assay_report_page_get_width (page) - flow->margin;
  double y = assay_report_page_get_height (page) - flow->margin - 8, width;
  /* TRANSLATORS: at the foot of a report: run, first digits of the result's hash */
  g_autofree char *what = g_strdup_printf (_("%s · result %.12s · Assay"), self->run != NULL ? self->run : _("Not recorded"), self->hashes[0]);
  /* TRANSLATORS: at the foot of a report */
  g_autofree char *count = g_strdup_printf (_("Page %u of %u"), number + 1, flow->pages->len);
  g_autoptr(PangoLayout) source = assay_flow_layout (flow, ASSAY_STYLE_SMALL, what, 0);
  g_autoptr(PangoLayout) place = assay_flow_layout (flow, ASSAY_STYLE_SMALL, count, 0);
  g_autoptr(PangoLayout) word = assay_flow_layout (flow, ASSAY_STYLE_SMALL, _(assay_verdict_label (assay_report_verdict (self))), 0);

  assay_report_page_add_line (page, left, y - 6, right, y - 6, 0.4, flow->line);
  assay_report_page_add_text (page, source, left, y, flow->dim, NULL, NULL);
  assay_flow_measure (word, &width, NULL);
  assay_report_page_add_verdict (page, assay_report_verdict (self), (left + right - width) / 2 - 6, y + 5, 6);
  assay_report_page_add_text (page, word, (left + right - width) / 2, y, assay_report_verdict_color (assay_report_verdict (self)), NULL, NULL);
  assay_flow_measure (place, &width, NULL);
  assay_report_page_add_text (page, place, right - width, y, flow->dim, NULL, NULL);
}

void
assay_report_put_furniture (AssayReportBuild *self)
{
  AssayFlow *flow = &self->flow;

  for (guint i = 0; i < flow->pages->len; i++)
    {
      AssayReportPage *page = g_ptr_array_index (flow->pages, i);
      double right = assay_report_page_get_width (page) - flow->margin;

      if (i > 0)
        {
          g_autoptr(PangoLayout) head = assay_flow_layout (flow, ASSAY_STYLE_SMALL, self->title, right - flow->margin);

          pango_layout_set_ellipsize (head, PANGO_ELLIPSIZE_END);
          assay_report_page_add_text (page, head, flow->margin, flow->margin - 10, flow->dim, NULL, NULL);
          assay_report_page_add_line (page, flow->margin, flow->margin + 5, right, flow->margin + 5, 0.4, flow->line);
        }
      put_foot (self, page, i);
    }
}
