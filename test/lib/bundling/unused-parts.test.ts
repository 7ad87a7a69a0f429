import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { type BundledHandlers, runEsbuild } from '../../../lib/bundling/index.ts';
import { withFunctionsAroundModules } from '../../../lib/bundling/plugins/arrow-functions.ts';
import { assertSource, unusedParts, withLiteralKeys } from '../../../lib/bundling/plugins/unused-parts.ts';
import { withoutUnusedMethods } from '../../../lib/bundling/plugins/zod-methods.ts';

/** Bytes of a module in a bundle that are no more than its replacement. */
const maxReplacementBytes = 400;

let bundled: BundledHandlers;
beforeAll(() => {
  // It calls the provider, DynamoDB and S3, and validates with zod.
  bundled = runEsbuild(['create-voice']);
});

describe('the unused parts of packages', () => {
  it.each(unusedParts)(
    '$file is in the installed version of the package, and not in a bundle',
    ({ file }) => {
      expect(existsSync(join('node_modules', file))).toBe(true);
      const { bytesInOutput = 0 } =
        bundled.outputs.whole['create-voice.js']?.inputs[`node_modules/${file}`] ?? {};
      expect(bytesInOutput).toBeLessThan(maxReplacementBytes);
    },
  );

  it('take the modules with them that only they load', () => {
    const modules = Object.keys(bundled.outputs.whole['create-voice.js']?.inputs ?? {});
    expect(modules.filter((path) => path.startsWith('node_modules/undici/lib/web/fetch/')).sort()).toEqual(
      ['body', 'formdata'].map((name) => `node_modules/undici/lib/web/fetch/${name}.js`),
    );
  });

  it('fail if a function uses them', () => {
    const parser = 'undici/lib/llhttp/llhttp-wasm.js';
    const others = unusedParts.filter(({ file }) => file !== parser);
    for (const { source } of others) expect(source).toContain('throw new Error(');
  });
});

describe('the modules of Node', () => {
  const run = (program: string, ...values: string[]) =>
    execFileSync(process.execPath, ['-e', program, ...values], { encoding: 'utf8', stdio: 'pipe' });

  it('are loaded without those that take milliseconds and that no call uses', () => {
    const folder = mkdtempSync(join(tmpdir(), 'modules-'));
    const file = join(folder, 'handler.cjs');
    writeFileSync(file, bundled.bundles['create-voice']?.['handler.cjs'] ?? '');
    const program =
      'require(process.argv[1]); const loaded = process.moduleLoadList.join(); process.stdout.write(loaded);';
    const loaded = run(program, file).split(',');
    rmSync(folder, { recursive: true });
    expect(loaded).toContain('NativeModule https');
    const slow = ['assert', 'http2', 'internal/webstreams/readablestream'].map(
      (name) => `NativeModule ${name}`,
    );
    expect(loaded.filter((name) => slow.includes(name))).toEqual([]);
  });

  it('throw for an assertion of undici that fails', () => {
    const program = (value: string) => `${assertSource} module.exports(${value}, 'the body has been read');`;
    expect(run(program('true'))).toBe('');
    expect(() => run(program('false'))).toThrow('AssertionError [ERR_ASSERTION]: the body has been read');
  });
});

describe('the CommonJS modules in a bundle', () => {
  it('are in function expressions, of which V8 only checks the syntax at first', () => {
    const code = bundled.bundles['create-voice']?.['handler.cjs'] ?? '';
    expect(code.match(/=[\w$]+\(function\([\w$,]*\)\{"use strict";/g)?.length).toBeGreaterThan(10);
    expect(withFunctionsAroundModules(code)).toBe(code);
  });
});

describe('the functions of the SDK and of zod in a bundle', () => {
  it('are function expressions at the top level of their modules', () => {
    const code = bundled.bundles['create-voice']?.['handler.cjs'] ?? '';
    const countOf = (pattern: RegExp) => code.match(pattern)?.length ?? 0;
    expect(countOf(/=(?:async )?function\(/g)).toBeGreaterThan(150);
    expect(countOf(/\("\$Zod\w+",function\(/g)).toBeGreaterThan(30);
    expect(countOf(/\("Zod\w+",function\(/g)).toBeGreaterThan(20);
    expect(countOf(/\("\$?Zod\w+",(?:\([^()]*\)|\w+)=>/g)).toBe(0);
  });
});

describe('the clients of the SDK', () => {
  it('have the version of their package.json alone', () => {
    const file = 'node_modules/@aws-sdk/client-dynamodb/package.json';
    const { bytesInOutput = 0 } = bundled.outputs.whole['create-voice.js']?.inputs[file] ?? {};
    expect(bytesInOutput).toBeLessThan(maxReplacementBytes);
    const { version }: { version: string } = JSON.parse(readFileSync(file, 'utf8'));
    expect(bundled.bundles['create-voice']?.['handler.cjs']).toContain(`{version:"${version}"}`);
  });
});

describe('the schemas of the SDK', () => {
  it('have their constants in place of computed keys', () => {
    const source = 'const _h = "httpHeader";\nexport var Put$ = [3, { [_h]: _x, [other]: 1 }, [() => [_h]]];';
    expect(withLiteralKeys(source)).toBe(
      'const _h = "httpHeader";\nexport var Put$ = [3, { "httpHeader": _x, [other]: 1 }, [() => [_h]]];',
    );
    const schemas = readFileSync('node_modules/@aws-sdk/client-s3/dist-es/schemas/schemas_0.js', 'utf8');
    expect(schemas).toMatch(/\[_\w+\]: /);
    expect(withLiteralKeys(schemas)).not.toMatch(/\[_\w+\]: /);
  });

  it('are in a bundle only for the operations that it calls', () => {
    const code = bundled.bundles['create-voice']?.['handler.cjs'] ?? '';
    expect(code).toContain('PutObjectRequest');
    expect(code).not.toContain('AnalyticsConfiguration');
  });
});

describe('zod', () => {
  const zod = [
    'export const ZodString = $constructor("ZodString", (inst, def) => {',
    '    inst.size = (size) => inst.check(size);',
    '}, {',
    '    check(...checks) {',
    '        return this.clone(checks);',
    '    },',
    '    email(params) {',
    '        return this.check(core._email(ZodEmail, params));',
    '    },',
    '    parseAsync: async function _parseAsync(data) {',
    '        return await parse.parseAsync(this, data);',
    '    },',
    '    ulid(params) {',
    '        return this.check(core._ulid(ZodULID, params));',
    '    },',
    '    get description() {',
    '        return registry.get(this);',
    '    },',
    '});',
    '',
  ].join('\n');

  it('has the methods that a function or zod itself accesses', () => {
    const used = withoutUnusedMethods(zod, ['const id = z.string().ulid();', 'const email = 1;']);
    expect(used).toContain('check(...checks) {');
    expect(used).toContain('ulid(params) {');
    expect(used).toContain('get description() {');
    expect(used).not.toContain('email(params) {');
    expect(used).not.toContain('_parseAsync');
    expect(withoutUnusedMethods(zod, ['schema?.email().ulid().parseAsync']).split('\n')).toEqual(
      zod.split('\n'),
    );
  });

  it('has few classes of schemas and few utilities in a bundle', () => {
    const code = bundled.bundles['create-voice']?.['handler.cjs'] ?? '';
    const unused = ['ZodJWT', 'ZodEmail', 'ZodIPv4', 'superRefine', 'uint8ArrayToHex'];
    expect(['ZodULID', ...unused].filter((name) => code.includes(name))).toEqual(['ZodULID']);
  });
});
