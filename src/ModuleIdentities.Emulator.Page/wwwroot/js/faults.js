import { get, post, remove } from './api.js';
import { useChanges } from './changes.js';
import { FaultList } from './fault-list.js';
import { presets } from './fault-presets.js';
import { html, useEffect, useState } from './html.js';
import { Failure, tell } from './notice.js';

/** What goes wrong on demand, and what it did. */
export function Faults({ rest }) {
  const changed = useChanges('faults');
  const [target, setTarget] = useState({ deviceId: rest[0] ?? '', moduleId: rest[1] ?? '' });
  const [faults, setFaults] = useState([]);
  const [error, setError] = useState(null);
  useEffect(() => {
    const cancel = new AbortController();
    get('faults', { signal: cancel.signal }).then(setFaults, (problem) => cancel.signal.aborted || setError(problem));
    return () => cancel.abort();
  }, [changed]);
  const act = (work, message) => work.then(() => { setError(null); tell(message); }, setError);
  const inject = (fault, name) => act(post('faults', withTarget(fault, target)), `${name}: injected.`);
  const field = (name) => (event) => setTarget({ ...target, [name]: event.target.value });
  return html`<section class="pane whole" aria-labelledby="faults-title">
    <h1 id="faults-title">Faults</h1>
    <div class="card stack">
      <div class="filters">
        <label>Device <input value=${target.deviceId} placeholder="all" onInput=${field('deviceId')} autocomplete="off" spellcheck=${false} /></label>
        <label>Module <input value=${target.moduleId} placeholder="all" onInput=${field('moduleId')} autocomplete="off" spellcheck=${false} /></label>
      </div>
      <ul class="presets" aria-label="Faults to inject">
        ${presets.map(({ name, hint, fault }, index) => html`<li key=${name}>
          <button type="button" aria-describedby=${`preset-${index}`} onClick=${() => inject(fault, name)}>${name}</button>
          <span class="hint" id=${`preset-${index}`}>${hint}</span></li>`)}
      </ul>
      <${Other} inject=${inject} onError=${setError} />
    </div>
    <${Failure} error=${error} />
    <${FaultList} faults=${faults} onLift=${(id) => act(remove(`faults/${id}`), 'Lifted.')} onLiftAll=${() => act(remove('faults'), 'All faults are lifted.')} />
  </section>`;
}

function Other({ inject, onError }) {
  const [text, setText] = useState('{\n  "kind": "refuse",\n  "status": 503,\n  "operations": "CreateModule",\n  "times": 2\n}');
  const add = () => {
    try {
      inject(JSON.parse(text), 'The fault');
    } catch (failure) {
      onError(failure);
    }
  };
  return html`<details><summary>Another fault, as JSON</summary>
    <div class="stack">
      <label for="fault-json">Fault</label>
      <textarea id="fault-json" rows="6" spellcheck=${false} value=${text} onInput=${(event) => setText(event.target.value)}></textarea>
      <div class="actions"><button type="button" class="small" onClick=${add}>Inject</button></div>
    </div>
  </details>`;
}

// What the fault names itself stays.
function withTarget(fault, { deviceId, moduleId }) {
  return { ...(deviceId && { deviceId }), ...(moduleId && { moduleId }), ...fault };
}
