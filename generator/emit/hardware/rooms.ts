/** Import specifiers of the rooms generated hardware stands on. */
export interface Rooms {
  readonly kernel: string;
  readonly tlm: string;
  readonly timing: string;
}
