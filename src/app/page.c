#include "app/page.h"

#define LAID_OUT 100             /* ms: two or more frames */

typedef struct
{
  char *title, *subtitle, *icon_name, *place;
  gint64 run, dataset;
  gboolean busy, inspector_open;
  char *message, *message_label, *message_action;
  GSimpleActionGroup *actions;
  AssayUndo *undo;
} AssayPagePrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (AssayPage, assay_page, ASSAY_TYPE_WIDTH_BIN)

enum
{
  PROP_TITLE = 1, PROP_SUBTITLE, PROP_ICON_NAME, PROP_PLACE, PROP_RUN, PROP_DATASET, PROP_BUSY, PROP_INSPECTOR_OPEN,
  PROP_MESSAGE, PROP_UNDO, N_PROPERTIES
};
static GParamSpec *properties[N_PROPERTIES];

static AssayPagePrivate *
get_private (AssayPage *self)
{
  return assay_page_get_instance_private (self);
}

static void
set_text (AssayPage *self, char **field, const char *text, guint property)
{
  if (g_strcmp0 (*field, text) == 0)
    return;
  g_free (*field);
  *field = g_strdup (text);
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

const char *
assay_page_get_title (AssayPage *self)
{
  return get_private (self)->title;
}

void
assay_page_set_title (AssayPage *self, const char *title)
{
  set_text (self, &get_private (self)->title, title, PROP_TITLE);
}

const char *
assay_page_get_subtitle (AssayPage *self)
{
  return get_private (self)->subtitle;
}

void
assay_page_set_subtitle (AssayPage *self, const char *subtitle)
{
  set_text (self, &get_private (self)->subtitle, subtitle, PROP_SUBTITLE);
}

const char *
assay_page_get_icon_name (AssayPage *self)
{
  return get_private (self)->icon_name;
}

void
assay_page_set_icon_name (AssayPage *self, const char *icon_name)
{
  set_text (self, &get_private (self)->icon_name, icon_name, PROP_ICON_NAME);
}

const char *
assay_page_get_place (AssayPage *self)
{
  return get_private (self)->place;
}

void
assay_page_set_place (AssayPage *self, const char *place)
{
  set_text (self, &get_private (self)->place, place, PROP_PLACE);
}

gint64
assay_page_get_run (AssayPage *self)
{
  return get_private (self)->run;
}

void
assay_page_set_run (AssayPage *self, gint64 run)
{
  AssayPagePrivate *priv = get_private (self);

  if (priv->run == run)
    return;
  priv->run = run;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RUN]);
}

gint64
assay_page_get_dataset (AssayPage *self)
{
  return get_private (self)->dataset;
}

void
assay_page_set_dataset (AssayPage *self, gint64 dataset)
{
  AssayPagePrivate *priv = get_private (self);

  if (priv->dataset == dataset)
    return;
  priv->dataset = dataset;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DATASET]);
}

gboolean
assay_page_get_busy (AssayPage *self)
{
  return get_private (self)->busy;
}

void
assay_page_set_busy (AssayPage *self, gboolean busy)
{
  AssayPagePrivate *priv = get_private (self);

  if (priv->busy == busy)
    return;
  priv->busy = busy;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BUSY]);
}

gboolean
assay_page_get_inspector_open (AssayPage *self)
{
  return get_private (self)->inspector_open;
}

void
assay_page_set_inspector_open (AssayPage *self, gboolean open)
{
  AssayPagePrivate *priv = get_private (self);

  if (priv->inspector_open == open)
    return;
  priv->inspector_open = open;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_INSPECTOR_OPEN]);
}

AdwViewStack *
assay_page_get_views (AssayPage *self)
{
  AssayPageClass *class = ASSAY_PAGE_GET_CLASS (self);

  return class->get_views != NULL ? class->get_views (self) : NULL;
}

GtkWidget *
assay_page_get_scope (AssayPage *self)
{
  AssayPageClass *class = ASSAY_PAGE_GET_CLASS (self);

  return class->get_scope != NULL ? class->get_scope (self) : NULL;
}

GtkWidget *
assay_page_get_inspector (AssayPage *self)
{
  AssayPageClass *class = ASSAY_PAGE_GET_CLASS (self);

  return class->get_inspector != NULL ? class->get_inspector (self) : NULL;
}

