/** The simulated DashScope for tests: a server in the test's own process, and its control client. */
export type { KeyGrant } from './accounts.ts';
export type { Clock } from './clock.ts';
export type { KeyGrantInput, ReviewChangeInput, VoiceSeed } from './control/requests.ts';
export type { Snapshot } from './control/snapshot.ts';
export { type ControlClient, ControlError, controlClient } from './control-client.ts';
export type { RuleInput, RuleState } from './faults/rules.ts';
export { HostError, PortError } from './http/listen.ts';
export { type Simulator, type SimulatorOptions, startSimulator } from './server.ts';
export type { Settings, SettingsChange } from './settings.ts';
export type { Call } from './store/call-log.ts';
export { StateFolderError } from './store/database.ts';
export type { Scope } from './vocabulary.ts';
