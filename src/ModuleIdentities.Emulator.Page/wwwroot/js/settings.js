import { get, query } from './api.js';
import { useChanges } from './changes.js';
import { CopyButton } from './copy.js';
import { html, useEffect, useState } from './html.js';
import { Failure } from './notice.js';

/** How programs and services find this emulator. Keys are fetched by their copy button, one at a time, and never shown. */
export function Settings() {
  const [about, setAbout] = useState(null);
  const [more, setMore] = useState([]);
  const [error, setError] = useState(null);
  useEffect(() => {
    get('about').then(setAbout, setError);
    get('connectionStrings').then(setMore, setError);
  }, []);
  return html`<section class="pane whole" aria-labelledby="settings-title">
    <h1 id="settings-title">Settings</h1>
    <${Failure} error=${error} />
    ${about && html`<div class="cards">
      <${Found} about=${about} />
      <${DeviceSettings} />
      ${about.hubs.map((hub) => html`<${Policies} key=${hub.name} title=${`Hub ${hub.name}`} policies=${hub.policies}
        read=${(name) => connectionString(`policies/${encodeURIComponent(name)}?${query({ hub: hub.name })}`)} />`)}
      <${Policies} title="Provisioning service" policies=${about.provisioningPolicies} read=${(name) => connectionString(`provisioningPolicies/${encodeURIComponent(name)}`)} />
      ${more.length > 0 && html`<${Policies} title="Also served" policies=${more.map((name) => ({ name }))} read=${(name) => connectionString(`more/${encodeURIComponent(name)}`)} />`}
    </div>`}
  </section>`;
}

const connectionString = async (path) => (await get(`connectionStrings/${path}`)).connectionString;

function Found({ about }) {
  const rows = { Host: about.hostName, 'MQTT port': about.mqttPort, 'HTTPS port': about.httpsPort, 'ID scope': about.idScope };
  return html`<section class="card stack" aria-labelledby="found-title">
    <h2 id="found-title">Where it is</h2>
    <dl class="properties">${Object.entries(rows).map(([name, value]) => html`<div key=${name}><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
    <div class="actions"><${CopyButton} what="certificate authority" read=${() => about.certificateAuthority}>Copy certificate authority<//></div>
  </section>`;
}

function DeviceSettings() {
  const changed = useChanges('enrollments');
  const [ids, setIds] = useState([]);
  const [chosen, setChosen] = useState('');
  useEffect(() => {
    get('enrollments?limit=1000').then(({ items }) => setIds(items.filter((each) => !each.group && each.attestation === 'symmetricKey').map((each) => each.id)), () => {});
  }, [changed]);
  const id = ids.includes(chosen) ? chosen : ids[0];
  const settings = () => get(`settings/${encodeURIComponent(id)}`);
  return html`<section class="card stack" aria-labelledby="device-title">
    <h2 id="device-title">Settings of a device</h2>
    ${id === undefined
      ? html`<p class="hint">No device is enrolled by symmetric key.</p>`
      : html`<label>Enrolment <select value=${id} onChange=${(event) => setChosen(event.target.value)}>${ids.map((each) => html`<option key=${each}>${each}</option>`)}</select></label>
        <div class="actions">
          <${CopyButton} what=${`environment variables of ${id}`} read=${async () => asVariables(await settings())}>Copy environment variables<//>
          <${CopyButton} what=${`appsettings.json of ${id}`} read=${async () => asJson(await settings())}>Copy appsettings.json<//>
        </div>`}
  </section>`;
}

function Policies({ title, policies, read }) {
  return html`<section class="card stack" aria-label=${title}>
    <h2>${title}</h2>
    <ul class="policies">${policies.map(({ name, rights }) => html`<li key=${name}>
      <span class="grow"><strong>${name}</strong> <span class="hint">${rights}</span></span>
      <${CopyButton} what=${`connection string ${name} of ${title}`} read=${() => read(name)} /></li>`)}</ul>
  </section>`;
}

const asVariables = (settings) => Object.entries(settings).map(([key, value]) => `${key.replaceAll(':', '__')}=${value.replace(/\r?\n/g, '\\n')}\n`).join('');

function asJson(settings) {
  const root = {};
  for (const [key, value] of Object.entries(settings)) {
    const names = key.split(':');
    const last = names.pop();
    names.reduce((parent, name) => (parent[name] ??= {}), root)[last] = value;
  }

  return JSON.stringify(root, null, 2);
}
