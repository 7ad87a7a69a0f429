import { authorizationWith } from '../../local/http/access.ts';

/** Credentials that a local service under test is given, as those of a state folder. */
export const credentials = { accessKeyId: 'LOCALTEST', secretAccessKey: 'local' };
export const accessKeyId = () => credentials.accessKeyId;
/** For requests without an AWS SDK. */
export const authorization = authorizationWith(credentials.accessKeyId);
