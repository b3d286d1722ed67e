/* How inputs depend on one another: correlations of normal scores, from the data or from a file. */
#pragma once
#include "analysis/sensitivity/sensitivity-method.h"

G_BEGIN_DECLS

typedef struct
{
  double *correlations;            /* [k * k]; positive definite */
  gboolean is_independent;
  char *text;                      /* for conventions: "rank correlations of the data" */
} SensitivityDependence;

/* Notes of what had to be changed go to the result. ERROR_DATA when correlations that somebody gave cannot hold together, with the nearest that can. */
gboolean sensitivity_dependence_init (SensitivityDependence *self, AssaySensitivityRun *run, GError **error);
void sensitivity_dependence_clear (SensitivityDependence *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SensitivityDependence, sensitivity_dependence_clear)

G_END_DECLS
