#include "report/report-table.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "charts/format.h"
#include "report/report-excerpt.h"

#define PAD_X 5.0
#define PAD_Y 2.6
#define DENSE_PAD 1.1
#define DENSE 60             /* from so many rows on a table is for looking up: smaller type, closer lines */
#define MARK 11.0            /* room for the shape before a risk or a verdict */
#define SAMPLE 400           /* cells of numbers measured to find a width, evenly over the rows; of texts all are */
#define MEASURED 48          /* of those, at most so many by the font */
#define TIGHTER 1.1          /* up to so much too wide the smaller type is tried before the page is turned */
#define TALL 160.0           /* a row this high is broken where it is, so that its head is not left alone */
#define MIN_TEXT 54.0        /* a text column is not made narrower than this */

typedef struct
{
  guint index;               /* in the table */
  gboolean right;            /* numbers */
  double natural, least, width;
} Column;

/* A table in one of two sizes of type: the smaller one keeps a table that is only just too wide on an upright page. */
typedef struct { const AssayTable *table; AssayStyle cell, head; double pad; } Sheet;

typedef struct
{
  AssayFlow *flow;
  const Sheet *sheet;
  const Column *columns;
  guint n_columns;
  PangoLayout **heads;
  double head_height;
} Part;

static gboolean
is_number (AssayCellType type)
{
  return type == ASSAY_CELL_NUMBER || type == ASSAY_CELL_COUNT || type == ASSAY_CELL_FRACTION || type == ASSAY_CELL_ZSCORE;
}

static gboolean
has_mark (AssayCellType type)
{
  return type == ASSAY_CELL_RISK || type == ASSAY_CELL_VERDICT;
}

static char *
cell_text (const AssayTable *table, guint row, guint column)
{
  AssayVerdict verdict;

  if (assay_table_get_column_type (table, column) == ASSAY_CELL_VERDICT)
    {
      const char *name = assay_table_get_text (table, row, column);

      if (name != NULL && assay_verdict_from_name (name, &verdict))
        return g_strdup (_(assay_verdict_label (verdict)));
    }
  return assay_format_cell (table, row, column);
}

static double
text_width (AssayFlow *flow, AssayStyle style, const char *text)
{
  g_autoptr(PangoLayout) layout = assay_flow_layout (flow, style, text, 0);
  double width;

  assay_flow_measure (layout, &width, NULL);
  return width;
}

/* The widest single word of a head: below that it would be broken inside a word. */
static double
widest_word (AssayFlow *flow, AssayStyle style, const char *text)
{
  g_auto(GStrv) words = g_strsplit (text, " ", -1);
  double widest = 0;

  for (int i = 0; words[i] != NULL; i++)
    widest = MAX (widest, text_width (flow, style, words[i]));
  return widest;
}

static Column
measure_column (AssayFlow *flow, const Sheet *sheet, guint index)
{
  const AssayTable *table = sheet->table;
  AssayCellType type = assay_table_get_column_type (table, index);
  const char *label = _(assay_table_get_column_label (table, index));
  Column column = { .index = index, .right = is_number (type) || g_str_has_prefix (assay_table_get_column_id (table, index), ASSAY_REPORT_NUMBERS) };
  guint n_rows = assay_table_get_n_rows (table), step = is_number (type) ? MAX (1, n_rows / SAMPLE) : 1;
  double head = widest_word (flow, sheet->head, label), cells = 0;
  glong longest = 0;
  guint measured = 0;

  for (guint row = 0; row < n_rows; row += step)
    {
      g_autofree char *text = cell_text (table, row, index);

      longest = MAX (longest, g_utf8_strlen (text, -1));
    }
  /* The widest is among the longest by characters, and measuring those is cheaper than measuring all. */
  for (guint row = 0; row < n_rows && measured < MEASURED; row += step)
    {
      g_autofree char *text = cell_text (table, row, index);

      if (g_utf8_strlen (text, -1) < longest - 1)
        continue;
      cells = MAX (cells, text_width (flow, sheet->cell, text));
      measured++;
    }
  cells += 1 + (has_mark (type) ? MARK : 0);
  column.natural = MAX (MIN (text_width (flow, sheet->head, label), MAX (head, 70)), cells) + 2 * PAD_X;
  column.least = MAX (head + 2 * PAD_X, type == ASSAY_CELL_TEXT ? MIN (column.natural, MIN_TEXT) : cells + 2 * PAD_X);
  return column;
}

static double
sum_widths (const Column *columns, guint n, gboolean natural)
{
  double sum = 0;

  for (guint i = 0; i < n; i++)
    sum += natural ? columns[i].natural : columns[i].least;
  return sum;
}

