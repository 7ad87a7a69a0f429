import * as z from 'zod';
import { aliasEnvironment } from '../shared/wiring/alias-environment.ts';
import { auditionEnvironment } from '../shared/wiring/audition-environment.ts';

export const environment = z.object({ ...auditionEnvironment, ...aliasEnvironment });
