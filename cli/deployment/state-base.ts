import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder that a relative state folder is in: the repository. In the published command it is the working folder. */
export const stateBase = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