#define SHORT 108.0          /* a column no wider than this keeps its lines whole while there is room for long ones */
#define FOR_LONG 0.18        /* of the room, at least, is theirs */

/* Long texts are wrapped, the longer the more, so that rows are as low as can be: widths grow as the root of what is in them. */
static double
cut_width (const Column *column, double floor_width, double scale)
{
  return MAX (floor_width, MIN (column->natural, scale * sqrt (column->natural)));
}

static double
find_scale (const Column *columns, const double *floors, guint n, double room)
{
  double low = 0, high = room;

  for (int step = 0; step < 50; step++)
    {
      double middle = (low + high) / 2, sum = 0;

      for (guint i = 0; i < n; i++)
        sum += cut_width (&columns[i], floors[i], middle);
      if (sum <= room)
        low = middle;
      else
        high = middle;
    }
  return low;
}

static void
cut_widths (Column *columns, guint n, double room)
{
  g_autofree double *floors = g_new (double, n + 1);
  double sum = 0, scale;
  gboolean are_whole;

  for (guint i = 0; i < n; i++)
    {
      floors[i] = columns[i].natural <= SHORT ? columns[i].natural : columns[i].least;
      sum += floors[i];
    }
  are_whole = sum <= room * (1 - FOR_LONG);
  for (guint i = 0; i < n && !are_whole; i++)
    floors[i] = columns[i].least;
  scale = find_scale (columns, floors, n, room);
  for (guint i = 0; i < n; i++)
    columns[i].width = cut_width (&columns[i], floors[i], scale);
}

/* Gives each column its natural width if all fit. */
static void
share_width (Column *columns, guint n, double room)
{
  double natural = sum_widths (columns, n, TRUE);

  if (natural > room)
    {
      cut_widths (columns, n, room);
      return;
    }
  for (guint i = 0; i < n; i++)
    columns[i].width = columns[i].natural + MIN ((room - natural) / n, 14);
}

static double
put_head (Part *part)
{
  AssayFlow *flow = part->flow;
  double x = assay_flow_get_left (flow), width = 0;

  for (guint i = 0; i < part->n_columns; i++)
    width += part->columns[i].width;
  for (guint i = 0; i < part->n_columns; i++)
    {
      double w, h;

      assay_flow_measure (part->heads[i], &w, &h);
      assay_report_page_add_text (flow->page, part->heads[i],
                                  x + PAD_X, flow->y + part->head_height - PAD_Y - h, flow->dim, "TH", NULL);
      x += part->columns[i].width;
    }
  flow->y += part->head_height;
  assay_report_page_add_line (flow->page, assay_flow_get_left (flow), flow->y, assay_flow_get_left (flow) + width, flow->y, 0.8, flow->dim);
  return width;
}

static void
put_mark (AssayFlow *flow, AssayCellType type, const char *name, double x, double y)
{
  AssayVerdict verdict;

  if (name == NULL)
    return;
  if (type == ASSAY_CELL_RISK && assay_risk_from_name (name) != ASSAY_RISK_NONE)
    assay_report_page_add_risk (flow->page, assay_risk_from_name (name), &flow->theme, x, y, 6.5);
  else if (type == ASSAY_CELL_VERDICT && assay_verdict_from_name (name, &verdict))
    assay_report_page_add_verdict (flow->page, verdict, x, y, 6.5);
}

static PangoLayout *
cell_layout (const Part *part, const char *text, const Column *column)
{
  AssayCellType type = assay_table_get_column_type (part->sheet->table, column->index);
  PangoLayout *layout = assay_flow_layout (part->flow, part->sheet->cell, text, column->width - 2 * PAD_X - (has_mark (type) ? MARK : 0));

  if (column->right)
    pango_layout_set_alignment (layout, PANGO_ALIGN_RIGHT);
  return layout;
}

/* How much of a cell goes into `room`, in bytes: whole lines, and at least one. */
static gsize
fitting (PangoLayout *layout, double room)
{
  g_autoptr(PangoLayoutIter) iter = pango_layout_get_iter (layout);
  gsize end = strlen (pango_layout_get_text (layout));

  while (pango_layout_iter_next_line (iter))
    {
      int bottom;

      pango_layout_iter_get_line_yrange (iter, NULL, &bottom);
      if ((double) bottom / PANGO_SCALE > room)
        return pango_layout_iter_get_index (iter);
    }
  return end;
}

