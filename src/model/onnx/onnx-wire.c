#include "model/onnx/onnx-wire.h"

#include <string.h>

static gboolean
read_number (AssayWire *self, guint64 *value)
{
  *value = 0;
  for (guint shift = 0; shift < 64 && self->at < self->end; shift += 7)
    {
      guint8 byte = *self->at++;

      *value |= (guint64) (byte & 0x7f) << shift;
      if ((byte & 0x80) == 0)
        return TRUE;
    }
  return FALSE;
}

static gboolean
read_fixed (AssayWire *self, gsize n, guint64 *value)
{
  if (assay_wire_length (self) < n)
    return FALSE;
  *value = 0;
  for (gsize i = 0; i < n; i++)
    *value |= (guint64) self->at[i] << (8 * i);
  self->at += n;
  return TRUE;
}

static gboolean
read_content (AssayWire *self, AssayWireField *field)
{
  guint64 length;

  switch (field->type)
    {
    case ASSAY_WIRE_NUMBER:
      return read_number (self, &field->value);
    case ASSAY_WIRE_EIGHT:
      return read_fixed (self, 8, &field->value);
    case ASSAY_WIRE_FOUR:
      return read_fixed (self, 4, &field->value);
    case ASSAY_WIRE_BYTES:
      if (!read_number (self, &length) || length > assay_wire_length (self))
        return FALSE;
      field->bytes = (AssayWire) { self->at, self->at + length };
      self->at += length;
      return TRUE;
    }
  return FALSE;
}

gboolean
assay_wire_next (AssayWire *self, AssayWireField *field, gboolean *is_broken)
{
  guint64 tag;

  if (self->at == self->end)
    return FALSE;
  memset (field, 0, sizeof *field);
  *is_broken = TRUE;
  if (!read_number (self, &tag) || tag >> 3 == 0 || tag >> 3 > G_MAXUINT32)
    return FALSE;
  field->number = tag >> 3;
  field->type = tag & 7;
  if (!read_content (self, field))
    return FALSE;
  *is_broken = FALSE;
  return TRUE;
}

gsize
assay_wire_length (const AssayWire *self)
{
  return self->end - self->at;
}

float
assay_wire_float (guint64 bits)
{
  guint32 low = bits;
  float value;

  memcpy (&value, &low, sizeof value);
  return value;
}

double
assay_wire_double (guint64 bits)
{
  double value;

  memcpy (&value, &bits, sizeof value);
  return value;
}

static gboolean
add_fixed (const AssayWireField *field, AssayWireType type, GArray *doubles)
{
  AssayWire rest = field->bytes;
  gsize size = type == ASSAY_WIRE_FOUR ? 4 : 8;
  guint64 bits;

  if (field->type == type)
    {
      double value = size == 4 ? assay_wire_float (field->value) : assay_wire_double (field->value);

      g_array_append_val (doubles, value);
      return TRUE;
    }
  if (field->type != ASSAY_WIRE_BYTES || assay_wire_length (&rest) % size != 0)
    return FALSE;
  while (read_fixed (&rest, size, &bits))
    {
      double value = size == 4 ? assay_wire_float (bits) : assay_wire_double (bits);

      g_array_append_val (doubles, value);
    }
  return TRUE;
}

gboolean
assay_wire_add_floats (const AssayWireField *field, GArray *doubles)
{
  return add_fixed (field, ASSAY_WIRE_FOUR, doubles);
}

gboolean
assay_wire_add_doubles (const AssayWireField *field, GArray *doubles)
{
  return add_fixed (field, ASSAY_WIRE_EIGHT, doubles);
}

gboolean
assay_wire_add_integers (const AssayWireField *field, GArray *int64s)
{
  AssayWire rest = field->bytes;
  guint64 bits = field->value;

  if (field->type == ASSAY_WIRE_NUMBER)
    {
      g_array_append_val (int64s, bits);
      return TRUE;
    }
  if (field->type != ASSAY_WIRE_BYTES)
    return FALSE;
  while (rest.at < rest.end)
    {
      if (!read_number (&rest, &bits))
        return FALSE;
      g_array_append_val (int64s, bits);
    }
  return TRUE;
}

char *
assay_wire_dup_text (const AssayWire *self)
{
  gsize length = assay_wire_length (self);

  if (length == 0)
    return g_strdup ("");
  return g_utf8_validate ((const char *) self->at, length, NULL) ? g_strndup ((const char *) self->at, length) : NULL;
}
