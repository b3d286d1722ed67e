/* A piece of work on a worker thread, as the main thread sees it.
 *
 * The worker leaves how far it is in `news` under a lock; one idle at a time carries it over, so that a busy
 * main loop sees the latest and never a queue of old steps. */
#include "engine/job-private.h"

/* An estimate from less time than this jumps about. */
#define ETA_AFTER (5 * G_USEC_PER_SEC)

typedef struct
{
  gatomicrefcount refs;
  GMutex lock;
  GWeakRef job;
  GMainContext *context;
  gboolean is_queued;
  double fraction;
  char *step;
  AssayResult *partial;        /* not shown yet; NULL: none */
} News;

struct _AssayJob
{
  GObject parent;
  char *title, *step, *path;
  double fraction, eta;
  AssayJobState state;
  GError *error;
  AssayResult *partial;
  gint64 run, dataset;
  gint64 started;
  GCancellable *cancellable;
  GWeakRef owner;
  void (*settled) (GObject *owner);
};

G_DEFINE_FINAL_TYPE (AssayJob, assay_job, G_TYPE_OBJECT)

enum { PROP_TITLE = 1, PROP_STEP, PROP_FRACTION, PROP_ETA, PROP_STATE, PROP_ERROR, PROP_RUN, PROP_DATASET, PROP_PATH, PROP_PARTIAL, N_PROPS };
static GParamSpec *properties[N_PROPS];

static GType
assay_job_state_get_type (void)
{
  static const GEnumValue values[] = {
    { ASSAY_JOB_RUNNING, "ASSAY_JOB_RUNNING", "running" },
    { ASSAY_JOB_STOPPING, "ASSAY_JOB_STOPPING", "stopping" },
    { ASSAY_JOB_DONE, "ASSAY_JOB_DONE", "done" },
    { ASSAY_JOB_CANCELLED, "ASSAY_JOB_CANCELLED", "cancelled" },
    { ASSAY_JOB_FAILED, "ASSAY_JOB_FAILED", "failed" },
    { 0 },
  };
  static gsize type;

  if (g_once_init_enter (&type))
    g_once_init_leave (&type, g_enum_register_static ("AssayJobState", values));
  return type;
}

/* ---- progress, from the worker to here ---- */

static void
news_unref (News *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  g_mutex_clear (&self->lock);
  g_weak_ref_clear (&self->job);
  g_main_context_unref (self->context);
  g_clear_pointer (&self->partial, assay_result_unref);
  g_free (self->step);
  g_free (self);
}

static News *
news_ref (News *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

static double
estimate_left (AssayJob *self, double fraction)
{
  gint64 elapsed = g_get_monotonic_time () - self->started;

  if (fraction <= 0.01 || elapsed < ETA_AFTER)
    return -1;
  return elapsed / (double) G_USEC_PER_SEC * (1 - fraction) / fraction;
}

static void
show_progress (AssayJob *self, double fraction, const char *step)
{
  if (self->state != ASSAY_JOB_RUNNING && self->state != ASSAY_JOB_STOPPING)
    return;
  g_object_freeze_notify (G_OBJECT (self));
  if (fraction != self->fraction)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FRACTION]);
  self->fraction = fraction;
  self->eta = estimate_left (self, fraction);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ETA]);
  if (g_strcmp0 (step, self->step) != 0)
    {
      g_free (self->step);
      self->step = g_strdup (step);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STEP]);
    }
  g_object_thaw_notify (G_OBJECT (self));
}

static void
show_partial (AssayJob *self, AssayResult *partial)
{
  if (self->state != ASSAY_JOB_RUNNING)
    return;
  g_clear_pointer (&self->partial, assay_result_unref);
  self->partial = assay_result_ref (partial);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PARTIAL]);
}

static gboolean
carry_over (gpointer data)
{
  News *news = data;
  g_autoptr(AssayJob) job = g_weak_ref_get (&news->job);
  g_autofree char *step = NULL;
  g_autoptr(AssayResult) partial = NULL;
  double fraction;

  g_mutex_lock (&news->lock);
  news->is_queued = FALSE;
  fraction = news->fraction;
  step = g_strdup (news->step);
  partial = g_steal_pointer (&news->partial);
  g_mutex_unlock (&news->lock);
  if (job != NULL)
    show_progress (job, fraction, step);
  if (job != NULL && partial != NULL)
    show_partial (job, partial);
  return G_SOURCE_REMOVE;
}

