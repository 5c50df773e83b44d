import { pathOf, post, query } from './api.js';
import { html, useState } from './html.js';
import { Failure } from './notice.js';

/** Calls a direct method and shows what comes back. */
export function Method({ identity }) {
  const [name, setName] = useState('');
  const [payload, setPayload] = useState('{}');
  const [seconds, setSeconds] = useState('30');
  const [result, setResult] = useState(null);
  const [error, setError] = useState(null);
  const [isWaiting, setWaiting] = useState(false);
  const invoke = async (event) => {
    event.preventDefault();
    setError(null);
    setResult(null);
    setWaiting(true);
    const begin = performance.now();
    try {
      const call = { methodName: name, responseTimeoutInSeconds: Number(seconds), payload: payload.trim() === '' ? null : JSON.parse(payload) };
      const answer = await (await post(`methods/${pathOf(identity)}?${query({ hub: identity.hub })}`, call)).json();
      setResult({ ...answer, name, milliseconds: Math.round(performance.now() - begin) });
    } catch (failure) {
      setError(failure);
    } finally {
      setWaiting(false);
    }
  };
  return html`<section aria-labelledby="method-title">
    <h2 id="method-title">Direct method</h2>
    <form class="stack" onSubmit=${invoke}>
      <div class="fields">
        <label class="grow">Method <input required value=${name} autocomplete="off" spellcheck=${false} onInput=${(event) => setName(event.target.value)} /></label>
        <label>Wait, in seconds <input type="number" min="5" max="300" required value=${seconds} onInput=${(event) => setSeconds(event.target.value)} /></label>
      </div>
      <label for="payload">Payload</label>
      <textarea id="payload" rows="3" spellcheck=${false} value=${payload} onInput=${(event) => setPayload(event.target.value)}></textarea>
      <div class="actions"><button class="primary small" disabled=${isWaiting}>${isWaiting ? 'Waiting…' : 'Invoke'}</button></div>
    </form>
    <${Failure} error=${error} />
    <div aria-live="polite">
      ${result && html`<p class="result"><strong>${result.name}</strong> answered with status <strong>${result.status}</strong> after ${result.milliseconds} ms</p>
        <pre tabindex="0" aria-label="Answer of the method">${JSON.stringify(result.payload, null, 2)}</pre>`}
    </div>
  </section>`;
}
