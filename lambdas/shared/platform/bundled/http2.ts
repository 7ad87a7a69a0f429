/**
 * The module that bundles have in place of `node:http2`. Loading Node's module takes several milliseconds, and no
 * connection of the functions uses HTTP/2: undici's connections have `allowH2: false`, and the SDK uses HTTP/1.1. undici
 * accepts a Node without HTTP/2 in the same form.
 */
export const constants = {};

export default { constants };
