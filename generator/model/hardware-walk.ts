import type {
  Hardware,
  HardwareEnd,
  HardwareModule,
  HardwarePlatform,
  HardwarePort,
  HardwareSocket,
} from './hardware.ts';

/** An instance is a module, or a platform declared above. */
export type InstanceKind =
  | { readonly kind: 'module'; readonly module: HardwareModule }
  | { readonly kind: 'platform'; readonly platform: HardwarePlatform };

/** The socket or port that an end of a binding refers to. */
export type ResolvedEnd =
  | { readonly kind: 'socket'; readonly socket: HardwareSocket }
  | { readonly kind: 'port'; readonly port: HardwarePort };

/** The module or platform of the name `of`: only platforms declared above, so no platform can contain itself. */
export function instanceKind(hardware: Hardware, platform: HardwarePlatform, of: string): InstanceKind | undefined {
  const module = hardware.modules.find(({ id }) => id === of);
  if (module !== undefined) return { kind: 'module', module };
  const above = hardware.platforms.slice(0, hardware.platforms.indexOf(platform));
  const inner = above.find(({ id }) => id === of);
  return inner === undefined ? undefined : { kind: 'platform', platform: inner };
}

/** Undefined when the instance or its member does not exist. */
export function resolveEnd(hardware: Hardware, platform: HardwarePlatform, end: HardwareEnd): ResolvedEnd | undefined {
  const instance = platform.instances.find(({ id }) => id === end.instance);
  if (instance === undefined) return undefined;
  const kind = instanceKind(hardware, platform, instance.of.name);
  if (kind?.kind === 'platform') {
    const inner = kind.platform.exports.find(({ id }) => id === end.member);
    return inner === undefined ? undefined : resolveEnd(hardware, kind.platform, inner.port);
  }
  const socket = kind?.module.sockets.find(({ id }) => id === end.member);
  if (socket !== undefined) return { kind: 'socket', socket };
  const port = kind?.module.ports.find(({ id }) => id === end.member);
  return port === undefined ? undefined : { kind: 'port', port };
}

/** The names of an instance that can be connected: sockets and ports of a module, exports of a platform. */
export function membersOf(kind: InstanceKind): readonly string[] {
  if (kind.kind === 'platform') return kind.platform.exports.map(({ id }) => id);
  return [...kind.module.sockets, ...kind.module.ports].map(({ id }) => id);
}

/** A module whose work or waiting costs time. */
export function isTimed(module: HardwareModule): boolean {
  return module.operations.length + module.times.length + module.ratios.length > 0;
}
