// undici's own entry point also loads fetch, the proxies, the mocks and the caches, which the functions do not use.
declare module 'undici/lib/dispatcher/client.js' {
  export { Client as default } from 'undici';
}

declare module 'undici/lib/dispatcher/pool.js' {
  export { Pool as default } from 'undici';
}
