export { recordHandshake } from './handshake-recording.ts';
export { chartOfPicture, type InspectedChart } from './inspected-chart.ts';
export { parseRecording, type Recording } from './recording.ts';
export { shippedCharts } from './shipped-charts.ts';
export { renderStaticPage } from './static-page.ts';