GMenuModel *
assay_page_get_export_menu (AssayPage *self)
{
  AssayPageClass *class = ASSAY_PAGE_GET_CLASS (self);

  return class->get_export_menu != NULL ? class->get_export_menu (self) : NULL;
}

void
assay_page_shown (AssayPage *self)
{
  AssayPageClass *class = ASSAY_PAGE_GET_CLASS (self);

  if (class->shown != NULL)
    class->shown (self);
}

gboolean
assay_page_show_state (AssayPage *self, const char *name, const char *value)
{
  AssayPageClass *class = ASSAY_PAGE_GET_CLASS (self);

  return class->show_state != NULL && class->show_state (self, name, value);
}

GActionMap *
assay_page_get_actions (AssayPage *self)
{
  return G_ACTION_MAP (get_private (self)->actions);
}

static gboolean
say_later (gpointer data)
{
  g_autoptr(AssayPage) page = g_weak_ref_get (data);

  /* the window names parts whenever a page comes to rest */
  if (page != NULL)
    g_object_notify (G_OBJECT (page), "busy");
  return G_SOURCE_REMOVE;
}

static void
forget_page (gpointer data)
{
  g_weak_ref_clear (data);
  g_free (data);
}

void
assay_page_came_later (GtkWidget *of)
{
  GtkWidget *page = gtk_widget_get_ancestor (of, ASSAY_TYPE_PAGE);
  GWeakRef *ref;

  if (page == NULL)
    return;
  ref = g_new0 (GWeakRef, 1);
  g_weak_ref_init (ref, page);
  g_timeout_add_full (G_PRIORITY_LOW, LAID_OUT, say_later, ref, forget_page);
}

void
assay_page_set_message (AssayPage *self, const char *text, const char *label, const char *action)
{
  AssayPagePrivate *priv = get_private (self);

  g_free (priv->message);
  g_free (priv->message_label);
  g_free (priv->message_action);
  priv->message = g_strdup (text);
  priv->message_label = g_strdup (label);
  priv->message_action = g_strdup (action);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MESSAGE]);
}

const char *
assay_page_get_message (AssayPage *self, const char **label, const char **action)
{
  AssayPagePrivate *priv = get_private (self);

  if (label != NULL)
    *label = priv->message_label;
  if (action != NULL)
    *action = priv->message_action;
  return priv->message;
}

AssayUndo *
assay_page_get_undo (AssayPage *self)
{
  AssayPagePrivate *priv = get_private (self);

  if (priv->undo == NULL)
    priv->undo = assay_undo_new ();
  return priv->undo;
}

void
assay_page_set_undo (AssayPage *self, AssayUndo *undo)
{
  if (g_set_object (&get_private (self)->undo, undo))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_UNDO]);
}

void
assay_page_toast (AssayPage *self, const char *text, const char *label, const char *action, GVariant *target)
{
  GtkWidget *overlay = gtk_widget_get_ancestor (GTK_WIDGET (self), ADW_TYPE_TOAST_OVERLAY);
  g_autoptr(GVariant) owned = target != NULL ? g_variant_ref_sink (target) : NULL;
  g_autofree char *escaped = g_markup_escape_text (text, -1);
  AdwToast *toast;

  if (overlay == NULL)
    return;
  toast = adw_toast_new (escaped);
  if (label != NULL)
    {
      adw_toast_set_button_label (toast, label);
      adw_toast_set_action_name (toast, action);
      adw_toast_set_action_target_value (toast, owned);
    }
  if (g_strcmp0 (action, "win.undo") == 0)
    {
      adw_toast_set_timeout (toast, 10);
      adw_toast_set_priority (toast, ADW_TOAST_PRIORITY_HIGH);
    }
  adw_toast_overlay_add_toast (ADW_TOAST_OVERLAY (overlay), toast);
}

void
assay_page_go (AssayPage *self, const char *place_format, ...)
{
  g_autofree char *place = NULL;
  va_list args;

  va_start (args, place_format);
  place = g_strdup_vprintf (place_format, args);
  va_end (args);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.open", "s", place);
}

/* What a page wants to have the focus first; here whatever comes first. */
static gboolean
assay_page_grab_focus (GtkWidget *widget)
{
  GtkWidget *child = adw_bin_get_child (ADW_BIN (widget));

  return child != NULL && gtk_widget_child_focus (child, GTK_DIR_TAB_FORWARD);
}

