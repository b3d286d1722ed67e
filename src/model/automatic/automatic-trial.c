#include "model/automatic/automatic-trial.h"

#include "base/number.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define LEAST_KNOWN 8
#define OWN_SHARE 0.25         /* of the best error */
#define OWN_SHARE_BY_CHANCE 0.05  /* the same where most of the error is chance */
#define HOPELESS 1.5           /* times the best error of the first origin */

static void
clear_candidate (gpointer data)
{
  AutomaticCandidate *candidate = data;

  g_free (candidate->name);
  g_free (candidate->forecasts);
  g_free (candidate->why);
}

/* ---- where to stand ---- */

/* Two seasons, as far as most plans look; a month of days rather than two weeks where the past is long; a fifth of the past at most. */
static guint
choose_horizon (const AssayPast *past)
{
  gsize h = past->season > 1 ? MAX (2 * (gsize) past->season, MIN (28, past->n / 20)) : MAX (6, MIN (28, past->n / 20));

  return (guint) MIN (MIN (h, AUTOMATIC_MOST_HORIZON), past->n / 5);
}

/* Apart by a horizon where there is room, so that each value counts once. Where a season is longer than that, over a whole period of it:
 * the weeks before Christmas must not be judged by what did well in summer. */
static gsize
choose_step (const AssayPast *past, gsize h, gsize least)
{
  gsize step = past->n >= 10 * h ? h : MAX (1, h / 2);

  for (guint i = 0; i < past->n_seasons; i++)
    {
      gsize spread = (gsize) ceil (past->seasons[i] / AUTOMATIC_MOST_ORIGINS);
      gsize needed = MAX (least, (gsize) ceil (2 * past->seasons[i]) + 1);

      if (spread > step && past->n >= h + (AUTOMATIC_MOST_ORIGINS - 1) * spread + needed)
        step = spread;
    }
  return step;
}

void
automatic_trial_init (AutomaticTrial *self, const AssayPast *past, gboolean squares)
{
  gsize least = MAX (LEAST_KNOWN, 2 * (gsize) past->season + 1), step;

  *self = (AutomaticTrial) { .h = choose_horizon (past), .squares = squares, .candidates = g_array_new (FALSE, TRUE, sizeof (AutomaticCandidate)) };
  g_array_set_clear_func (self->candidates, clear_candidate);
  step = choose_step (past, self->h, least);
  while (self->h > 0 && self->n_origins < AUTOMATIC_MOST_ORIGINS && past->n >= self->h + self->n_origins * step + least)
    {
      self->origins[self->n_origins] = past->n - self->h - self->n_origins * step;
      self->n_origins++;
    }
}

void
automatic_trial_clear (AutomaticTrial *self)
{
  g_array_unref (self->candidates);
}

void
automatic_trial_add (AutomaticTrial *self, gboolean dear, const char *format, ...)
{
  AutomaticCandidate candidate = { .dear = dear, .error = NAN };
  va_list args;

  va_start (args, format);
  candidate.name = g_strdup_vprintf (format, args);
  va_end (args);
  g_array_append_val (self->candidates, candidate);
}

/* ---- errors ---- */

static AutomaticCandidate *
get (const AutomaticTrial *self, guint i)
{
  return &g_array_index (self->candidates, AutomaticCandidate, i);
}

static double
floored (double value, const AssayPast *past)
{
  return past->nonnegative && value < 0 ? 0 : value;
}

double *
automatic_trial_joint_residuals (const AutomaticTrial *self, const AssayPast *past, guint count)
{
  double *residuals = g_new (double, (gsize) self->n_origins * self->h);

  for (guint o = 0; o < self->n_origins; o++)
    for (guint i = 0; i < self->h; i++)
      {
        gsize at = (gsize) o * self->h + i;
        double sum = 0;

        for (guint k = 0; k < count; k++)
          sum += get (self, k)->forecasts[at] / count;
        residuals[at] = past->y[self->origins[o] + i] - floored (sum, past);
      }
  return residuals;
}

static double
measure (const AutomaticTrial *self, const double *residuals, gsize n)
{
  double sum = 0;

  for (gsize i = 0; i < n; i++)
    sum += self->squares ? residuals[i] * residuals[i] : fabs (residuals[i]);
  return self->squares ? sqrt (sum / n) : sum / n;
}

double
automatic_trial_joint_error (const AutomaticTrial *self, const AssayPast *past, guint count)
{
  g_autofree double *residuals = automatic_trial_joint_residuals (self, past, count);

  return measure (self, residuals, (gsize) self->n_origins * self->h);
}

/* ---- running ---- */

