/* The graph of an ONNX file. Nothing is skipped that could change a result: functions, training parts, sparse and external tensors
 * are refused by name; texts for people are skipped. */
#include "model/onnx/onnx-private.h"

#include <glib/gi18n.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "model/onnx/onnx-wire.h"

#define MAX_NODES 100000
#define MAX_ELEMENTS ((gsize) 50000000)
#define MAX_BASE_VERSION 27
#define MAX_ML_VERSION 5

typedef struct { const char *name; GError **error; gsize n_elements; } Reader;

static gboolean fail (const Reader *self, const char *format, ...) G_GNUC_PRINTF (2, 3);

static gboolean
fail (const Reader *self, const char *format, ...)
{
  g_autofree char *what = NULL;
  va_list args;

  if (self->error != NULL && *self->error != NULL)
    return FALSE;
  va_start (args, format);
  what = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error (self->error, ASSAY_MODEL_ERROR, ASSAY_MODEL_ERROR_FILE, "%s: %s", self->name, what);
  return FALSE;
}

static gboolean
fail_broken (const Reader *self, const char *part)
{
  return fail (self, _("%s is cut or damaged: it is no valid ONNX."), part);
}

/* A text field, once; replaces what was there. */
static gboolean
take_text (const Reader *self, const AssayWireField *field, char **text)
{
  g_free (*text);
  *text = field->type == ASSAY_WIRE_BYTES ? assay_wire_dup_text (&field->bytes) : NULL;
  return *text != NULL || fail (self, _("a name or text in the file is not UTF-8."));
}

/* ---- tensors ---- */

AssayOnnxTensor *
assay_onnx_tensor_new_constant (AssayOnnxType type, guint rank, const gsize *dims)
{
  AssayOnnxTensor *self = g_new0 (AssayOnnxTensor, 1);

  self->type = type;
  self->rank = rank;
  self->n = 1;
  for (guint i = 0; i < rank; i++)
    self->n *= self->dims[i] = dims[i];
  if (type == ASSAY_ONNX_STRING)
    self->strings = g_new0 (const char *, self->n + 1);
  else
    self->numbers = g_new0 (double, self->n + 1);
  return self;
}

/* Of a constant: it owns its texts. */
void
assay_onnx_tensor_free (AssayOnnxTensor *self)
{
  for (gsize i = 0; self->strings != NULL && i < self->n; i++)
    g_free ((char *) self->strings[i]);
  g_free (self->strings);
  g_free (self->numbers);
  g_free (self);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AssayOnnxTensor, assay_onnx_tensor_free)

double
assay_onnx_round (double value, AssayOnnxType type)
{
  switch (type)
    {
    case ASSAY_ONNX_FLOAT:
      return (float) value;
    case ASSAY_ONNX_BOOL:
      return value != 0;
    case ASSAY_ONNX_INT32:
    case ASSAY_ONNX_INT64:
      return trunc (value);
    case ASSAY_ONNX_DOUBLE:
    case ASSAY_ONNX_STRING:
      break;
    }
  return value;
}

static const char *
name_type (gint64 type)
{
  static const char *const names[] = { "undefined", "float", "uint8", "int8", "uint16", "int16", "int32", "int64", "string", "bool", "float16", "double", "uint32", "uint64" };

  return type >= 0 && type < (gint64) G_N_ELEMENTS (names) ? names[type] : "unknown";
}

static gboolean
is_known_type (gint64 type)
{
  return type == ASSAY_ONNX_FLOAT || type == ASSAY_ONNX_DOUBLE || type == ASSAY_ONNX_INT32 || type == ASSAY_ONNX_INT64 || type == ASSAY_ONNX_BOOL || type == ASSAY_ONNX_STRING;
}

typedef struct { GArray *dims, *doubles, *ints; GPtrArray *strings; AssayWire raw; gboolean has_raw; gint64 type; char *name; } RawTensor;

