import * as z from 'zod';
import { aliasEnvironment } from '../shared/wiring/alias-environment.ts';

export const environment = z.object(aliasEnvironment);
