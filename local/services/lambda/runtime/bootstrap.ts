/** Starts AWS's own runtime client in a worker thread. The runner replaces its native module and its HTTP client. */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire, registerHooks } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const runtimeClient = import.meta.resolve('aws-lambda-ric');
const replacements: Readonly<Record<string, string>> = {
  './rapid-client.node': new URL('./rapid-client.ts', import.meta.url).href,
  'node:http': new URL('./runtime-http.ts', import.meta.url).href,
};
const taskRoot = pathToFileURL(`${process.env.LAMBDA_TASK_ROOT ?? ''}/`).href;

/**
 * Checks for a `.js` file of the bundle without a package.json in the bundle. On AWS such a file is CommonJS. Here, Node
 * would use the package.json of the project that contains the bundle.
 */
function isCommonJsOfTheBundle(url: string): boolean {
  if (!url.startsWith(taskRoot) || !url.endsWith('.js')) return false;
  const root = fileURLToPath(taskRoot);
  for (let folder = dirname(fileURLToPath(url)); `${folder}/`.startsWith(root); folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return false;
  }
  return true;
}

registerHooks({
  resolve(specifier, context, nextResolve) {
    const replacement = context.parentURL === runtimeClient ? replacements[specifier] : undefined;
    if (replacement !== undefined) return { url: replacement, shortCircuit: true };
    const resolved = nextResolve(specifier, context);
    return isCommonJsOfTheBundle(resolved.url) ? { ...resolved, format: 'commonjs' } : resolved;
  },
});

const { extensions } = createRequire(import.meta.url);
const loadScript = extensions['.js'];
extensions['.js'] = (module, filename) => {
  if (isCommonJsOfTheBundle(pathToFileURL(filename).href) && '_compile' in module) {
    if (typeof module._compile === 'function') {
      module._compile(readFileSync(filename, 'utf8'), filename, 'commonjs');
      return;
    }
  }
  loadScript?.(module, filename);
};

await import(runtimeClient);
