// Plain UDP through node:dgram with the cryptography of a record through node:crypto, and nothing else: the AEAD, and the mask
// of the record number. One call masks the numbers of all records that are sent or received together. No protocol: the keys are
// constant, and there is no handshake, replay window, epoch or acknowledgement of records.
import { createCipheriv, createDecipheriv, createSecretKey } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { BulkReceiver } from '../bulk-receiver.ts';
import { BulkSender } from '../bulk-sender.ts';
import { SOCKET_BUFFER } from '../settings.ts';
import { runSide } from '../side.ts';

const HEADER = 5;
const SAMPLE = 16;
const TAG = 16;
/** Records of one call for masks. */
const BATCH = 64;
const ALGORITHM = 'aes-128-gcm';
const OPTIONS = { authTagLength: TAG };
const KEY = createSecretKey(Buffer.alloc(16, 1));
const NONCE = Buffer.alloc(12, 2);
const CONTENT_TYPE = 23;

function socket(): Socket {
  return createSocket({ type: 'udp4', recvBufferSize: SOCKET_BUFFER, sendBufferSize: SOCKET_BUFFER });
}

/** Encrypts and decrypts the numbers of records, which are slices of a slab. */
class Mask {
  readonly #cipher = createCipheriv('aes-128-ecb', Buffer.alloc(16, 3), null);
  readonly #samples: readonly Uint8Array[] = Array.from(
    { length: BATCH + 1 },
    (_, count) => new Uint8Array(SAMPLE * count),
  );

  apply(records: readonly Buffer[]): void {
    const samples = this.#samples[records.length] as Uint8Array;
    records.forEach((record, index) => {
      for (let at = 0; at < SAMPLE; at++) samples[SAMPLE * index + at] = record[HEADER + at] as number;
    });
    const masks = this.#cipher.update(samples);
    records.forEach((record, index) => {
      record[1] = (record[1] as number) ^ (masks[SAMPLE * index] as number);
      record[2] = (record[2] as number) ^ (masks[SAMPLE * index + 1] as number);
    });
  }
}

/** The nonce for the number in the header, which is not encrypted now. */
function nonceOf(record: Buffer): Buffer {
  NONCE[10] = record[1] as number;
  NONCE[11] = record[2] as number;
  return NONCE;
}

function seal(record: Buffer, plaintext: Buffer, number: number): void {
  const length = plaintext.length + TAG;
  record[0] = 0x2f;
  record[1] = number >>> 8;
  record[2] = number;
  record[3] = length >>> 8;
  record[4] = length;
  const cipher = createCipheriv(ALGORITHM, KEY, nonceOf(record), OPTIONS);
  cipher.setAAD(record.subarray(0, HEADER));
  record.set(cipher.update(plaintext), HEADER);
  cipher.final();
  record.set(cipher.getAuthTag(), HEADER + plaintext.length);
}

/** The plaintext. Throws where the record is not authentic. */
function open(record: Buffer): Buffer {
  const end = record.length - TAG;
  const decipher = createDecipheriv(ALGORITHM, KEY, nonceOf(record), OPTIONS);
  decipher.setAAD(record.subarray(0, HEADER));
  decipher.setAuthTag(record.subarray(end));
  const plaintext = decipher.update(record.subarray(HEADER, end));
  decipher.final();
  return plaintext;
}

runSide(() => ({
  receive(settings, listening, end) {
    const own = socket();
    const mask = new Mask();
    let sender: { readonly port: number; readonly address: string } | undefined;
    const receiver = new BulkReceiver(settings, (ack) => own.send(ack, sender?.port, sender?.address), end);
    let received: Buffer[] = [];
    const openAll = (): void => {
      const records = received;
      received = [];
      mask.apply(records);
      for (const record of records) receiver.message(open(record), 0, settings.size);
    };
    own.on('message', (record, remote) => {
      sender ??= remote;
      // After all datagrams that the event loop finds at the socket.
      if (received.push(record) === 1) setImmediate(openAll);
      else if (received.length === BATCH) openAll();
    });
    own.bind(0, '127.0.0.1', () => listening(own.address().port));
  },

  send(settings, port, end) {
    const own = socket();
    const sender = new BulkSender(settings, end);
    const mask = new Mask();
    // A buffer is free again when its message is acknowledged.
    const ring = Array.from({ length: settings.window }, () => Buffer.alloc(HEADER + settings.size + 1 + TAG));
    const plaintext = Buffer.alloc(settings.size + 1, CONTENT_TYPE);
    let number = 0;
    const pump = (): void => {
      while (sender.credit > 0) {
        const records: Buffer[] = [];
        while (sender.credit > 0 && records.length < BATCH) {
          const record = ring[number % ring.length] as Buffer;
          sender.write(plaintext, 0);
          seal(record, plaintext, number);
          number += 1;
          records.push(record);
        }
        mask.apply(records);
        for (const record of records) own.send(record);
      }
    };
    own.on('message', (ack) => {
      sender.acknowledged(ack);
      pump();
    });
    own.connect(port, '127.0.0.1', pump);
  },
}));
