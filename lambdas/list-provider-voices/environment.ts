import * as z from 'zod';
import { providerReadEnvironment } from '../shared/wiring/provider-read-environment.ts';

export const environment = z.object(providerReadEnvironment);
