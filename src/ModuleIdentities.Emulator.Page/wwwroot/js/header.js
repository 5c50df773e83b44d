import { get } from './api.js';
import { countOf, useChanges } from './changes.js';
import { html, useEffect, useRef, useState } from './html.js';
import { hrefOf } from './route.js';

export function Header({ views, current, onSignOut }) {
  return html`<header class="top">
    <p class="brand"><span aria-hidden="true" class="mark"></span>Emulator</p>
    <nav aria-label="Views">
      <ul>
        ${Object.entries(views).map(([name, { title }]) => html`
          <li key=${name}><a href=${hrefOf(name)} aria-current=${name === current ? 'page' : undefined}>${title}</a></li>`)}
      </ul>
    </nav>
    <${Figures} />
    <button type="button" class="small quiet" onClick=${onSignOut}>Sign out</button>
  </header>`;
}

/** How many are connected, and how many messages come. */
function Figures() {
  const changed = useChanges('identities', 'connections');
  const [totals, setTotals] = useState(null);
  useEffect(() => {
    const cancel = new AbortController();
    get('identities?limit=0', { signal: cancel.signal }).then(setTotals, () => {});
    return () => cancel.abort();
  }, [changed]);
  return html`<dl class="figures">
    <div><dt>Connected</dt><dd>${totals ? `${totals.connected.toLocaleString('en')} of ${totals.registered.toLocaleString('en')}` : '…'}</dd></div>
    <div><dt>Messages</dt><dd>${useRate().toLocaleString('en')}/s</dd></div>
  </dl>`;
}

/** Messages a second, over the last two seconds. */
function useRate() {
  const [rate, setRate] = useState(0);
  const samples = useRef([]);
  useEffect(() => {
    const timer = setInterval(() => {
      samples.current = [...samples.current, { at: performance.now(), count: countOf('messages') }].slice(-5);
      const [oldest] = samples.current;
      const newest = samples.current.at(-1);
      const seconds = (newest.at - oldest.at) / 1000;
      setRate(seconds > 0 ? Math.max(0, Math.round((newest.count - oldest.count) / seconds)) : 0);
    }, 500);
    return () => clearInterval(timer);
  }, []);
  return rate;
}
