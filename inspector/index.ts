export { chartOfPicture, type InspectedChart, type InspectedState } from './inspected-chart.ts';
export {
  type DatagramStep,
  type EventStep,
  type Peer,
  parseRecording,
  type RecordedMachine,
  type Recording,
  type RecordingStep,
  type TransitionStep,
} from './recording.ts';
export { shippedCharts } from './shipped-charts.ts';
export { renderStaticPage, type StaticPage } from './static-page.ts';
