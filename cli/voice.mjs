#!/usr/bin/env node
// @ts-check
// Plain JavaScript: an older Node cannot read the TypeScript that follows, and would only print a stack.
const oldest = 24;
const { node } = process.versions;
if (Number(node.split('.')[0]) < oldest) {
  process.stderr.write(
    `voice: needs Node ${oldest} or later, and this is Node ${node}; npm run voice brings its own.\n`,
  );
  process.exitCode = 2;
} else {
  await import('./main.ts');
}
