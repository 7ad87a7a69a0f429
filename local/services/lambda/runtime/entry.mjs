/**
 * The entry point of an execution environment. It is JavaScript because it has to enable the compile cache before any
 * TypeScript file loads: without the cache, stripping types costs each environment 45 ms.
 */
import { enableCompileCache } from 'node:module';
import { workerData } from 'node:worker_threads';

if (workerData.compileCache) enableCompileCache(workerData.compileCache);
await import('./bootstrap.ts');
