/** Bundles the operations that the arguments name, and prints the result as JSON, for lib/bundle-handlers.ts. */
import { basename } from 'node:path';
import { build, transform } from 'esbuild';
import type { BundledHandlers } from './bundle-handlers.ts';
import { bundleOptions, handlerEntryPoints, hasParts, partsOptions } from './bundle-options.ts';

/** The file with the code of a handler, next to the one that Lambda loads. */
const codeFile = 'handler.cjs';

const names = process.argv.slice(2);
const inParts = names.filter(hasParts);
const [whole, parts] = await Promise.all([
  bundleWhole(names.filter((name) => !hasParts(name))),
  Promise.all(inParts.map(bundleInParts)),
]);
const result: BundledHandlers = {
  bundles: {
    ...whole.bundles,
    ...Object.fromEntries(parts.map(({ operation, files }) => [operation, files])),
  },
  outputs: {
    whole: whole.outputs,
    parts: Object.fromEntries(parts.map(({ operation, outputs }) => [operation, outputs])),
  },
};
process.stdout.write(JSON.stringify(result));

async function bundleWhole(operations: readonly string[]) {
  const { outputFiles, metafile } = await build({
    ...bundleOptions,
    entryPoints: handlerEntryPoints(operations),
    metafile: true,
    write: false,
  });
  const bundles = outputFiles.map(({ path, text }) => [basename(path, '.js'), { [codeFile]: text }] as const);
  return { bundles: Object.fromEntries(bundles), outputs: metafile.outputs };
}

async function bundleInParts(operation: string) {
  const { platform, target, minify, supported, banner } = bundleOptions;
  const { outputFiles, metafile } = await build({
    ...partsOptions,
    entryPoints: handlerEntryPoints([operation]),
    metafile: true,
    write: false,
  });
  const files = outputFiles.map(async ({ path, text }) => {
    const { code } = await transform(text, {
      format: 'cjs',
      platform,
      target,
      minify,
      supported,
      banner: banner.js,
    });
    const name = basename(path);
    return [name === `${operation}.cjs` ? codeFile : name, code] as const;
  });
  return { operation, files: Object.fromEntries(await Promise.all(files)), outputs: metafile.outputs };
}
