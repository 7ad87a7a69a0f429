import * as z from 'zod';
import { requestEnvironment } from '../shared/wiring/request-environment.ts';

export const environment = z.object(requestEnvironment);
