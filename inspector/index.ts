export { chartOfPicture, type InspectedChart } from './inspected-chart.ts';
export { type Peer, parseRecording, type Recording, type RecordingStep } from './recording.ts';
export { shippedCharts } from './shipped-charts.ts';
export { renderStaticPage } from './static-page.ts';
