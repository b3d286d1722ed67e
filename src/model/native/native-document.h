/* The text of an assay-model as objects in memory, but for what is large: the trees of an ensemble, which become flat arrays. */
#pragma once
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* One tree: nodes [first, first + n) of the arrays, values from first_value on, sets of categories [first_set, first_set + n_sets). */
typedef struct { gsize first, first_value, first_set; guint n, n_values, n_sets; gint64 output; gboolean has_missing, has_cover; } NativeTree;
typedef struct { guint node; gsize first; guint n; } NativeTreeSet;

typedef struct
{
  GArray *trees;                                     /* NativeTree */
  GArray *feature, *left, *right;                    /* gint32 */
  GArray *threshold, *value, *cover;                 /* double, NaN for null; cover is NaN where a tree has none */
  GArray *missing_left;                              /* guint8 */
  GArray *sets;                                      /* NativeTreeSet */
  GArray *codes;                                     /* gint32 */
} NativeTrees;

NativeTrees *native_trees_new (void);
void native_trees_free (NativeTrees *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NativeTrees, native_trees_free)

/* Strict JSON with an object outermost; keys that begin with "x-" are left out. What stands in tree_ensemble.trees goes into trees (NULL: is
 * left out), and root has null there. NULL with ASSAY_MODEL_ERROR_FILE, which names the file. */
JsonObject *native_document_read (const char *name, const char *text, gsize length, NativeTrees *trees, GError **error);

G_END_DECLS
