#include "engine/project.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "engine/job-private.h"
#include "engine/plan-inputs.h"
#include "engine/project-items.h"
#include "report/report.h"

/* What stopped runs had finished, so that running one again goes on from there. Shared with the workers. */
typedef struct
{
  gatomicrefcount refs;
  GMutex lock;
  GHashTable *checkpoints;      /* identity -> AssayCheckpoint */
} Stopped;

struct _AssayProject
{
  GObject parent;
  AssayWorkspace *workspace;
  char *name;
  GListStore *datasets, *models, *runs, *reports, *audit, *jobs;
  Stopped *stopped;
  gint64 changes;
  guint poll;
};

G_DEFINE_FINAL_TYPE (AssayProject, assay_project, G_TYPE_OBJECT)

enum { PROP_NAME = 1, N_PROPS };
static GParamSpec *properties[N_PROPS];

/* ---- stopped runs ---- */

static Stopped *
stopped_new (void)
{
  Stopped *self = g_new0 (Stopped, 1);

  g_atomic_ref_count_init (&self->refs);
  g_mutex_init (&self->lock);
  self->checkpoints = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) assay_checkpoint_unref);
  return self;
}

static Stopped *
stopped_ref (Stopped *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

static void
stopped_unref (Stopped *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  g_hash_table_unref (self->checkpoints);
  g_mutex_clear (&self->lock);
  g_free (self);
}

static AssayCheckpoint *
stopped_take (Stopped *self, const char *identity)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  AssayCheckpoint *found = g_hash_table_lookup (self->checkpoints, identity);

  if (found == NULL)
    return assay_checkpoint_new (identity);
  assay_checkpoint_ref (found);
  g_hash_table_remove (self->checkpoints, identity);
  return found;
}

/* The last one only: parts of a large run are tens of megabytes. */
static void
stopped_keep (Stopped *self, AssayCheckpoint *checkpoint)
{
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  g_hash_table_remove_all (self->checkpoints);
  g_hash_table_insert (self->checkpoints, g_strdup (assay_checkpoint_get_identity (checkpoint)), assay_checkpoint_ref (checkpoint));
}

/* ---- lists that follow the workspace ---- */

typedef struct
{
  gboolean (*is_same) (gpointer item, gconstpointer value);   /* does the item show just this? */
  gpointer (*make) (gpointer value);                          /* takes value */
} ListKind;

static gboolean
item_is_at (GListStore *store, guint position, const ListKind *kind, gconstpointer value)
{
  g_autoptr(GObject) item = g_list_model_get_item (G_LIST_MODEL (store), position);

  return item != NULL && kind->is_same (item, value);
}

/* Changes only what differs in the middle: items that stay keep their identity, and with it selection and scroll position. */
static void
follow (GListStore *store, GPtrArray *values, const ListKind *kind)
{
  guint n_old = g_list_model_get_n_items (G_LIST_MODEL (store)), n_new = values->len, head = 0, tail = 0;
  g_autoptr(GPtrArray) added = g_ptr_array_new_with_free_func (g_object_unref);

  while (head < n_old && head < n_new && item_is_at (store, head, kind, values->pdata[head]))
    head++;
  while (tail < n_old - head && tail < n_new - head && item_is_at (store, n_old - 1 - tail, kind, values->pdata[n_new - 1 - tail]))
    tail++;
  for (guint i = head; i < n_new - tail; i++)
    g_ptr_array_add (added, kind->make (g_steal_pointer (&values->pdata[i])));
  if (added->len > 0 || n_old > head + tail)
    g_list_store_splice (store, head, n_old - head - tail, added->pdata, added->len);
}

static gboolean
is_same_dataset (gpointer item, gconstpointer value)
{
  const AssayDataset *a = assay_dataset_item_get (item), *b = value;

  return a->id == b->id && g_strcmp0 (a->name, b->name) == 0 && g_strcmp0 (a->settings, b->settings) == 0;
}

static gboolean
is_same_model (gpointer item, gconstpointer value)
{
  const AssayModelVersion *a = assay_model_item_get (item), *b = value;

  return a->id == b->id && a->stage == b->stage && a->stage_time == b->stage_time && g_strcmp0 (a->settings, b->settings) == 0;
}

static gboolean
is_same_run (gpointer item, gconstpointer value)
{
  return assay_run_item_get (item)->id == ((const AssayRun *) value)->id;
}

