/* First call of every main(): GSL then reports errors by status instead of aborting. */
#pragma once
void am_init (void);
