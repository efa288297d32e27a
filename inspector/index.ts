// The inspector: records a handshake and renders it with its charts as one HTML page.
export { recordHandshake } from './handshake-recording.ts';
export { chartFromSvg, type InspectedChart } from './inspected-chart.ts';
export { packagedCharts } from './packaged-charts.ts';
export { parseRecording, type Recording } from './recording.ts';
export { renderStaticPage } from './static-page.ts';