/* With the lock held. */
static void
queue_carry_over (News *news)
{
  g_autoptr(GSource) idle = NULL;

  if (news->is_queued)
    return;
  news->is_queued = TRUE;
  idle = g_idle_source_new ();
  g_source_set_callback (idle, carry_over, news_ref (news), (GDestroyNotify) news_unref);
  g_source_attach (idle, news->context);
}

void
assay_job_yield_partial (AssayJobYield *yield, AssayResult *so_far)
{
  News *news = yield->news;
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&news->lock);

  g_clear_pointer (&news->partial, assay_result_unref);
  news->partial = assay_result_ref (so_far);
  queue_carry_over (news);
}

static void
on_progress (double fraction, const char *step, gpointer data)
{
  News *news = data;
  g_autoptr(GMutexLocker) locker = g_mutex_locker_new (&news->lock);

  news->fraction = fraction;
  if (step != NULL && g_strcmp0 (step, news->step) != 0)
    {
      g_free (news->step);
      news->step = g_strdup (step);
    }
  queue_carry_over (news);
}

static AssayProgress *
make_progress (AssayJob *self, gpointer *shared)
{
  News *news = g_new0 (News, 1);

  g_atomic_ref_count_init (&news->refs);
  g_mutex_init (&news->lock);
  g_weak_ref_init (&news->job, self);
  news->context = g_main_context_ref_thread_default ();
  *shared = news;               /* lives as long as the progress */
  return assay_progress_new (self->cancellable, on_progress, news, (GDestroyNotify) news_unref);
}

/* ---- the work ---- */

typedef struct
{
  AssayJobFunc func;
  gpointer task;
  GDestroyNotify free_task;
  AssayProgress *progress;
  AssayJobYield yield;
} Work;

static void
work_free (Work *self)
{
  self->free_task (self->task);
  assay_progress_unref (self->progress);
  g_free (self->yield.path);
  g_free (self);
}

