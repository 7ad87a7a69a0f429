import * as z from 'zod';

export const environment = z.object({ VOICES_TABLE_NAME: z.string() });
