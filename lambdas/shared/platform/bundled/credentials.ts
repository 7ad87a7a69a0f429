/**
 * The module that bundles have in place of `@aws-sdk/credential-provider-node`. Lambda and the local runner set the
 * credentials of a function in its environment. The other sources of the SDK's chain, which are files, a sign-in and the
 * metadata services of EC2 and ECS, do not exist there.
 */
export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env';