static gboolean
is_same_report (gpointer item, gconstpointer value)
{
  return assay_report_item_get (item)->id == ((const AssayReportEntry *) value)->id;
}

static const ListKind dataset_kind = { is_same_dataset, (gpointer (*) (gpointer)) assay_dataset_item_new };
static const ListKind model_kind = { is_same_model, (gpointer (*) (gpointer)) assay_model_item_new };
static const ListKind run_kind = { is_same_run, (gpointer (*) (gpointer)) assay_run_item_new };
static const ListKind report_kind = { is_same_report, (gpointer (*) (gpointer)) assay_report_item_new };

/* values or error; a workspace that cannot be read right now (a disk that went away) keeps the lists as they were. */
static void
follow_or_warn (GListStore *store, GPtrArray *values, GError *error, GDestroyNotify free_value, const ListKind *kind)
{
  if (values == NULL)
    {
      g_message ("%s", error->message);
      g_error_free (error);
      return;
    }
  /* What becomes an item is taken out of the array; the rest goes with it. */
  g_ptr_array_set_free_func (values, NULL);
  follow (store, values, kind);
  for (guint i = 0; i < values->len; i++)
    if (values->pdata[i] != NULL)
      free_value (values->pdata[i]);
  g_ptr_array_unref (values);
}

/* Entries are only ever added: the newest first, from the last that is known. */
static void
follow_audit (AssayProject *self)
{
  g_autoptr(AssayAuditItem) newest = g_list_model_get_item (G_LIST_MODEL (self->audit), 0);
  g_autoptr(GPtrArray) entries = assay_workspace_list_audit (self->workspace, newest != NULL ? assay_audit_item_get (newest)->id : 0, 0, NULL);
  g_autoptr(GPtrArray) added = g_ptr_array_new_with_free_func (g_object_unref);

  if (entries == NULL || entries->len == 0)
    return;
  g_ptr_array_set_free_func (entries, NULL);
  for (guint i = entries->len; i-- > 0;)
    g_ptr_array_add (added, assay_audit_item_new (entries->pdata[i]));
  g_list_store_splice (self->audit, 0, 0, added->pdata, added->len);
}

static void
follow_name (AssayProject *self)
{
  g_autofree char *name = assay_workspace_dup_name (self->workspace);

  if (g_strcmp0 (name, self->name) == 0)
    return;
  g_free (self->name);
  self->name = g_steal_pointer (&name);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NAME]);
}

void
assay_project_refresh (AssayProject *self)
{
  GError *error = NULL;
  GPtrArray *values;

  g_return_if_fail (ASSAY_IS_PROJECT (self));
  self->changes = assay_workspace_get_change_count (self->workspace);
  follow_name (self);
  values = assay_workspace_list_datasets (self->workspace, &error);
  follow_or_warn (self->datasets, values, g_steal_pointer (&error), (GDestroyNotify) assay_dataset_free, &dataset_kind);
  values = assay_workspace_list_models (self->workspace, &error);
  follow_or_warn (self->models, values, g_steal_pointer (&error), (GDestroyNotify) assay_model_version_free, &model_kind);
  values = assay_workspace_list_runs (self->workspace, &error);
  follow_or_warn (self->runs, values, g_steal_pointer (&error), (GDestroyNotify) assay_run_free, &run_kind);
  values = assay_workspace_list_reports (self->workspace, &error);
  follow_or_warn (self->reports, values, g_steal_pointer (&error), (GDestroyNotify) assay_report_entry_free, &report_kind);
  follow_audit (self);
}

static gboolean
on_poll (gpointer data)
{
  AssayProject *self = data;

  if (assay_workspace_get_change_count (self->workspace) != self->changes)
    assay_project_refresh (self);
  return G_SOURCE_CONTINUE;
}

/* ---- jobs ---- */

static void
forget (AssayProject *self, AssayJob *job)
{
  guint position;

  if (g_list_store_find (self->jobs, job, &position))
    g_list_store_remove (self->jobs, position);
}

static void
on_job_state (AssayJob *job, GParamSpec *pspec, AssayProject *self)
{
  AssayJobState state = assay_job_get_state (job);

  if (state == ASSAY_JOB_DONE || state == ASSAY_JOB_CANCELLED)
    forget (self, job);
}

