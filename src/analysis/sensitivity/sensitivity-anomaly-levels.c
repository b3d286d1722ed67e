#include "analysis/sensitivity/sensitivity-anomaly-levels-private.h"

#include <gio/gio.h>
#include <math.h>
#include <string.h>

#include "base/parallel.h"
#include "math/order.h"
#include "math/seasonal-naive.h"

#define PIECE_ROWS 65536

/* Rows of one series; n_before: values to be scored before them in the series. */
typedef struct { gsize series, first, count, n_exist, n_before; } Piece;
typedef struct { gsize first, count; } Item;      /* of pieces */
typedef struct { GArray *rows, *sizes; gsize n_scored; } Found;

typedef struct
{
  AnomalyGround *ground;
  const AnomalyLevelKey *key;
  const double *x;                 /* what is scored */
  AmRollingZ how;
  gint64 span;                     /* of a season */
  GArray *pieces, *items;
  Found *found;                    /* [n_items] */
} Pass;

void
anomaly_ground_clear (AnomalyGround *self)
{
  assay_calendar_clear (&self->calendar);
  g_clear_pointer (&self->panel, assay_panel_unref);
  g_clear_pointer (&self->labels, anomaly_labels_free);
  g_clear_pointer (&self->stop, assay_progress_unref);
  g_clear_pointer (&self->residual, g_free);
}

void
anomaly_levels_free (AnomalyLevels *self)
{
  g_free (self->size);
  g_free (self->n_episodes);
  g_free (self->n_hits);
  g_free (self);
}

static gboolean
go_on (const AnomalyGround *ground, GError **error)
{
  if (!assay_progress_is_cancelled (ground->stop))
    return TRUE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "stopped");
  return FALSE;
}

/* ---- the cut ---- */

static void
cut (Pass *pass)
{
  AssayPanel *panel = pass->ground->panel;
  gsize n_in_item = PIECE_ROWS;

  pass->pieces = g_array_new (FALSE, TRUE, sizeof (Piece));
  pass->items = g_array_new (FALSE, TRUE, sizeof (Item));
  for (gsize series = 0; series < assay_panel_get_n_series (panel); series++)
    {
      gsize end = assay_panel_get_first (panel, series + 1);

      for (gsize first = assay_panel_get_first (panel, series); first < end; first += PIECE_ROWS)
        {
          Piece piece = { series, first, MIN (PIECE_ROWS, end - first), 0, 0 };
          Item item = { pass->pieces->len, 0 };

          if (n_in_item + piece.count > PIECE_ROWS)
            {
              g_array_append_val (pass->items, item);
              n_in_item = 0;
            }
          g_array_append_val (pass->pieces, piece);
          g_array_index (pass->items, Item, pass->items->len - 1).count++;
          n_in_item += piece.count;
        }
    }
}

static void
series_span (const Pass *pass, const Piece *piece, gsize *start, gsize *n)
{
  *start = assay_panel_get_first (pass->ground->panel, piece->series);
  *n = assay_panel_get_first (pass->ground->panel, piece->series + 1) - *start;
}

/* ---- residuals, and how many there are ---- */

static gboolean
prepare_item (gsize index, guint worker, gpointer user_data, GError **error)
{
  Pass *pass = user_data;
  AnomalyGround *ground = pass->ground;
  const Item *item = &g_array_index (pass->items, Item, index);
  const double *values = assay_panel_get_values (ground->panel);

  for (gsize i = item->first; i < item->first + item->count; i++)
    {
      Piece *piece = &g_array_index (pass->pieces, Piece, i);
      gsize start, n;

      series_span (pass, piece, &start, &n);
      if (!ground->how.on_value && ground->season != pass->key->season)
        am_seasonal_naive_part (values + start, ground->calendar.times + start, n, piece->first - start, piece->count, pass->span, NULL, ground->residual + piece->first);
      piece->n_exist = am_rolling_z_count (pass->x + piece->first, piece->count);
    }
  return go_on (ground, error);
}

