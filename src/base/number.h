/* Numbers as text in files and results, and back, the same in every locale. */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

#define ASSAY_NUMBER_SIZE 32

/* The shortest decimal that reads back as exactly this double: "0.1", "-3", "1e-07", "1e+300".
 * Not-a-number and infinities give "" (undefined is empty). Returns the length. */
int assay_number_format (double value, char buffer[ASSAY_NUMBER_SIZE]);

/* As g_strdup_printf() with one number of type double, and a decimal point in every locale: assay_number_print ("lower_%g", 97.5).
 * What stands behind the number is taken as it is. Names and sentences of a result are made with it: they must not depend on who runs it. */
char *assay_number_print (const char *format, double value);

/* Reads all of text[len] as a decimal number with the given decimal point ('.' or ','), optional
 * sign and exponent, correctly rounded (the double nearest to the decimal). group is the thousands separator to accept between
 * groups of exactly three digits, or 0. No spaces, no hex, no "inf" or "nan". FALSE if it is
 * anything else or overflows. */
gboolean assay_number_parse (const char *text, gsize len, char decimal, char group, double *value);
gboolean assay_integer_parse (const char *text, gsize len, char group, gint64 *value);

/* Sum in a fixed order with a compensation term (Neumaier 1974), so that totals do not
 * depend on luck. Start with {0}. */
typedef struct { double sum, rest; } AssaySum;
void assay_sum_add (AssaySum *self, double value);
double assay_sum_get (const AssaySum *self);

G_END_DECLS
