import { join } from 'node:path';

/** The folder that contains lib, lambdas and studio. */
export const projectFolder = join(import.meta.dirname, '..', '..');
