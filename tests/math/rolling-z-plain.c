/* The kernel once more, without its versions for newer processors, under other names: the
 * test holds both to the same bits. */
#define AM_CLONES
#define am_rolling_z plain_rolling_z
#define am_rolling_z_part plain_rolling_z_part
#define am_rolling_z_ranked_part plain_rolling_z_ranked_part
#define am_rolling_z_count plain_rolling_z_count
#define am_rolling_z_work plain_rolling_z_work
#include "../../src/math/rolling-z.c"
