import { html } from './html.js';
import { time } from './state.js';

const shown = ['kind', 'deviceId', 'moduleId', 'times'];

/** The faults that stand, how often they hit, and whom. */
export function FaultList({ faults, onLift, onLiftAll }) {
  return html`<div class="title"><h2 id="standing">Standing</h2>
      <button type="button" class="small" disabled=${faults.length === 0} onClick=${onLiftAll}>Lift all</button></div>
    <div class="scrolled" tabindex="0" role="region" aria-labelledby="standing">
      <table>
        <thead><tr><th scope="col">Fault</th><th scope="col">Where</th><th scope="col">Hits</th><th scope="col">What it did</th><th scope="col">Actions</th></tr></thead>
        <tbody>
          ${faults.map(({ id, hits, recentHits, fault }) => html`<tr key=${id}>
            <th scope="row">${fault.kind}<br /><span class="muted">${describe(fault)}</span></th>
            <td>${fault.deviceId ? `${fault.deviceId}${fault.moduleId ? `/${fault.moduleId}` : ''}` : 'everywhere'}</td>
            <td>${hits}${fault.times ? ` of ${fault.times}` : ''}</td>
            <td>${recentHits.length === 0 ? html`<span class="muted">nothing yet</span>` : html`<ol class="plain" reversed>
              ${recentHits.toReversed().slice(0, 5).map((hit, index) => html`<li key=${hits - index}>${time(hit.time)} ${hit.operation === 'None' ? 'a packet' : hit.operation}${whose(hit)}</li>`)}</ol>`}</td>
            <td><button type="button" class="small" onClick=${() => onLift(id)} aria-label=${`Lift ${fault.kind} ${id}`}>Lift</button></td>
          </tr>`)}
          ${faults.length === 0 && html`<tr><td colspan="5" class="muted">Nothing goes wrong.</td></tr>`}
        </tbody>
      </table>
    </div>`;
}

const whose = ({ deviceId, moduleId }) => (deviceId ? ` of ${deviceId}${moduleId ? `/${moduleId}` : ''}` : '');

/** The members that are not usual; of a time, no zeros behind its fraction. */
function describe(fault) {
  const usual = { probability: 1, operations: 'All' };
  return Object.entries(fault)
    .filter(([name, value]) => !shown.includes(name) && ![null, 0, '00:00:00', usual[name]].includes(value))
    .map(([name, value]) => `${name} ${String(value).replace(/(\.\d*?)0+$/, '$1')}`)
    .join(', ');
}