static gboolean
prepare (Pass *pass, GError **error)
{
  AnomalyGround *ground = pass->ground;

  if (!ground->how.on_value && ground->residual == NULL)
    ground->residual = g_new (double, assay_panel_get_n_rows (ground->panel) + 1);
  pass->x = ground->how.on_value ? assay_panel_get_values (ground->panel) : ground->residual;
  if (!assay_parallel_for (ground->n_threads, pass->items->len, prepare_item, pass, NULL, error))
    {
      ground->season = 0;
      return FALSE;
    }
  ground->season = pass->key->season;
  for (guint i = 1; i < pass->pieces->len; i++)
    {
      Piece *piece = &g_array_index (pass->pieces, Piece, i);
      const Piece *before = piece - 1;

      if (before->series == piece->series)
        piece->n_before = before->n_before + before->n_exist;
    }
  return TRUE;
}

/* ---- scores ---- */

typedef struct { double *z; guint8 *state; void *work; } Bench;

static void
keep (const Pass *pass, const Piece *piece, const Bench *bench, Found *found)
{
  for (gsize i = 0; i < piece->count; i++)
    {
      gboolean is_breach = bench->state[i] == AM_Z_CONSTANT_BREACH;
      double size = is_breach ? INFINITY : fabs (bench->z[i]);
      guint64 row = piece->first + i;

      if (bench->state[i] != AM_Z_DEFINED && !is_breach)
        continue;
      found->n_scored++;
      if (!(size >= pass->ground->floor))
        continue;
      g_array_append_val (found->rows, row);
      g_array_append_val (found->sizes, size);
    }
}

static gboolean
score_item (gsize index, guint worker, gpointer user_data, GError **error)
{
  Pass *pass = user_data;
  const Item *item = &g_array_index (pass->items, Item, index);
  Found *found = &pass->found[index];
  g_autofree double *z = g_new (double, PIECE_ROWS);
  g_autofree guint8 *state = g_new (guint8, PIECE_ROWS);
  g_autofree void *work = g_malloc (am_rolling_z_work (&pass->how));
  const Bench bench = { z, state, work };

  found->rows = g_array_new (FALSE, FALSE, sizeof (guint64));
  found->sizes = g_array_new (FALSE, FALSE, sizeof (double));
  for (gsize i = item->first; i < item->first + item->count; i++)
    {
      const Piece *piece = &g_array_index (pass->pieces, Piece, i);
      gboolean fits;
      gsize start, n;

      series_span (pass, piece, &start, &n);
      fits = am_rolling_z_ranked_part (pass->x + start, n, piece->first - start, piece->count, piece->n_before, &pass->how, z, state, work);
      g_assert (fits);
      keep (pass, piece, &bench, found);
    }
  return go_on (pass->ground, error);
}

/* ---- along the order ---- */

typedef struct
{
  const Pass *pass;
  gsize n;
  const guint64 *row;              /* [n] rising */
  gsize *before, *after;           /* [n] neighbours among the alarms that are left; n: none */
  guint32 *series;
  gint64 join;
} Chain;

/* Does an episode begin with this alarm? */
static gboolean
begins (const Chain *self, gsize i)
{
  const AssayCalendar *calendar = &self->pass->ground->calendar;
  gsize before = self->before[i];

  return before == self->n || self->series[before] != self->series[i]
         || (calendar->times[self->row[i]] - calendar->times[self->row[before]]) / calendar->step > self->join;
}

static void
unlink_alarm (Chain *self, gsize i, guint32 *n_episodes)
{
  gsize before = self->before[i], after = self->after[i];

  *n_episodes -= begins (self, i);
  if (after == self->n)
    {
      if (before < self->n)
        self->after[before] = self->n;
      return;
    }
  *n_episodes -= begins (self, after);
  self->before[after] = before;
  if (before < self->n)
    self->after[before] = after;
  *n_episodes += begins (self, after);
}

static void
find_series (Chain *self)
{
  AssayPanel *panel = self->pass->ground->panel;
  gsize series = 0;

  for (gsize i = 0; i < self->n; i++)
    {
      while (self->row[i] >= assay_panel_get_first (panel, series + 1))
        series++;
      self->series[i] = (guint32) series;
    }
}

