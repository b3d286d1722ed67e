/* Roles: found when one column fits, asked for otherwise. */
#include "table-text.h"

#include "data/roles.h"

typedef struct
{
  const char *name;
  const char *text;
  const char *time, *value, *series;    /* given */
  const char *found;                    /* "time value key,key"; a star marks what was detected */
  const char *message;
} Case;

static const Case cases[] = {
  { "all-found", "d,v\n2020-01-01,1\n2020-01-02,2\n", NULL, NULL, NULL, "d* v* ", NULL },
  { "one-key", "d,shop,v\n2020-01-01,A,1\n2020-01-01,B,2\n2020-01-02,A,2\n2020-01-02,B,2\n", NULL, NULL, NULL, "d* v* shop*", NULL },
  { "all-given", "d,shop,v\n2020-01-01,A,1\n2020-01-01,B,2\n", "d", "v", "shop", "d v shop", NULL },
  { "whole-number-time", "n,v\n1,5\n2,6\n", "n", NULL, NULL, "n v* ", NULL },
  { "value-is-no-key", "d,v\n2020-01-01,1\n2020-01-01,2\n", NULL, NULL, NULL, "d* v* ", NULL },
  { "no-time", "a,v\n1,2\n", NULL, NULL, NULL, NULL,
    "No column holds dates, so the time is not known. Name it with --time; it may be a column of whole numbers." },
  { "two-times", "a,b,v\n2020-01-01,2020-01-02,3\n", NULL, NULL, NULL, NULL, "Several columns hold dates: “a”, “b”. Name the time with --time." },
  { "two-values", "d,v,w\n2020-01-01,1,2\n", NULL, NULL, NULL, NULL, "Several columns could be the value: “v”, “w”. Name one with --value." },
  { "no-value", "d,v\n2020-01-01,x\n", NULL, NULL, NULL, NULL, "No column of numbers is left to be the value. Name it with --value." },
  { "two-keys-fit", "d,k,m,v\n2020-01-01,A,X,1\n2020-01-01,B,Y,2\n2020-01-02,A,X,1\n2020-01-02,B,Y,2\n", NULL, NULL, NULL, NULL,
    "Times repeat in column “d”, and several sets of columns tell the series apart: k or m. Name one with --series." },
  { "unknown-time", "date,v\n2020-01-01,1\n", "dat", NULL, NULL, NULL, "There is no column “dat”. Did you mean “date”?" },
  { "unknown-key", "d,v\n2020-01-01,1\n", NULL, NULL, "shop", NULL, "There is no column “shop”. The columns are: d, v" },
  { "words-as-time", "d,v\nx,1\n", "d", NULL, NULL, NULL,
    "Column “d” cannot be the time: it holds category. A time is a date, a date with time, or a whole number "
    "(for other dates, say how they are written with --date-format)." },
  { "currency", "d,v\n2020-01-01,\n2020-01-02,\"$14,138.23\"\n2020-01-03,$7.00\n", NULL, "v", NULL, NULL,
    "Column “v” cannot be the value: it holds amounts with a currency sign, such as “$14,138.23”. Take the sign out of the file, and the "
    "marks between thousands are found by themselves." },
  { "words-as-value", "d,v\n2020-01-01,x\n", NULL, "v", NULL, NULL, "Column “v” cannot be the value: it holds category, not numbers." },
  { "time-as-key", "d,v\n2020-01-01,1\n", NULL, NULL, "d", NULL, "Column “d” cannot be a series key and the time at once." },
  { "value-as-key", "d,v\n2020-01-01,1\n", NULL, "v", "v", NULL, "Column “v” cannot be a series key and the value at once." },
  { "time-as-value", "n,v\n1,1\n", "n", "n", NULL, NULL, "Column “n” cannot be the time and the value at once." },
};

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  g_autoptr(AssayFrame) frame = table_read (c->text, strlen (c->text), NULL, 0, 1, NULL, NULL);
  g_auto(GStrv) series = c->series == NULL ? NULL : g_strsplit (c->series, ",", -1);
  AssayRoles given = { (char *) c->time, (char *) c->value, series }, roles, copy;
  g_autoptr(GError) error = NULL;
  g_autofree char *found = NULL;
  g_autofree char *keys = NULL;

  if (c->found == NULL)
    {
      g_assert_false (assay_roles_resolve (frame, &given, &roles, &error));
      g_assert_cmpstr (error->message, ==, c->message);
      return;
    }
  g_assert_true (assay_roles_resolve (frame, &given, &roles, &error));
  g_assert_no_error (error);
  assay_roles_copy (&copy, &roles);
  assay_roles_clear (&roles);
  keys = g_strjoinv (",", copy.series);
  found = g_strdup_printf ("%s%s %s%s %s%s", copy.time, copy.time_found ? "*" : "", copy.value, copy.value_found ? "*" : "", keys,
                           copy.series_found ? "*" : "");
  g_assert_cmpstr (found, ==, c->found);
  assay_roles_clear (&copy);
}

/* Ten shops and twenty items over some days: the pair is the key, and the number sold is not. */
static void
test_pair (void)
{
  g_autoptr(GString) text = g_string_new ("date,store,item,sales\n");
  g_autoptr(AssayFrame) frame = NULL;
  g_autoptr(GError) error = NULL;
  AssayRoles roles;

  for (guint day = 1; day <= 20; day++)
    for (guint store = 1; store <= 10; store++)
      for (guint item = 1; item <= 20; item++)
        table_append (text, "2020-01-%02u,%u,%u,%u\n", day, store, item, (day * 7 + store * 3 + item) / 9);
  frame = table_read (text->str, text->len, NULL, 0, 1, NULL, NULL);
  g_assert_true (assay_roles_resolve (frame, NULL, &roles, &error));
  g_assert_cmpuint (g_strv_length (roles.series), ==, 2);
  g_assert_cmpstr (roles.series[0], ==, "store");
  g_assert_cmpstr (roles.series[1], ==, "item");
  g_assert_cmpstr (roles.value, ==, "sales");
  assay_roles_clear (&roles);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/data/roles/", cases[i].name, NULL);
      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/data/roles/pair", test_pair);
  return g_test_run ();
}
