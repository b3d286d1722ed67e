#include "result/findings.h"

#include <string.h>

#define MOST 4                     /* subjects that are named */

static void
group_free (gpointer data)
{
  AssayFindingGroup *group = data;

  g_free (group->subjects);
  g_free (group);
}

static gboolean
is_of_all_rows (const AssayCheck *check)
{
  return check->subject == NULL || *check->subject == '\0' || strcmp (check->subject, "all rows") == 0;
}

/* Of the same kind and verdict, before this one? Those about all rows stand alone. */
static AssayFindingGroup *
find_group (GPtrArray *groups, const AssayCheck *check)
{
  for (guint i = 0; i < groups->len; i++)
    {
      AssayFindingGroup *group = groups->pdata[i];

      if (group->check->verdict == check->verdict && g_strcmp0 (group->check->id, check->id) == 0 && !is_of_all_rows (group->check))
        return group;
    }
  return NULL;
}

static void
add (GPtrArray *groups, const AssayCheck *check)
{
  AssayFindingGroup *group = is_of_all_rows (check) ? NULL : find_group (groups, check);
  char *longer = NULL;

  if (group == NULL)
    {
      group = g_new0 (AssayFindingGroup, 1);
      group->check = check;
      g_ptr_array_add (groups, group);
    }
  group->n++;
  if (group->n == 1 || group->n > MOST + 1)
    return;
  if (group->n <= MOST)
    longer = g_strdup_printf ("%s, %s", group->subjects != NULL ? group->subjects : group->check->subject, check->subject);
  else
    longer = g_strconcat (group->subjects, ", …", NULL);
  g_free (group->subjects);
  group->subjects = longer;
}

GPtrArray *
assay_result_list_findings (const AssayResult *result)
{
  static const AssayVerdict order[] = { ASSAY_VERDICT_FAIL, ASSAY_VERDICT_WARN, ASSAY_VERDICT_NOT_ASSESSABLE };
  GPtrArray *groups = g_ptr_array_new_with_free_func (group_free);

  for (guint v = 0; v < G_N_ELEMENTS (order); v++)
    for (int of_parts = 0; of_parts < 2; of_parts++)
      for (guint i = 0; i < assay_result_get_n_checks (result); i++)
        {
          const AssayCheck *check = assay_result_get_check (result, i);

          if (check->verdict == order[v] && is_of_all_rows (check) == !of_parts)
            add (groups, check);
        }
  return groups;
}
