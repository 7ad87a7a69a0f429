import * as z from 'zod';
import { auditionEnvironment } from '../shared/wiring/audition-environment.ts';

export const environment = z.object(auditionEnvironment);