static double
tallest (PangoLayout *const *cells, guint n, double pad)
{
  double height = 0;

  for (guint i = 0; i < n; i++)
    {
      double h;

      assay_flow_measure (cells[i], NULL, &h);
      height = MAX (height, h);
    }
  return height + 2 * pad;
}

static void
put_cells (const Part *part, guint row, PangoLayout *const *cells, double height, double table_width, gboolean marked)
{
  AssayFlow *flow = part->flow;
  const AssayTable *table = part->sheet->table;
  double x = assay_flow_get_left (flow);

  if (row % 2 == 1)
    assay_report_page_add_rect (flow->page, (AssayBox) { x, flow->y, table_width, height }, flow->band, 0);
  for (guint i = 0; i < part->n_columns; i++)
    {
      AssayCellType type = assay_table_get_column_type (table, part->columns[i].index);
      double indent = has_mark (type) ? MARK : 0, line = (double) pango_layout_get_baseline (cells[i]) / PANGO_SCALE;

      if (indent > 0 && marked)
        put_mark (flow, type, assay_table_get_text (table, row, part->columns[i].index), x + PAD_X + 4, flow->y + part->sheet->pad + line * 0.64);
      assay_report_page_add_text (flow->page, cells[i], x + PAD_X + indent, flow->y + part->sheet->pad, flow->ink, "TD", NULL);
      x += part->columns[i].width;
    }
  flow->y += height;
}

static void
clear_cells (PangoLayout **cells, guint n)
{
  for (guint i = 0; i < n; i++)
    g_clear_object (&cells[i]);
}

/* A row that what is left of a page, or any page, cannot hold: as many lines of each cell as fit, and the rest on the next page. */
static void
put_tall_row (Part *part, guint row, char **texts, double table_width)
{
  AssayFlow *flow = part->flow;
  g_autofree PangoLayout **cells = g_new0 (PangoLayout *, part->n_columns);
  gboolean is_first = TRUE, more = TRUE;

  while (more)
    {
      double room = assay_flow_get_room (flow) - 2 * part->sheet->pad;

      more = FALSE;
      for (guint i = 0; i < part->n_columns; i++)
        {
          g_autoptr(PangoLayout) whole = cell_layout (part, texts[i], &part->columns[i]);
          gsize end = fitting (whole, room);
          g_autofree char *now = g_strndup (texts[i], end), *rest = g_strdup (texts[i] + end);

          cells[i] = cell_layout (part, now, &part->columns[i]);
          more = more || *rest != '\0';
          g_free (texts[i]);
          texts[i] = g_steal_pointer (&rest);
        }
      put_cells (part, row, cells, tallest (cells, part->n_columns, part->sheet->pad), table_width, is_first);
      clear_cells (cells, part->n_columns);
      is_first = FALSE;
      if (more)
        {
          assay_flow_new_page (flow);
          put_head (part);
        }
    }
}

static void
put_row (Part *part, guint row, double table_width)
{
  AssayFlow *flow = part->flow;
  g_autofree PangoLayout **cells = g_new0 (PangoLayout *, part->n_columns);
  g_auto(GStrv) texts = g_new0 (char *, part->n_columns + 1);
  double height;

  for (guint i = 0; i < part->n_columns; i++)
    {
      texts[i] = cell_text (part->sheet->table, row, part->columns[i].index);
      cells[i] = cell_layout (part, texts[i], &part->columns[i]);
    }
  height = tallest (cells, part->n_columns, part->sheet->pad);
  if (height > assay_flow_get_room (flow) && (height < TALL || assay_flow_get_room (flow) < TALL / 2))
    {
      assay_flow_new_page (flow);
      put_head (part);
    }
  if (height > assay_flow_get_room (flow))
    put_tall_row (part, row, texts, table_width);
  else
    put_cells (part, row, cells, height, table_width, TRUE);
  clear_cells (cells, part->n_columns);
}

static void
put_part (AssayFlow *flow, const Sheet *sheet, Column *columns, guint n_columns)
{
  const AssayTable *table = sheet->table;
  Part part = { flow, sheet, columns, n_columns, g_new (PangoLayout *, n_columns), 0 };
  double width;

  for (guint i = 0; i < n_columns; i++)
    {
      double h;

      part.heads[i] = assay_flow_layout (flow, sheet->head, _(assay_table_get_column_label (table, columns[i].index)), columns[i].width - 2 * PAD_X);
      if (columns[i].right)
        pango_layout_set_alignment (part.heads[i], PANGO_ALIGN_RIGHT);
      assay_flow_measure (part.heads[i], NULL, &h);
      part.head_height = MAX (part.head_height, h + 2 * PAD_Y);
    }
  assay_flow_need (flow, part.head_height + 40);
  width = put_head (&part);
  for (guint row = 0; row < assay_table_get_n_rows (table); row++)
    put_row (&part, row, width);
  assay_report_page_add_line (flow->page, assay_flow_get_left (flow), flow->y, assay_flow_get_left (flow) + width, flow->y, 0.4, flow->line);
  flow->y += 6;
  for (guint i = 0; i < n_columns; i++)
    g_object_unref (part.heads[i]);
  g_free (part.heads);
}

