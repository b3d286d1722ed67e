/* Whether to give up: for a kernel that takes longer than a reader wants to wait, and has no steps that its caller could call one by one. Asked between pieces of some milliseconds. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

typedef struct
{
  bool (*is_asked) (void *data);   /* on the thread of the kernel; true once, true for good */
  void *data;
} AmStop;

#define AM_STOP_PIECE 65536        /* numbers that a kernel of some nanoseconds each handles between two looks */

/* NULL: nobody will ask. */
static inline bool
am_stop_asked (const AmStop *self)
{
  return self != NULL && self->is_asked (self->data);
}
