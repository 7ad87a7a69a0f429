import * as z from 'zod';

export const environment = z.object({
  VOICES_TABLE_NAME: z.string(),
  /**
   * Time for which a deleted voice keeps its place while its list has enough free ones. With 0, the voice is due at its
   * `purgeAt`.
   */
  KEEP_DELETED_SECONDS: z.coerce.number<string>().nonnegative(),
});
