import { send } from './api.js';
import { html, useEffect, useRef, useState } from './html.js';
import { Failure } from './notice.js';

export function SignIn({ onDone }) {
  const [token, setToken] = useState('');
  const [error, setError] = useState(null);
  const input = useRef(null);
  useEffect(() => input.current.focus(), []);
  const submit = async (event) => {
    event.preventDefault();
    setError(null);
    try {
      await send('POST', '/session', { json: { token } });
      onDone();
    } catch (failure) {
      setError(failure);
      input.current.select();
    }
  };
  return html`<main class="sign-in" id="main">
    <h1>Emulator</h1>
    <form onSubmit=${submit} class="card stack">
      <label for="token">Management token</label>
      <input id="token" type="password" autocomplete="off" required ref=${input} value=${token} aria-describedby="token-hint"
        aria-invalid=${error ? 'true' : undefined} onInput=${(event) => setToken(event.target.value)} />
      <p class="hint" id="token-hint">The emulator printed it at its start, behind “Authorization: Bearer”. It is another one in each run.</p>
      <${Failure} error=${error} />
      <button class="primary">Sign in</button>
    </form>
  </main>`;
}
