#include "app/undo.h"

#define MOST_STEPS 200

typedef struct
{
  char *label;
  AssayUndoFunc func;
  gpointer user_data;
  GDestroyNotify destroy;
} Step;

struct _AssayUndo
{
  GObject parent;
  GPtrArray *steps;      /* of Step, oldest first */
  guint done;            /* steps before this index are done, the rest can be done again */
  gboolean busy;         /* a step's function runs: what it adds is not a new step */
};

G_DEFINE_FINAL_TYPE (AssayUndo, assay_undo, G_TYPE_OBJECT)

enum { PROP_CAN_UNDO = 1, PROP_CAN_REDO, PROP_UNDO_LABEL, PROP_REDO_LABEL, N_PROPERTIES };
static GParamSpec *properties[N_PROPERTIES];

static void
step_free (gpointer data)
{
  Step *step = data;

  if (step->destroy != NULL)
    step->destroy (step->user_data);
  g_free (step->label);
  g_free (step);
}

static void
notify_all (AssayUndo *self)
{
  for (guint i = 1; i < N_PROPERTIES; i++)
    g_object_notify_by_pspec (G_OBJECT (self), properties[i]);
}

AssayUndo *
assay_undo_new (void)
{
  return g_object_new (ASSAY_TYPE_UNDO, NULL);
}

void
assay_undo_add (AssayUndo *self, const char *label, AssayUndoFunc func, gpointer user_data, GDestroyNotify destroy)
{
  Step *step;

  g_return_if_fail (ASSAY_IS_UNDO (self));
  if (self->busy)
    {
      if (destroy != NULL)
        destroy (user_data);
      return;
    }
  step = g_new0 (Step, 1);
  *step = (Step) { g_strdup (label), func, user_data, destroy };
  g_ptr_array_set_size (self->steps, (int) self->done);
  g_ptr_array_add (self->steps, step);
  if (self->steps->len > MOST_STEPS)
    g_ptr_array_remove_index (self->steps, 0);
  self->done = self->steps->len;
  notify_all (self);
}

gboolean
assay_undo_can_undo (AssayUndo *self)
{
  return self->done > 0;
}

gboolean
assay_undo_can_redo (AssayUndo *self)
{
  return self->done < self->steps->len;
}

const char *
assay_undo_get_undo_label (AssayUndo *self)
{
  return self->done > 0 ? ((Step *) self->steps->pdata[self->done - 1])->label : NULL;
}

const char *
assay_undo_get_redo_label (AssayUndo *self)
{
  return self->done < self->steps->len ? ((Step *) self->steps->pdata[self->done])->label : NULL;
}

static void
call (AssayUndo *self, guint index, gboolean forward)
{
  Step *step = self->steps->pdata[index];
  gboolean worked;

  self->busy = TRUE;
  worked = step->func (forward, step->user_data);
  self->busy = FALSE;
  if (worked)
    {
      self->done = forward ? index + 1 : index;
    }
  else
    {
      g_ptr_array_remove_index (self->steps, index);
      self->done = index;
    }
  notify_all (self);
}

void
assay_undo_undo (AssayUndo *self)
{
  g_return_if_fail (ASSAY_IS_UNDO (self));
  if (assay_undo_can_undo (self) && !self->busy)
    call (self, self->done - 1, FALSE);
}

void
assay_undo_redo (AssayUndo *self)
{
  g_return_if_fail (ASSAY_IS_UNDO (self));
  if (assay_undo_can_redo (self) && !self->busy)
    call (self, self->done, TRUE);
}

void
assay_undo_clear (AssayUndo *self)
{
  g_return_if_fail (ASSAY_IS_UNDO (self));
  g_ptr_array_set_size (self->steps, 0);
  self->done = 0;
  notify_all (self);
}

static void
assay_undo_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  AssayUndo *self = ASSAY_UNDO (object);

  switch (id)
    {
    case PROP_CAN_UNDO: g_value_set_boolean (value, assay_undo_can_undo (self)); break;
    case PROP_CAN_REDO: g_value_set_boolean (value, assay_undo_can_redo (self)); break;
    case PROP_UNDO_LABEL: g_value_set_string (value, assay_undo_get_undo_label (self)); break;
    case PROP_REDO_LABEL: g_value_set_string (value, assay_undo_get_redo_label (self)); break;
    default: G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
assay_undo_finalize (GObject *object)
{
  g_ptr_array_unref (ASSAY_UNDO (object)->steps);
  G_OBJECT_CLASS (assay_undo_parent_class)->finalize (object);
}

static void
assay_undo_class_init (AssayUndoClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = assay_undo_get_property;
  object_class->finalize = assay_undo_finalize;
  properties[PROP_CAN_UNDO] = g_param_spec_boolean ("can-undo", NULL, NULL, FALSE, flags);
  properties[PROP_CAN_REDO] = g_param_spec_boolean ("can-redo", NULL, NULL, FALSE, flags);
  properties[PROP_UNDO_LABEL] = g_param_spec_string ("undo-label", NULL, NULL, NULL, flags);
  properties[PROP_REDO_LABEL] = g_param_spec_string ("redo-label", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
assay_undo_init (AssayUndo *self)
{
  self->steps = g_ptr_array_new_with_free_func (step_free);
}
