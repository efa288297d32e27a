export type { MachineActor, MachineEdge, MachineTimer } from './edge.ts';
export { edgeNames } from './edge-names.ts';
export { EventQueue } from './event-queue.ts';
export type { MachinePort } from './port.ts';
export { RunToCompletion } from './run-to-completion.ts';
export {
  type MachineActivity,
  type MachineRegister,
  type MachineRevival,
  type MachineSnapshot,
  type MachineTables,
  restoreSnapshot,
  takeSnapshot,
} from './snapshot.ts';
