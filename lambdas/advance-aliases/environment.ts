import * as z from 'zod';
import { advanceEnvironment } from '../shared/wiring/advance-environment.ts';

export const environment = z.object(advanceEnvironment);
