#include "app/sensitivity-source.h"

#include "app/run-history.h"
#include "app/settings.h"
#include "engine/sensitivity-plan.h"

#define OF "assay-sensitivity-of"      /* on a job: the run it was started for */

struct _AssaySensitivitySource
{
  GObject parent_instance;
  AssayProject *project;
  AssayRunData *data;
  AssaySensitivityState state;
  AssayResult *result;
  AssayRun *run;
  AssayPlan *plan;
  AssayJob *job;
  GError *error;
  GCancellable *loading;
};

G_DEFINE_FINAL_TYPE (AssaySensitivitySource, assay_sensitivity_source, G_TYPE_OBJECT)

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
set_state (AssaySensitivitySource *self, AssaySensitivityState state)
{
  self->state = state;
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
set_result (AssaySensitivitySource *self, AssayResult *result)
{
  g_clear_pointer (&self->result, assay_result_unref);
  self->result = result != NULL ? assay_result_ref (result) : NULL;
}

static gboolean
is_own (AssaySensitivitySource *self)
{
  return g_strcmp0 (assay_result_get_analysis (assay_run_data_get_result (self->data)), "sensitivity") == 0;
}

static gint64
own_id (AssaySensitivitySource *self)
{
  const AssayRun *run = assay_run_data_get_run (self->data);

  return run != NULL ? run->id : 0;
}

/* ---- finding and reading a run ---- */

typedef struct
{
  AssayWorkspace *workspace;
  AssayRunData *data;
  gint64 id;                    /* to be read; 0: to be found */
  gboolean makes_plan;
  AssayPlan *plan;
  AssayRun *run;
  AssayResult *result;
} Look;

static void
look_free (gpointer data)
{
  Look *look = data;

  assay_workspace_unref (look->workspace);
  assay_run_data_unref (look->data);
  g_clear_pointer (&look->plan, assay_plan_free);
  g_clear_pointer (&look->run, assay_run_free);
  g_clear_pointer (&look->result, assay_result_unref);
  g_free (look);
}

static gboolean
look (Look *self, AssayProgress *progress, GError **error)
{
  const AssayRun *of = assay_run_data_get_run (self->data);
  g_autoptr(GError) problem = NULL;

  if (self->makes_plan)
    {
      self->plan = assay_plan_new_sensitivity_of (self->workspace, of, assay_run_data_get_result (self->data), 0, progress, error);
      if (self->plan == NULL)
        return FALSE;
      self->id = assay_plan_find_sensitivity (self->workspace, self->plan, of, &problem);
      if (problem != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&problem));
          return FALSE;
        }
    }
  if (self->id == 0)
    return TRUE;
  self->run = assay_workspace_get_run (self->workspace, self->id, error);
  self->result = self->run != NULL ? assay_run_load_result (self->workspace, self->id, error) : NULL;
  return self->result != NULL;
}