/* From all alarms on, the smallest is taken away one after the other: episodes split, shrink and vanish. */
static void
count_episodes (const Pass *pass, const guint64 *row, const gsize *order, AnomalyLevels *levels)
{
  gsize n = levels->n;
  g_autofree gsize *before = g_new (gsize, n + 1), *after = g_new (gsize, n + 1);
  g_autofree guint32 *series = g_new (guint32, n + 1);
  gint64 join = pass->ground->join > 0 ? pass->ground->join : pass->key->season;
  Chain chain = { pass, n, row, before, after, series, MAX (join, 1) };
  guint32 count = 0;

  find_series (&chain);
  for (gsize i = 0; i < n; i++)
    {
      before[i] = i > 0 ? i - 1 : n;
      after[i] = i + 1;
      count += begins (&chain, i);
    }
  levels->n_episodes = g_new (guint32, n + 1);
  levels->n_episodes[0] = count;
  for (gsize k = 0; k < n; k++)
    {
      unlink_alarm (&chain, order[k], &count);
      levels->n_episodes[k + 1] = count;
    }
}

static void
count_hits (const Pass *pass, const guint64 *row, const gsize *order, AnomalyLevels *levels)
{
  const AnomalyLabels *labels = pass->ground->labels;

  if (labels == NULL)
    return;
  levels->n_hits = g_new (guint32, levels->n + 1);
  levels->n_hits[levels->n] = 0;
  for (gsize k = levels->n; k-- > 0;)
    levels->n_hits[k] = levels->n_hits[k + 1] + labels->label[row[order[k]]];
}

static AnomalyLevels *
put_in_order (const Pass *pass)
{
  AnomalyLevels *levels = g_new0 (AnomalyLevels, 1);
  g_autoptr(GArray) rows = g_array_new (FALSE, FALSE, sizeof (guint64)), sizes = g_array_new (FALSE, FALSE, sizeof (double));
  g_autofree gsize *order = NULL;
  g_autofree guint64 *work = NULL;

  levels->key = *pass->key;
  for (guint i = 0; i < pass->items->len; i++)
    {
      levels->n_scored += pass->found[i].n_scored;
      g_array_append_vals (rows, pass->found[i].rows->data, pass->found[i].rows->len);
      g_array_append_vals (sizes, pass->found[i].sizes->data, pass->found[i].sizes->len);
    }
  levels->n = rows->len;
  order = g_new (gsize, levels->n + 1);
  work = g_new (guint64, 2 * levels->n + 1);
  am_order_rising ((const double *) (gpointer) sizes->data, levels->n, order, work);
  levels->size = g_new (double, levels->n + 1);
  for (gsize k = 0; k < levels->n; k++)
    levels->size[k] = g_array_index (sizes, double, order[k]);
  count_episodes (pass, (const guint64 *) (gpointer) rows->data, order, levels);
  count_hits (pass, (const guint64 *) (gpointer) rows->data, order, levels);
  return levels;
}

static void
clear_pass (Pass *pass)
{
  for (guint i = 0; i < pass->items->len; i++)
    {
      g_clear_pointer (&pass->found[i].rows, g_array_unref);
      g_clear_pointer (&pass->found[i].sizes, g_array_unref);
    }
  g_free (pass->found);
  g_array_unref (pass->pieces);
  g_array_unref (pass->items);
}

AnomalyLevels *
anomaly_levels_new (AnomalyGround *ground, const AnomalyLevelKey *key, GError **error)
{
  Pass pass = { .ground = ground, .key = key, .how = { key->window, key->min_periods, ground->how.z.include_current } };
  AnomalyLevels *levels = NULL;

  if (!assay_calendar_span (&ground->calendar, key->season, "season", &pass.span, error))
    return NULL;
  cut (&pass);
  pass.found = g_new0 (Found, pass.items->len + 1);
  if (prepare (&pass, error) && assay_parallel_for (ground->n_threads, pass.items->len, score_item, &pass, NULL, error) && go_on (ground, error))
    levels = put_in_order (&pass);
  clear_pass (&pass);
  return levels;
}

gsize
anomaly_levels_find (const AnomalyLevels *self, double threshold)
{
  gsize low = 0, high = self->n;

  while (low < high)
    {
      gsize middle = low + (high - low) / 2;

      if (self->size[middle] >= threshold)
        high = middle;
      else
        low = middle + 1;
    }
  return low;
}
