import type { HandlerOptions } from '../../../../runtime/net/index.ts';

/** The query of the URL of the module says what it exports. */
const cases: Readonly<Record<string, unknown>> = {
  '?port': { port: 1 },
  '?maxSessions': { maxSessions: 1 },
  '?verifyPeer': { verifyPeer: () => undefined },
  '?connectionIds': { connectionIds: 1 },
  '?earlyData': { earlyData: 1 },
  '?padding': { padding: (length: number) => length % 2 },
};

export const options = cases[new URL(import.meta.url).search] as HandlerOptions;

export default function ignore(): void {}
