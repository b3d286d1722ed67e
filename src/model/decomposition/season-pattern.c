#include "model/decomposition/season-pattern.h"

#include "base/number.h"
#include "math/decomposition/season-detection.h"
#include "math/decomposition/season-smoothing.h"
#include "math/decomposition/stl.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define MOST_PERIOD 1000000
#define LEAST_SMOOTHED 30

void
season_pattern_free (SeasonPattern *self)
{
  if (self == NULL)
    return;
  for (guint k = 0; k < self->n_parts; k++)
    {
      g_free (self->parts[k].values);
      g_free (self->parts[k].last);
    }
  g_free (self->parts);
  g_free (self->left_out);
  g_free (self->trend);
  g_free (self->remainder);
  g_free (self);
}

/* ---- which seasons ---- */

static void
leave_out (SeasonPattern *self, double period, const char *why)
{
  g_autofree char *before = self->left_out, *steps = assay_number_print ("%g", period);

  self->left_out = g_strdup_printf ("%s%s%s (%s)", before != NULL ? before : "", before != NULL ? ", " : "", steps, why);
}

static gboolean
is_shown (double period, const AmSeason *seasons, gsize n_seasons)
{
  for (gsize i = 0; i < n_seasons; i++)
    if (seasons[i].period == period)
      return seasons[i].found;
  return FALSE;
}

/* periods[past->n_seasons + 1]. A list holds what the calendar could have; learning a season that is not there by heart costs accuracy. */
static gsize
choose_periods (SeasonPattern *self, const double *y, const AssayPast *past, gboolean only_main, double *periods)
{
  const double main_period = past->season;
  const double *tried = only_main || past->n_seasons == 0 ? &main_period : past->seasons;
  gsize n_tried = tried == &main_period ? 1 : past->n_seasons, n_periods = 0;
  AmSeason seasons[AM_MOST_SEASONS];
  gsize n_seasons = n_tried > 1 ? am_find_seasons (y, past->n, tried, n_tried, seasons) : 0;

  for (gsize i = 0; i < n_tried; i++)
    if (!(tried[i] >= 2))
      continue;
    else if (round (tried[i]) * 2 >= past->n || tried[i] * 2 >= past->n)
      leave_out (self, tried[i], N_("fewer than two periods"));
    else if (n_tried > 1 && round (tried[i]) != main_period && !is_shown (tried[i], seasons, n_seasons))
      leave_out (self, tried[i], N_("not seen in the past"));
    else
      periods[n_periods++] = tried[i];
  return n_periods;
}

/* ---- fitting ---- */

static void
keep_last (SeasonPatternPart *part, gsize n)
{
  part->n_last = MIN ((gsize) ceil (part->period) + 1, n);
  part->last = g_memdup2 (part->values + n - part->n_last, part->n_last * sizeof (double));
}

/* What smoothing takes from a season goes to the remainder. */
static void
smooth_part (SeasonPattern *self, SeasonPatternPart *part)
{
  gsize period = (gsize) round (part->period), n = self->n;
  g_autofree double *whole = g_new (double, n), *work = g_new (double, AM_SEASON_SMOOTHING_WORK (n));

  part->smoothing = 1;
  if (part->period < LEAST_SMOOTHED)
    return;
  for (gsize i = 0; i < n; i++)
    whole[i] = part->values[i] + self->remainder[i];
  part->smoothing = am_choose_season_smoothing (whole, n, period, work);
  am_smooth_season (part->values, n, period, part->smoothing, work);
  for (gsize i = 0; i < n; i++)
    self->remainder[i] = whole[i] - part->values[i];
}

SeasonPattern *
season_pattern_new (const double *y, const AssayPast *past, gboolean only_main, gboolean smooth)
{
  g_autoptr(SeasonPattern) self = g_new0 (SeasonPattern, 1);
  g_autofree double *periods = g_new (double, past->n_seasons + 1), *values = NULL;
  gsize n_periods = choose_periods (self, y, past, only_main, periods);

  self->n = past->n;
  self->trend = g_new (double, past->n);
  self->remainder = g_new (double, past->n);
  self->parts = g_new0 (SeasonPatternPart, n_periods + 1);
  values = g_new (double, MAX (n_periods, 1) * past->n);
  am_mstl (y, past->n, periods, n_periods, FALSE, values, self->trend, self->remainder);
  for (gsize k = 0; k < n_periods; k++)
    {
      SeasonPatternPart *part = &self->parts[self->n_parts++];

      part->period = periods[k];
      part->values = g_memdup2 (values + k * past->n, past->n * sizeof (double));
      part->smoothing = 1;
      if (smooth)
        smooth_part (self, part);
      part->strength = am_seasonal_strength (part->values, self->remainder, past->n);
      keep_last (part, past->n);
    }
  return g_steal_pointer (&self);
}

/* ---- going on ---- */

