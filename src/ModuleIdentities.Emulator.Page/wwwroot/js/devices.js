import { nameOf } from './api.js';
import { html, useMemo, useState } from './html.js';
import { Identity } from './identity.js';
import { useIdentities } from './identity-pages.js';
import { Failure } from './notice.js';
import { hrefOf } from './route.js';
import { State } from './state.js';
import { VirtualList } from './virtual-list.js';

const rowHeight = 40;

export function Devices({ rest }) {
  const [hub, deviceId, moduleId] = rest;
  const chosen = deviceId ? { hub, deviceId, moduleId } : null;
  return html`<div class=${chosen ? 'split has-detail' : 'split'}>
    <${List} chosen=${chosen} />
    ${chosen
      ? html`<${Identity} key=${rest.join('/')} identity=${chosen} />`
      : html`<section class="empty"><p>Choose a device or module to see its twin, call its methods and copy its connection string.</p></section>`}
  </div>`;
}

function List({ chosen }) {
  const [q, setQ] = useState('');
  const [state, setState] = useState('');
  const filter = useMemo(() => ({ q, state }), [q, state]);
  const identities = useIdentities(filter);
  const open = (index) => {
    const identity = identities.at(index);
    if (identity) {
      location.hash = hrefOf('devices', identity.hub, identity.deviceId, identity.moduleId);
    }
  };
  const isSelected = (index) => {
    const identity = identities.at(index);
    return identity !== null && chosen !== null && nameOf(identity) === nameOf(chosen) && identity.hub === chosen.hub;
  };
  return html`<section class="pane" aria-labelledby="devices-title">
    <${chosen ? 'h2' : 'h1'} id="devices-title">Devices and modules<//>
    <div class="filters">
      <label class="grow">Search <input type="search" value=${q} onInput=${(event) => setQ(event.target.value)} /></label>
      <label>State <select value=${state} onChange=${(event) => setState(event.target.value)}>
        <option value="">All</option><option value="connected">Connected</option><option value="disconnected">Disconnected</option>
      </select></label>
    </div>
    <p class="hint" id="devices-count">${identities.total.toLocaleString('en')} ${identities.total === 1 ? 'entry' : 'entries'}</p>
    <${Failure} error=${identities.error} />
    ${identities.isRead && identities.total === 0 && html`<p class="empty">${q || state ? 'Nothing matches.' : 'No device has registered yet. The settings of one are under Settings.'}</p>`}
    ${identities.total > 0 && html`<${VirtualList} id="devices" label="Devices and modules" total=${identities.total} rowHeight=${rowHeight} rowAt=${(index) => row(identities.at(index))}
      onRange=${identities.onRange} onOpen=${open} isSelected=${isSelected} />`}
  </section>`;
}

function row(identity) {
  return identity && html`
    <span class=${identity.moduleId ? 'name is-module' : 'name'}>${identity.moduleId
      ? html`<span class="muted">${identity.deviceId}/</span>${identity.moduleId}` : identity.deviceId}</span>
    ${!identity.enabled && html`<span class="tag">disabled</span>`}
    <${State} isConnected=${identity.connected} />`;
}
