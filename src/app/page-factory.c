#include "app/page-factory.h"

#include "app/audit-page.h"
#include "app/dataset-page.h"
#include "app/datasets-page.h"
#include "app/job-page.h"
#include "app/model-page.h"
#include "app/models-page.h"
#include "app/overview-page.h"
#include "app/place.h"
#include "app/reports-page.h"
#include "app/run-page.h"
#include "app/runs-page.h"

static AssayPage *
for_job (AssayProject *project, gint64 number)
{
  g_autoptr(AssayJob) job = assay_job_page_find (project, number);

  return job != NULL ? assay_job_page_new (project, job) : NULL;
}

AssayPage *
assay_page_for_place (AssayProject *project, const char *place)
{
  AssayPlaceKind kind;
  gint64 id;

  if (!assay_place_parse (place, &kind, &id))
    return NULL;
  switch (kind)
    {
    case ASSAY_PLACE_OVERVIEW: return assay_overview_page_new (project);
    case ASSAY_PLACE_DATASETS: return assay_datasets_page_new (project);
    case ASSAY_PLACE_DATASET: return assay_dataset_page_new (project, id);
    case ASSAY_PLACE_MODELS: return assay_models_page_new (project);
    case ASSAY_PLACE_MODEL: return assay_model_page_new (project, id);
    case ASSAY_PLACE_RUNS: return assay_runs_page_new (project);
    case ASSAY_PLACE_RUN: return ASSAY_PAGE (assay_run_page_new (project, id));
    case ASSAY_PLACE_REPORTS: return assay_reports_page_new (project);
    case ASSAY_PLACE_AUDIT: return assay_audit_page_new (project);
    case ASSAY_PLACE_JOB: return for_job (project, id);
    case ASSAY_N_PLACES: break;
    }
  return NULL;
}
