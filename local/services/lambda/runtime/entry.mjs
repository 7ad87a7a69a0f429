/**
 * The first file of an execution environment. JavaScript, since to strip TypeScript of its types costs each environment
 * 45 ms, unless its compile cache is switched on before.
 */
import { enableCompileCache } from 'node:module';
import { workerData } from 'node:worker_threads';

if (workerData.compileCache) enableCompileCache(workerData.compileCache);
await import('./bootstrap.ts');
