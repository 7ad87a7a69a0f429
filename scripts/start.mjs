/**
 * `npm start`: installs what is missing, finds Node 24, and starts the local stack with it. Plain JavaScript without
 * dependencies, since it is read by whatever Node the machine has, before anything is installed.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = join(root, 'node_modules');

installIfNeeded();
run(findNode(), [join(root, 'scripts', 'start', 'main.ts'), ...process.argv.slice(2)]);

/** Installs when the lock file is not the one that was installed from. */
function installIfNeeded() {
  const stamp = join(modules, '.installed-lock');
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  process.stdout.write('Installing packages (about a minute, once) …\n');
  const windows = process.platform === 'win32';
  const install = spawnSync(windows ? 'npm.cmd' : 'npm', ['ci', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: windows,
  });
  if (install.status !== 0) fail('npm ci failed; what it said is above.');
  writeFileSync(stamp, lock);
}

/** Node 24 from the packages; on a system that has no such package, the machine's own if it is new enough. */
function findNode() {
  const file = process.platform === 'win32' ? ['node.exe'] : ['bin', 'node'];
  const packaged = join(modules, `node-${process.platform.replace('win32', 'win')}-${process.arch}`, ...file);
  if (existsSync(packaged)) return packaged;
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 19)) return process.execPath;
  return fail(
    `Node >= 22.19 is needed, and this is ${process.version}; no package brings one for this system.`,
  );
}

function run(command, args) {
  // What is compiled once need not be compiled at the next start, nor in every execution environment of a function.
  const compileCache = { NODE_COMPILE_CACHE: join(modules, '.cache', 'node-compile') };
  const child = spawn(command, args, {
    cwd: root,
    stdio: 'inherit',
    env: { ...compileCache, ...process.env },
  });
  // The terminal sends Ctrl-C to both processes; the child decides when it is done.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
}

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
