import { type Documented, documentedExports } from './figures/documented.ts';
import { importsOf, importsUpwards, mutualPairs } from './figures/imports.ts';
import { type Sizes, sizesOf } from './figures/sizes.ts';
import { type Spread, spreadsOf } from './figures/spread.ts';
import { spreadLiterals } from './figures/spread-literals.ts';
import { ParsedFile } from './parsed-file.ts';
import { filesBelow, isCode, isProduct } from './source-files.ts';
import { suspicionsOfFile } from './words/check.ts';

/** Figures of the code of the repository in the working directory. Lists hold what is counted. */
export interface CodeFigures {
  readonly sizes: Sizes;
  readonly mutualPairs: readonly string[];
  readonly importsUpwards: readonly string[];
  readonly spreadLiterals: readonly string[];
  readonly spreads: readonly Spread[];
  readonly documented: Documented;
}

export interface Figures extends CodeFigures {
  /** Suspicious words by top-level folder; `.` holds the files at the root. */
  readonly words: Readonly<Record<string, number>>;
}

export function measure(): Figures {
  return { ...measureCode(), words: wordsByFolder(filesBelow()) };
}

export function measureCode(): CodeFigures {
  const code = filesBelow().filter((path) => isCode(path) && !path.startsWith('test/'));
  const parsed = code.map((path) => ParsedFile.read(path));
  const imports = importsOf(parsed);
  return {
    sizes: sizesOf(parsed.filter(({ path }) => isProduct(path))),
    mutualPairs: mutualPairs(imports),
    importsUpwards: importsUpwards(imports),
    spreadLiterals: spreadLiterals(),
    spreads: spreadsOf(code),
    documented: documentedExports(),
  };
}

function wordsByFolder(paths: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const path of paths) {
    const folder = path.includes('/') ? path.slice(0, path.indexOf('/')) : '.';
    counts[folder] = (counts[folder] ?? 0) + suspicionsOfFile(path).length;
  }
  return counts;
}
