import type { AccessControl } from '../../local/core/access-control.ts';
import { administrator } from '../../local/core/principal.ts';
import { authorizationWith } from '../../local/http/access.ts';

/** Credentials for a local service under test, in place of those of a state folder. */
export const credentials = { accessKeyId: 'LOCALTEST', secretAccessKey: 'local' };
export const accessKeyId = () => credentials.accessKeyId;
/** `Authorization` header for requests without an AWS SDK. */
export const authorization = authorizationWith(credentials.accessKeyId);

/** Permissions under which every call is allowed and every role is trusted, for the test of one service. */
export const access: AccessControl = {
  authorize: () => {},
  assumeRole: ({ roleArn, sessionName }) => ({ kind: 'role', roleArn, sessionName }),
  accessKeyIdOf: accessKeyId,
  callerWith: (id) => (id === credentials.accessKeyId ? administrator : undefined),
};