/* FALSE: `why` is set, or cancelled. */
static gboolean
forecast_origin (const AutomaticTrial *self, AutomaticCandidate *candidate, const AssayPast *past, guint o, GError **error)
{
  g_autoptr(AssayModelChoice) choice = assay_model_choice_parse (candidate->name, error);
  g_autoptr(AssayFitted) fitted = NULL;
  AssayPast known = *past;
  double *forecasts = candidate->forecasts + (gsize) o * self->h;

  if (choice == NULL)
    return FALSE;
  known.n = self->origins[o];
  known.variant = choice->variant;
  known.x = NULL;
  known.n_x = 0;
  fitted = assay_fitted_new (choice->kind, &known, error);
  if (fitted == NULL)
    return FALSE;
  assay_fitted_forecast (fitted, self->h, NULL, NULL, 0, forecasts, NULL);
  for (guint i = 0; i < self->h; i++)
    if (!isfinite (forecasts[i]))
      {
        g_set_error_literal (error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_UNFIT, "a forecast of the trial is not finite");
        return FALSE;
      }
  return TRUE;
}

static double
error_so_far (const AutomaticTrial *self, const AutomaticCandidate *candidate, const AssayPast *past, guint n_origins)
{
  g_autofree double *residuals = g_new (double, (gsize) n_origins * self->h);

  for (guint o = 0; o < n_origins; o++)
    for (guint i = 0; i < self->h; i++)
      residuals[(gsize) o * self->h + i] = past->y[self->origins[o] + i] - floored (candidate->forecasts[(gsize) o * self->h + i], past);
  return measure (self, residuals, (gsize) n_origins * self->h);
}

static gboolean
try_candidate (const AutomaticTrial *self, AutomaticCandidate *candidate, const AssayPast *past, double *best_first, GError **error)
{
  g_autoptr(GError) unfit = NULL;

  candidate->forecasts = g_new (double, (gsize) self->n_origins * self->h);
  for (guint o = 0; o < self->n_origins; o++)
    {
      double so_far;

      if (assay_progress_is_cancelled (past->progress))
        {
          g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, _("Cancelled"));
          return FALSE;
        }
      if (!forecast_origin (self, candidate, past, o, &unfit))
        {
          if (g_error_matches (unfit, G_IO_ERROR, G_IO_ERROR_CANCELLED))
            {
              g_propagate_error (error, g_steal_pointer (&unfit));
              return FALSE;
            }
          candidate->why = g_strdup (unfit->message);
          return TRUE;
        }
      if (o > 0)
        continue;
      so_far = error_so_far (self, candidate, past, 1);
      if (candidate->dear && self->n_origins > 1 && so_far > HOPELESS * *best_first)
        {
          g_autofree char *its = assay_number_print ("%g", so_far), *times = assay_number_print ("%g", HOPELESS);

          candidate->why = g_strdup_printf ("given up after the first origin, where its error %s is more than %s times the best", its, times);
          return TRUE;
        }
      *best_first = MIN (*best_first, so_far);
    }
  candidate->error = error_so_far (self, candidate, past, self->n_origins);
  return TRUE;
}

gboolean
automatic_trial_run (AutomaticTrial *self, const AssayPast *past, GError **error)
{
  double best_first = INFINITY;

  for (int dear = 0; dear <= 1; dear++)
    for (guint i = 0; i < self->candidates->len; i++)
      if (get (self, i)->dear == dear && !try_candidate (self, get (self, i), past, &best_first, error))
        return FALSE;
  return TRUE;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  double x = ((const AutomaticCandidate *) a)->error, y = ((const AutomaticCandidate *) b)->error;

  return isnan (x) || isnan (y) ? isnan (x) - isnan (y) : (x > y) - (x < y);
}

/* By insertion, which keeps the order of ties on every platform. */
void
automatic_trial_sort (AutomaticTrial *self)
{
  for (guint i = 1; i < self->candidates->len; i++)
    for (guint k = i; k > 0 && compare (get (self, k - 1), get (self, k)) > 0; k--)
      {
        AutomaticCandidate swap = *get (self, k);

        *get (self, k) = *get (self, k - 1);
        *get (self, k - 1) = swap;
      }
}

static gboolean
differs (const AutomaticTrial *self, const AutomaticCandidate *one, const AutomaticCandidate *other)
{
  gsize n = (gsize) self->n_origins * self->h;
  double sum = 0;

  for (gsize i = 0; i < n; i++)
    sum += fabs (one->forecasts[i] - other->forecasts[i]) / n;
  return sum >= (self->squares ? OWN_SHARE_BY_CHANCE : OWN_SHARE) * get (self, 0)->error;
}

guint
automatic_trial_lead (AutomaticTrial *self)
{
  guint n = 0;

  for (guint i = 0; i < self->candidates->len && !isnan (get (self, i)->error); i++)
    {
      AutomaticCandidate one = *get (self, i);
      gboolean own = TRUE;

      for (guint k = 0; k < n && own; k++)
        own = differs (self, &one, get (self, k));
      if (!own)
        continue;
      memmove (get (self, n + 1), get (self, n), (i - n) * sizeof (AutomaticCandidate));
      *get (self, n++) = one;
    }
  return n;
}
