import { authorizationWith } from '../../local/http/access.ts';

/** Credentials for a local service under test, in place of those of a state folder. */
export const credentials = { accessKeyId: 'LOCALTEST', secretAccessKey: 'local' };
export const accessKeyId = () => credentials.accessKeyId;
/** `Authorization` header for requests without an AWS SDK. */
export const authorization = authorizationWith(credentials.accessKeyId);
