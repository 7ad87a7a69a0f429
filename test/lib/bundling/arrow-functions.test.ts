import { execFileSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import { buildSync } from 'esbuild';
import { withFunctions, withFunctionsAroundModules } from '../../../lib/bundling/plugins/arrow-functions.ts';

describe('the arrow functions at the top level of a module', () => {
  it.each([
    [
      'export const sum = (a, b = f(1)) => {\n    return a + b;\n};',
      'export const sum = function (a, b = f(1)) {\n    return a + b;\n};',
    ],
    [
      'const read = async ({ path }) => {\n    await f(path);\n};',
      'const read = async function ({ path }) {\n    await f(path);\n};',
    ],
    ['const each = value => {\n    f(value);\n};', 'const each = function (value) {\n    f(value);\n};'],
    [
      'export const middleware = (config) => (next) => async (args) => {\n\n    return next(args);\n};',
      'export const middleware = function (config) { return (next) => async (args) => {\n\n    return next(args);\n}; };',
    ],
    [
      'export const $ZodType = /*@__PURE__*/ $constructor("$ZodType", (inst, def) => {\n    inst.def = def;\n});',
      'export const $ZodType = /*@__PURE__*/ $constructor("$ZodType", function (inst, def) {\n    inst.def = def;\n});',
    ],
  ])('are function expressions: %j', (source, expected) => {
    expect(withFunctions(`${source}\n`)).toBe(`${expected}\n`);
  });

  it('are left alone within classes, functions and expressions', () => {
    const source = [
      'class Client {',
      '    send = () => {',
      '        return this.config;',
      '    };',
      '}',
      'function outer() {',
      '    const inner = () => {',
      '        return this;',
      '    };',
      '}',
      'export const cached = once(() => {',
      '    return 1;',
      '});',
      'export const short = (a) => a + 1;',
      '',
    ].join('\n');
    expect(withFunctions(source)).toBe(source);
  });
});

describe('the functions around CommonJS modules', () => {
  const bundled = (contents: string) =>
    buildSync({
      stdin: { contents, resolveDir: process.cwd() },
      bundle: true,
      minify: true,
      write: false,
      format: 'cjs',
      platform: 'node',
    }).outputFiles[0]?.text ?? '';

  it('are function expressions, and the bundle works as before', () => {
    const bundle = bundled("console.log(require('./package.json').name, [1].map((one) => { return one; }));");
    const changed = withFunctionsAroundModules(bundle);
    expect(changed).toMatch(/=\w+\(function\(\w+,\w+\)\{\w+\.exports=/);
    expect(changed).toMatch(/\.map\(\w+=>/);
    expect(execFileSync(process.execPath, ['-e', changed], { encoding: 'utf8' })).toBe(
      'voice-design-workflow [ 1 ]\n',
    );
  });

  it('are not in a bundle without such modules', () => {
    const bundle = bundled('export const read = (all) => all.map((one) => { return one; });');
    expect(withFunctionsAroundModules(bundle)).toBe(bundle);
  });
});
