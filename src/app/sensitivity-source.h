/* Where the sensitivity of a run comes from: the run itself, another run of the same model on the same data, or one that is started here and
 * followed while it works. Finds nothing out before assay_sensitivity_source_look(). Signal "changed": anything below may have. Main thread. */
#pragma once
#include "app/run-data.h"

G_BEGIN_DECLS

typedef enum
{
  ASSAY_SENSITIVITY_IDLE,       /* nobody has looked */
  ASSAY_SENSITIVITY_LOOKING,
  ASSAY_SENSITIVITY_NONE,       /* not run yet */
  ASSAY_SENSITIVITY_RUNNING,    /* the result is what is found so far, NULL at first */
  ASSAY_SENSITIVITY_STOPPING,
  ASSAY_SENSITIVITY_READY,
  ASSAY_SENSITIVITY_FAILED,     /* the error says why; a result of before may still be there */
} AssaySensitivityState;

#define ASSAY_TYPE_SENSITIVITY_SOURCE (assay_sensitivity_source_get_type ())
G_DECLARE_FINAL_TYPE (AssaySensitivitySource, assay_sensitivity_source, ASSAY, SENSITIVITY_SOURCE, GObject)

/* project NULL: data are of a sensitivity run. */
AssaySensitivitySource *assay_sensitivity_source_new (AssayProject *project, AssayRunData *data);

void assay_sensitivity_source_look (AssaySensitivitySource *self);      /* once; later calls do nothing */
/* A run of the plan that belongs to this run, in place of what is shown. It goes on, and is kept, when nobody watches any more. Where
 * looking failed: looks again. */
void assay_sensitivity_source_start (AssaySensitivitySource *self);
void assay_sensitivity_source_stop (AssaySensitivitySource *self);      /* what is finished is kept */

AssaySensitivityState assay_sensitivity_source_get_state (AssaySensitivitySource *self);
AssayResult *assay_sensitivity_source_get_result (AssaySensitivitySource *self);      /* NULL: none; lent */
/* The run that is shown, when it is another one than the page's. */
const AssayRun *assay_sensitivity_source_get_run (AssaySensitivitySource *self);
AssayJob *assay_sensitivity_source_get_job (AssaySensitivitySource *self);            /* while one works; NULL else */
const GError *assay_sensitivity_source_get_error (AssaySensitivitySource *self);
/* Whether one can be started: there is a model, and data that can be read again. */
gboolean assay_sensitivity_source_can_start (AssaySensitivitySource *self);
const AssayPlan *assay_sensitivity_source_get_plan (AssaySensitivitySource *self);    /* what start() would run; NULL: not known yet, or cannot be; lent */

G_END_DECLS
