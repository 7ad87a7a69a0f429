import { z } from 'zod';
import { providerEnvironment } from '../shared/runtime/provider-environment.ts';

export const environment = z.object({ ...providerEnvironment, VOICES_TABLE_NAME: z.string() });
