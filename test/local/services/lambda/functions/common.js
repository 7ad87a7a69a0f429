// CommonJS by the rules of AWS (no package.json in the bundle), although this repository's package.json says ES modules.
exports.handler = async () => require('./common-part.js').part;