/* The lists show what a job made before anybody hears that it is done. */
static void
on_job_settled (GObject *owner)
{
  assay_project_refresh (ASSAY_PROJECT (owner));
}

static AssayJob *
start (AssayProject *self, const char *title, AssayJobFunc func, gpointer task, GDestroyNotify free_task)
{
  g_autoptr(AssayJob) job = assay_job_new (title);

  g_signal_connect_object (job, "notify::state", G_CALLBACK (on_job_state), self, 0);
  g_list_store_insert (self->jobs, 0, job);
  assay_job_start (job, func, task, free_task, G_OBJECT (self), on_job_settled);
  return job;
}

void
assay_project_dismiss (AssayProject *self, AssayJob *job)
{
  g_return_if_fail (ASSAY_IS_PROJECT (self) && ASSAY_IS_JOB (job));
  if (assay_job_get_state (job) == ASSAY_JOB_FAILED)
    forget (self, job);
}

/* ---- import ---- */

typedef struct
{
  AssayWorkspace *workspace;
  char *path, *name;
  AssayReadOptions options;
  AssayRoles roles;
  gboolean has_roles;
} ImportTask;

static void
import_task_free (gpointer data)
{
  ImportTask *self = data;

  assay_workspace_unref (self->workspace);
  g_free (self->path);
  g_free (self->name);
  assay_read_options_clear (&self->options);
  assay_roles_clear (&self->roles);
  g_free (self);
}

static gboolean
import_on_worker (gpointer data, AssayProgress *progress, AssayJobYield *yield, GError **error)
{
  ImportTask *task = data;

  yield->dataset = assay_import_file (task->workspace, task->path, task->name, &task->options, task->has_roles ? &task->roles : NULL,
                                      0, progress, NULL, error);
  return yield->dataset != 0;
}

AssayJob *
assay_project_import (AssayProject *self, const char *path, const char *name, const AssayReadOptions *options, const AssayRoles *roles)
{
  ImportTask *task = g_new0 (ImportTask, 1);
  g_autofree char *base = g_path_get_basename (path);
  g_autofree char *title = g_strdup_printf (_("Importing “%s”"), base);

  task->workspace = assay_workspace_ref (self->workspace);
  task->path = g_strdup (path);
  task->name = g_strdup (name != NULL && *name != '\0' ? name : NULL);
  if (options != NULL)
    assay_read_options_copy (&task->options, options);
  else
    assay_read_options_init (&task->options);
  task->has_roles = roles != NULL;
  if (roles != NULL)
    assay_roles_copy (&task->roles, roles);
  return start (self, title, import_on_worker, task, import_task_free);
}

/* ---- run ---- */

typedef struct
{
  AssayWorkspace *workspace;
  gint64 dataset;
  AssayPlan *plan;
  AssayPlanInputs inputs;
  Stopped *stopped;
} RunTask;

static void
run_task_free (gpointer data)
{
  RunTask *self = data;

  assay_workspace_unref (self->workspace);
  assay_plan_free (self->plan);
  assay_plan_inputs_clear (&self->inputs);
  stopped_unref (self->stopped);
  g_free (self);
}

static void
on_partial (AssayResult *so_far, gpointer yield)
{
  assay_job_yield_partial (yield, so_far);
}

static gboolean
run_on_worker (gpointer data, AssayProgress *progress, AssayJobYield *yield, GError **error)
{
  RunTask *task = data;
  g_autoptr(AssayProgress) loading = assay_progress_new_part (progress, 0, 0.05);
  g_autoptr(AssayProgress) running = assay_progress_new_part (progress, 0.05, 0.95);
  const AssaySource *source;
  g_autofree char *identity = NULL;
  g_autoptr(AssayOutcome) outcome = NULL;
  g_autoptr(AssayCheckpoint) checkpoint = NULL;
  gint64 started = g_get_real_time (), clock = g_get_monotonic_time ();

  if (!assay_plan_load_models (task->plan, task->workspace, NULL, error)
      || !assay_plan_load_inputs (task->plan, task->workspace, task->dataset, &task->inputs, loading, error))
    return FALSE;
  source = task->inputs.data;
  identity = assay_plan_identify (task->plan, source);
  checkpoint = task->plan->checkpoint = stopped_take (task->stopped, identity);
  task->plan->partial = on_partial;
  task->plan->partial_data = yield;
  task->plan->keep_partial = TRUE;
  outcome = assay_plan_run (task->plan, source, running, error);
  if (assay_progress_is_cancelled (progress) && assay_checkpoint_get_n (checkpoint) > 0)
    stopped_keep (task->stopped, checkpoint);
  if (outcome == NULL)
    return FALSE;
  if (outcome->is_partial)
    {
      yield->run = assay_run_save (task->workspace, task->plan, source, outcome, started, g_get_monotonic_time () - clock, error);
      yield->dataset = task->dataset;
      return yield->run != 0 && assay_progress_step (progress, 0.95, error);
    }
  assay_progress_set_step (progress, _("Saving the run"));
  /* The last chance to stop: from here on the run exists. */
  if (!assay_progress_step (progress, 0.95, error))
    return FALSE;
  yield->run = assay_run_save (task->workspace, task->plan, source, outcome, started, g_get_monotonic_time () - clock, error);
  yield->dataset = task->dataset;
  return yield->run != 0;
}

