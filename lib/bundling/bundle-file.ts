/**
 * Name of the file that contains a function's code. It is a CommonJS module, because an ES module that imports a module of
 * Node evaluates each of its exports, including those that Node itself loads on first use.
 */
export const bundleFile = 'index.cjs';

/** Lambda's `Handler` setting for that file. */
export const bundleHandler = 'index.handler';
