import type { SourceFile } from '../diagnostics/source-file.ts';

/** Something with a name and its place in the file. */
interface Named {
  /** As written: snake case, except profiles (kebab case), times and ratios (camel case with `Ps`, `Ppm`). */
  readonly id: string;
  /** Of the name. */
  readonly offset: number;
  readonly doc: string;
}

/** A reference by name, with its place. */
export interface HardwareReference {
  readonly name: string;
  readonly offset: number;
}

/** Hardware as read from `spec/<protocol>/hardware/*.yaml`: modules, their connections, and the cost of operations. */
export interface Hardware {
  readonly file: SourceFile;
  readonly id: string;
  readonly title: string;
  readonly doc: string;
  readonly items: readonly HardwareItem[];
  readonly modules: readonly HardwareModule[];
  readonly platforms: readonly HardwarePlatform[];
  readonly profiles: readonly HardwareProfile[];
}

/** The items of a fifo. */
export interface HardwareItem extends Named {
  readonly fields: readonly (Named & { readonly type: 'integer' | 'bytes' })[];
}

export interface HardwareModule extends Named {
  /** Standard and section, if there is one. */
  readonly ref: string | undefined;
  readonly sockets: readonly HardwareSocket[];
  readonly ports: readonly HardwarePort[];
  readonly processes: readonly Named[];
  readonly operations: readonly HardwareOperation[];
  /** Plain times in picoseconds. */
  readonly times: readonly Named[];
  /** Shares in parts per million. */
  readonly ratios: readonly Named[];
}

export interface HardwareSocket extends Named {
  readonly role: 'initiator' | 'target';
  readonly busWidthBits: number;
  /** How many may bind to a target; 1 for an initiator. */
  readonly initiators: number;
}

/** An end of a fifo that lies outside the module. */
export interface HardwarePort extends Named {
  readonly direction: 'in' | 'out';
  readonly item: HardwareReference;
}

/** Work that costs time by the law of its profile. */
export interface HardwareOperation extends Named {
  /** The address a write requests it at, as written; undefined if it is not requested over a socket. */
  readonly address: { readonly value: number; readonly text: string } | undefined;
}

/** Instances of modules, or of platforms declared above, wired together. */
export interface HardwarePlatform extends Named {
  readonly instances: readonly (Pick<Named, 'id' | 'offset'> & { readonly of: HardwareReference })[];
  readonly bindings: readonly { readonly initiator: HardwareEnd; readonly target: HardwareEnd }[];
  readonly fifos: readonly HardwareFifo[];
  readonly exports: readonly (Named & { readonly port: HardwareEnd })[];
}

export interface HardwareFifo {
  readonly id: string;
  readonly offset: number;
  readonly item: HardwareReference;
  readonly depth: number;
  readonly from: HardwareEnd;
  readonly to: HardwareEnd;
}

/** `instance.member`: a socket or port of an instance, or an export of an instantiated platform. */
export interface HardwareEnd {
  readonly instance: string;
  readonly member: string;
  readonly offset: number;
}

/** Numbers for every operation and time of every module. */
export interface HardwareProfile extends Named {
  readonly modules: readonly HardwareModuleTiming[];
}

export interface HardwareModuleTiming {
  readonly module: HardwareReference;
  readonly laws: readonly HardwareLaw[];
  readonly times: readonly {
    readonly id: string;
    readonly offset: number;
    readonly ps: number;
    readonly ref: string;
  }[];
  readonly ratios: readonly {
    readonly id: string;
    readonly offset: number;
    readonly ppm: number;
    readonly ref: string;
  }[];
}

/** T = setup + blocks * perBlock. */
export interface HardwareLaw {
  readonly id: string;
  readonly offset: number;
  readonly blockBytes: number;
  readonly setupPs: number;
  readonly perBlockPs: number;
  /** The source of the numbers. */
  readonly ref: string;
}
