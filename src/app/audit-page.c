#include "app/audit-page.h"

#include <glib/gi18n.h>
#include <inttypes.h>
#include <json-glib/json-glib.h>

#include "app/when.h"
#include "charts/format.h"

struct _AssayAuditPage
{
  AssayListPage parent;
  AssayProject *project;
  GtkWidget *verify;             /* the scope: a button, and a spinner while it works */
  GtkSpinner *spinner;
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (AssayAuditPage, assay_audit_page, ASSAY_TYPE_LIST_PAGE)

#define ENTRY(item) (assay_audit_item_get (ASSAY_AUDIT_ITEM ((gpointer) (item))))

static char *number_text (gpointer item, gpointer user_data) { return assay_format_count (ENTRY (item)->id); }
static char *when_text (gpointer item, gpointer user_data) { return assay_when_format (ENTRY (item)->when, 0); }
static char *who_text (gpointer item, gpointer user_data) { return g_strdup (ENTRY (item)->who); }
static char *action_text (gpointer item, gpointer user_data) { return g_strdup (ENTRY (item)->action); }
static char *subject_text (gpointer item, gpointer user_data) { return g_strdup (ENTRY (item)->subject); }
static char *hash_text (gpointer item, gpointer user_data) { return g_strdup_printf ("%.12s", ENTRY (item)->hash != NULL ? ENTRY (item)->hash : ""); }

static void
add_member (JsonObject *object, const char *name, JsonNode *node, gpointer user_data)
{
  GString *text = user_data;

  /* Which record it is stands in the column before. */
  if (!JSON_NODE_HOLDS_VALUE (node) || g_str_equal (name, "record") || g_str_equal (name, "id"))
    return;
  if (text->len > 0)
    g_string_append (text, " · ");
  if (json_node_get_value_type (node) == G_TYPE_STRING)
    g_string_append_printf (text, "%s %.40s", name, json_node_get_string (node));
  else
    {
      g_autofree char *value = json_to_string (node, FALSE);

      g_string_append_printf (text, "%s %s", name, value);
    }
}

/* Entries hold what they say as JSON, which is made for the chain; people read "name demand.csv · rows 36500". */
static char *
detail_text (gpointer item, gpointer user_data)
{
  const char *detail = ENTRY (item)->detail;
  g_autoptr(JsonNode) node = detail != NULL && *detail == '{' ? json_from_string (detail, NULL) : NULL;
  GString *text;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return g_strdup (detail);
  text = g_string_new (NULL);
  json_object_foreach_member (json_node_get_object (node), add_member, text);
  return g_string_free (text, FALSE);
}

static char *
search_text (gpointer item, gpointer user_data)
{
  const AssayAuditEntry *entry = ENTRY (item);
  const char *parts[] = { entry->who, entry->action, entry->subject, entry->detail, entry->hash };
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    g_string_append_printf (text, "%s\n", parts[i] != NULL ? parts[i] : "");
  return g_string_free (text, FALSE);
}

static int
by_number (gconstpointer a, gconstpointer b, gpointer user_data)
{
  return (ENTRY (a)->id > ENTRY (b)->id) - (ENTRY (a)->id < ENTRY (b)->id);
}

/* ---- one entry in full ---- */

static void
on_entry_response (AdwMessageDialog *dialog, const char *response, gpointer user_data)
{
  if (g_str_equal (response, "copy"))
    gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (dialog)), adw_message_dialog_get_body (dialog));
}

static void
activate_item (AssayListPage *page, gpointer item, gboolean new_tab)
{
  const AssayAuditEntry *entry = ENTRY (item);
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (page));
  g_autofree char *heading = g_strdup_printf (_("Entry %" PRId64), entry->id);
  g_autofree char *when = when_text (item, NULL);
  g_autofree char *detail = detail_text (item, NULL);
  g_autoptr(GString) body = g_string_new (NULL);
  AdwMessageDialog *dialog;

  /* Translators: when, who, what was done, to what */
  g_string_append_printf (body, _("%s, %s: %s, %s"), when, entry->who, entry->action, entry->subject);
  if (detail != NULL && *detail != '\0')
    g_string_append_printf (body, "\n\n%s", detail);
  g_string_replace (body, " · ", "\n", 0);
  g_string_append_printf (body, _("\n\nHash %s\nEntry before %s"), entry->hash, entry->previous);
  dialog = ADW_MESSAGE_DIALOG (adw_message_dialog_new (GTK_WINDOW (root), heading, body->str));
  adw_message_dialog_add_responses (dialog, "copy", _("_Copy Text"), "close", _("_Close"), NULL);
  adw_message_dialog_set_default_response (dialog, "close");
  adw_message_dialog_set_close_response (dialog, "close");
  g_signal_connect (dialog, "response", G_CALLBACK (on_entry_response), NULL);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* ---- verifying the chain ---- */

