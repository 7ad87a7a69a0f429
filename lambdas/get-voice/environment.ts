import * as z from 'zod';
import { providerEnvironment } from '../shared/provider/environment.ts';

export const environment = z.object({ ...providerEnvironment, VOICES_TABLE_NAME: z.string() });
