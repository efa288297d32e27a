import test from 'ava';
import { MessageChunk } from '../../runtime/net/message-chunk.ts';

/** Takes all messages of these lengths. Returns the number of messages in each chunk. */
function chunksOf(lengths: readonly number[]): number[] {
  const chunk = new MessageChunk();
  const length = Int32Array.from(lengths);
  const at = length.map((_, index) => 7 * index);
  const messages = { slab: new Uint8Array(0), at, length };
  const counts: number[] = [];
  for (let first = 0; first < lengths.length; first += chunk.count) {
    chunk.take(messages, first);
    if (chunk.count === 0) throw new Error('a chunk without a message');
    const end = first + chunk.count;
    if (
      String([...chunk.at, ...chunk.length]) !== String([...at.subarray(first, end), ...length.subarray(first, end)])
    ) {
      throw new Error('other messages');
    }
    counts.push(chunk.count);
  }
  return counts;
}

test('the core gets at most 512 messages at once', (t) => {
  t.deepEqual(chunksOf(new Array(511).fill(1)), [511]);
  t.deepEqual(chunksOf(new Array(1500).fill(1)), [512, 512, 476]);
  t.deepEqual(chunksOf(new Array(600).fill(0)), [512, 88]);
  t.deepEqual(chunksOf([]), []);
});

test('the core gets at most 512 KiB at once, and always one message', (t) => {
  t.deepEqual(chunksOf(new Array(1000).fill(2048)), [256, 256, 256, 232]);
  t.deepEqual(chunksOf([262_144, 262_144, 1]), [2, 1]);
  t.deepEqual(chunksOf([262_144, 262_145, 1]), [1, 2]);
  t.deepEqual(chunksOf([1, 2_000_000, 2_000_000]), [1, 1, 1]);
});
