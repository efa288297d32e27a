export { SignalTrace } from './signal-trace.ts';
export {
  busyTimes,
  type Described,
  type MergedEntry,
  mergeTimeline,
  type TimelineEntry,
  TimelineRecorder,
} from './timeline.ts';
export { type TimelineRow, timelineRows, timelineText } from './timeline-table.ts';
export { timelineVcd } from './timeline-vcd.ts';
export { type VcdVariable, VcdWriter } from './vcd-writer.ts';