/* As many columns as fit after the key column, again and again, until all are shown. */
static void
put_parts (AssayFlow *flow, const Sheet *sheet, const Column *columns, guint n_columns)
{
  double room = assay_flow_get_width (flow);

  for (guint next = 1; next < n_columns;)
    {
      g_autofree Column *some = g_new (Column, n_columns);
      double used = columns[0].least;
      guint n = 1;

      some[0] = columns[0];
      while (next < n_columns && (n == 1 || used + columns[next].least <= room))
        {
          used += columns[next].least;
          some[n++] = columns[next++];
        }
      share_width (some, n, room);
      put_part (flow, sheet, some, n);
      assay_flow_space (flow, 8);
    }
}

static void
measure_columns (AssayFlow *flow, const Sheet *sheet, Column *columns, guint n)
{
  for (guint i = 0; i < n; i++)
    columns[i] = measure_column (flow, sheet, i);
}

/* Measures the columns in the type that fits `room`. FALSE: neither does, and the sheet has the larger one. */
static gboolean
choose_type (AssayFlow *flow, Sheet *sheet, Column *columns, guint n, double room)
{
  gboolean is_dense = assay_table_get_n_rows (sheet->table) >= DENSE;

  sheet->pad = is_dense ? DENSE_PAD : PAD_Y;
  if (is_dense)
    {
      sheet->cell = ASSAY_STYLE_TIGHT_CELL;
      sheet->head = ASSAY_STYLE_TIGHT_HEAD;
      measure_columns (flow, sheet, columns, n);
      return sum_widths (columns, n, FALSE) <= room;
    }
  sheet->cell = ASSAY_STYLE_CELL;
  sheet->head = ASSAY_STYLE_HEAD;
  measure_columns (flow, sheet, columns, n);
  if (sum_widths (columns, n, FALSE) <= room)
    return TRUE;
  if (sum_widths (columns, n, FALSE) > room * TIGHTER)
    return FALSE;

  sheet->cell = ASSAY_STYLE_TIGHT_CELL;
  sheet->head = ASSAY_STYLE_TIGHT_HEAD;
  measure_columns (flow, sheet, columns, n);
  if (sum_widths (columns, n, FALSE) <= room)
    return TRUE;

  sheet->cell = ASSAY_STYLE_CELL;
  sheet->head = ASSAY_STYLE_HEAD;
  measure_columns (flow, sheet, columns, n);
  return FALSE;
}

gboolean
assay_flow_table_is_turned (AssayFlow *flow, const AssayTable *table)
{
  guint n = assay_table_get_n_columns (table);
  g_autofree Column *columns = g_new0 (Column, MAX (n, 1));
  Sheet sheet = { .table = table };

  return !choose_type (flow, &sheet, columns, n, flow->width - 2 * flow->margin);
}

void
assay_flow_table (AssayFlow *flow, const AssayTable *table)
{
  guint n = assay_table_get_n_columns (table);
  g_autofree Column *columns = g_new0 (Column, MAX (n, 1));
  const char *note = assay_table_get_note (table);
  Sheet sheet = { .table = table };
  gboolean was_turned = flow->landscape, fits;

  if (!was_turned && assay_flow_table_is_turned (flow, table))
    assay_flow_set_landscape (flow, TRUE);
  fits = choose_type (flow, &sheet, columns, n, assay_flow_get_width (flow));
  if (assay_table_get_title (table)[0] != '\0')
    assay_flow_heading (flow, 2, _(assay_table_get_title (table)), 120);
  if (note != NULL)
    assay_flow_paragraph (flow, ASSAY_STYLE_SMALL, _(note));
  if (assay_table_get_n_rows (table) == 0)
    assay_flow_paragraph (flow, ASSAY_STYLE_BODY, _("Nothing to list."));
  else if (n == 1 || fits)
    {
      share_width (columns, n, assay_flow_get_width (flow));
      put_part (flow, &sheet, columns, n);
    }
  else
    put_parts (flow, &sheet, columns, n);
  if (!was_turned)
    assay_flow_set_landscape (flow, FALSE);
}
