/** Import specifiers of the runtime modules that generated hardware imports. */
export interface RuntimeImports {
  readonly kernel: string;
  readonly tlm: string;
  readonly timing: string;
}
