#include "cli/interrupt.h"

#include <signal.h>
#include <unistd.h>

#include "cli/failure.h"
#include "cli/outputs.h"

/* How long work that nothing is lost of may take to come to its next step after a signal. */
#define PATIENCE_USEC (20 * 1000)

static int is_stuck;          /* atomic */

/* Held while the program ends from where it is, so that nobody begins to save meanwhile. */
static GMutex lock;
static gboolean is_harmless;

typedef struct
{
  sigset_t signals;
  GCancellable *cancellable;
} Watch;

static void
end_if_harmless (void)
{
  g_mutex_lock (&lock);
  if (is_harmless)
    {
      assay_outputs_abandon_all ();
      _exit (ASSAY_EXIT_CANCELLED);
    }
  g_mutex_unlock (&lock);
}

static gpointer
watch_signals (gpointer data)
{
  Watch *watch = data;
  int number;

  sigwait (&watch->signals, &number);
  g_cancellable_cancel (watch->cancellable);
  if (g_atomic_int_get (&is_stuck))
    {
      assay_outputs_abandon_all ();
      _exit (ASSAY_EXIT_CANCELLED);
    }
  g_usleep (PATIENCE_USEC);
  end_if_harmless ();
  sigwait (&watch->signals, &number);
  assay_outputs_abandon_all ();
  _exit (ASSAY_EXIT_CANCELLED);
  return NULL;
}

/* nohup and background jobs of a shell ignore some signals on purpose, and so shall we. */
static void
add_signal (sigset_t *signals, int number)
{
  struct sigaction action;

  if (sigaction (number, NULL, &action) == 0 && action.sa_handler != SIG_IGN)
    sigaddset (signals, number);
}

GCancellable *
assay_interrupt_start (void)
{
  static Watch watch;

  signal (SIGPIPE, SIG_IGN);
  sigemptyset (&watch.signals);
  add_signal (&watch.signals, SIGINT);
  add_signal (&watch.signals, SIGTERM);
  add_signal (&watch.signals, SIGHUP);
  watch.cancellable = g_cancellable_new ();
  pthread_sigmask (SIG_BLOCK, &watch.signals, NULL);
  g_thread_unref (g_thread_new ("signals", watch_signals, &watch));
  return watch.cancellable;
}

void
assay_interrupt_set_stuck (gboolean stuck)
{
  g_atomic_int_set (&is_stuck, stuck);
}

void
assay_interrupt_set_harmless (gboolean harmless)
{
  g_mutex_lock (&lock);
  is_harmless = harmless;
  g_mutex_unlock (&lock);
}
