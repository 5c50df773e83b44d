import uPlot from '/vendor/uPlot.esm.js';
import { html, useEffect, useRef } from './html.js';

const height = 190;
const labelWidth = 100;
const light = ['#1c57b0', '#b3501b', '#1a7f4b', '#8b3fa8', '#a5273b', '#0f7c86', '#6b6a10', '#5b5f6b'];
const dark = ['#8bb8ff', '#ffb27d', '#6fd698', '#dc9cf3', '#ff9a9f', '#6cd3dd', '#d6d36b', '#b9c0cb'];
const darkness = matchMedia('(prefers-color-scheme: dark)');

/** Lines over time: one for each sender. What it shows is in the table too, and in its label. */
export function Plot({ label, senders, columns }) {
  const place = useRef(null);
  const plot = useRef(null);
  useEffect(() => {
    const draw = () => {
      plot.current?.destroy();
      plot.current = new uPlot(optionsFor(senders, place.current.clientWidth), columns, place.current);
    };
    draw();
    const observer = new ResizeObserver(([{ contentRect }]) => plot.current.setSize({ width: contentRect.width, height }));
    observer.observe(place.current);
    darkness.addEventListener('change', draw);
    return () => {
      observer.disconnect();
      darkness.removeEventListener('change', draw);
      plot.current.destroy();
      plot.current = null;
    };
  }, [senders.join('\n')]);
  useEffect(() => plot.current?.setData(columns), [columns]);
  return html`<figure class="plot" role="img" aria-label=${label}><div ref=${place}></div></figure>`;
}

/** Times of day, with their fraction where seconds do not tell them apart. */
function labelsOf(_, ticks, _axis, _space, step) {
  const options = step < 1 ? { hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3 } : {};
  return ticks.map((tick) => new Date(tick * 1000).toLocaleTimeString('en-GB', options));
}

function optionsFor(senders, width) {
  const colours = darkness.matches ? dark : light;
  const text = darkness.matches ? '#a4adba' : '#57606d';
  const line = darkness.matches ? '#39404c' : '#d5dae1';
  const axis = { stroke: text, grid: { stroke: line, width: 1 }, ticks: { stroke: line, width: 1 } };
  return {
    width,
    height,
    legend: { show: true, live: false },
    cursor: { drag: { x: false, y: false } },
    padding: [null, labelWidth / 2, null, null],
    axes: [{ ...axis, space: labelWidth, values: labelsOf }, axis],
    series: [{}, ...senders.map((sender, index) => ({ label: sender, stroke: colours[index], width: 1.75, spanGaps: true, points: { show: false } }))],
  };
}
