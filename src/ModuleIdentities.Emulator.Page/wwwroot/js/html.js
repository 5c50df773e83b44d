// The one place that knows where the libraries are.
import { h, render } from '/vendor/preact.mjs';
import htm from '/vendor/htm.module.js';

export const html = htm.bind(h);
export { render };
export { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from '/vendor/preact-hooks.mjs';
