#include "result/figure.h"

struct _AssayFigure
{
  gatomicrefcount refs;
  char *id, *title, *subtitle, *finding, *convention, *section;
  AssayFigureKind kind;
  gboolean is_stacked;
  AssayAxis x, y;
  GPtrArray *series;           /* AssayFigureSeries */
  GArray *rules;               /* AssayFigureRule */
};

static void
series_free (gpointer data)
{
  AssayFigureSeries *series = data;

  g_free (series->id);
  g_free (series->label);
  g_clear_pointer (&series->x, g_bytes_unref);
  g_clear_pointer (&series->y, g_bytes_unref);
  g_clear_pointer (&series->y2, g_bytes_unref);
  g_clear_pointer (&series->risk, g_bytes_unref);
  g_clear_pointer (&series->row, g_bytes_unref);
  g_strfreev (series->notes);
  g_free (series);
}

static void
rule_clear (gpointer data)
{
  g_free (((AssayFigureRule *) data)->label);
}

static void
axis_clear (AssayAxis *axis)
{
  g_free (axis->label);
  g_free (axis->unit_text);
  g_strfreev (axis->categories);
}

AssayFigure *
assay_figure_new (const char *id, AssayFigureKind kind, const char *title)
{
  AssayFigure *self = g_new0 (AssayFigure, 1);

  g_atomic_ref_count_init (&self->refs);
  self->id = g_strdup (id);
  self->kind = kind;
  self->title = g_strdup (title);
  /* bars are ranked and cells are crossed by what the data hold; but the orders of inputs stand beside the methods that make them */
  self->x.names_data = kind == ASSAY_FIGURE_RANKED || (kind == ASSAY_FIGURE_HEAT && g_strcmp0 (id, "orders") != 0);
  self->series = g_ptr_array_new_with_free_func (series_free);
  self->rules = g_array_new (FALSE, FALSE, sizeof (AssayFigureRule));
  g_array_set_clear_func (self->rules, rule_clear);
  return self;
}

