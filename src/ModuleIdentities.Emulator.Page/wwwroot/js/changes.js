// Asks what has changed, and waits a moment before it asks again: however much happens, a part that is in view is read at most four times a second.
import { get } from './api.js';
import { useEffect, useState } from './html.js';

const pace = 250;
const paceAfterFailure = 2000;
const listeners = new Set();
let counts = {};
let running = null;

export function start() {
  stop();
  running = new AbortController();
  run(running.signal);
}

export function stop() {
  running?.abort();
  running = null;
}

/** How often the kinds have changed; the component is rendered again when one of them has. */
export function useChanges(...kinds) {
  const [key, setKey] = useState(keyOf(kinds));
  useEffect(() => {
    const listener = () => setKey(keyOf(kinds));
    listener();
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, [kinds.join()]);
  return key;
}

export const countOf = (kind) => counts[kind] ?? 0;

const keyOf = (kinds) => kinds.map(countOf).join('.');
const sleep = (time) => new Promise((resolve) => setTimeout(resolve, time));
const shown = () => new Promise((resolve) => {
  document.hidden ? document.addEventListener('visibilitychange', resolve, { once: true }) : resolve();
});

async function run(signal) {
  let seen = '';
  while (!signal.aborted) {
    await shown();
    try {
      const answer = await get(`changes?seen=${seen}`, { signal });
      seen = answer.seen;
      tell({ ...answer, isLost: 0 });
      await sleep(pace);
    } catch {
      if (signal.aborted) {
        return;
      }

      // It may come back with other counts.
      seen = '';
      tell({ ...counts, isLost: 1 });
      await sleep(paceAfterFailure);
    }
  }
}

function tell(now) {
  counts = now;
  listeners.forEach((listener) => listener());
}
