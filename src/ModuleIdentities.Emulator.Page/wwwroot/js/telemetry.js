import { html, useMemo, useState } from './html.js';
import { MessageTable } from './message-table.js';
import { most, useMessages } from './messages.js';
import { Failure } from './notice.js';
import { fieldsOf, seriesOf } from './numeric-fields.js';
import { Plot } from './plot.js';
import { hrefOf } from './route.js';

/** What the hubs receive, as it comes: as a table, and one numeric field of it over time. */
export function Telemetry({ rest }) {
  const [device = '', module = ''] = rest;
  const [isPaused, setPaused] = useState(false);
  const filter = useMemo(() => ({ device, module }), [device, module]);
  const { messages, error } = useMessages(filter, isPaused);
  return html`<section class="pane whole" aria-labelledby="telemetry-title">
    <div class="title"><h1 id="telemetry-title">Telemetry</h1></div>
    <${Filter} key=${`${device}/${module}`} device=${device} module=${module} isPaused=${isPaused} onPause=${() => setPaused(!isPaused)} />
    <${Failure} error=${error} />
    <${Course} messages=${messages} />
    <p class="hint">${messages.length === 0 ? 'Nothing has come yet.' : `The newest ${messages.length.toLocaleString('en')} messages${messages.length === most ? '; older ones are left out' : ''}.`}${isPaused ? ' Paused.' : ''}</p>
    <${MessageTable} messages=${messages} />
  </section>`;
}

function Filter({ device, module, isPaused, onPause }) {
  const [text, setText] = useState({ device, module });
  const apply = (event) => {
    event.preventDefault();
    location.hash = text.device ? hrefOf('telemetry', text.device, text.module || undefined) : hrefOf('telemetry');
  };
  const field = (name) => (event) => setText({ ...text, [name]: event.target.value });
  return html`<form class="filters" onSubmit=${apply} aria-label="Filter">
    <label>Device <input value=${text.device} onInput=${field('device')} autocomplete="off" spellcheck=${false} /></label>
    <label>Module <input value=${text.module} onInput=${field('module')} disabled=${!text.device} autocomplete="off" spellcheck=${false} /></label>
    <button>Show</button>
    <button type="button" aria-pressed=${isPaused ? 'true' : 'false'} onClick=${onPause}>${isPaused ? 'Go on' : 'Pause'}</button>
  </form>`;
}

function Course({ messages }) {
  const fields = useMemo(() => fieldsOf(messages), [messages]);
  const [chosen, setChosen] = useState(null);
  const field = fields.includes(chosen) ? chosen : fields[0];
  const { senders, columns, last, others } = useMemo(() => seriesOf(messages, field), [messages, field]);
  if (field === undefined) {
    return null;
  }

  const name = field || 'the value';
  return html`<div class="card stack">
    <div class="filters"><label>Field over time
      <select value=${field} onChange=${(event) => setChosen(event.target.value)}>
        ${fields.map((each) => html`<option key=${each} value=${each}>${each || '(the body)'}</option>`)}
      </select></label>
      ${others > 0 && html`<span class="hint">The ${senders.length} who spoke last; ${others.toLocaleString('en')} others are left out.</span>`}
    </div>
    <${Plot} label=${`${name} over time of ${senders.join(', ')}; the last value is ${last}`} senders=${senders} columns=${columns} />
  </div>`;
}
