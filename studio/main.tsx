import { render } from 'preact';
import { App } from './app.tsx';
import { applyPreferences } from './core/preferences.ts';
import { startRouter } from './core/router.ts';
import { takeKeyFromAddress } from './core/session.ts';

applyPreferences();
takeKeyFromAddress();
// Before the router, which would show the key as an unknown page.
addEventListener('hashchange', takeKeyFromAddress);
startRouter();

const root = document.getElementById('app');
if (root !== null) render(<App />, root);
