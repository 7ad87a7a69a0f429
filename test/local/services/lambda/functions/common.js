// On AWS this file is CommonJS, because the bundle has no package.json. The package.json of this repository sets ES modules.
exports.handler = async () => require('./common-part.js').part;
