import { z } from 'zod';
import { askingEnvironment } from '../shared/wiring/provider-read-environment.ts';

export const environment = z.object(askingEnvironment);
