import { checkInteger } from '../errors/option-checks.ts';
import { RingConsumer } from './ring-consumer.ts';
import { createMemory, type RingOptions, type RingShape, readShape, shapeOf } from './ring-layout.ts';
import { RingProducer } from './ring-producer.ts';

/**
 * A bounded queue of datagrams in shared memory, from one or several threads to one. Nothing in it blocks: a producer that
 * finds it full is told so, and drops.
 *
 * Many producers have a lane each, which is a ring of one producer, and the consumer reads the lanes in turn. So producers
 * share nothing that they write, and one that dies between writing and publishing leaves nothing behind: what it did not
 * publish was never in the ring. With one queue for all, each producer would reserve its part by compare-and-swap, and the
 * consumer would have to wait at the reservation of a dead one until it is told of the death. A lane costs its memory.
 *
 * The order of the entries of one producer is kept. There is none between producers.
 */
export class DatagramRing {
  /** What other threads `attach` to. */
  readonly memory: SharedArrayBuffer;
  readonly #shape: RingShape;

  private constructor(memory: SharedArrayBuffer, shape: RingShape) {
    this.memory = memory;
    this.#shape = shape;
  }

  /** Allocates an empty ring. Throws ConfigError. */
  static create(options: RingOptions): DatagramRing {
    const shape = shapeOf(options);
    return new DatagramRing(createMemory(shape), shape);
  }

  /** The ring that another thread created. Throws WirechartError if the memory is not that of a ring. */
  static attach(memory: SharedArrayBuffer): DatagramRing {
    return new DatagramRing(memory, readShape(memory));
  }

  get lanes(): number {
    return this.#shape.lanes;
  }

  /**
   * The producer of a lane, from 0, in this thread. It replaces an earlier one, whose thread must have ended, and goes on
   * behind what that one has published. Throws ConfigError, and WirechartError if the memory is corrupt.
   */
  producer(lane = 0): RingProducer {
    checkInteger('lane', lane, { min: 0, max: this.lanes - 1 });
    return new RingProducer(this.memory, this.#shape, lane);
  }

  /**
   * The consumer, in this thread. It replaces an earlier one, whose thread must have ended, and reads again what that one
   * read in a batch that it did not finish. Throws WirechartError if the memory is corrupt.
   */
  consumer(): RingConsumer {
    return new RingConsumer(this.memory, this.#shape);
  }
}