double
season_pattern_part_ahead (const SeasonPatternPart *part, gsize ahead)
{
  double turns = ceil (((double) ahead - 0.5) / part->period), back = round (turns * part->period);
  gsize place;

  /* Rounding may leave it a step ahead of the last value still. */
  if (back < (double) ahead)
    back = round ((turns + 1) * part->period);
  place = (gsize) (back - (double) ahead);
  return part->last[part->n_last - 1 - MIN (place, part->n_last - 1)];
}

double
season_pattern_ahead (const SeasonPattern *self, gsize ahead)
{
  double sum = 0;

  for (guint k = 0; k < self->n_parts; k++)
    sum += season_pattern_part_ahead (&self->parts[k], ahead);
  return sum;
}

double
season_pattern_at (const SeasonPattern *self, gsize i)
{
  double sum = 0;

  for (guint k = 0; k < self->n_parts; k++)
    sum += self->parts[k].values[i];
  return sum;
}

void
season_pattern_describe (const SeasonPattern *self, AssayParameters *parameters)
{
  for (guint k = 0; k < self->n_parts; k++)
    {
      g_autofree char *id = assay_number_print ("strength-%g", self->parts[k].period);

      assay_parameters_add (parameters, id, self->parts[k].strength);
      if (self->parts[k].smoothing > 1)
        {
          g_autofree char *smoothing = assay_number_print ("smoothing-%g", self->parts[k].period);

          assay_parameters_add (parameters, smoothing, self->parts[k].smoothing);
        }
    }
  if (self->n_parts == 0)
    assay_parameters_add_text (parameters, "seasons", N_("none"));
  if (self->left_out != NULL)
    assay_parameters_add_text (parameters, "seasons-left-out", self->left_out);
}

/* ---- as an artifact ---- */

void
season_pattern_write (const SeasonPattern *self, JsonObject *to)
{
  JsonArray *array = json_array_new ();

  for (guint k = 0; k < self->n_parts; k++)
    {
      JsonObject *part = json_object_new ();

      json_object_set_double_member (part, "period", self->parts[k].period);
      if (isfinite (self->parts[k].strength))
        json_object_set_double_member (part, "strength", self->parts[k].strength);
      json_object_set_int_member (part, "smoothing", (gint64) self->parts[k].smoothing);
      assay_json_put_numbers (part, "last", self->parts[k].last, self->parts[k].n_last);
      json_array_add_object_element (array, part);
    }
  json_object_set_array_member (to, "seasons", array);
  if (self->left_out != NULL)
    json_object_set_string_member (to, "seasons_left_out", self->left_out);
}

static gboolean
read_part (JsonNode *node, SeasonPatternPart *part, GError **error)
{
  JsonObject *from = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;

  gint64 smoothing;

  part->strength = NAN;
  if (from == NULL)
    {
      g_set_error_literal (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_FILE, _("Each of “seasons” of the forecast model must be an object."));
      return FALSE;
    }
  if (!assay_json_get_number (from, "period", 2, MOST_PERIOD, &part->period, error)
      || !assay_json_get_integer (from, "smoothing", 1, MOST_PERIOD, &smoothing, error))
    return FALSE;
  part->smoothing = (gsize) smoothing;
  if (json_object_has_member (from, "strength") && !assay_json_get_number (from, "strength", 0, 1, &part->strength, error))
    return FALSE;
  part->last = assay_json_get_numbers (from, "last", &part->n_last, (gsize) ceil (part->period), (gsize) ceil (part->period) + 1, error);
  for (gsize i = 0; part->last != NULL && i < part->n_last; i++)
    if (!isfinite (part->last[i]))
      {
        g_set_error_literal (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_FILE, _("“last” of a season of the forecast model must not have a gap."));
        return FALSE;
      }
  return part->last != NULL;
}

SeasonPattern *
season_pattern_read (JsonObject *from, GError **error)
{
  g_autoptr(SeasonPattern) self = g_new0 (SeasonPattern, 1);
  JsonNode *node = json_object_get_member (from, "seasons"), *left_out = json_object_get_member (from, "seasons_left_out");
  JsonArray *array = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  if (array == NULL || json_array_get_length (array) > 64)
    {
      g_set_error_literal (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_FILE, _("“seasons” of the forecast model must be a list of at most 64 seasons."));
      return NULL;
    }
  self->parts = g_new0 (SeasonPatternPart, json_array_get_length (array) + 1);
  for (guint k = 0; k < json_array_get_length (array); k++)
    {
      self->n_parts++;
      if (!read_part (json_array_get_element (array, k), &self->parts[k], error))
        return NULL;
    }
  if (left_out != NULL && JSON_NODE_HOLDS_VALUE (left_out) && json_node_get_value_type (left_out) == G_TYPE_STRING)
    self->left_out = g_strdup (json_node_get_string (left_out));
  return g_steal_pointer (&self);
}
