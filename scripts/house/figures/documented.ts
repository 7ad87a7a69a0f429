import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path/posix';

/** Modules whose exported names other code imports, and people read. */
export const publicModules = ['lib/index.ts', 'client/index.ts', 'simulator/control-client.ts'] as const;

export interface Documented {
  readonly exported: number;
  /** Exported names without a docstring where they are defined, as `path: name`. */
  readonly undocumented: readonly string[];
}

export function documentedExports(): Documented {
  const exported = publicModules.filter((path) => existsSync(path)).flatMap((path) => exportsOf(path));
  return {
    exported: exported.length,
    undocumented: exported
      .filter(({ isDocumented }) => !isDocumented)
      .map(({ path, name }) => `${path}: ${name}`),
  };
}

interface Exported {
  readonly path: string;
  readonly name: string;
  readonly isDocumented: boolean;
}

function exportsOf(path: string): Exported[] {
  const source = readFileSync(path, 'utf8');
  const own = [...source.matchAll(declaration)].map((match) => definition(path, source, match));
  const listed = [...source.matchAll(/^export (?:type )?\{([^}]*)\} from '([^']+)';/gm)].flatMap(
    ([, names, from]) =>
      (names ?? '')
        .split(',')
        .map((name) => name.trim().replace(/^type /, ''))
        .filter((name) => name !== '')
        .map((name) => resolved(join(dirname(path), from ?? ''), name.split(' as ')[0] ?? name)),
  );
  return [...own, ...listed];
}

const declaration =
  /^export (?:declare |abstract |async )*(?:class|interface|function\*?|const|type|enum) (\w+)/gm;

/** Follows re-exports to the file that defines a name. */
function resolved(path: string, name: string): Exported {
  const source = readFileSync(path, 'utf8');
  const own = [...source.matchAll(declaration)].find((match) => match[1] === name);
  if (own) return definition(path, source, own);
  for (const [, names = '', from = ''] of source.matchAll(
    /^export (?:type )?\{([^}]*)\} from '([^']+)';/gm,
  )) {
    const entry = names
      .split(',')
      .map((each) => each.trim().replace(/^type /, ''))
      .find((each) => each === name || each.endsWith(` as ${name}`));
    if (entry) return resolved(join(dirname(path), from), entry.split(' as ')[0] ?? name);
  }
  return { path, name, isDocumented: false };
}

function definition(path: string, source: string, match: RegExpMatchArray): Exported {
  const lines = source.slice(0, match.index).trimEnd().split('\n');
  const opening = lines.findLast((line) => /^\/\*/.test(line));
  return {
    path,
    name: match[1] ?? '',
    isDocumented: lines.at(-1)?.endsWith('*/') === true && /^\/\*\*/.test(opening ?? ''),
  };
}
