/**
 * Returns the text of a command's first file. It is plain JavaScript that older versions of Node can read, and checks the
 * version.
 *
 * @param command for the message
 * @param node the oldest version that runs the command, as `20.19.0`
 * @param entry the module that holds the command
 */
export function launcherText(command: string, node: string, entry: string): string {
  const [major, minor] = node.split('.');
  return `#!/usr/bin/env node
const [major, minor] = process.versions.node.split('.').map(Number);
if (major > ${major} || (major === ${major} && minor >= ${minor})) {
  import('${entry}');
} else {
  process.stderr.write('${command}: requires Node.js ${major}.${minor} or later, but this is Node.js ' + process.versions.node + '\\n');
  process.exitCode = 2;
}
`;
}
