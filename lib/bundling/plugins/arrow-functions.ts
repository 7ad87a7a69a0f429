import { readFileSync } from 'node:fs';
import type { Plugin } from 'esbuild';

const sdk = /\/node_modules\/@(?:aws-sdk|smithy)\/.*\/dist-es\/.*\.js$/;
const zod = /\/node_modules\/zod\/v4\/core\/.*\.js$/;

/**
 * Writes arrow functions as function expressions where the difference means nothing: at the top level of modules, where
 * `this` is undefined in both. V8 only checks the syntax of a function expression until it is called. An arrow function
 * within another function, as everything in a CommonJS module is, it parses completely, and again for the first call.
 */
export const withoutArrowFunctions: Plugin = {
  name: 'without arrow functions at the top level',
  setup({ onLoad, onEnd }) {
    for (const filter of [sdk, zod]) {
      onLoad({ filter }, ({ path }) => ({ contents: withFunctions(readFileSync(path, 'utf8')) }));
    }
    onEnd(({ outputFiles = [] }) => {
      for (const file of outputFiles) {
        // Most bundles have no CommonJS module. Reading their text would take a twentieth of the time of bundling.
        const { buffer, byteOffset, byteLength } = file.contents;
        if (!Buffer.from(buffer, byteOffset, byteLength).includes(moduleStart)) continue;
        file.contents = Buffer.from(withFunctionsAroundModules(file.text));
      }
    });
  },
};

const parameters = String.raw`(?:async )?(?:\w+|\((?:[^()\n]|\([^()\n]*\))*\))`;
/** A constant of a module that is an arrow function with a block. */
const withBlock = new RegExp(String.raw`^((?:export )?const \w+ = )(${parameters}) => \{$`, 'gm');
/** A constant of a module that is an arrow function that returns another one, such as a middleware. */
const withExpression = new RegExp(
  String.raw`^((?:export )?const \w+ = )(${parameters}) => (.*=> \{\n(?: .*\n|\n)*?\};)$`,
  'gm',
);
/** A call of zod's constructor of constructors. */
const initializer = /(\$constructor\("[$\w]+", )(\(inst, def\)) => \{$/gm;

/** Returns the source of a module with function expressions in place of the arrow functions at its top level. */
export function withFunctions(source: string): string {
  return source
    .replaceAll(
      withExpression,
      (_, start: string, head: string, rest: string) => `${start}${functionOf(head)}{ return ${rest} };`,
    )
    .replaceAll(withBlock, (_, start: string, head: string) => `${start}${functionOf(head)}{`)
    .replaceAll(initializer, '$1function $2 {');
}

function functionOf(head: string): string {
  const [, async = '', list = ''] = /^(async )?(.*)$/.exec(head) ?? [];
  return `${async}function ${list.startsWith('(') ? list : `(${list})`} `;
}

/** esbuild's function that evaluates a CommonJS module when it is first required. */
const evaluator = /([\w$]+)=\(([\w$]+),([\w$]+)\)=>\(\)=>\{try\{return \3\|\|\2\(\(\3=\{exports:\{\}\}\)/;

const moduleStart = '={exports:{}})';

/** Returns a bundle in which the functions that esbuild has put around CommonJS modules are no arrow functions. */
export function withFunctionsAroundModules(bundle: string): string {
  // esbuild's own functions are at the start of a bundle.
  const at = bundle.indexOf(moduleStart);
  const name = evaluator.exec(bundle.slice(0, at + moduleStart.length))?.[1];
  if (name === undefined) return bundle;
  const around = new RegExp(
    String.raw`(=${name.replaceAll('$', String.raw`\$`)}\()(\([\w$,]*\)|[\w$]+)=>\{`,
    'g',
  );
  return bundle.replaceAll(
    around,
    (_, start: string, list: string) => `${start}function${list.startsWith('(') ? list : `(${list})`}{`,
  );
}
