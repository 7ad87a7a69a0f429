/** The file of a function's code. */
export const bundleFile = 'index.mjs';

/** The property `handler` of a function with that file. */
export const bundleHandler = 'index.handler';
