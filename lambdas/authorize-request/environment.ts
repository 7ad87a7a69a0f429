import { z } from 'zod';

export const environment = z.object({ API_KEYS_SECRET_ARN: z.string() });