static void
assay_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  AssayPage *self = ASSAY_PAGE (object);
  AssayPagePrivate *priv = get_private (self);

  switch (id)
    {
    case PROP_TITLE: g_value_set_string (value, priv->title); break;
    case PROP_SUBTITLE: g_value_set_string (value, priv->subtitle); break;
    case PROP_ICON_NAME: g_value_set_string (value, priv->icon_name); break;
    case PROP_PLACE: g_value_set_string (value, priv->place); break;
    case PROP_RUN: g_value_set_int64 (value, priv->run); break;
    case PROP_DATASET: g_value_set_int64 (value, priv->dataset); break;
    case PROP_BUSY: g_value_set_boolean (value, priv->busy); break;
    case PROP_INSPECTOR_OPEN: g_value_set_boolean (value, priv->inspector_open); break;
    case PROP_MESSAGE: g_value_set_string (value, priv->message); break;
    case PROP_UNDO: g_value_set_object (value, assay_page_get_undo (self)); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
assay_page_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  AssayPage *self = ASSAY_PAGE (object);

  switch (id)
    {
    case PROP_TITLE: assay_page_set_title (self, g_value_get_string (value)); break;
    case PROP_SUBTITLE: assay_page_set_subtitle (self, g_value_get_string (value)); break;
    case PROP_ICON_NAME: assay_page_set_icon_name (self, g_value_get_string (value)); break;
    case PROP_PLACE: assay_page_set_place (self, g_value_get_string (value)); break;
    case PROP_RUN: assay_page_set_run (self, g_value_get_int64 (value)); break;
    case PROP_DATASET: assay_page_set_dataset (self, g_value_get_int64 (value)); break;
    case PROP_BUSY: assay_page_set_busy (self, g_value_get_boolean (value)); break;
    case PROP_INSPECTOR_OPEN: assay_page_set_inspector_open (self, g_value_get_boolean (value)); break;
    case PROP_MESSAGE: assay_page_set_message (self, g_value_get_string (value), NULL, NULL); break;
    case PROP_UNDO: assay_page_set_undo (self, g_value_get_object (value)); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
assay_page_finalize (GObject *object)
{
  AssayPagePrivate *priv = get_private (ASSAY_PAGE (object));

  g_free (priv->title);
  g_free (priv->subtitle);
  g_free (priv->icon_name);
  g_free (priv->place);
  g_free (priv->message);
  g_free (priv->message_label);
  g_free (priv->message_action);
  g_clear_object (&priv->actions);
  g_clear_object (&priv->undo);
  G_OBJECT_CLASS (assay_page_parent_class)->finalize (object);
}

static void
assay_page_class_init (AssayPageClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  GTK_WIDGET_CLASS (class)->grab_focus = assay_page_grab_focus;
  object_class->get_property = assay_page_get_property;
  object_class->set_property = assay_page_set_property;
  object_class->finalize = assay_page_finalize;
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  properties[PROP_SUBTITLE] = g_param_spec_string ("subtitle", NULL, NULL, NULL, flags);
  properties[PROP_ICON_NAME] = g_param_spec_string ("icon-name", NULL, NULL, NULL, flags);
  properties[PROP_PLACE] = g_param_spec_string ("place", NULL, NULL, NULL, flags);
  properties[PROP_RUN] = g_param_spec_int64 ("run", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_DATASET] = g_param_spec_int64 ("dataset", NULL, NULL, 0, G_MAXINT64, 0, flags);
  properties[PROP_BUSY] = g_param_spec_boolean ("busy", NULL, NULL, FALSE, flags);
  properties[PROP_INSPECTOR_OPEN] = g_param_spec_boolean ("inspector-open", NULL, NULL, FALSE, flags);
  properties[PROP_MESSAGE] = g_param_spec_string ("message", NULL, NULL, NULL, flags);
  properties[PROP_UNDO] = g_param_spec_object ("undo", NULL, NULL, ASSAY_TYPE_UNDO, flags);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
assay_page_init (AssayPage *self)
{
  AssayPagePrivate *priv = get_private (self);

  priv->actions = g_simple_action_group_new ();
  gtk_widget_insert_action_group (GTK_WIDGET (self), "page", G_ACTION_GROUP (priv->actions));
  gtk_widget_add_css_class (GTK_WIDGET (self), "page");
}
