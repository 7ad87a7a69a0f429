import * as z from 'zod';
import { requestAuditionEnvironment } from '../shared/wiring/request-audition-environment.ts';

export const environment = z.object(requestAuditionEnvironment);
