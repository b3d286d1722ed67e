/* The wire form of protocol buffers, read in place: a message is a run of fields, each a number, four or eight bytes, or a run
 * of bytes that may be a message again. Every length is held to the bytes that are left before it is believed. */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

#define ASSAY_WIRE_DEPTH 16

typedef struct { const guint8 *at, *end; } AssayWire;

typedef enum { ASSAY_WIRE_NUMBER = 0, ASSAY_WIRE_EIGHT = 1, ASSAY_WIRE_BYTES = 2, ASSAY_WIRE_FOUR = 5 } AssayWireType;

typedef struct
{
  guint32 number;                  /* of the field */
  AssayWireType type;
  guint64 value;                   /* NUMBER, FOUR, EIGHT: as bits */
  AssayWire bytes;                 /* BYTES */
} AssayWireField;

/* The next field; FALSE at the end, and with *is_broken set where the bytes make no sense. */
gboolean assay_wire_next (AssayWire *self, AssayWireField *field, gboolean *is_broken);
gsize assay_wire_length (const AssayWire *self);
float assay_wire_float (guint64 bits);
double assay_wire_double (guint64 bits);
/* A repeated number, packed or not, appended to an array of doubles; is_float: four bytes each, else whole numbers. FALSE: broken. */
gboolean assay_wire_add_floats (const AssayWireField *field, GArray *doubles);
gboolean assay_wire_add_doubles (const AssayWireField *field, GArray *doubles);
gboolean assay_wire_add_integers (const AssayWireField *field, GArray *int64s);
/* A text: a copy, or NULL if it is no UTF-8 or holds a NUL. */
char *assay_wire_dup_text (const AssayWire *self);

G_END_DECLS
