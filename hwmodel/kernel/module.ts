import type { Kernel } from './kernel.ts';

/** A module (`sc_module`): a hierarchical name and the kernel that its sockets, ports and processes belong to. */
export abstract class Module {
  readonly kernel: Kernel;
  /** Hierarchical: `client.record`. */
  readonly name: string;

  constructor(kernel: Kernel, name: string) {
    this.kernel = kernel;
    this.name = name;
  }
}

/** `client` and `record` give `client.record`; an empty parent name is left out. */
export function hierarchicalName(parent: string, child: string): string {
  return parent === '' ? child : `${parent}.${child}`;
}
