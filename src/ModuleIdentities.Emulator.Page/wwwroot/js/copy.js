// Copies a text that is fetched, if it is secret, not before somebody wants it.
import { html, useState } from './html.js';
import { Failure, tell } from './notice.js';

/** @param read gives the text, or a promise of it. */
export function CopyButton({ what, read, children }) {
  const [error, setError] = useState(null);
  const copy = async () => {
    setError(null);
    try {
      await navigator.clipboard.writeText(await read());
      tell(`Copied: ${what}.`);
    } catch (failure) {
      setError(failure);
    }
  };
  return html`<button type="button" class="small" onClick=${copy} aria-label=${`Copy ${what}`}>${children ?? 'Copy'}</button><${Failure} error=${error} />`;
}
