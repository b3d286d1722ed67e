/* The numeric vectors that lie beside the catalogue of checks, and comparing numbers. */
#pragma once
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* The object of that id; NULL after g_test_skip() when the file or the vector is not there. */
JsonObject *vectors_find (const char *id);
JsonObject *vectors_get_object (JsonObject *vector, const char *name);
double *vectors_get_numbers (JsonObject *object, const char *name, gsize *n);          /* (transfer full) */

/* |a - b| <= tolerance * max (1, |b|): relative, and absolute below 1. */
#define assert_close(a, b, tolerance) vectors_assert_close (G_STRLOC, #a, (a), (b), (tolerance))
void vectors_assert_close (const char *where, const char *what, double a, double b, double tolerance);

G_END_DECLS