static void
verify_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(AssayProgress) progress = assay_progress_new (cancellable, NULL, NULL, NULL);
  GError *error = NULL;

  if (assay_workspace_verify (task_data, problems, progress, &error) || error == NULL)
    g_task_return_pointer (task, g_steal_pointer (&problems), (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

static void
on_verified (GObject *source, GAsyncResult *result, gpointer user_data)
{
  AssayAuditPage *self = ASSAY_AUDIT_PAGE (source);
  AssayPage *page = ASSAY_PAGE (source);
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) problems = g_task_propagate_pointer (G_TASK (result), &error);
  GAction *action = g_action_map_lookup_action (assay_page_get_actions (page), "verify");

  gtk_spinner_stop (self->spinner);
  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), TRUE);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (error != NULL)
    {
      assay_page_set_message (page, error->message, NULL, NULL);
    }
  else if (problems->len == 0)
    {
      assay_page_set_message (page, _("✓ Verified: every object has its hash and the chain of entries is whole."), NULL, NULL);
    }
  else
    {
      g_autofree char *text = NULL;

      g_ptr_array_add (problems, NULL);
      text = g_strjoinv ("\n", (char **) problems->pdata);
      assay_page_set_message (page, text, NULL, NULL);
    }
}

static void
verify (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  AssayAuditPage *self = user_data;
  g_autoptr(GTask) task = g_task_new (self, self->cancellable, on_verified, NULL);

  g_simple_action_set_enabled (action, FALSE);
  gtk_spinner_start (self->spinner);
  g_task_set_task_data (task, assay_workspace_ref (assay_project_get_workspace (self->project)), (GDestroyNotify) assay_workspace_unref);
  g_task_run_in_thread (task, verify_in_thread);
}

static GtkWidget *
get_scope (AssayPage *page)
{
  return ASSAY_AUDIT_PAGE (page)->verify;
}

AssayPage *
assay_audit_page_new (AssayProject *project)
{
  AssayAuditPage *self = g_object_new (ASSAY_TYPE_AUDIT_PAGE, "title", _("Audit Trail"), "icon-name", "assay-audit-symbolic",
                                       "place", "audit", NULL);
  AssayListPage *list = ASSAY_LIST_PAGE (self);

  self->project = g_object_ref (project);
  assay_list_page_add_column (list, "number", _("No."), number_text, by_number, 6, ASSAY_COLUMN_END);
  assay_list_page_add_column (list, "when", _("When"), when_text, by_number, 16, 0);
  assay_list_page_add_column (list, "who", _("Who"), who_text, NULL, 9, ASSAY_COLUMN_EXTRA);
  assay_list_page_add_column (list, "action", _("What"), action_text, NULL, 10, 0);
  assay_list_page_add_column (list, "subject", _("Subject"), subject_text, NULL, 12, 0);
  assay_list_page_add_column (list, "detail", _("Detail"), detail_text, NULL, 40, ASSAY_COLUMN_EXPAND | ASSAY_COLUMN_EXTRA);
  assay_list_page_add_column (list, "hash", _("Hash"), hash_text, NULL, 13, ASSAY_COLUMN_EXTRA);
  assay_list_page_set_empty (list, "assay-audit-symbolic", _("Nothing Recorded Yet"), _("Every import, run and report adds an entry here."), NULL, NULL);
  assay_list_page_set_model (list, assay_project_get_audit (project), search_text);
  return ASSAY_PAGE (self);
}

static void
assay_audit_page_dispose (GObject *object)
{
  AssayAuditPage *self = ASSAY_AUDIT_PAGE (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->verify);
  g_clear_object (&self->project);
  G_OBJECT_CLASS (assay_audit_page_parent_class)->dispose (object);
}

static void
assay_audit_page_class_init (AssayAuditPageClass *class)
{
  G_OBJECT_CLASS (class)->dispose = assay_audit_page_dispose;
  ASSAY_PAGE_CLASS (class)->get_scope = get_scope;
  ASSAY_LIST_PAGE_CLASS (class)->activate_item = activate_item;
}

static void
assay_audit_page_init (AssayAuditPage *self)
{
  static const GActionEntry actions[] = { { .name = "verify", .activate = verify } };
  GtkWidget *button = gtk_button_new_with_mnemonic (_("_Verify Chain"));

  self->cancellable = g_cancellable_new ();
  self->verify = g_object_ref_sink (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6));
  self->spinner = GTK_SPINNER (gtk_spinner_new ());
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "page.verify");
  gtk_box_append (GTK_BOX (self->verify), GTK_WIDGET (self->spinner));
  gtk_box_append (GTK_BOX (self->verify), button);
  gtk_widget_add_css_class (button, "scope-chip");
  g_action_map_add_action_entries (assay_page_get_actions (ASSAY_PAGE (self)), actions, G_N_ELEMENTS (actions), self);
}
