import { onSignedOut, send } from './api.js';
import { start, stop, useChanges } from './changes.js';
import { Devices } from './devices.js';
import { Enrolments } from './enrolments.js';
import { Faults } from './faults.js';
import { Header } from './header.js';
import { html, render, useEffect, useState } from './html.js';
import { useRoute } from './route.js';
import { Settings } from './settings.js';
import { SignIn } from './sign-in.js';
import { Telemetry } from './telemetry.js';

const views = {
  devices: { title: 'Devices', view: Devices },
  telemetry: { title: 'Telemetry', view: Telemetry },
  enrolments: { title: 'Enrolments', view: Enrolments },
  faults: { title: 'Faults', view: Faults },
  settings: { title: 'Settings', view: Settings },
};

function App() {
  const [isIn, setIn] = useState(null);
  const route = useRoute();
  useEffect(() => {
    send('GET', '/session').then(() => setIn(true), () => setIn(false));
    return onSignedOut(() => setIn(false));
  }, []);
  useEffect(() => {
    isIn ? start() : stop();
  }, [isIn]);
  const name = views[route.view] ? route.view : 'devices';
  useEffect(() => {
    document.title = `${isIn ? views[name].title : 'Sign in'} · Emulator`;
  }, [name, isIn]);
  if (isIn === null) {
    return null;
  }

  if (!isIn) {
    return html`<${SignIn} onDone=${() => setIn(true)} />`;
  }

  const signOut = () => send('DELETE', '/session').finally(() => setIn(false));
  return html`
    <a class="skip" href="#main" onClick=${focusMain}>Skip to content</a>
    <${Header} views=${views} current=${name} onSignOut=${signOut} />
    <${Lost} />
    <main id="main" tabindex="-1"><${views[name].view} key=${name} rest=${route.rest} /></main>`;
}

function Lost() {
  return useChanges('isLost') === '1' ? html`<p class="failure lost" role="alert">The emulator does not answer. What is shown is old.</p>` : null;
}

// The hash is the route: a link must not change it.
function focusMain(event) {
  event.preventDefault();
  document.getElementById('main').focus();
}

render(html`<${App} />`, document.getElementById('app'));
