import { html } from './html.js';
import { compare } from './twin-diff.js';
import { TwinEditor } from './twin-editor.js';

const marks = { same: '=', differs: '≠', 'not reported': '→', 'only reported': '←' };

/** Desired and reported side by side, and what differs. */
export function Twin({ twin, identity, onWritten }) {
  const rows = compare(twin.properties.desired, twin.properties.reported);
  return html`<section aria-labelledby="twin-title">
    <h2 id="twin-title">Twin</h2>
    <div class="scrolled" tabindex="0" role="region" aria-label="Desired and reported properties">
      <table class="diff">
        <thead><tr>
          <th scope="col">Property</th>
          <th scope="col">Desired <span class="muted">version ${twin.properties.desired.$version}</span></th>
          <th scope="col">Reported <span class="muted">version ${twin.properties.reported.$version}</span></th>
          <th scope="col">Difference</th>
        </tr></thead>
        <tbody>
          ${rows.map((row) => html`<tr key=${row.path} class=${`is-${row.kind.replace(' ', '-')}`}>
            <th scope="row">${row.path}</th>
            <td>${show(row.desired)}</td>
            <td>${show(row.reported)}${row.acknowledgement && html` <span class="tag">${describe(row.acknowledgement)}</span>`}</td>
            <td><span aria-hidden="true" class="sign">${marks[row.kind]}</span> ${row.kind}</td>
          </tr>`)}
          ${rows.length === 0 && html`<tr><td colspan="4" class="muted">Neither has any property.</td></tr>`}
        </tbody>
      </table>
    </div>
    <${TwinEditor} twin=${twin} identity=${identity} onWritten=${onWritten} />
    ${Object.keys(twin.tags).length > 0 && html`<details><summary>Tags</summary><pre tabindex="0">${JSON.stringify(twin.tags, null, 2)}</pre></details>`}
  </section>`;
}

const show = (value) => (value === undefined ? html`<span class="muted">–</span>` : html`<code>${JSON.stringify(value)}</code>`);

const describe = ({ code, version, description }) => `ac ${code}, av ${version}${description ? `, ${description}` : ''}`;