static void
run_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Work *work = data;
  GError *error = NULL;

  if (work->func (work->task, work->progress, &work->yield, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
set_state (AssayJob *self, AssayJobState state)
{
  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

static void
on_finished (GObject *object, GAsyncResult *result, gpointer user_data)
{
  AssayJob *self = ASSAY_JOB (object);
  Work *work = g_task_get_task_data (G_TASK (result));
  g_autoptr(GObject) owner = g_weak_ref_get (&self->owner);
  g_autoptr(GError) error = NULL;
  gboolean is_done = g_task_propagate_boolean (G_TASK (result), &error);

  self->run = work->yield.run;
  self->dataset = work->yield.dataset;
  self->path = g_steal_pointer (&work->yield.path);
  self->eta = -1;
  if (is_done)
    self->fraction = 1;
  if (owner != NULL)
    self->settled (owner);

  g_object_freeze_notify (G_OBJECT (self));
  for (guint i = PROP_FRACTION; i < N_PROPS; i++)
    if (i != PROP_STATE)
      g_object_notify_by_pspec (G_OBJECT (self), properties[i]);
  if (is_done)
    set_state (self, ASSAY_JOB_DONE);
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    set_state (self, ASSAY_JOB_CANCELLED);
  else
    {
      self->error = g_steal_pointer (&error);
      set_state (self, ASSAY_JOB_FAILED);
    }
  g_object_thaw_notify (G_OBJECT (self));
}

AssayJob *
assay_job_new (const char *title)
{
  AssayJob *self = g_object_new (ASSAY_TYPE_JOB, NULL);

  self->title = g_strdup (title);
  return self;
}

void
assay_job_start (AssayJob *self, AssayJobFunc func, gpointer data, GDestroyNotify free_task, GObject *owner, void (*settled) (GObject *owner))
{
  /* No cancellable in the GTask: what was saved before a late stop counts as done. */
  g_autoptr(GTask) task = g_task_new (self, NULL, on_finished, NULL);
  Work *work = g_new0 (Work, 1);

  work->func = func;
  work->task = data;
  work->free_task = free_task;
  work->progress = make_progress (self, &work->yield.news);
  self->settled = settled;
  g_weak_ref_set (&self->owner, owner);
  g_task_set_task_data (task, work, (GDestroyNotify) work_free);
  g_task_run_in_thread (task, run_in_thread);
}

void
assay_job_stop (AssayJob *self)
{
  g_return_if_fail (ASSAY_IS_JOB (self));
  if (self->state != ASSAY_JOB_RUNNING)
    return;
  g_cancellable_cancel (self->cancellable);
  set_state (self, ASSAY_JOB_STOPPING);
}

/* ---- asking ---- */

const char *assay_job_get_title (AssayJob *self) { return self->title; }
const char *assay_job_get_step (AssayJob *self) { return self->step; }
double assay_job_get_fraction (AssayJob *self) { return self->fraction; }
AssayResult *assay_job_get_partial (AssayJob *self) { return self->partial; }
double assay_job_get_eta (AssayJob *self) { return self->eta; }
AssayJobState assay_job_get_state (AssayJob *self) { return self->state; }
const GError *assay_job_get_error (AssayJob *self) { return self->error; }
gint64 assay_job_get_run (AssayJob *self) { return self->run; }
gint64 assay_job_get_dataset (AssayJob *self) { return self->dataset; }
const char *assay_job_get_path (AssayJob *self) { return self->path; }

static void
assay_job_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  AssayJob *self = ASSAY_JOB (object);

  switch (id)
    {
    case PROP_TITLE: g_value_set_string (value, self->title); break;
    case PROP_STEP: g_value_set_string (value, self->step); break;
    case PROP_FRACTION: g_value_set_double (value, self->fraction); break;
    case PROP_ETA: g_value_set_double (value, self->eta); break;
    case PROP_STATE: g_value_set_enum (value, self->state); break;
    case PROP_ERROR: g_value_set_boxed (value, self->error); break;
    case PROP_RUN: g_value_set_int64 (value, self->run); break;
    case PROP_DATASET: g_value_set_int64 (value, self->dataset); break;
    case PROP_PATH: g_value_set_string (value, self->path); break;
    case PROP_PARTIAL: g_value_set_pointer (value, self->partial); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
assay_job_finalize (GObject *object)
{
  AssayJob *self = ASSAY_JOB (object);

  g_free (self->title);
  g_free (self->step);
  g_free (self->path);
  g_clear_error (&self->error);
  g_clear_pointer (&self->partial, assay_result_unref);
  g_clear_object (&self->cancellable);
  g_weak_ref_clear (&self->owner);
  G_OBJECT_CLASS (assay_job_parent_class)->finalize (object);
}

static void
assay_job_class_init (AssayJobClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = assay_job_get_property;
  object_class->finalize = assay_job_finalize;
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  properties[PROP_STEP] = g_param_spec_string ("step", NULL, NULL, NULL, flags);
  properties[PROP_FRACTION] = g_param_spec_double ("fraction", NULL, NULL, -1, 1, -1, flags);
  properties[PROP_ETA] = g_param_spec_double ("eta", NULL, NULL, -1, G_MAXDOUBLE, -1, flags);
  properties[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, assay_job_state_get_type (), ASSAY_JOB_RUNNING, flags);
  properties[PROP_ERROR] = g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR, flags);
  properties[PROP_RUN] = g_param_spec_int64 ("run", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_DATASET] = g_param_spec_int64 ("dataset", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_PATH] = g_param_spec_string ("path", NULL, NULL, NULL, flags);
  properties[PROP_PARTIAL] = g_param_spec_pointer ("partial", NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
assay_job_init (AssayJob *self)
{
  self->fraction = -1;
  self->eta = -1;
  self->state = ASSAY_JOB_RUNNING;
  self->started = g_get_monotonic_time ();
  self->cancellable = g_cancellable_new ();
  g_weak_ref_init (&self->owner, NULL);
}
