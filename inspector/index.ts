export type { InspectedChart } from './inspected-chart.ts';
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
export { renderStaticPage, type StaticPage } from './static-page.ts';
