import type { SourceFile } from '../diagnostics/source-file.ts';

/** Every spec of one protocol, as read: all files below `spec/<name>/`. */
export interface ProtocolSpecs {
  /** The folder's name below `spec/`: `dtls13`. */
  readonly name: string;
  /** Sorted by path. */
  readonly files: readonly SourceFile[];
}

/** The files of one folder and kind, in the order of their paths: `specFiles(protocol, 'charts', '.chart.ts')`. */
export function specFiles(protocol: ProtocolSpecs, folder: string, ending: string): readonly SourceFile[] {
  const prefix = `spec/${protocol.name}/${folder}/`;
  return protocol.files.filter((file) => file.path.startsWith(prefix) && file.path.endsWith(ending));
}
