import { get, patch, post, query, remove } from './api.js';
import { useChanges } from './changes.js';
import { html, useEffect, useState } from './html.js';
import { Failure, tell } from './notice.js';
import { dateTime } from './state.js';

const pageSize = 50;

/** Who may register, and how the last registration went. */
export function Enrolments() {
  const changed = useChanges('enrollments');
  const [q, setQ] = useState('');
  const [offset, setOffset] = useState(0);
  const [found, setFound] = useState({ total: 0, items: [] });
  const [error, setError] = useState(null);
  useEffect(() => {
    const cancel = new AbortController();
    get(`enrollments?${query({ q, offset, limit: pageSize })}`, { signal: cancel.signal })
      .then((read) => { setFound(read); setError(null); }, (problem) => cancel.signal.aborted || setError(problem));
    return () => cancel.abort();
  }, [changed, q, offset]);
  const act = (work, message) => work.then(() => { setError(null); tell(message); }, setError);
  return html`<section class="pane whole" aria-labelledby="enrolments-title">
    <h1 id="enrolments-title">Enrolments</h1>
    <${Add} />
    <div class="filters"><label>Search <input type="search" value=${q} onInput=${(event) => { setQ(event.target.value); setOffset(0); }} /></label></div>
    <${Failure} error=${error} />
    <div class="scrolled" tabindex="0" role="region" aria-label="List of enrolments">
      <table>
        <thead><tr><th scope="col">Id</th><th scope="col">Kind</th><th scope="col">Attestation</th><th scope="col">Last registration</th><th scope="col">State</th><th scope="col">Actions</th></tr></thead>
        <tbody>
          ${found.items.map((each) => html`<${Row} key=${`${each.group} ${each.id}`} enrolment=${each} act=${act} />`)}
          ${found.items.length === 0 && html`<tr><td colspan="6" class="muted">${q ? 'Nothing matches.' : 'There is no enrolment.'}</td></tr>`}
        </tbody>
      </table>
    </div>
    ${found.total > pageSize && html`<div class="actions">
      <button type="button" class="small" disabled=${offset === 0} onClick=${() => setOffset(offset - pageSize)}>Previous</button>
      <span class="hint">${offset + 1} to ${Math.min(offset + pageSize, found.total)} of ${found.total.toLocaleString('en')}</span>
      <button type="button" class="small" disabled=${offset + pageSize >= found.total} onClick=${() => setOffset(offset + pageSize)}>Next</button>
    </div>`}
  </section>`;
}

function Add() {
  const [id, setId] = useState('');
  const [kind, setKind] = useState('enrollments');
  const [error, setError] = useState(null);
  const add = async (event) => {
    event.preventDefault();
    try {
      await post('seed', kind === 'enrollments' ? { enrollments: [{ registrationId: id }] } : { enrollmentGroups: [{ id }] });
      setError(null);
      setId('');
      tell(`${id} is enrolled, with keys that the emulator made.`);
    } catch (failure) {
      setError(failure);
    }
  };
  return html`<form class="card stack" onSubmit=${add} aria-label="New enrolment">
    <div class="filters">
      <label class="grow">Registration or group id <input required value=${id} autocomplete="off" spellcheck=${false} aria-invalid=${error ? 'true' : undefined} onInput=${(event) => setId(event.target.value)} /></label>
      <label>Kind <select value=${kind} onChange=${(event) => setKind(event.target.value)}><option value="enrollments">one device</option><option value="enrollmentGroups">group</option></select></label>
      <button class="primary">Enrol</button>
    </div>
    <${Failure} error=${error} />
  </form>`;
}

function Row({ enrolment, act }) {
  const path = `${enrolment.group ? 'enrollmentGroups' : 'enrollments'}/${encodeURIComponent(enrolment.id)}`;
  const toggle = () => act(patch(path, { enabled: !enrolment.enabled }), `${enrolment.id} is ${enrolment.enabled ? 'disabled' : 'enabled'}.`);
  return html`<tr>
    <th scope="row">${enrolment.id}</th>
    <td>${enrolment.group ? 'group' : 'one device'}</td>
    <td>${enrolment.attestation}</td>
    <td>${describe(enrolment)}</td>
    <td>${enrolment.enabled ? 'enabled' : html`<span class="tag">disabled</span>`}</td>
    <td><div class="actions">
      <button type="button" class="small" onClick=${toggle} aria-label=${`${enrolment.enabled ? 'Disable' : 'Enable'} ${enrolment.id}`}>${enrolment.enabled ? 'Disable' : 'Enable'}</button>
      <button type="button" class="small" onClick=${() => act(remove(path), `${enrolment.id} is removed; its device stays.`)} aria-label=${`Remove ${enrolment.id}`}>Remove</button>
    </div></td>
  </tr>`;
}

function describe({ group, registration }) {
  if (!registration) {
    return html`<span class="muted">${group ? '' : 'never'}</span>`;
  }

  const to = registration.hub ? ` to ${registration.hub} as ${registration.deviceId}` : '';
  return `${registration.status.toLowerCase()}${to}, ${dateTime(registration.updated)}${registration.error ? `: ${registration.error}` : ''}`;
}
