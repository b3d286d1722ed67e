/* Candidates on trial: each fitted on a few shorter pasts and held against what came next.
 *
 * Nothing after the past is seen, and nothing of it is used that a forecaster at the trial's origins could not have known, but for the
 * list of candidates itself. */
#pragma once
#include "model/fitted.h"

G_BEGIN_DECLS

#define AUTOMATIC_MOST_ORIGINS 4
#define AUTOMATIC_MOST_HORIZON 48

typedef struct
{
  char *name;                    /* as a user names it: "mstl:ses" */
  gboolean dear;                 /* tried only when cheap ones are done; dropped when the first origin is hopeless */
  double *forecasts;             /* [n_origins * h] */
  double error;                  /* NaN: not tried or not fitted */
  char *why;                     /* why there is no error */
} AutomaticCandidate;

typedef struct
{
  guint h, n_origins;
  gsize origins[AUTOMATIC_MOST_ORIGINS];     /* steps known at each, the latest first */
  gboolean squares;              /* root mean square errors instead of mean absolute ones */
  GArray *candidates;            /* of AutomaticCandidate */
} AutomaticTrial;

/* n_origins is 0 when the past is too short to hold any of it back. */
void automatic_trial_init (AutomaticTrial *self, const AssayPast *past, gboolean squares);
void automatic_trial_clear (AutomaticTrial *self);
void automatic_trial_add (AutomaticTrial *self, gboolean dear, const char *format, ...) G_GNUC_PRINTF (3, 4);

/* FALSE only when cancelled. */
gboolean automatic_trial_run (AutomaticTrial *self, const AssayPast *past, GError **error);
/* Candidates by error, those without one last; ties as they were added. */
void automatic_trial_sort (AutomaticTrial *self);
/* Of the sorted candidates, moves to the front those that say something of their own: whose forecasts differ from each one's before by at least
 * a quarter of the best error on average (squares: a twentieth). Returned is how many have an error and do. */
guint automatic_trial_lead (AutomaticTrial *self);
/* The error of the mean of the first `count` candidates. */
double automatic_trial_joint_error (const AutomaticTrial *self, const AssayPast *past, guint count);
/* The errors of that mean, value less forecast: [n_origins * h], (transfer full). */
double *automatic_trial_joint_residuals (const AutomaticTrial *self, const AssayPast *past, guint count);

G_END_DECLS
