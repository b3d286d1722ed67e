#include "base/sha256.h"

#include <string.h>

#define BLOCK 64

#if defined(__x86_64__) && defined(__GNUC__)
#define HAS_FAST_BLOCKS 1
#include <cpuid.h>
#include <immintrin.h>

/* FIPS 180-4, 4.2.2: from the cube roots of the first 64 primes. */
static const guint32 constants[64] = {
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
  0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
  0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
  0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
  0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
  0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
  0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
  0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

static gboolean
has_fast_blocks (void)
{
  guint a, b, c, d;
  gboolean has_shuffles = __get_cpuid (1, &a, &b, &c, &d) && (c & bit_SSSE3) && (c & bit_SSE4_1);

  return has_shuffles && __get_cpuid_count (7, 0, &a, &b, &c, &d) && (b & bit_SHA);
}

/* Four rounds: the instruction does two and wants the state as (a, b, e, f) and (c, d, g, h). */
#define FOUR_ROUNDS(words, group)                                                                       \
  G_STMT_START                                                                                          \
    {                                                                                                   \
      __m128i keyed = _mm_add_epi32 (words, _mm_loadu_si128 ((const __m128i *) (constants + 4 * (group)))); \
      cdgh = _mm_sha256rnds2_epu32 (cdgh, abef, keyed);                                                 \
      abef = _mm_sha256rnds2_epu32 (abef, cdgh, _mm_shuffle_epi32 (keyed, 0x0e));                       \
    }                                                                                                   \
  G_STMT_END

__attribute__ ((target ("sha,sse4.1,ssse3"))) static void
add_blocks (guint32 state[8], const guchar *data, gsize n_blocks)
{
  const __m128i big_endian = _mm_set_epi64x (0x0c0d0e0f08090a0b, 0x0405060700010203);
  __m128i badc = _mm_shuffle_epi32 (_mm_loadu_si128 ((const __m128i *) state), 0xb1);
  __m128i hgfe = _mm_shuffle_epi32 (_mm_loadu_si128 ((const __m128i *) (state + 4)), 0x1b);
  __m128i abef = _mm_alignr_epi8 (badc, hgfe, 8);
  __m128i cdgh = _mm_blend_epi16 (hgfe, badc, 0xf0);

  for (; n_blocks > 0; n_blocks--, data += BLOCK)
    {
      __m128i abef_before = abef, cdgh_before = cdgh, words[4];

#pragma GCC unroll 4
      for (int group = 0; group < 4; group++)
        {
          words[group] = _mm_shuffle_epi8 (_mm_loadu_si128 ((const __m128i *) data + group), big_endian);
          FOUR_ROUNDS (words[group], group);
        }
#pragma GCC unroll 12
      for (int group = 4; group < 16; group++)
        {
          __m128i last = words[(group + 3) % 4];
          __m128i seven_back = _mm_alignr_epi8 (last, words[(group + 2) % 4], 4);
          __m128i sum = _mm_add_epi32 (_mm_sha256msg1_epu32 (words[group % 4], words[(group + 1) % 4]), seven_back);

          words[group % 4] = _mm_sha256msg2_epu32 (sum, last);
          FOUR_ROUNDS (words[group % 4], group);
        }
      abef = _mm_add_epi32 (abef, abef_before);
      cdgh = _mm_add_epi32 (cdgh, cdgh_before);
    }

  abef = _mm_shuffle_epi32 (abef, 0x1b);       /* f e b a, turned round */
  cdgh = _mm_shuffle_epi32 (cdgh, 0xb1);
  _mm_storeu_si128 ((__m128i *) state, _mm_blend_epi16 (abef, cdgh, 0xf0));
  _mm_storeu_si128 ((__m128i *) (state + 4), _mm_alignr_epi8 (cdgh, abef, 8));
}

#else
#define has_fast_blocks() FALSE
#define add_blocks(state, data, n_blocks) g_assert_not_reached ()
#endif

void
assay_sha256_init (AssaySha256 *self)
{
  static const guint32 start[8] = { 0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                    0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19 };

  memset (self, 0, sizeof *self);
  if (!has_fast_blocks ())
    self->checksum = g_checksum_new (G_CHECKSUM_SHA256);
  memcpy (self->state, start, sizeof start);
}

void
assay_sha256_add (AssaySha256 *self, gconstpointer data, gsize size)
{
  const guchar *bytes = data;
  gsize n_held = self->n_bytes % BLOCK;

  if (self->checksum != NULL)
    {
      g_checksum_update (self->checksum, data, size);
      return;
    }

  self->n_bytes += size;
  if (n_held > 0)
    {
      gsize n = MIN (size, BLOCK - n_held);

      memcpy (self->held + n_held, bytes, n);
      bytes += n;
      size -= n;
      if (n_held + n < BLOCK)
        return;
      add_blocks (self->state, self->held, 1);
    }
  add_blocks (self->state, bytes, size / BLOCK);
  if (size % BLOCK > 0)
    memcpy (self->held, bytes + size / BLOCK * BLOCK, size % BLOCK);
}

/* A one bit, zeros, and the number of bits end the message with a block's end. */
static void
add_end (AssaySha256 *self)
{
  static const guchar padding[BLOCK] = { 0x80 };
  guint64 n_bits = GUINT64_TO_BE (self->n_bytes * 8);
  gsize n_held = self->n_bytes % BLOCK;

  assay_sha256_add (self, padding, (n_held < BLOCK - 8 ? BLOCK : 2 * BLOCK) - 8 - n_held);
  assay_sha256_add (self, &n_bits, sizeof n_bits);
}

char *
assay_sha256_finish (AssaySha256 *self)
{
  GString *hex;

  if (self->checksum != NULL)
    {
      char *digest = g_strdup (g_checksum_get_string (self->checksum));

      g_clear_pointer (&self->checksum, g_checksum_free);
      return digest;
    }

  add_end (self);
  hex = g_string_sized_new (BLOCK + 1);
  for (int i = 0; i < 8; i++)
    g_string_append_printf (hex, "%08x", self->state[i]);
  return g_string_free (hex, FALSE);
}