static void
look_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  g_autoptr(AssayProgress) progress = assay_progress_new (cancellable, NULL, NULL, NULL);
  GError *error = NULL;

  if (look (task_data, progress, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void follow (AssaySensitivitySource *self, AssayJob *job);

/* One that was started from this page before it was left. */
static AssayJob *
find_job (AssaySensitivitySource *self)
{
  GListModel *jobs = assay_project_get_jobs (self->project);

  for (guint i = 0; i < g_list_model_get_n_items (jobs); i++)
    {
      g_autoptr(AssayJob) job = g_list_model_get_item (jobs, i);
      const gint64 *of = g_object_get_data (G_OBJECT (job), OF);

      if (of != NULL && *of == own_id (self) && assay_job_get_state (job) == ASSAY_JOB_RUNNING)
        return job;             /* the list holds it */
    }
  return NULL;
}

static void
on_looked (GObject *object, GAsyncResult *result, gpointer user_data)
{
  AssaySensitivitySource *self = ASSAY_SENSITIVITY_SOURCE (object);
  Look *look = g_task_get_task_data (G_TASK (result));
  g_autoptr(GError) error = NULL;
  gboolean is_found = g_task_propagate_boolean (G_TASK (result), &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->loading == NULL)
    return;
  g_clear_object (&self->loading);
  if (look->plan != NULL)
    {
      g_clear_pointer (&self->plan, assay_plan_free);
      self->plan = g_steal_pointer (&look->plan);
    }
  if (!is_found)
    {
      self->error = g_steal_pointer (&error);
      set_state (self, ASSAY_SENSITIVITY_FAILED);
      return;
    }
  if (look->run != NULL)
    {
      g_clear_pointer (&self->run, assay_run_free);
      self->run = g_steal_pointer (&look->run);
      set_result (self, look->result);
    }
  if (look->makes_plan && find_job (self) != NULL)
    follow (self, find_job (self));
  else
    set_state (self, self->result != NULL ? ASSAY_SENSITIVITY_READY : ASSAY_SENSITIVITY_NONE);
}

static void
start_look (AssaySensitivitySource *self, gint64 id)
{
  g_autoptr(GTask) task = NULL;
  Look *order = g_new0 (Look, 1);

  g_clear_error (&self->error);
  if (self->loading != NULL)
    g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  self->loading = g_cancellable_new ();
  order->workspace = assay_workspace_ref (assay_project_get_workspace (self->project));
  order->data = assay_run_data_ref (self->data);
  order->id = id;
  order->makes_plan = id == 0;
  task = g_task_new (self, self->loading, on_looked, NULL);
  g_task_set_task_data (task, order, look_free);
  g_task_run_in_thread (task, look_in_thread);
}

void
assay_sensitivity_source_look (AssaySensitivitySource *self)
{
  if (self->state != ASSAY_SENSITIVITY_IDLE)
    return;
  if (is_own (self))
    {
      set_result (self, assay_run_data_get_result (self->data));
      set_state (self, ASSAY_SENSITIVITY_READY);
      return;
    }
  start_look (self, 0);
  set_state (self, ASSAY_SENSITIVITY_LOOKING);
}

/* ---- a run that is started here ---- */

static void
leave_job (AssaySensitivitySource *self)
{
  if (self->job != NULL)
    g_signal_handlers_disconnect_by_data (self->job, self);
  g_clear_object (&self->job);
}

static void
on_over (AssaySensitivitySource *self, AssayJob *job)
{
  const gint64 run = assay_job_get_run (job);
  const AssayJobState state = assay_job_get_state (job);

  if (state == ASSAY_JOB_FAILED)
    {
      self->error = g_error_copy (assay_job_get_error (job));
      set_result (self, NULL);
      g_clear_pointer (&self->run, assay_run_free);
      leave_job (self);
      set_state (self, ASSAY_SENSITIVITY_FAILED);
      return;
    }
  leave_job (self);
  /* Stopped before anything was finished: what was there before comes back. */
  start_look (self, run);
  if (run == 0)
    set_result (self, NULL);
  set_state (self, run != 0 ? ASSAY_SENSITIVITY_STOPPING : ASSAY_SENSITIVITY_LOOKING);
}

static void
on_job (AssaySensitivitySource *self, GParamSpec *pspec, AssayJob *job)
{
  g_autoptr(AssayJob) kept = g_object_ref (job);
  const AssayJobState state = assay_job_get_state (job);

  if (job != self->job)
    return;
  if (assay_job_get_partial (job) != NULL && assay_job_get_partial (job) != self->result)
    {
      set_result (self, assay_job_get_partial (job));
      g_clear_pointer (&self->run, assay_run_free);
    }
  if (state == ASSAY_JOB_RUNNING || state == ASSAY_JOB_STOPPING)
    set_state (self, state == ASSAY_JOB_RUNNING ? ASSAY_SENSITIVITY_RUNNING : ASSAY_SENSITIVITY_STOPPING);
  else
    on_over (self, job);
}

static void
follow (AssaySensitivitySource *self, AssayJob *job)
{
  leave_job (self);
  self->job = g_object_ref (job);
  g_signal_connect_object (job, "notify", G_CALLBACK (on_job), self, G_CONNECT_SWAPPED);
  set_result (self, assay_job_get_partial (job));
  g_clear_pointer (&self->run, assay_run_free);
  set_state (self, ASSAY_SENSITIVITY_RUNNING);
}

void
assay_sensitivity_source_start (AssaySensitivitySource *self)
{
  gint64 *of;
  AssayJob *job;

  if (self->state == ASSAY_SENSITIVITY_FAILED && self->plan == NULL)
    {
      start_look (self, 0);
      set_state (self, ASSAY_SENSITIVITY_LOOKING);
      return;
    }
  if (!assay_sensitivity_source_can_start (self))
    return;
  g_clear_error (&self->error);
  self->plan->n_threads = (guint) assay_settings_get_number (assay_settings_get_default (), "threads");
  job = assay_project_run (self->project, assay_run_history_find_dataset (assay_run_data_get_run (self->data)), self->plan);
  of = g_new (gint64, 1);
  *of = own_id (self);
  g_object_set_data_full (G_OBJECT (job), OF, of, g_free);
  follow (self, job);
}

void
assay_sensitivity_source_stop (AssaySensitivitySource *self)
{
  if (self->job != NULL)
    assay_job_stop (self->job);
}

/* ---- asking ---- */

AssaySensitivityState
assay_sensitivity_source_get_state (AssaySensitivitySource *self)
{
  return self->state;
}

AssayResult *
assay_sensitivity_source_get_result (AssaySensitivitySource *self)
{
  return self->result;
}

const AssayRun *
assay_sensitivity_source_get_run (AssaySensitivitySource *self)
{
  return self->run;
}

AssayJob *
assay_sensitivity_source_get_job (AssaySensitivitySource *self)
{
  return self->job;
}

const GError *
assay_sensitivity_source_get_error (AssaySensitivitySource *self)
{
  return self->error;
}

const AssayPlan *
assay_sensitivity_source_get_plan (AssaySensitivitySource *self)
{
  return self->plan;
}

gboolean
assay_sensitivity_source_can_start (AssaySensitivitySource *self)
{
  return self->project != NULL && self->plan != NULL && self->job == NULL
         && (assay_run_history_find_dataset (assay_run_data_get_run (self->data)) != 0 || self->plan->files[ASSAY_PLAN_DATA].path != NULL || self->plan->lacks_data);
}

/* ---- class ---- */

static void
assay_sensitivity_source_dispose (GObject *object)
{
  AssaySensitivitySource *self = ASSAY_SENSITIVITY_SOURCE (object);

  if (self->loading != NULL)
    g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  leave_job (self);
  set_result (self, NULL);
  g_clear_pointer (&self->run, assay_run_free);
  g_clear_pointer (&self->plan, assay_plan_free);
  g_clear_error (&self->error);
  g_clear_object (&self->project);
  g_clear_pointer (&self->data, assay_run_data_unref);
  G_OBJECT_CLASS (assay_sensitivity_source_parent_class)->dispose (object);
}

static void
assay_sensitivity_source_class_init (AssaySensitivitySourceClass *class)
{
  G_OBJECT_CLASS (class)->dispose = assay_sensitivity_source_dispose;
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
assay_sensitivity_source_init (AssaySensitivitySource *self)
{
}

AssaySensitivitySource *
assay_sensitivity_source_new (AssayProject *project, AssayRunData *data)
{
  AssaySensitivitySource *self = g_object_new (ASSAY_TYPE_SENSITIVITY_SOURCE, NULL);

  self->project = project != NULL ? g_object_ref (project) : NULL;
  self->data = assay_run_data_ref (data);
  return self;
}
