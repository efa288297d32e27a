import type { RedisClient } from './redis-replay-store.ts';
import { VALUE_LENGTH, VALUE_PATTERN } from './server-key.ts';
import type { SharedValue } from './server-key-ring.ts';

/** More than rotation makes: there are four at most. */
const MAX_VALUES = 12;
const MAX_MEMBERS = 32;

/**
 * KEYS: a sorted set of values; the score is the time from which on a value protects, in milliseconds of the clock of Redis.
 * ARGV: the lifetime, how long before its use a new value is added, the new value, and the value that the caller knows to
 * be the newest one in use, which may be empty.
 *
 * Adds the new value if there is none, or if the newest one is due and the caller can use it. Nothing is written while the
 * set has other members than ours: it may belong to another application.
 *
 * Returns the number of other members, then the values, each with the milliseconds until it protects.
 */
const SCRIPT = `
local set, lifetime, lead, new, known = KEYS[1], tonumber(ARGV[1]), tonumber(ARGV[2]), ARGV[3], ARGV[4]
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local found = redis.call('ZREVRANGE', set, 0, ${MAX_MEMBERS - 1}, 'WITHSCORES')
local ours, foreign = {}, 0
for index = 1, #found, 2 do
  local value = found[index]
  if #value == ${VALUE_LENGTH} and string.find(value, '${VALUE_PATTERN}') then
    table.insert(ours, { value = value, from = tonumber(found[index + 1]) })
  else
    foreign = foreign + 1
  end
end
local newest, isNextThere, answer = nil, false, {}
for _, key in ipairs(ours) do
  if foreign == 0 and key.from > now + lead then
    -- The clock was set back.
    key.from = now
    redis.call('ZADD', set, 'XX', now, key.value)
  end
  if now >= key.from + 2 * lifetime then
    if foreign == 0 then redis.call('ZREM', set, key.value) end
  elseif #answer < ${2 * MAX_VALUES} then
    if key.from > now then isNextThere = true else newest = newest or key end
    table.insert(answer, key.value)
    table.insert(answer, string.format('%.0f', key.from - now))
  end
end
local startsIn
if #answer == 0 then startsIn = 0
elseif newest and newest.value == known and not isNextThere and now >= newest.from + lifetime - lead then startsIn = lead end
if foreign == 0 and startsIn then
  redis.call('ZADD', set, now + startsIn, new)
  redis.call('PEXPIRE', set, 4 * lifetime)
  table.insert(answer, new)
  table.insert(answer, string.format('%.0f', startsIn))
end
table.insert(answer, 1, tostring(foreign))
return answer
`;

/** What a server tells and asks the sorted set. */
export interface ValueExchange {
  /** Name of the sorted set. */
  readonly name: string;
  /** Milliseconds. */
  readonly lifetime: number;
  /** How long before its use a value is added, in milliseconds: all servers must have read it then. */
  readonly lead: number;
  /** Added if one is due. */
  readonly newValue: string;
  /** The newest value in use that this server has. */
  readonly known: string | undefined;
}

/** The values that the servers share now. */
export interface SharedValues {
  readonly values: readonly SharedValue[];
  /** Members of the sorted set that are not ours. */
  readonly foreign: number;
}

/** Calls the client. Its answer is for `parseSharedValues`. May throw. */
export function exchangeValues(client: RedisClient, exchange: ValueExchange): PromiseLike<unknown> {
  const { name, lifetime, lead, newValue, known = '' } = exchange;
  return client.eval(SCRIPT, { keys: [name], arguments: [`${lifetime}`, `${lead}`, newValue, known] });
}

/** Undefined: not an answer of the script. */
export function parseSharedValues(answer: unknown): SharedValues | undefined {
  if (!Array.isArray(answer) || answer.length % 2 === 0 || answer.length > 1 + 2 * MAX_VALUES) return undefined;
  const [foreign, ...pairs] = [...answer] as readonly unknown[];
  if (!isInteger(foreign)) return undefined;
  const values: SharedValue[] = [];
  for (let index = 0; index < pairs.length; index += 2) {
    const [value, startsIn] = [pairs[index], pairs[index + 1]];
    if (typeof value !== 'string' || !isInteger(startsIn)) return undefined;
    values.push({ value, startsIn: Number(startsIn) });
  }
  return { values, foreign: Number(foreign) };
}

function isInteger(text: unknown): text is string {
  return typeof text === 'string' && /^-?\d{1,15}$/.test(text);
}
