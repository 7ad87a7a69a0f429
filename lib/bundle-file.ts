/** Name of the file that contains a function's code. */
export const bundleFile = 'index.mjs';

/** Lambda's `Handler` setting for that file. */
export const bundleHandler = 'index.handler';