AssayFigure *
assay_figure_ref (AssayFigure *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
assay_figure_unref (AssayFigure *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;

  g_free (self->id);
  g_free (self->title);
  g_free (self->subtitle);
  g_free (self->section);
  g_free (self->finding);
  g_free (self->convention);
  axis_clear (&self->x);
  axis_clear (&self->y);
  g_ptr_array_unref (self->series);
  g_array_unref (self->rules);
  g_free (self);
}

/* The old text may be what the new one is made from. */
static void
replace (char **text, const char *with)
{
  char *old = *text;

  *text = g_strdup (with);
  g_free (old);
}

void
assay_figure_set_id (AssayFigure *self, const char *id)
{
  replace (&self->id, id);
}

void
assay_figure_set_subtitle (AssayFigure *self, const char *subtitle)
{
  replace (&self->subtitle, subtitle);
}

void
assay_figure_set_finding (AssayFigure *self, const char *finding)
{
  replace (&self->finding, finding);
}

void
assay_figure_set_convention (AssayFigure *self, const char *convention)
{
  replace (&self->convention, convention);
}

void
assay_figure_set_section (AssayFigure *self, const char *section)
{
  g_free (self->section);
  self->section = g_strdup (section);
  self->x.names_data |= section != NULL;
}

const char *
assay_figure_get_section (const AssayFigure *self)
{
  return self->section;
}

void
assay_figure_set_x (AssayFigure *self, AssayAxisType type, AssayAxisUnit unit, const char *label, const char *unit_text)
{
  self->x.type = type;
  self->x.unit = unit;
  replace (&self->x.label, label);
  replace (&self->x.unit_text, unit_text);
}

void
assay_figure_set_y (AssayFigure *self, AssayAxisUnit unit, const char *label, const char *unit_text)
{
  self->y.unit = unit;
  replace (&self->y.label, label);
  replace (&self->y.unit_text, unit_text);
}

void
assay_figure_set_categories (AssayFigure *self, const char *const *categories)
{
  g_strfreev (self->x.categories);
  self->x.categories = g_strdupv ((char **) categories);
}

void
assay_figure_set_bin_width (AssayFigure *self, double width)
{
  self->x.bin_width = width;
}

void
assay_figure_set_stacked (AssayFigure *self, gboolean stacked)
{
  self->is_stacked = stacked;
}

gboolean
assay_figure_is_stacked (const AssayFigure *self)
{
  return self->is_stacked;
}

void
assay_figure_add_series (AssayFigure *self, const char *id, const char *label, AssaySeriesRole role, gsize n,
                         GBytes *x, GBytes *y, GBytes *y2, GBytes *risk, GBytes *row)
{
  AssayFigureSeries *series = g_new0 (AssayFigureSeries, 1);

  g_return_if_fail (y != NULL && g_bytes_get_size (y) >= n * sizeof (double));
  g_return_if_fail (x == NULL || g_bytes_get_size (x) >= n * sizeof (double));
  g_return_if_fail (y2 == NULL || g_bytes_get_size (y2) >= n * sizeof (double));
  g_return_if_fail (risk == NULL || g_bytes_get_size (risk) >= n);
  g_return_if_fail (row == NULL || g_bytes_get_size (row) >= n * sizeof (guint64));

  series->id = g_strdup (id);
  series->label = g_strdup (label);
  series->role = role;
  series->n = n;
  series->x = x;
  series->y = y;
  series->y2 = y2;
  series->risk = risk;
  series->row = row;
  g_ptr_array_add (self->series, series);
}

void
assay_figure_set_notes (AssayFigure *self, const char *const *notes)
{
  AssayFigureSeries *series = self->series->len > 0 ? self->series->pdata[self->series->len - 1] : NULL;

  g_return_if_fail (series != NULL && g_strv_length ((char **) notes) == series->n);
  g_strfreev (series->notes);
  series->notes = g_strdupv ((char **) notes);
}

void
assay_figure_add_rule (AssayFigure *self, double value, const char *label)
{
  AssayFigureRule rule = { value, g_strdup (label) };

  g_array_append_val (self->rules, rule);
}

static void
copy_axis (AssayAxis *to, const AssayAxis *from)
{
  *to = *from;
  to->label = g_strdup (from->label);
  to->unit_text = g_strdup (from->unit_text);
  to->categories = g_strdupv (from->categories);
}

static GBytes *
ref_bytes (GBytes *bytes)
{
  return bytes != NULL ? g_bytes_ref (bytes) : NULL;
}

AssayFigure *
assay_figure_new_plain (AssayFigure *self)
{
  AssayFigure *plain;
  gboolean is_plain = TRUE;

  for (guint i = 0; i < self->series->len; i++)
    is_plain = is_plain && ASSAY_SERIES_IS_PLAIN (((AssayFigureSeries *) self->series->pdata[i])->role);
  if (is_plain)
    return assay_figure_ref (self);
  plain = assay_figure_new (self->id, self->kind, self->title);
  assay_figure_set_subtitle (plain, self->subtitle);
  assay_figure_set_finding (plain, self->finding);
  assay_figure_set_convention (plain, self->convention);
  assay_figure_set_section (plain, self->section);
  copy_axis (&plain->x, &self->x);
  copy_axis (&plain->y, &self->y);
  for (guint i = 0; i < self->rules->len; i++)
    assay_figure_add_rule (plain, assay_figure_get_rule (self, i)->value, assay_figure_get_rule (self, i)->label);
  for (guint i = 0; i < self->series->len; i++)
    {
      const AssayFigureSeries *series = self->series->pdata[i];

      if (!ASSAY_SERIES_IS_PLAIN (series->role))
        continue;
      assay_figure_add_series (plain, series->id, series->label, series->role, series->n, ref_bytes (series->x), ref_bytes (series->y), ref_bytes (series->y2),
                               ref_bytes (series->risk), ref_bytes (series->row));
      if (series->notes != NULL)
        assay_figure_set_notes (plain, (const char *const *) series->notes);
    }
  return plain;
}

const char *
assay_figure_get_id (const AssayFigure *self)
{
  return self->id;
}

AssayFigureKind
assay_figure_get_kind (const AssayFigure *self)
{
  return self->kind;
}

const char *
assay_figure_get_title (const AssayFigure *self)
{
  return self->title;
}

const char *
assay_figure_get_subtitle (const AssayFigure *self)
{
  return self->subtitle;
}

const char *
assay_figure_get_finding (const AssayFigure *self)
{
  return self->finding;
}

const char *
assay_figure_get_convention (const AssayFigure *self)
{
  return self->convention;
}

const AssayAxis *
assay_figure_get_x (const AssayFigure *self)
{
  return &self->x;
}

const AssayAxis *
assay_figure_get_y (const AssayFigure *self)
{
  return &self->y;
}

guint
assay_figure_get_n_series (const AssayFigure *self)
{
  return self->series->len;
}

const AssayFigureSeries *
assay_figure_get_series (const AssayFigure *self, guint index)
{
  g_return_val_if_fail (index < self->series->len, NULL);
  return self->series->pdata[index];
}

guint
assay_figure_get_n_rules (const AssayFigure *self)
{
  return self->rules->len;
}

const AssayFigureRule *
assay_figure_get_rule (const AssayFigure *self, guint index)
{
  g_return_val_if_fail (index < self->rules->len, NULL);
  return &g_array_index (self->rules, AssayFigureRule, index);
}

static gconstpointer
lent (GBytes *bytes)
{
  return bytes != NULL ? g_bytes_get_data (bytes, NULL) : NULL;
}

const double *
assay_figure_series_x (const AssayFigureSeries *series)
{
  return lent (series->x);
}

const double *
assay_figure_series_y (const AssayFigureSeries *series)
{
  return lent (series->y);
}

const double *
assay_figure_series_y2 (const AssayFigureSeries *series)
{
  return lent (series->y2);
}

const gint8 *
assay_figure_series_risk (const AssayFigureSeries *series)
{
  return lent (series->risk);
}

const guint64 *
assay_figure_series_row (const AssayFigureSeries *series)
{
  return lent (series->row);
}
