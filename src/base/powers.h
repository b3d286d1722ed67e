/* Powers of ten to 128 bits, for turning doubles into decimals and back. Private to the room.
 *
 * 10^e lies in [high:low, high:low + 1) * 2^(floor (log2 10^e) - 127), with the top bit of high set: the value is cut,
 * not rounded, and exact for e from 0 to 55. */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

#define ASSAY_POWERS_MIN (-348)
#define ASSAY_POWERS_MAX 347

typedef struct { guint64 high, low; } AssayPower;

/* Entry e - ASSAY_POWERS_MIN is 10^e. Made on first use, in a millisecond. */
const AssayPower *assay_powers_get (void);

/* floor (log2 10^e), floor (log10 2^q): exact within ±1200. */
static inline int
assay_log2_of_power (int e)
{
  return (e * 1741647) >> 19;
}

static inline int
assay_log10_of_binary (int q)
{
  return (q * 1262611) >> 22;
}

G_END_DECLS
