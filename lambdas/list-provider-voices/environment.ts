import { z } from 'zod';
import { askingEnvironment } from '../shared/runtime/asking-environment.ts';

export const environment = z.object(askingEnvironment);
