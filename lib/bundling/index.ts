/**
 * Bundling of the functions. README.md lists the plugins of esbuild. This module does not load esbuild, which
 * runs in another process (bundle-process.ts).
 */
export { bundleFile } from './bundle-file.ts';
export { type FilesOfOperations, filesIn, type HandlerFiles } from './bundle-folder.ts';
export { type BundledHandlers, bundleHandlers, type Outputs, runEsbuild } from './bundle-handlers.ts';
export { bundleSources } from './cache.ts';
export { handlerFiles } from './handler-files.ts';
export { bundleOptions, handlerEntryPoints, operations } from './options.ts';
