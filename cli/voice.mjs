#!/usr/bin/env node
// @ts-check
// Plain JavaScript, because an older Node.js would fail to parse TypeScript and print a stack trace.
const minVersion = 24;
const { node } = process.versions;
if (Number(node.split('.')[0]) < minVersion) {
  process.stderr.write(
    `voice: requires Node.js ${minVersion} or later, but this is Node.js ${node}; npm run voice uses its own copy\n`,
  );
  process.exitCode = 2;
} else {
  await import('./main.ts');
}
