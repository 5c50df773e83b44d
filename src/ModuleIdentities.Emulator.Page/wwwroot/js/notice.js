// A short message, seen and read aloud.
import { html } from './html.js';

const duration = 6000;
let timer;

export function tell(message) {
  const status = document.getElementById('status');
  status.textContent = message;
  status.classList.add('is-shown');
  clearTimeout(timer);
  timer = setTimeout(() => {
    status.classList.remove('is-shown');
    status.textContent = '';
  }, duration);
}

/** What went wrong, in the emulator's words. */
export const Failure = ({ error, id }) => (error ? html`<p class="failure" role="alert" id=${id}>${error.message ?? String(error)}</p>` : null);
