/* Encodings of text files. UTF-8 and Windows-1252 keep ASCII as it is, so records can be cut before they are
 * converted; UTF-16 is converted while it is read. */
#pragma once
#include "data/byte-source.h"

G_BEGIN_DECLS

typedef enum { ASSAY_ENCODING_UTF8, ASSAY_ENCODING_WINDOWS_1252, ASSAY_ENCODING_UTF16LE, ASSAY_ENCODING_UTF16BE } AssayEncoding;

/* A byte that is never part of UTF-8: stands for what could not be converted, so that the row is found bad. */
#define ASSAY_BAD_BYTE ((char) 0xff)

const char *assay_encoding_name (AssayEncoding encoding);
AssayEncoding assay_encoding_from_name (const char *name);
/* From the bytes alone: a mark at the start, the pattern of zeros, whether it is UTF-8. */
AssayEncoding assay_encoding_detect (const char *bytes, gsize len);

gboolean assay_text_is_ascii (const char *text, gsize len);
/* Appends; undefined bytes become ASSAY_BAD_BYTE. */
void assay_text_append_1252 (GString *out, const char *bytes, gsize len);

/* A source as text: marks at the start removed, UTF-16 as UTF-8. Takes neither ownership nor the source's head away. */
typedef struct
{
  AssayByteSource *source;
  AssayEncoding encoding;
  gboolean started;
  char *raw;                  /* UTF-16: stored bytes not converted yet */
  gsize raw_pos, raw_len;
  gboolean raw_at_end;
} AssayTextInput;

void assay_text_input_init (AssayTextInput *self, AssayByteSource *source, AssayEncoding encoding);
void assay_text_input_clear (AssayTextInput *self);
/* Fills the buffer unless the end is reached. -1 on error. */
gssize assay_text_input_read (AssayTextInput *self, char *buffer, gsize size, GError **error);
/* UTF-16 as UTF-8, as many whole characters as fit; returns how many bytes of `from` were used. */
gsize assay_text_convert_utf16 (const char *from, gsize from_len, gboolean big_endian, gboolean at_end, char *to, gsize to_size, gsize *to_len);

G_END_DECLS
