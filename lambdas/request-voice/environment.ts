import { z } from 'zod';
import { requestEnvironment } from '../shared/runtime/request-environment.ts';

export const environment = z.object(requestEnvironment);
