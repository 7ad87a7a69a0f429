import { readdirSync, readFileSync } from 'node:fs';

/** The files of the studio by name. All are texts. */
export type StudioFiles = ReadonlyMap<string, string>;

/** The page. The names of all other files contain a hash of their content. */
export const page = 'index.html';

/** Reads the files in the folder next to the bundle of the function. */
export function readStudioFiles(): StudioFiles {
  const folder = new URL('studio/', import.meta.url);
  return new Map(readdirSync(folder).map((name) => [name, readFileSync(new URL(name, folder), 'utf8')]));
}
