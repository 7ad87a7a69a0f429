/** `npm run docs`: writes the parts of docs/ that are drawn from the code. */
import { readFileSync, writeFileSync } from 'node:fs';
import { architecturePage } from './docs/architecture.ts';

const path = 'docs/architecture.md';
writeFileSync(path, architecturePage(readFileSync(path, 'utf8')));