static void
raw_tensor_clear (RawTensor *self)
{
  g_array_unref (self->dims);
  g_array_unref (self->doubles);
  g_array_unref (self->ints);
  g_ptr_array_unref (self->strings);
  g_free (self->name);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (RawTensor, raw_tensor_clear)

static gboolean
add_string (const Reader *self, const AssayWireField *field, GPtrArray *strings)
{
  char *text = field->type == ASSAY_WIRE_BYTES ? assay_wire_dup_text (&field->bytes) : NULL;

  if (text == NULL)
    return fail (self, _("a name or text in the file is not UTF-8."));
  g_ptr_array_add (strings, text);
  return TRUE;
}

static gboolean
read_tensor_field (const Reader *self, const AssayWireField *field, RawTensor *raw)
{
  switch (field->number)
    {
    case 1:
      return assay_wire_add_integers (field, raw->dims) || fail_broken (self, _("a tensor"));
    case 2:
      raw->type = field->value;
      return TRUE;
    case 4:
      return assay_wire_add_floats (field, raw->doubles) || fail_broken (self, _("a tensor"));
    case 5:
    case 7:
      return assay_wire_add_integers (field, raw->ints) || fail_broken (self, _("a tensor"));
    case 6:
      return add_string (self, field, raw->strings);
    case 8:
      return take_text (self, field, &raw->name);
    case 9:
      raw->raw = field->bytes;
      raw->has_raw = field->type == ASSAY_WIRE_BYTES;
      return raw->has_raw || fail_broken (self, _("a tensor"));
    case 10:
      return assay_wire_add_doubles (field, raw->doubles) || fail_broken (self, _("a tensor"));
    case 12:
      return TRUE;
    case 3:
    case 13:
    case 14:
      return (field->number == 14 && field->value == 0)
             || fail (self, _("a tensor is kept in pieces or in another file, which Assay does not read. Save the model as one file."));
    default:
      return fail (self, _("a tensor has a field %u that Assay does not know."), field->number);
    }
}

static gsize
type_size (gint64 type)
{
  return type == ASSAY_ONNX_FLOAT || type == ASSAY_ONNX_INT32 ? 4 : type == ASSAY_ONNX_BOOL ? 1 : 8;
}

static double
read_raw (const guint8 *at, gint64 type)
{
  guint64 bits = 0;

  for (gsize i = 0; i < type_size (type); i++)
    bits |= (guint64) at[i] << (8 * i);
  switch (type)
    {
    case ASSAY_ONNX_FLOAT:
      return assay_wire_float (bits);
    case ASSAY_ONNX_DOUBLE:
      return assay_wire_double (bits);
    case ASSAY_ONNX_INT32:
      return (gint32) (guint32) bits;
    case ASSAY_ONNX_BOOL:
      return bits != 0;
    default:
      return (gint64) bits;
    }
}

static gboolean
fill_tensor (const Reader *self, RawTensor *raw, AssayOnnxTensor *tensor)
{
  const char *name = raw->name != NULL ? raw->name : "";
  gsize there;

  if (raw->type == ASSAY_ONNX_STRING)
    {
      if (raw->strings->len != tensor->n)
        return fail (self, _("the tensor “%s” holds %u texts where its shape has %zu."), name, raw->strings->len, tensor->n);
      for (gsize i = 0; i < tensor->n; i++)
        tensor->strings[i] = g_strdup (raw->strings->pdata[i]);
      return TRUE;
    }
  there = raw->has_raw ? assay_wire_length (&raw->raw) / type_size (raw->type)
          : raw->type == ASSAY_ONNX_FLOAT || raw->type == ASSAY_ONNX_DOUBLE ? raw->doubles->len : raw->ints->len;
  if (there != tensor->n || (raw->has_raw && assay_wire_length (&raw->raw) % type_size (raw->type) != 0))
    return fail (self, _("the tensor “%s” holds %zu numbers where its shape has %zu."), name, there, tensor->n);
  for (gsize i = 0; i < tensor->n; i++)
    {
      double value = raw->has_raw ? read_raw (raw->raw.at + i * type_size (raw->type), raw->type)
                     : raw->type == ASSAY_ONNX_FLOAT || raw->type == ASSAY_ONNX_DOUBLE ? g_array_index (raw->doubles, double, i)
                     : (double) g_array_index (raw->ints, gint64, i);

      /* the largest there is means "to the end" */
      if (raw->type == ASSAY_ONNX_INT64 && fabs (value) > ASSAY_ONNX_WHOLE && fabs (value) != (double) G_MAXINT64)
        return fail (self, _("the tensor “%s” holds whole numbers beyond 2^53, which Assay would not keep exactly."), name);
      tensor->numbers[i] = assay_onnx_round (value, raw->type);
    }
  return TRUE;
}

/* *name (transfer full) may come out NULL. */
static AssayOnnxTensor *
read_tensor (Reader *self, AssayWire wire, char **name)
{
  g_auto(RawTensor) raw = { .dims = g_array_new (FALSE, FALSE, 8), .doubles = g_array_new (FALSE, FALSE, 8), .ints = g_array_new (FALSE, FALSE, 8),
                            .strings = g_ptr_array_new_with_free_func (g_free) };
  g_autoptr(AssayOnnxTensor) tensor = NULL;
  AssayWireField field;
  gboolean is_broken = FALSE;
  gsize dims[ASSAY_ONNX_RANK], n = 1;

  while (assay_wire_next (&wire, &field, &is_broken))
    if (!read_tensor_field (self, &field, &raw))
      return NULL;
  if (is_broken)
    {
      fail_broken (self, _("a tensor"));
      return NULL;
    }
  if (!is_known_type (raw.type))
    {
      fail (self, _("a tensor holds numbers of the type %s. Assay reads float, double, int32, int64, bool and string."), name_type (raw.type));
      return NULL;
    }
  for (guint i = 0; i < raw.dims->len; i++)
    {
      gint64 dim = g_array_index (raw.dims, gint64, i);

      if (i >= ASSAY_ONNX_RANK || dim < 0 || !g_size_checked_mul (&n, n, dim) || n > MAX_ELEMENTS)
        {
          fail (self, _("a tensor has more than %u dimensions, a negative one, or more than %zu elements."), ASSAY_ONNX_RANK, MAX_ELEMENTS);
          return NULL;
        }
      dims[i] = dim;
    }
  /* no tensor is larger than what stands in the file, before its memory is asked for */
  if (n > raw.strings->len + raw.doubles->len + raw.ints->len + (raw.has_raw ? assay_wire_length (&raw.raw) : 0))
    {
      fail (self, _("the tensor “%s” holds less than its shape. The file is cut or damaged."), raw.name != NULL ? raw.name : "");
      return NULL;
    }
  tensor = assay_onnx_tensor_new_constant (raw.type, raw.dims->len, dims);
  if (!fill_tensor (self, &raw, tensor))
    return NULL;
  if (name != NULL)
    *name = g_steal_pointer (&raw.name);
  return g_steal_pointer (&tensor);
}

/* ---- attributes ---- */

static void
attribute_free (gpointer pointer)
{
  AssayOnnxAttribute *self = pointer;

  g_free (self->name);
  g_free (self->s);
  g_array_unref (self->floats);
  g_array_unref (self->ints);
  g_ptr_array_unref (self->strings);
  g_clear_pointer (&self->tensor, assay_onnx_tensor_free);
  g_free (self);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AssayOnnxAttribute, attribute_free)

static gboolean
read_attribute_field (Reader *self, const AssayWireField *field, AssayOnnxAttribute *attribute)
{
  switch (field->number)
    {
    case 1:
      return take_text (self, field, &attribute->name);
    case 2:
      attribute->f = assay_wire_float (field->value);
      return TRUE;
    case 3:
      attribute->i = field->value;
      return TRUE;
    case 4:
      return take_text (self, field, &attribute->s);
    case 5:
      if (attribute->tensor != NULL || field->type != ASSAY_WIRE_BYTES)
        return fail_broken (self, _("an attribute"));
      attribute->tensor = read_tensor (self, field->bytes, NULL);
      return attribute->tensor != NULL;
    case 7:
      return assay_wire_add_floats (field, attribute->floats) || fail_broken (self, _("an attribute"));
    case 8:
      return assay_wire_add_integers (field, attribute->ints) || fail_broken (self, _("an attribute"));
    case 9:
      return add_string (self, field, attribute->strings);
    case 13:
      return TRUE;
    case 20:
      attribute->type = field->value;
      return TRUE;
    default:
      return fail (self, _("an attribute holds a graph or another thing that Assay does not read (field %u)."), field->number);
    }
}

static AssayOnnxAttribute *
read_attribute (Reader *self, AssayWire wire)
{
  g_autoptr(AssayOnnxAttribute) attribute = g_new0 (AssayOnnxAttribute, 1);
  AssayWireField field;
  gboolean is_broken = FALSE;
  guint n_lists;

  attribute->floats = g_array_new (FALSE, FALSE, sizeof (double));
  attribute->ints = g_array_new (FALSE, FALSE, sizeof (gint64));
  attribute->strings = g_ptr_array_new_with_free_func (g_free);
  while (assay_wire_next (&wire, &field, &is_broken))
    if (!read_attribute_field (self, &field, attribute))
      return NULL;
  n_lists = (attribute->floats->len > 0) + (attribute->ints->len > 0) + (attribute->strings->len > 0);
  if (is_broken || attribute->name == NULL || n_lists > 1)
    {
      fail_broken (self, _("an attribute"));
      return NULL;
    }
  return g_steal_pointer (&attribute);
}

const AssayOnnxAttribute *
assay_onnx_node_find (const AssayOnnxNode *self, const char *name)
{
  for (guint i = 0; i < self->attributes->len; i++)
    {
      const AssayOnnxAttribute *attribute = self->attributes->pdata[i];

      if (strcmp (attribute->name, name) == 0)
        return attribute;
    }
  return NULL;
}

gint64
assay_onnx_node_get_int (const AssayOnnxNode *self, const char *name, gint64 usual)
{
  const AssayOnnxAttribute *attribute = assay_onnx_node_find (self, name);

  return attribute != NULL ? attribute->i : usual;
}

double
assay_onnx_node_get_float (const AssayOnnxNode *self, const char *name, double usual)
{
  const AssayOnnxAttribute *attribute = assay_onnx_node_find (self, name);

  return attribute != NULL ? attribute->f : usual;
}

const char *
assay_onnx_node_get_string (const AssayOnnxNode *self, const char *name, const char *usual)
{
  const AssayOnnxAttribute *attribute = assay_onnx_node_find (self, name);

  return attribute == NULL ? usual : attribute->s != NULL ? attribute->s : "";
}

const double *
assay_onnx_node_get_floats (const AssayOnnxNode *self, const char *name, gsize *n)
{
  const AssayOnnxAttribute *attribute = assay_onnx_node_find (self, name);

  *n = attribute != NULL ? attribute->floats->len : 0;
  return attribute != NULL ? (const double *) attribute->floats->data : NULL;
}

const gint64 *
assay_onnx_node_get_ints (const AssayOnnxNode *self, const char *name, gsize *n)
{
  const AssayOnnxAttribute *attribute = assay_onnx_node_find (self, name);

  *n = attribute != NULL ? attribute->ints->len : 0;
  return attribute != NULL ? (const gint64 *) attribute->ints->data : NULL;
}

const char *const *
assay_onnx_node_get_strings (const AssayOnnxNode *self, const char *name, gsize *n)
{
  const AssayOnnxAttribute *attribute = assay_onnx_node_find (self, name);

  *n = attribute != NULL ? attribute->strings->len : 0;
  return attribute != NULL ? (const char *const *) attribute->strings->pdata : NULL;
}

/* ---- nodes ---- */

static void
node_free (gpointer pointer)
{
  AssayOnnxNode *self = pointer;

  if (self->state != NULL)
    self->oper->free (self->state);
  g_free (self->name);
  g_free (self->op);
  g_free (self->domain);
  g_strfreev (self->input_names);
  g_strfreev (self->output_names);
  g_free (self->inputs);
  g_free (self->outputs);
  g_ptr_array_unref (self->attributes);
  g_free (self);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AssayOnnxNode, node_free)

static char **
take_strings (GPtrArray *strings, guint *n)
{
  char **list = g_new0 (char *, strings->len + 1);

  for (guint i = 0; i < strings->len; i++)
    list[i] = g_strdup (strings->pdata[i]);
  *n = strings->len;
  return list;
}

static gboolean
read_node_field (Reader *self, const AssayWireField *field, AssayOnnxNode *node, GPtrArray *inputs, GPtrArray *outputs)
{
  AssayOnnxAttribute *attribute;

  switch (field->number)
    {
    case 1:
      return add_string (self, field, inputs);
    case 2:
      return add_string (self, field, outputs);
    case 3:
      return take_text (self, field, &node->name);
    case 4:
      return take_text (self, field, &node->op);
    case 5:
      if (field->type != ASSAY_WIRE_BYTES)
        return fail_broken (self, _("a node"));
      attribute = read_attribute (self, field->bytes);
      if (attribute != NULL)
        g_ptr_array_add (node->attributes, attribute);
      return attribute != NULL;
    case 6:
    case 9:                        /* for people */
      return TRUE;
    case 7:
      return take_text (self, field, &node->domain);
    default:
      return fail (self, _("a node has a field %u that Assay does not know."), field->number);
    }
}

static AssayOnnxNode *
read_node (Reader *self, AssayWire wire)
{
  g_autoptr(AssayOnnxNode) node = g_new0 (AssayOnnxNode, 1);
  g_autoptr(GPtrArray) inputs = g_ptr_array_new_with_free_func (g_free), outputs = g_ptr_array_new_with_free_func (g_free);
  AssayWireField field;
  gboolean is_broken = FALSE;

  node->attributes = g_ptr_array_new_with_free_func (attribute_free);
  while (assay_wire_next (&wire, &field, &is_broken))
    if (!read_node_field (self, &field, node, inputs, outputs))
      return NULL;
  if (is_broken || node->op == NULL)
    {
      fail_broken (self, _("a node"));
      return NULL;
    }
  node->input_names = take_strings (inputs, &node->n_inputs);
  node->output_names = take_strings (outputs, &node->n_outputs);
  node->domain = node->domain != NULL ? node->domain : g_strdup ("");
  return g_steal_pointer (&node);
}

/* ---- inputs and outputs ---- */

static void
port_free (gpointer pointer)
{
  AssayOnnxPort *self = pointer;

  g_free (self->name);
  g_free (self);
}

static gboolean
read_dimension (const Reader *self, AssayWire wire, AssayOnnxPort *port)
{
  AssayWireField field;
  gboolean is_broken = FALSE;
  gint64 dim = -1;

  while (assay_wire_next (&wire, &field, &is_broken))
    if (field.number == 1)
      dim = field.value;
  if (is_broken || port->rank >= ASSAY_ONNX_RANK)
    return fail_broken (self, _("the type of an input or output"));
  port->dims[port->rank++] = dim > 0 ? dim : -1;
  return TRUE;
}

static gboolean
read_shape (const Reader *self, AssayWire wire, AssayOnnxPort *port)
{
  AssayWireField field;
  gboolean is_broken = FALSE;

  while (assay_wire_next (&wire, &field, &is_broken))
    if (field.number == 1 && field.type == ASSAY_WIRE_BYTES && !read_dimension (self, field.bytes, port))
      return FALSE;
  return !is_broken || fail_broken (self, _("the type of an input or output"));
}

/* Only of tensors; what a ZipMap gives is known from the ZipMap. */
static gboolean
read_type (const Reader *self, AssayWire wire, AssayOnnxPort *port)
{
  AssayWireField field;
  gboolean is_broken = FALSE;

  while (assay_wire_next (&wire, &field, &is_broken))
    if (field.number == 1 && field.type == ASSAY_WIRE_BYTES)
      {
        AssayWire tensor = field.bytes;
        AssayWireField part;

        while (assay_wire_next (&tensor, &part, &is_broken))
          {
            if (part.number == 1)
              port->type = part.value;
            if (part.number == 2 && part.type == ASSAY_WIRE_BYTES && !read_shape (self, part.bytes, port))
              return FALSE;
          }
        if (is_broken)
          break;
      }
  return !is_broken || fail_broken (self, _("the type of an input or output"));
}

static gboolean
read_port (const Reader *self, AssayWire wire, GPtrArray *ports)
{
  AssayOnnxPort *port = g_new0 (AssayOnnxPort, 1);
  AssayWireField field;
  gboolean is_broken = FALSE;

  g_ptr_array_add (ports, port);
  while (assay_wire_next (&wire, &field, &is_broken))
    {
      if (field.number == 1 && !take_text (self, &field, &port->name))
        return FALSE;
      if (field.number == 2 && field.type == ASSAY_WIRE_BYTES && !read_type (self, field.bytes, port))
        return FALSE;
    }
  return (!is_broken && port->name != NULL) || fail_broken (self, _("an input or output"));
}

/* ---- the graph ---- */

void
assay_onnx_model_free (AssayOnnxModel *self)
{
  g_free (self->producer);
  g_free (self->producer_version);
  g_free (self->graph_name);
  g_ptr_array_unref (self->nodes);
  g_ptr_array_unref (self->inputs);
  g_ptr_array_unref (self->outputs);
  g_ptr_array_unref (self->constants);
  g_hash_table_unref (self->value_of);
  g_free (self->last_use);
  g_free (self);
}

static void
free_constant (gpointer pointer)
{
  if (pointer != NULL)
    assay_onnx_tensor_free (pointer);
}

static int
find_value (const AssayOnnxModel *model, const char *name)
{
  return GPOINTER_TO_INT (g_hash_table_lookup (model->value_of, name)) - 1;
}

/* Every value has one name and is made once. -1: the name is taken. */
static int
add_value (AssayOnnxModel *model, const char *name, AssayOnnxTensor *constant)
{
  if (g_hash_table_contains (model->value_of, name))
    return -1;
  g_hash_table_insert (model->value_of, g_strdup (name), GINT_TO_POINTER ((int) model->n_values + 1));
  g_ptr_array_add (model->constants, constant);
  return model->n_values++;
}

static gboolean
read_initializer (Reader *self, AssayWire wire, AssayOnnxModel *model)
{
  g_autofree char *name = NULL;
  g_autoptr(AssayOnnxTensor) tensor = read_tensor (self, wire, &name);

  if (tensor == NULL)
    return FALSE;
  self->n_elements += tensor->n;
  if (self->n_elements > MAX_ELEMENTS)
    return fail (self, _("the model holds more than %zu numbers."), MAX_ELEMENTS);
  if (name == NULL || *name == '\0' || add_value (model, name, tensor) < 0)
    return fail (self, _("two tensors are named “%s”, or one has no name. The file is damaged."), name != NULL ? name : "");
  g_steal_pointer (&tensor);
  return TRUE;
}

static gboolean
read_graph_field (Reader *self, const AssayWireField *field, AssayOnnxModel *model)
{
  AssayOnnxNode *node;

  if (field->type != ASSAY_WIRE_BYTES)
    return fail_broken (self, _("the graph"));
  switch (field->number)
    {
    case 1:
      node = read_node (self, field->bytes);
      if (node == NULL)
        return FALSE;
      g_ptr_array_add (model->nodes, node);
      return model->nodes->len <= MAX_NODES || fail (self, _("the graph has more than %u nodes."), MAX_NODES);
    case 2:
      return take_text (self, field, &model->graph_name);
    case 5:
      return read_initializer (self, field->bytes, model);
    case 10:
    case 13:                       /* value_info tells what is found out anyway */
    case 16:
      return TRUE;
    case 11:
      return read_port (self, field->bytes, model->inputs);
    case 12:
      return read_port (self, field->bytes, model->outputs);
    default:
      return fail (self, _("the graph holds sparse tensors or quantization (field %u), which Assay does not read."), field->number);
    }
}

static gboolean
read_graph (Reader *self, AssayWire wire, AssayOnnxModel *model)
{
  AssayWireField field;
  gboolean is_broken = FALSE;

  while (assay_wire_next (&wire, &field, &is_broken))
    if (!read_graph_field (self, &field, model))
      return FALSE;
  return !is_broken || fail_broken (self, _("the graph"));
}

static gboolean
read_operator_set (const Reader *self, AssayWire wire, AssayOnnxModel *model)
{
  g_autofree char *domain = g_strdup ("");
  gint64 version = 0;
  AssayWireField field;
  gboolean is_broken = FALSE;

  while (assay_wire_next (&wire, &field, &is_broken))
    {
      if (field.number == 1 && !take_text (self, &field, &domain))
        return FALSE;
      if (field.number == 2)
        version = field.value;
    }
  if (is_broken)
    return fail_broken (self, _("an operator set"));
  if (strcmp (domain, "") == 0 || strcmp (domain, "ai.onnx") == 0)
    model->base_version = MAX (model->base_version, version);
  else if (strcmp (domain, "ai.onnx.ml") == 0)
    model->ml_version = MAX (model->ml_version, version);
  if (model->base_version > MAX_BASE_VERSION || model->ml_version > MAX_ML_VERSION || version < 0)
    return fail (self, _("the model uses version %" PRId64 " of the operators “%s”; Assay knows them up to %d and %d (ai.onnx.ml). "
                         "Convert the model with a lower target_opset."), version, domain, MAX_BASE_VERSION, MAX_ML_VERSION);
  return TRUE;
}

static gboolean
read_model_field (Reader *self, const AssayWireField *field, AssayOnnxModel *model, AssayWire *graph)
{
  switch (field->number)
    {
    case 1:
    case 4:
    case 5:
    case 6:
    case 14:
      return TRUE;
    case 2:
      return take_text (self, field, &model->producer);
    case 3:
      return take_text (self, field, &model->producer_version);
    case 7:
      if (field->type != ASSAY_WIRE_BYTES || graph->at != NULL)
        return fail_broken (self, _("the model"));
      *graph = field->bytes;
      return TRUE;
    case 8:
      return field->type == ASSAY_WIRE_BYTES ? read_operator_set (self, field->bytes, model) : fail_broken (self, _("the model"));
    default:
      return fail (self, _("the model holds training parts or functions of its own (field %u), which Assay does not read."), field->number);
    }
}

/* ---- names to numbers ---- */

static gboolean
resolve_inputs (const Reader *self, AssayOnnxModel *model)
{
  for (guint i = 0; i < model->inputs->len; i++)
    {
      AssayOnnxPort *port = model->inputs->pdata[i];

      /* before version 4 of the format initializers are listed as inputs too */
      if (find_value (model, port->name) >= 0 && model->constants->pdata[find_value (model, port->name)] != NULL)
        {
          g_ptr_array_remove_index (model->inputs, i--);
          continue;
        }
      port->value = add_value (model, port->name, NULL);
      if (port->value < 0)
        return fail (self, _("two inputs are named “%s”. The file is damaged."), port->name);
    }
  return TRUE;
}

static gboolean
check_attributes (const Reader *self, const AssayOnnxNode *node)
{
  for (guint i = 0; i < node->attributes->len; i++)
    {
      const AssayOnnxAttribute *attribute = node->attributes->pdata[i];
      g_autofree char *word = g_strconcat (" ", attribute->name, " ", NULL);

      if (strchr (attribute->name, ' ') != NULL || strstr (node->oper->attributes, word) == NULL)
        return fail (self, _("the operator %s has an attribute “%s” that Assay does not know."), node->op, attribute->name);
      for (guint k = 0; k < i; k++)
        if (strcmp (((AssayOnnxAttribute *) node->attributes->pdata[k])->name, attribute->name) == 0)
          return fail (self, _("the operator %s has the attribute “%s” twice. The file is damaged."), node->op, attribute->name);
    }
  return TRUE;
}

static gboolean
resolve_operator (const Reader *self, const AssayOnnxModel *model, AssayOnnxNode *node)
{
  node->oper = assay_onnx_find_operator (node->domain, node->op);
  if (node->oper == NULL)
    return fail (self, _("the model uses the operator %s%s%s (node “%s”), which Assay does not compute. Ask the developer for the model as PMML, XGBoost or LightGBM file, "
                         "or bring a table of ids and scores."), node->domain, *node->domain != '\0' ? "." : "", node->op, node->name != NULL ? node->name : "");
  node->version = node->oper->is_ml ? model->ml_version : model->base_version;
  if (node->version == 0)
    return fail (self, _("the file does not say which version of the operators %s belongs to."), node->op);
  if (node->n_inputs < node->oper->n_least || node->n_inputs > node->oper->n_most)
    return fail (self, _("the operator %s has %u inputs. The file is damaged."), node->op, node->n_inputs);
  return check_attributes (self, node);
}

static gboolean
resolve_node (const Reader *self, AssayOnnxModel *model, AssayOnnxNode *node)
{
  if (!resolve_operator (self, model, node))
    return FALSE;
  node->inputs = g_new (int, node->n_inputs + 1);
  node->outputs = g_new (int, node->n_outputs + 1);
  for (guint i = 0; i < node->n_inputs; i++)
    {
      node->inputs[i] = *node->input_names[i] != '\0' ? find_value (model, node->input_names[i]) : -1;
      if (node->inputs[i] < 0 && (*node->input_names[i] != '\0' || i < node->oper->n_least))
        return fail (self, _("the operator %s needs “%s”, which nothing before it makes. The file is damaged."), node->op, node->input_names[i]);
    }
  for (guint i = 0; i < node->n_outputs; i++)
    {
      node->outputs[i] = *node->output_names[i] != '\0' ? add_value (model, node->output_names[i], NULL) : -1;
      if (node->outputs[i] < 0 && *node->output_names[i] != '\0')
        return fail (self, _("the value “%s” is made twice. The file is damaged."), node->output_names[i]);
    }
  return TRUE;
}

static gboolean
resolve (const Reader *self, AssayOnnxModel *model)
{
  if (!resolve_inputs (self, model))
    return FALSE;
  for (guint i = 0; i < model->nodes->len; i++)
    if (!resolve_node (self, model, model->nodes->pdata[i]))
      return FALSE;
  model->last_use = g_new0 (int, model->n_values + 1);
  for (guint i = 0; i < model->nodes->len; i++)
    {
      const AssayOnnxNode *node = model->nodes->pdata[i];

      for (guint k = 0; k < node->n_inputs; k++)
        if (node->inputs[k] >= 0)
          model->last_use[node->inputs[k]] = i;
    }
  for (guint i = 0; i < model->outputs->len; i++)
    {
      AssayOnnxPort *port = model->outputs->pdata[i];

      port->value = find_value (model, port->name);
      if (port->value < 0)
        return fail (self, _("nothing makes the output “%s”. The file is damaged."), port->name);
      model->last_use[port->value] = G_MAXINT;
    }
  return TRUE;
}

static gboolean
prepare (const Reader *self, AssayOnnxModel *model)
{
  for (guint i = 0; i < model->nodes->len; i++)
    {
      AssayOnnxNode *node = model->nodes->pdata[i];
      g_autoptr(GError) problem = NULL;

      if (node->oper->prepare == NULL)
        continue;
      node->state = node->oper->prepare (node, &problem);
      if (node->state == NULL)
        return fail (self, _("the operator %s: %s"), node->op, problem->message);
    }
  return TRUE;
}

AssayOnnxModel *
assay_onnx_model_parse (const char *name, const char *text, gsize length, GError **error)
{
  g_autoptr(AssayOnnxModel) model = g_new0 (AssayOnnxModel, 1);
  g_autoptr(GError) problem = NULL;
  Reader reader = { .name = name, .error = &problem };
  AssayWire wire = { (const guint8 *) text, (const guint8 *) text + length }, graph = { NULL, NULL };
  AssayWireField field;
  gboolean is_broken = FALSE, is_read = TRUE;

  model->nodes = g_ptr_array_new_with_free_func (node_free);
  model->inputs = g_ptr_array_new_with_free_func (port_free);
  model->outputs = g_ptr_array_new_with_free_func (port_free);
  model->constants = g_ptr_array_new_with_free_func (free_constant);
  model->value_of = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  while (is_read && assay_wire_next (&wire, &field, &is_broken))
    is_read = read_model_field (&reader, &field, model, &graph);
  if (is_read && (is_broken || graph.at == NULL))
    is_read = fail_broken (&reader, _("the model"));
  if (is_read && read_graph (&reader, graph, model) && resolve (&reader, model) && prepare (&reader, model))
    return g_steal_pointer (&model);
  g_propagate_error (error, g_steal_pointer (&problem));
  return NULL;
}