AssayJob *
assay_project_run (AssayProject *self, gint64 dataset, const AssayPlan *plan)
{
  RunTask *task = g_new0 (RunTask, 1);
  g_autoptr(AssayDataset) data = dataset > 0 ? assay_workspace_get_dataset (self->workspace, dataset, NULL) : NULL;
  g_autofree char *file = plan->files[ASSAY_PLAN_DATA].path != NULL ? g_path_get_basename (plan->files[ASSAY_PLAN_DATA].path) : NULL;
  g_autofree char *title = NULL;

  task->workspace = assay_workspace_ref (self->workspace);
  task->dataset = dataset;
  task->plan = assay_plan_copy (plan);
  task->stopped = stopped_ref (self->stopped);
  if (plan->title != NULL)
    title = g_strdup (plan->title);
  else if (data == NULL && file == NULL)
    title = g_strdup (_(plan->analysis->title));
  else
    title = g_strdup_printf ("%s: %s", _(plan->analysis->title), data != NULL ? data->name : file);
  return start (self, title, run_on_worker, task, run_task_free);
}

/* ---- report ---- */

typedef struct
{
  AssayWorkspace *workspace;
  GArray *runs;
  AssayReportOptions options;
  char *title, *workspace_name, *run_name, *author, *path;
} ReportTask;

static void
report_task_free (gpointer data)
{
  ReportTask *self = data;

  assay_workspace_unref (self->workspace);
  g_array_unref (self->runs);
  g_free (self->title);
  g_free (self->workspace_name);
  g_free (self->run_name);
  g_free (self->author);
  g_free (self->path);
  g_free (self);
}

static gboolean
report_on_worker (gpointer data, AssayProgress *progress, AssayJobYield *yield, GError **error)
{
  ReportTask *task = data;

  yield->path = assay_run_report (task->workspace, (const gint64 *) (gpointer) task->runs->data, task->runs->len, &task->options, task->path,
                                  NULL, progress, error);
  return yield->path != NULL;
}

/* The caller's texts may be gone before the worker reads them. */
static void
copy_report_options (ReportTask *task, const AssayReportOptions *options)
{
  assay_report_options_init (&task->options);
  if (options != NULL)
    task->options = *options;
  task->options.title = task->title = g_strdup (task->options.title);
  task->options.workspace = task->workspace_name = g_strdup (task->options.workspace);
  task->options.run = task->run_name = g_strdup (task->options.run);
  task->options.author = task->author = g_strdup (task->options.author);
}

AssayJob *
assay_project_report (AssayProject *self, const gint64 *runs, guint n_runs, gpointer report_options, const char *path)
{
  ReportTask *task;
  g_autofree char *title = NULL;

  g_return_val_if_fail (n_runs > 0, NULL);
  task = g_new0 (ReportTask, 1);
  task->workspace = assay_workspace_ref (self->workspace);
  task->runs = g_array_append_vals (g_array_new (FALSE, FALSE, sizeof (gint64)), runs, n_runs);
  task->path = g_strdup (path);
  copy_report_options (task, report_options);
  title = n_runs == 1 ? g_strdup_printf (_("Report of run %" PRId64), runs[0]) : g_strdup_printf (_("Report of %u runs"), n_runs);
  return start (self, title, report_on_worker, task, report_task_free);
}

/* ---- loading a run ---- */

typedef struct { AssayWorkspace *workspace; gint64 run; } LoadTask;

