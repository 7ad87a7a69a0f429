/** The folder that a relative state folder is in. The published command has no repository around it. */
export const stateBase = process.cwd();
