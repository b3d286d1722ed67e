#include "model/theta/season-part.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define MOST_SEASON 1000000

static const char *const kinds[] = { "none", "additive", "multiplicative" };

double *
season_part_take_off (SeasonPart *self, const AssayPast *past, gsize least)
{
  double *adjusted = g_new (double, past->n);
  g_autofree double *index = g_new (double, past->season), *work = g_new (double, past->n + past->season);

  *self = (SeasonPart) { am_find_season (past->y, past->n, past->season, least, index, work), 1, NULL };
  if (self->kind != AM_SEASON_NONE)
    {
      self->m = past->season;
      self->index = g_steal_pointer (&index);
    }
  for (gsize t = 0; t < past->n; t++)
    adjusted[t] = season_part_off (self, t, past->y[t]);
  return adjusted;
}

void
season_part_clear (SeasonPart *self)
{
  g_clear_pointer (&self->index, g_free);
}

double
season_part_off (const SeasonPart *self, gsize t, double y)
{
  return self->index != NULL ? am_season_take_off (self->kind, y, self->index[t % self->m]) : y;
}

double
season_part_back (const SeasonPart *self, gsize t, double adjusted)
{
  return self->index != NULL ? am_season_put_back (self->kind, adjusted, self->index[t % self->m]) : adjusted;
}

double
season_part_factor (const SeasonPart *self, gsize t)
{
  return self->kind == AM_SEASON_MULTIPLICATIVE ? self->index[t % self->m] : 1;
}

void
season_part_describe (const SeasonPart *self, AssayParameters *parameters)
{
  assay_parameters_add_text (parameters, "season-kind", kinds[self->kind]);
  assay_parameters_add (parameters, "season", self->m);
  for (guint k = 0; k < self->m && self->index != NULL && self->m <= 24; k++)
    {
      g_autofree char *id = g_strdup_printf ("index-%u", k + 1);

      assay_parameters_add (parameters, id, self->index[k]);
    }
}

void
season_part_decompose (const SeasonPart *self, gsize n, AssayComponents *components)
{
  g_autofree char *id = g_strdup_printf ("season-%u", self->m);
  double *values;

  if (self->index == NULL)
    return;
  values = g_new (double, n);
  for (gsize t = 0; t < n; t++)
    values[t] = self->index[t % self->m];
  assay_components_take (components, id, values);
}

void
season_part_write (const SeasonPart *self, JsonObject *to)
{
  json_object_set_string_member (to, "season_kind", kinds[self->kind]);
  if (self->index != NULL)
    assay_json_put_numbers (to, "season_index", self->index, self->m);
}

gboolean
season_part_read (SeasonPart *self, JsonObject *from, GError **error)
{
  JsonNode *kind = json_object_get_member (from, "season_kind");
  const char *text = kind != NULL && JSON_NODE_HOLDS_VALUE (kind) && json_node_get_value_type (kind) == G_TYPE_STRING ? json_node_get_string (kind) : "";
  gsize m;

  *self = (SeasonPart) { AM_SEASON_NONE, 1, NULL };
  while (self->kind < G_N_ELEMENTS (kinds) && g_strcmp0 (kinds[self->kind], text) != 0)
    self->kind++;
  if (self->kind == G_N_ELEMENTS (kinds))
    {
      g_set_error_literal (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_FILE,
                           _("“season_kind” of the forecast model must be “none”, “additive” or “multiplicative”."));
      return FALSE;
    }
  if (self->kind == AM_SEASON_NONE)
    return TRUE;
  self->index = assay_json_get_numbers (from, "season_index", &m, 2, MOST_SEASON, error);
  if (self->index == NULL)
    return FALSE;
  self->m = m;
  for (gsize k = 0; k < m; k++)
    if (!isfinite (self->index[k]) || (self->kind == AM_SEASON_MULTIPLICATIVE && self->index[k] <= 0))
      {
        g_set_error_literal (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_FILE, _("“season_index” of the forecast model must hold numbers, above 0 when it multiplies."));
        season_part_clear (self);
        return FALSE;
      }
  return TRUE;
}

gboolean
theta_is_cancelled (const AssayPast *past, GError **error)
{
  if (!assay_progress_is_cancelled (past->progress))
    return FALSE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, _("Operation was cancelled"));
  return TRUE;
}