static void
load_task_free (gpointer data)
{
  LoadTask *self = data;

  assay_workspace_unref (self->workspace);
  g_free (self);
}

static void
load_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  LoadTask *load = data;
  GError *error = NULL;
  AssayOutcome *outcome = assay_run_load (load->workspace, load->run, &error);

  if (outcome == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, outcome, (GDestroyNotify) assay_outcome_free);
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  GError *error = NULL;
  AssayOutcome *outcome = g_task_propagate_pointer (G_TASK (result), &error);

  if (outcome == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, outcome, (GDestroyNotify) assay_outcome_free);
}

void
assay_project_load_run_async (AssayProject *self, gint64 run, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  /* The worker's task knows nothing of us: its last reference is dropped on the worker, and a project must not end there. */
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr(GTask) work = g_task_new (NULL, cancellable, on_loaded, task);
  LoadTask *load = g_new0 (LoadTask, 1);

  load->workspace = assay_workspace_ref (self->workspace);
  load->run = run;
  g_task_set_source_tag (task, assay_project_load_run_async);
  g_task_set_task_data (work, load, load_task_free);
  g_task_run_in_thread (work, load_in_thread);
}

AssayOutcome *
assay_project_load_run_finish (AssayProject *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* ---- the object ---- */

AssayProject *
assay_project_new (AssayWorkspace *workspace)
{
  AssayProject *self = g_object_new (ASSAY_TYPE_PROJECT, NULL);

  self->workspace = assay_workspace_ref (workspace);
  assay_project_refresh (self);
  self->poll = g_timeout_add_seconds (1, on_poll, self);
  return self;
}

AssayWorkspace *assay_project_get_workspace (AssayProject *self) { return self->workspace; }
char *assay_project_dup_name (AssayProject *self) { return g_strdup (self->name); }
GListModel *assay_project_get_datasets (AssayProject *self) { return G_LIST_MODEL (self->datasets); }
GListModel *assay_project_get_models (AssayProject *self) { return G_LIST_MODEL (self->models); }
GListModel *assay_project_get_runs (AssayProject *self) { return G_LIST_MODEL (self->runs); }
GListModel *assay_project_get_reports (AssayProject *self) { return G_LIST_MODEL (self->reports); }
GListModel *assay_project_get_audit (AssayProject *self) { return G_LIST_MODEL (self->audit); }
GListModel *assay_project_get_jobs (AssayProject *self) { return G_LIST_MODEL (self->jobs); }

static void
stop_all (AssayProject *self)
{
  for (guint i = g_list_model_get_n_items (G_LIST_MODEL (self->jobs)); i-- > 0;)
    {
      g_autoptr(AssayJob) job = g_list_model_get_item (G_LIST_MODEL (self->jobs), i);
      assay_job_stop (job);
    }
}

static void
assay_project_dispose (GObject *object)
{
  AssayProject *self = ASSAY_PROJECT (object);

  g_clear_handle_id (&self->poll, g_source_remove);
  if (self->jobs != NULL)
    stop_all (self);
  g_clear_object (&self->datasets);
  g_clear_object (&self->models);
  g_clear_object (&self->runs);
  g_clear_object (&self->reports);
  g_clear_object (&self->audit);
  g_clear_object (&self->jobs);
  g_clear_pointer (&self->workspace, assay_workspace_unref);
  g_clear_pointer (&self->stopped, stopped_unref);
  g_clear_pointer (&self->name, g_free);
  G_OBJECT_CLASS (assay_project_parent_class)->dispose (object);
}

static void
assay_project_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_NAME)
    g_value_set_string (value, ASSAY_PROJECT (object)->name);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
assay_project_class_init (AssayProjectClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->dispose = assay_project_dispose;
  object_class->get_property = assay_project_get_property;
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
assay_project_init (AssayProject *self)
{
  self->stopped = stopped_new ();
  self->datasets = g_list_store_new (ASSAY_TYPE_DATASET_ITEM);
  self->models = g_list_store_new (ASSAY_TYPE_MODEL_ITEM);
  self->runs = g_list_store_new (ASSAY_TYPE_RUN_ITEM);
  self->reports = g_list_store_new (ASSAY_TYPE_REPORT_ITEM);
  self->audit = g_list_store_new (ASSAY_TYPE_AUDIT_ITEM);
  self->jobs = g_list_store_new (ASSAY_TYPE_JOB);
}
