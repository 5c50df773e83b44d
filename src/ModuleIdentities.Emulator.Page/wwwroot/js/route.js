// Where in the page one is: behind the '#', so that links, back and reload work. There is never a secret in it.
import { useEffect, useState } from './html.js';

export function useRoute() {
  const [route, setRoute] = useState(read());
  useEffect(() => {
    const listener = () => setRoute(read());
    addEventListener('hashchange', listener);
    return () => removeEventListener('hashchange', listener);
  }, []);
  return route;
}

export const hrefOf = (...parts) => `#/${parts.filter((part) => part !== undefined && part !== null).map(encodeURIComponent).join('/')}`;

function read() {
  const [view, ...rest] = location.hash.replace(/^#\/?/, '').split('/').map(decode);
  return { view: view || 'devices', rest };
}

function decode(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
