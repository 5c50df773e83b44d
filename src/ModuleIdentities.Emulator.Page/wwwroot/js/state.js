import { html } from './html.js';

/** By word and shape, not by colour alone. */
export const State = ({ isConnected }) => html`<span class=${isConnected ? 'state is-on' : 'state'}>${isConnected ? 'connected' : 'disconnected'}</span>`;

export const time = (text) => new Date(text).toLocaleTimeString('en-GB');

export const dateTime = (text) => `${new Date(text).toLocaleDateString('en-CA')} ${time(text)}`;
