/* A scale of time on which a step has one length, so that "one season earlier" is a subtraction. Days, seconds and plain
 * numbers are such a scale as they are; months are not, and get one here. */
#pragma once
#include "base/progress.h"
#include "data/panel.h"

G_BEGIN_DECLS

typedef struct
{
  const gint64 *times;         /* [n_rows] of the panel, rising within a series, within ±2^61 */
  gint64 step;                 /* length of a step */
  gint64 *owned;               /* times, when they are not the panel's own */
} AssayCalendar;

/* FALSE when the times are too large to be counted, with ASSAY_ANALYSIS_ERROR_DATA. */
gboolean assay_calendar_init (AssayCalendar *self, AssayPanel *panel, AssayProgress *progress, GError **error);
void assay_calendar_clear (AssayCalendar *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AssayCalendar, assay_calendar_clear)

/* Steps in the cycle people live by: a week of days, a year of weeks or months, a day of anything shorter. 1: the step suggests none. */
guint assay_calendar_usual_season (AssayStep step);

/* n steps as a length; FALSE with ASSAY_ANALYSIS_ERROR_OPTION when that is longer than time can be counted. option is its name. */
gboolean assay_calendar_span (const AssayCalendar *self, gint64 n_steps, const char *option, gint64 *span, GError **error);

/* A note on series with rows on fewer than half of their steps, which may have a longer step of their own; (transfer full), NULL: there is none. */
char *assay_calendar_word_thin (const AssayCalendar *self, AssayPanel *panel);

G_END_DECLS
