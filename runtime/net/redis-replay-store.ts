import type { AcceptancePeriod, ReplayStore } from './replay-store.ts';

/** What the store uses of a connected client of the package `redis`: `createClient()`, version 4 or later. */
export interface RedisClient {
  eval(script: string, options: { readonly keys: string[]; readonly arguments: string[] }): Promise<unknown>;
}

/** In braces: all keys are in one slot of a Redis cluster. */
const DEFAULT_PREFIX = '{wirechart:early-data}:';

/**
 * KEYS: the memory and the ticket. ARGV: received, notBefore, and the time to live in milliseconds.
 *
 * The value of the memory is the run of the server and the time from which on it has recorded all keys. A server that was
 * restarted, even with its data, or replaced by a replica, may have lost keys: its run has another id. A server whose data
 * was deleted has no memory. In both cases the memory begins again.
 */
const SCRIPT = `
local run = string.match(redis.call('INFO', 'server'), 'run_id:(%w+)')
local memory = redis.call('GET', KEYS[1])
local since = memory and string.match(memory, '^' .. run .. ' (.*)$')
if not since then
  since = ARGV[1]
  redis.call('SET', KEYS[1], run .. ' ' .. since)
end
if tonumber(ARGV[2]) < tonumber(since) then return 0 end
if redis.call('SET', KEYS[2], '', 'NX', 'PX', ARGV[3]) then return 1 end
return 0
`;

/**
 * A store for servers that share `ticketKeys`, in a Redis server. Early data is rejected while Redis does not answer, and
 * after a restart, a failover or a flush until no ClientHello from before can be accepted any more: 70 seconds with the
 * default window.
 *
 * The Redis server must not evict keys (`maxmemory-policy noeviction`), and the dates of the servers must agree within a
 * minute. Each use needs one round trip to Redis: the early data of a client waits for it.
 */
export class RedisReplayStore implements ReplayStore {
  readonly #client: RedisClient;
  readonly #prefix: string;

  /** `client`: connected; it belongs to the application. `prefix`: of all keys, the same for all servers. */
  constructor(client: RedisClient, prefix = DEFAULT_PREFIX) {
    this.#client = client;
    this.#prefix = prefix;
  }

  async record(key: Uint8Array, { received, notBefore, expires }: AcceptancePeriod): Promise<boolean> {
    const timeToLive = Math.max(1, Math.ceil(expires - received));
    const answer = await this.#client.eval(SCRIPT, {
      keys: [`${this.#prefix}memory`, `${this.#prefix}${Buffer.from(key).toString('hex')}`],
      arguments: [received, notBefore, timeToLive].map(String),
    });
    return answer === 1;
  }
}
