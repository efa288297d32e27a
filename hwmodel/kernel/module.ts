import type { Kernel } from './kernel.ts';

/** A block of hardware: what it is called and the kernel it lives in. Sockets, ports and processes hang on it. */
export abstract class Module {
  readonly kernel: Kernel;
  /** Hierarchical: `client.record`. */
  readonly name: string;

  constructor(kernel: Kernel, name: string) {
    this.kernel = kernel;
    this.name = name;
  }
}

/** `client` and `record` to `client.record`; a top without a name adds nothing. */
export function hierarchicalName(parent: string, child: string): string {
  return parent === '' ? child : `${parent}.${child}`;
}
