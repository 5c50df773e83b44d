import { get, nameOf, pathOf, query, remove } from './api.js';
import { useChanges } from './changes.js';
import { CopyButton } from './copy.js';
import { html, useEffect, useState } from './html.js';
import { Method } from './method.js';
import { Failure, tell } from './notice.js';
import { hrefOf } from './route.js';
import { State, dateTime } from './state.js';
import { Twin } from './twin.js';

/** One device or module: its state, its twin, its methods. */
export function Identity({ identity }) {
  const changed = useChanges('identities', 'connections', 'twins');
  const [twin, setTwin] = useState(null);
  const [error, setError] = useState(null);
  const [failure, setFailure] = useState(null);
  const hub = query({ hub: identity.hub });
  useEffect(() => {
    const cancel = new AbortController();
    get(`twins/${pathOf(identity)}?${hub}`, { signal: cancel.signal })
      .then((read) => { setTwin(read); setError(null); }, (problem) => cancel.signal.aborted || setError(problem));
    return () => cancel.abort();
  }, [changed]);
  const isConnected = twin?.connectionState === 'Connected';
  const close = () => remove(`connections/${pathOf(identity)}?${hub}`).then(() => { setFailure(null); tell('Connection closed.'); }, setFailure);
  return html`<section class="pane detail" aria-labelledby="identity-title">
    <p class="back"><a href=${hrefOf('devices')}>All devices</a></p>
    <div class="title">
      <h1 id="identity-title">${nameOf(identity)}</h1>
      ${twin && html`<${State} isConnected=${isConnected} />`}
    </div>
    <${Failure} error=${error} />
    ${twin && html`
      <p class="hint">${describe(twin, identity)}</p>
      <div class="actions">
        <${CopyButton} what=${`connection string of ${nameOf(identity)}`} read=${async () =>
          (await get(`connectionStrings/devices/${pathOf(identity)}?${hub}`)).connectionString}>Copy connection string<//>
        <a class="button small" href=${hrefOf('telemetry', identity.deviceId, identity.moduleId)}>Telemetry</a>
        <a class="button small" href=${hrefOf('faults', identity.deviceId, identity.moduleId)}>Faults</a>
        <button type="button" class="small" disabled=${!isConnected} onClick=${close}>Close connection</button>
      </div>
      <${Failure} error=${failure} />
      <${Twin} twin=${twin} identity=${identity} onWritten=${setTwin} />
      <${Method} identity=${identity} />`}
  </section>`;
}

function describe(twin, { hub }) {
  const parts = [`Hub ${hub}`, `authenticates by ${twin.authenticationType}`];
  if (twin.status === 'disabled') {
    parts.push('the device is disabled');
  }

  if (twin.modelId) {
    parts.push(`model ${twin.modelId}`);
  }

  // The year 1 stands for never.
  parts.push(twin.lastActivityTime.startsWith('0001') ? 'not seen since the start' : `${twin.connectionState === 'Connected' ? 'connected' : 'gone'} since ${dateTime(twin.lastActivityTime)}`);
  return parts.join(' · ');
}
