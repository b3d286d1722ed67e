#include "app/notice.h"

#include <glib/gi18n.h>

#define SERVICE "org.freedesktop.Notifications"

typedef struct { GApplication *application; GNotification *notification; char *id; } Notice;

static void
notice_free (Notice *notice)
{
  g_object_unref (notice->application);
  g_object_unref (notice->notification);
  g_free (notice->id);
  g_free (notice);
}

static gboolean
has_focus (GtkApplication *application)
{
  for (GList *l = gtk_application_get_windows (application); l != NULL; l = l->next)
    if (gtk_window_is_active (l->data))
      return TRUE;
  return FALSE;
}

static void
on_asked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Notice *notice = user_data;
  g_autoptr(GVariant) reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, NULL);
  gboolean has_service = FALSE;

  if (reply != NULL)
    g_variant_get (reply, "(b)", &has_service);
  if (has_service)
    g_application_send_notification (notice->application, notice->id, notice->notification);
  notice_free (notice);
}

/* Where nobody shows notifications GLib would warn on the terminal; inside a sandbox the portal takes them, whoever is on the bus. */
static void
send_if_heard (Notice *notice)
{
  GDBusConnection *connection = g_application_get_dbus_connection (notice->application);

  if (g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS))
    g_application_send_notification (notice->application, notice->id, notice->notification);
  else if (connection != NULL)
    {
      g_dbus_connection_call (connection, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "NameHasOwner",
                              g_variant_new ("(s)", SERVICE), G_VARIANT_TYPE ("(b)"), G_DBUS_CALL_FLAGS_NONE, -1, NULL, on_asked, notice);
      return;
    }
  notice_free (notice);
}

void
assay_notice_send (GtkApplication *application, AssayJob *job, const char *place)
{
  const gboolean failed = assay_job_get_state (job) == ASSAY_JOB_FAILED;
  const GError *error = assay_job_get_error (job);
  Notice *notice;

  if (application == NULL || has_focus (application))
    return;
  notice = g_new0 (Notice, 1);
  notice->application = G_APPLICATION (g_object_ref (application));
  notice->id = g_strdup_printf ("job-%p", (gpointer) job);
  notice->notification = g_notification_new (assay_job_get_title (job));
  g_notification_set_body (notice->notification, failed && error != NULL ? error->message : failed ? _("Failed") : _("Done"));
  g_notification_set_default_action_and_target (notice->notification, "app.show", "s", place != NULL ? place : "");
  g_notification_add_button_with_target (notice->notification, _("Show"), "app.show", "s", place != NULL ? place : "");
  send_if_heard (notice);
}
