import { readFileSync } from 'node:fs';
import type { Plugin } from 'esbuild';

/** A module of a package that other modules refer to, and that no function uses. */
export interface UnusedPart {
  /** Path below node_modules. */
  readonly file: string;
  /** The source that the bundles have instead. Apart from the parser's, it fails if a function does use the module. */
  readonly source: string;
}

/** Throws when the module is loaded, which is when the package first uses it. */
const throwsOnLoad = (file: string): UnusedPart => ({
  file,
  source: `throw new Error('${file} is not in the bundles of the functions');`,
});

/** Throws when an object of the class is created. */
const throwsOnCreation = (file: string, name: string): UnusedPart => ({
  file,
  source: `export class ${name} { constructor() { throw new Error('${name} is not in the bundles of the functions'); } }`,
});

const failure = `const fail = () => () => { throw new Error('JSON Schema is not in the bundles of the functions'); };`;

/** The modules that the bundles replace. */
export const unusedParts: readonly UnusedPart[] = [
  // No connection uses HTTP/2 (`allowH2: false`).
  {
    file: 'undici/lib/dispatcher/client-h2.js',
    source: "module.exports = () => { throw new Error('HTTP/2 is not in the bundles of the functions'); };",
  },
  // The same HTTP parser without SIMD, which x64 and arm64 have.
  {
    file: 'undici/lib/llhttp/llhttp-wasm.js',
    source: "module.exports = require('./llhttp_simd-wasm.js');",
  },
  // undici loads them for the first body that is a FormData. The functions send strings.
  throwsOnLoad('undici/lib/web/fetch/body.js'),
  throwsOnLoad('undici/lib/web/fetch/formdata.js'),
  throwsOnLoad('undici/lib/web/webidl/index.js'),
  // Node's own modules compute these checksums. The SDK has JavaScript for platforms without them.
  throwsOnCreation('@smithy/core/dist-es/submodules/checksum/sha256/Sha256Js.js', 'Sha256Js'),
  throwsOnCreation('@aws-sdk/checksums/dist-es/submodules/sha/sha1/Sha1Js.js', 'Sha1Js'),
  // For bodies that are web streams. The HTTP handler of the SDK returns Node's streams. Node loads its web streams for it.
  {
    file: '@smithy/core/dist-es/submodules/serde/util-stream/checksum/createChecksumStream.browser.js',
    source: `export function createChecksumStream() {
      throw new Error('checksums of web streams are not in the bundles of the functions'); }`,
  },
  // The client of DynamoDB creates one. Only endpoint discovery would use it, which no command has.
  {
    file: '@aws-sdk/endpoint-cache/dist-es/EndpointCache.js',
    source: `const fail = () => { throw new Error('endpoint discovery is not in the bundles of the functions'); };
      export class EndpointCache { getEndpoint = fail; get = fail; set = fail; delete = fail; has = fail; clear = fail; }`,
  },
  // The documents of the API are made before the deployment.
  {
    file: 'zod/v4/core/to-json-schema.js',
    source: `${failure} export {
      fail as createStandardJSONSchemaMethod, fail as createToJSONSchemaMethod, fail as extractDefs, fail as finalize,
      fail as handleUnrepresentable, fail as initializeContext, fail as process, fail as processSchema };`,
  },
  {
    file: 'zod/v4/core/json-schema-processors.js',
    source: `${failure} export { fail as toJSONSchema }; export const allProcessors = {};`,
  },
];

const escaped = unusedParts.map(({ file }) => file.replaceAll('.', '\\.')).join('|');

/** `node:assert` that is loaded for an assertion that fails. undici asserts in each request. It takes a millisecond. */
export const assertSource =
  "module.exports = (value, message) => { if (!value) require('assert').ok(value, message); };";

/**
 * Replaces unused parts of packages. Also writes the computed keys of the SDK's schemas as literals, because esbuild keeps
 * every object with a computed key: without this, the bundles have the schemas of all operations of S3. The SDK's clients
 * use the version in their package.json only.
 */
export const withoutUnusedParts: Plugin = {
  name: 'without unused parts',
  setup({ onLoad, onResolve }) {
    onLoad({ filter: new RegExp(`/node_modules/(?:${escaped})$`) }, ({ path }) => ({
      contents: unusedParts.find(({ file }) => path.endsWith(`/${file}`))?.source,
    }));
    onLoad({ filter: /\/@aws-sdk\/client-[\w-]+\/dist-es\/schemas\/schemas_0\.js$/ }, ({ path }) => ({
      contents: withLiteralKeys(readFileSync(path, 'utf8')),
    }));
    onLoad({ filter: /\/@aws-sdk\/client-[\w-]+\/package\.json$/ }, ({ path }) => ({
      contents: versionAlone(readFileSync(path, 'utf8')),
      loader: 'json',
    }));
    onResolve({ filter: /^node:assert$/ }, () => ({ path: 'assert', namespace: 'assert' }));
    onLoad({ filter: /^assert$/, namespace: 'assert' }, () => ({
      contents: assertSource,
      resolveDir: import.meta.dirname,
    }));
  },
};

/** Returns a module in which each computed key that is a constant string of the module is that string. */
export function withLiteralKeys(source: string): string {
  const strings = new Map(
    [...source.matchAll(/^const (\w+) = ("[^"\\]*");$/gm)].map(([, name = '', text = '']) => [name, text]),
  );
  return source.replaceAll(/\[(\w+)\]:/g, (computed, name: string) => {
    const text = strings.get(name);
    return text === undefined ? computed : `${text}:`;
  });
}

function versionAlone(packageJson: string): string {
  const { version }: { version: string } = JSON.parse(packageJson);
  return JSON.stringify({ version });
}
