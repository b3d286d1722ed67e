#include "app/tab.h"

#include "app/page-factory.h"

#define MOST_PAGES 16

struct _AssayTab
{
  AdwBin parent;
  AssayProject *project;
  AssayUndo *undo;
  GtkStack *stack;
  GPtrArray *pages;      /* of AssayPage, oldest first; the stack holds the same */
  guint at;              /* index of the shown one */
};

G_DEFINE_FINAL_TYPE (AssayTab, assay_tab, ADW_TYPE_BIN)

enum { PROP_PAGE = 1, PROP_CAN_GO_BACK, PROP_CAN_GO_FORWARD, N_PROPERTIES };
static GParamSpec *properties[N_PROPERTIES];

static void
show_at (AssayTab *self, guint at)
{
  AssayPage *page = self->pages->pdata[at];

  self->at = at;
  gtk_stack_set_visible_child (self->stack, GTK_WIDGET (page));
  for (guint i = 1; i < N_PROPERTIES; i++)
    g_object_notify_by_pspec (G_OBJECT (self), properties[i]);
  assay_page_shown (page);
}

static void
remove_at (AssayTab *self, guint at)
{
  gtk_stack_remove (self->stack, self->pages->pdata[at]);
  g_ptr_array_remove_index (self->pages, at);
}

void
assay_tab_push (AssayTab *self, AssayPage *page)
{
  while (self->pages->len > self->at + 1)
    remove_at (self, self->pages->len - 1);
  if (self->pages->len == MOST_PAGES)
    remove_at (self, 0);
  assay_page_set_undo (page, self->undo);
  g_ptr_array_add (self->pages, g_object_ref_sink (page));
  gtk_stack_add_child (self->stack, GTK_WIDGET (page));
  show_at (self, self->pages->len - 1);
}

gboolean
assay_tab_go (AssayTab *self, const char *place)
{
  AssayPage *page = assay_tab_get_page (self);

  if (page != NULL && g_strcmp0 (assay_page_get_place (page), place) == 0)
    return TRUE;
  page = assay_page_for_place (self->project, place);
  if (page == NULL)
    return FALSE;
  assay_tab_push (self, page);
  return TRUE;
}

gboolean
assay_tab_replace (AssayTab *self, const char *place)
{
  guint left = self->at;

  if (!assay_tab_go (self, place))
    return FALSE;
  if (self->pages->len > 1 && left < self->at)
    {
      remove_at (self, left);
      show_at (self, self->pages->len - 1);
    }
  return TRUE;
}

void
assay_tab_back (AssayTab *self)
{
  if (assay_tab_can_go_back (self))
    show_at (self, self->at - 1);
}

void
assay_tab_forward (AssayTab *self)
{
  if (assay_tab_can_go_forward (self))
    show_at (self, self->at + 1);
}

AssayPage *
assay_tab_get_page (AssayTab *self)
{
  g_return_val_if_fail (ASSAY_IS_TAB (self), NULL);
  return self->pages->len > 0 ? self->pages->pdata[self->at] : NULL;
}

gboolean
assay_tab_can_go_back (AssayTab *self)
{
  return self->at > 0;
}

gboolean
assay_tab_can_go_forward (AssayTab *self)
{
  return self->at + 1 < self->pages->len;
}

GtkWidget *
assay_tab_new (AssayProject *project, AssayUndo *undo)
{
  AssayTab *self = g_object_new (ASSAY_TYPE_TAB, NULL);

  self->project = g_object_ref (project);
  self->undo = g_object_ref (undo);
  return GTK_WIDGET (self);
}

static void
assay_tab_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  AssayTab *self = ASSAY_TAB (object);

  switch (id)
    {
    case PROP_PAGE: g_value_set_object (value, assay_tab_get_page (self)); break;
    case PROP_CAN_GO_BACK: g_value_set_boolean (value, assay_tab_can_go_back (self)); break;
    case PROP_CAN_GO_FORWARD: g_value_set_boolean (value, assay_tab_can_go_forward (self)); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
assay_tab_dispose (GObject *object)
{
  AssayTab *self = ASSAY_TAB (object);

  g_clear_object (&self->project);
  g_clear_object (&self->undo);
  G_OBJECT_CLASS (assay_tab_parent_class)->dispose (object);
}

static void
assay_tab_finalize (GObject *object)
{
  g_ptr_array_unref (ASSAY_TAB (object)->pages);
  G_OBJECT_CLASS (assay_tab_parent_class)->finalize (object);
}

static void
assay_tab_class_init (AssayTabClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = assay_tab_get_property;
  object_class->dispose = assay_tab_dispose;
  object_class->finalize = assay_tab_finalize;
  properties[PROP_PAGE] = g_param_spec_object ("page", NULL, NULL, ASSAY_TYPE_PAGE, flags);
  properties[PROP_CAN_GO_BACK] = g_param_spec_boolean ("can-go-back", NULL, NULL, FALSE, flags);
  properties[PROP_CAN_GO_FORWARD] = g_param_spec_boolean ("can-go-forward", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
assay_tab_init (AssayTab *self)
{
  self->pages = g_ptr_array_new_with_free_func (g_object_unref);
  self->stack = GTK_STACK (gtk_stack_new ());
  /* Homogeneous would ask every page ever shown how wide it wants to be. */
  gtk_stack_set_hhomogeneous (self->stack, FALSE);
  gtk_stack_set_vhomogeneous (self->stack, FALSE);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->stack));
}
