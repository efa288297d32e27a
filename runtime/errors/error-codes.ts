/** Who caused an error. */
export type Fault = 'peer' | 'network' | 'caller' | 'spec' | 'library' | 'none';

/** The description of a code in docs/reference/errors.md. */
export interface CodeEntry {
  /** Name of the class. */
  readonly class: string;
  readonly fault: Fault;
  readonly meaning: string;
  readonly action: string;
}

const root = 'WirechartError';

/**
 * Every code of this library that is not one of a family by alert, by certificate reason or by the operating system.
 * A check compares the keys with the codes in the sources.
 */
export const errorCodes: Readonly<Record<`ERR_${string}`, CodeEntry>> = {
  ERR_DTLS_ABORTED: {
    class: root,
    fault: 'caller',
    meaning: 'The `AbortSignal` of a wait was aborted with a reason that is not an Error; `cause` is the reason.',
    action: 'Nothing: the application asked for it.',
  },
  ERR_DTLS_BATCH_ENDED: {
    class: root,
    fault: 'caller',
    meaning: 'A batch of an endpoint was used after the call of `onBatch` that it was given to.',
    action: 'Take `batch.session` in the call to send later, and copy what is kept.',
  },
  ERR_DTLS_CLOSED: {
    class: root,
    fault: 'caller',
    meaning: 'The session, endpoint or `RedisServerKeys` is closed, or was closed before its handshake was complete.',
    action: 'Stop sending when `closed` settles. Connect again if the session is still needed.',
  },
  ERR_DTLS_EVICTED: {
    class: 'EvictionError',
    fault: 'none',
    meaning:
      'The endpoint was full, and the address prefix of this peer held the largest share. `evicted` names what was removed.',
    action: 'Raise `maxSessions` or `maxHandshakes` if this happens without an attack.',
  },
  ERR_DTLS_FORGERY_LIMIT: {
    class: root,
    fault: 'network',
    meaning: 'More records failed authentication than the cipher suite permits for one key; RFC 9147 section 4.5.3.',
    action: 'Connect again. Many such errors are a sign of an attack.',
  },
  ERR_DTLS_INTERNAL: {
    class: 'InternalError',
    fault: 'library',
    meaning:
      'This library, the crypto provider or a callback of the application threw; `cause` is what was thrown. One session ends.',
    action: 'Look at `cause`. Report it if it comes from this library.',
  },
  ERR_DTLS_KEYS_EXHAUSTED: {
    class: root,
    fault: 'none',
    meaning: 'The key has protected as many records as the cipher suite permits; RFC 9147 section 4.5.3.',
    action: 'Connect again.',
  },
  ERR_DTLS_EPOCHS_EXHAUSTED: {
    class: root,
    fault: 'caller',
    meaning: 'The keys were updated as often as epochs exist, 65532 times; RFC 9147 section 8.',
    action: 'Open a new connection.',
  },
  ERR_DTLS_MESSAGES_EXHAUSTED: {
    class: root,
    fault: 'caller',
    meaning: 'The connection has sent 65536 handshake messages, as many as can be numbered; RFC 9147 section 5.2.',
    action: 'Open a new connection.',
  },
  ERR_DTLS_MESSAGE_TOO_LARGE: {
    class: 'MessageTooLargeError',
    fault: 'caller',
    meaning: 'Application data does not fit into one record of the path: `length` and `limit` are in bytes.',
    action: 'Send at most `maxMessageSize` bytes at a time. The session goes on.',
  },
  ERR_DTLS_NO_CLIENT_AUTHENTICATION: {
    class: root,
    fault: 'caller',
    meaning:
      'A certificate was requested after the handshake from a peer that must not be asked: it did not offer it, has an ' +
      'external pre-shared key, or is a server; RFC 9846 section 4.7.2.',
    action: 'Set `postHandshakeAuth` on the client, or request the certificate in the handshake.',
  },
  ERR_DTLS_TOO_MANY_REQUESTS: {
    class: root,
    fault: 'caller',
    meaning: 'As many requests for a certificate are open as a connection can have, 16.',
    action: 'Wait for responses of the client.',
  },
  ERR_DTLS_NO_CONNECTION_IDS: {
    class: root,
    fault: 'caller',
    meaning: 'Connection ids were not negotiated for the direction that the call concerns; RFC 9147 section 9.',
    action: 'Set the option `connectionIds` on both sides, with a length above 0 on the side that issues the ids.',
  },
  ERR_DTLS_MIGRATING: {
    class: root,
    fault: 'caller',
    meaning: 'An earlier call of `migrate()` has not ended yet.',
    action: 'Wait for its promise. It settles within some seconds.',
  },
  ERR_DTLS_NO_PATH_VALIDATION: {
    class: root,
    fault: 'caller',
    meaning: 'The return routability check was not negotiated, so the peer cannot confirm a new address; RFC 9853.',
    action: "Use `pathValidation` `'enhanced'` or `'basic'` on both sides, or open a new session from the new address.",
  },
  ERR_DTLS_NO_EARLY_DATA: {
    class: root,
    fault: 'caller',
    meaning:
      'A call on a connection of the core needs the keys of early data, but none was offered, or it was rejected.',
    action: 'Use the exporter of the connection after the event `secure`.',
  },
  ERR_DTLS_NOT_LISTENING: {
    class: root,
    fault: 'caller',
    meaning: 'The endpoint is not bound to an address yet, or not any more.',
    action: 'Wait for `listening` first.',
  },
  ERR_DTLS_NOT_OPEN: {
    class: root,
    fault: 'caller',
    meaning: 'The call needs an open session, but the handshake is not complete or the session is over.',
    action: 'Wait for `opened` first.',
  },
  ERR_DTLS_NOT_SECURE: {
    class: root,
    fault: 'caller',
    meaning: 'A call on a connection of the core needs the keys of a secure connection.',
    action: 'Wait for the event `secure` first.',
  },
  ERR_DTLS_REASSEMBLY_LIMIT: {
    class: root,
    fault: 'peer',
    meaning: 'The peers of a server keep more incomplete handshake messages than `maxReassembly` permits.',
    action: 'Raise `maxReassembly` if this happens without an attack.',
  },
  ERR_DTLS_SHARED_SOCKET: {
    class: root,
    fault: 'caller',
    meaning:
      '`migrate()` was called on a session of a server. The socket of an endpoint belongs to all of its sessions.',
    action: 'Let the clients move. A server on another address is another endpoint.',
  },
  ERR_DTLS_TIMEOUT: {
    class: 'TimeoutError',
    fault: 'network',
    meaning: 'The peer did not answer for `milliseconds`. `cause` is what the network reported, if it did.',
    action: 'Check that the peer runs and that UDP passes. Connect again.',
  },
  ERR_DTLS_WORKER_EXITED: {
    class: root,
    fault: 'caller',
    meaning:
      'A worker of an endpoint ended unexpectedly: it threw, called `process.exit()`, ran out of memory or could not be started; ' +
      '`cause` is what it threw.',
    action: 'Correct the module if it is its fault. The worker is replaced.',
  },
  ERR_DTLS_WORKER_LOST: {
    class: root,
    fault: 'caller',
    meaning: 'A connection ended with its worker; `cause` is why the worker ended.',
    action: 'Nothing: the client connects again.',
  },
  ERR_DTLS_WORKER_MODULE: {
    class: root,
    fault: 'caller',
    meaning:
      'A worker cannot load the module of `listen()` in time, or the module has no default export that is a function.',
    action: 'Correct the URL or the module; `cause` is what the import threw.',
  },
  ERR_DTLS_WORKER_RESTARTS: {
    class: root,
    fault: 'caller',
    meaning:
      'The workers of an endpoint ended more often than `maxWorkerRestarts` in a minute, so that the endpoint ended.',
    action: 'Look at `cause`, and at the events `workerlost`.',
  },
  ERR_DTLS_WORKER_SILENT: {
    class: root,
    fault: 'caller',
    meaning: 'The event loop of a worker did not run for `workerTimeout` milliseconds; the worker was ended.',
    action: 'Do not block the event loop in a handler, or raise `workerTimeout`.',
  },
  ERR_WIRE_TRUNCATED: {
    class: 'WireError',
    fault: 'peer',
    meaning: 'The input ends before the field does.',
    action: 'Refuse the message.',
  },
  ERR_WIRE_TRAILING: {
    class: 'WireError',
    fault: 'peer',
    meaning: 'Bytes are left over where a field, a list or a message must end.',
    action: 'Refuse the message.',
  },
  ERR_WIRE_RANGE: {
    class: 'WireError',
    fault: 'peer',
    meaning: 'A number or a length is outside the range of the field.',
    action: 'Refuse the message, or correct the value to encode.',
  },
  ERR_WIRE_ILLEGAL_VALUE: {
    class: 'WireError',
    fault: 'peer',
    meaning: 'The field can hold the value, but the protocol forbids it.',
    action: 'Refuse the message, or correct the value to encode.',
  },
  ERR_WIRE_NO_SPACE: {
    class: 'WireError',
    fault: 'caller',
    meaning: 'The buffer to write into is too small.',
    action: 'Use a buffer of `size(value)` bytes.',
  },
  ERR_WIRECHART_ADDON_LIBC: {
    class: 'AddonError',
    fault: 'caller',
    meaning: 'The native addon of the package needs glibc 2.28 or later, and this C library is musl or older.',
    action: 'Build it with `wirechart doctor --build`, or do without the addon.',
  },
  ERR_WIRECHART_ADDON_LOAD: {
    class: 'AddonError',
    fault: 'caller',
    meaning: 'The system or Node refused to load the native addon; `cause` says why.',
    action: 'Build it with `wirechart doctor --build`, or do without the addon.',
  },
  ERR_WIRECHART_ADDON_MISSING: {
    class: 'AddonError',
    fault: 'caller',
    meaning: 'There is no native addon at `path`.',
    action: 'Correct the path, or install the package again.',
  },
  ERR_WIRECHART_ADDON_OPENSSL: {
    class: 'AddonError',
    fault: 'caller',
    meaning: 'The native addon was built for another major version of OpenSSL than this Node has.',
    action: 'Build it with `wirechart doctor --build`, or do without the addon.',
  },
  ERR_WIRECHART_ADDON_PLATFORM: {
    class: 'AddonError',
    fault: 'caller',
    meaning: 'The package has no native addon for this operating system or processor.',
    action: 'Build it with `wirechart doctor --build` on Linux, or do without the addon.',
  },
  ERR_WIRECHART_ADDON_VERSION: {
    class: 'AddonError',
    fault: 'caller',
    meaning: 'The file is no addon of wirechart, or it was built from another version.',
    action: 'Build it again with `wirechart doctor --build`.',
  },
  ERR_WIRECHART_BUFFER: {
    class: root,
    fault: 'library',
    meaning:
      'A buffer of a pool was used after its release, or released twice. With the debug mode of the option `buffers` the message has the stacks of both calls.',
    action: 'Report it.',
  },
  ERR_WIRECHART_BUILD: {
    class: root,
    fault: 'caller',
    meaning: '`wirechart doctor --build` found no compiler or no headers, or the compiler failed.',
    action: 'Install what the message names.',
  },
  ERR_WIRECHART_COMMAND: {
    class: 'CommandError',
    fault: 'caller',
    meaning: 'A command of the CLI was understood and failed. Exit code 1.',
    action: 'Read the message; it names the file or the host.',
  },
  ERR_WIRECHART_CONFIG: {
    class: 'ConfigError',
    fault: 'caller',
    meaning: 'An option, a key or an argument cannot be used; `option` is its name.',
    action: 'Correct the value.',
  },
  ERR_WIRECHART_DER: {
    class: root,
    fault: 'peer',
    meaning: 'Bytes are not DER. It is the `cause` of a ConfigError or CertificateError.',
    action: 'Correct the key or certificate.',
  },
  ERR_WIRECHART_GENERATOR: {
    class: 'GeneratorError',
    fault: 'library',
    meaning: 'A stage of the generator received what an earlier stage must refuse.',
    action: 'Report it, with the spec.',
  },
  ERR_WIRECHART_INJECTED: {
    class: root,
    fault: 'none',
    meaning: 'A `FaultyProvider` failed as the test requested.',
    action: 'Nothing.',
  },
  ERR_WIRECHART_KEY_SCHEDULE: {
    class: root,
    fault: 'library',
    meaning: 'The key schedule was used out of order or with an unknown cipher suite.',
    action: 'Use the key schedule in the order of RFC 9846 section 7.1.',
  },
  ERR_WIRECHART_MACHINE_ACTOR: {
    class: root,
    fault: 'caller',
    meaning:
      'An actor that a machine invoked has failed, and no transition of its chart is for that; the machine ignores all events.',
    action: 'Give the chart an `onError` for the actor.',
  },
  ERR_WIRECHART_MACHINE_SNAPSHOT: {
    class: root,
    fault: 'caller',
    meaning:
      'A snapshot of a machine was taken while it handles an event, or does not fit the chart that it is restored to.',
    action: 'Take snapshots between events, and restore them with the version of the chart that took them.',
  },
  ERR_WIRECHART_MACHINE_OVERFLOW: {
    class: root,
    fault: 'library',
    meaning: 'The actions of a machine sent it more events than can wait.',
    action: 'Correct the actions: they send each other events without end.',
  },
  ERR_WIRECHART_MODEL_TIME: {
    class: 'ModelError',
    fault: 'caller',
    meaning: 'A duration is not a whole number of picoseconds from 0, or simulated time would pass 2^53 ps.',
    action: 'Correct the model.',
  },
  ERR_WIRECHART_MODEL_NOTIFY: {
    class: 'ModelError',
    fault: 'caller',
    meaning: 'An immediate notification was made outside the evaluation phase.',
    action: 'Notify from a process, or with a delay.',
  },
  ERR_WIRECHART_MODEL_WAIT: {
    class: 'ModelError',
    fault: 'caller',
    meaning: 'A process waits for a value that is not an event, a time or a list of events.',
    action: 'Correct the process.',
  },
  ERR_WIRECHART_MODEL_PROCESS: {
    class: 'ModelError',
    fault: 'caller',
    meaning: 'A process threw; `cause` is what it threw.',
    action: 'Look at `cause`.',
  },
  ERR_WIRECHART_MODEL_STATE: {
    class: 'ModelError',
    fault: 'caller',
    meaning: 'The state of the kernel does not permit the call: a run inside a run, or after `stop` or a failure.',
    action: 'Make a new kernel.',
  },
  ERR_WIRECHART_MODEL_LIVELOCK: {
    class: 'ModelError',
    fault: 'caller',
    meaning: 'Processes keep each other runnable, and time does not advance.',
    action: 'Let one of the processes wait for a time.',
  },
  ERR_WIRECHART_MODEL_FIFO: {
    class: 'ModelError',
    fault: 'caller',
    meaning: 'An empty FIFO was read, a full one was written, or its depth is below one.',
    action: 'Wait for the event of the FIFO first.',
  },
  ERR_WIRECHART_MODEL_BINDING: {
    class: 'ModelError',
    fault: 'caller',
    meaning: 'A socket or port is not bound, bound twice, or bound to one that does not match.',
    action: 'Correct the wiring of the model.',
  },
  ERR_WIRECHART_MODEL_PAYLOAD: {
    class: 'ModelError',
    fault: 'caller',
    meaning: 'The attributes of a transaction break the rules of the generic payload.',
    action: 'Correct the initiator.',
  },
  ERR_WIRECHART_NATIVE: {
    class: root,
    fault: 'library',
    meaning: 'OpenSSL or the system refused an operation of the native addon; `cause` is what it threw.',
    action: 'Look at `cause`. `wirechart doctor` says what works here.',
  },
  ERR_WIRECHART_RECORDING: {
    class: root,
    fault: 'caller',
    meaning: 'A recording for the inspector cannot be made or read.',
    action: 'Record it again.',
  },
  ERR_WIRECHART_RING_CORRUPT: {
    class: root,
    fault: 'library',
    meaning: 'Shared memory is not that of a ring between threads, or a thread has overwritten it.',
    action: 'Report it, unless the application writes into the memory of the library.',
  },
  ERR_WIRECHART_RING_TAKEN: {
    class: root,
    fault: 'library',
    meaning: 'Another thread has taken over a ring from this one, which was declared dead.',
    action: 'End the thread that was replaced.',
  },
  ERR_WIRECHART_SHARED_KEYS: {
    class: root,
    fault: 'network',
    meaning:
      'Redis refused the question for shared keys, or its answer cannot be used: the set has other members, or keys of another `secret`. Event `failure`.',
    action:
      'Look at Redis, and give all servers the same `name` and `secret`. The servers go on with the keys that they have.',
  },
  ERR_WIRECHART_SIMULATION: {
    class: root,
    fault: 'caller',
    meaning: 'A simulated host or pair was used before it has a connection or a reservation.',
    action: 'Correct the test.',
  },
  ERR_WIRECHART_SPEC: {
    class: 'SpecError',
    fault: 'spec',
    meaning: 'A spec is wrong at `file`, `line` and `column`.',
    action: 'Correct the spec. The message describes what is expected.',
  },
  ERR_WIRECHART_TRANSCRIPT: {
    class: root,
    fault: 'library',
    meaning: 'The transcript was hashed before its hash was selected, or the hash was selected twice.',
    action: 'Select the hash once, after the cipher suite is known.',
  },
  ERR_WIRECHART_USAGE: {
    class: 'UsageError',
    fault: 'caller',
    meaning: 'A command line is wrong. Exit code 2.',
    action: 'Read `--help` of the command.',
  },
};

/** The description of a family of codes. The keys are the prefixes of its codes. */
export const codeFamilies: Readonly<Record<string, CodeEntry>> = {
  ERR_DTLS_PEER_: {
    class: 'PeerError',
    fault: 'peer',
    meaning: 'The peer broke a rule; `alert` was sent, `reason` and `rule` identify it.',
    action: 'Compare the configuration of the two sides. If they agree, report the reason to the maker of the peer.',
  },
  ERR_DTLS_ALERT_: {
    class: 'AlertError',
    fault: 'peer',
    meaning: 'The peer ended the session with an alert; RFC 9846 section 6.',
    action: 'Look at the log of the peer for the cause.',
  },
  ERR_DTLS_CERTIFICATE_: {
    class: 'CertificateError',
    fault: 'peer',
    meaning: 'A certificate of the peer is not accepted; `alert` was sent, `reason` is the cause.',
    action: 'Correct the certificate of the peer, or the trust anchors and names that are expected here.',
  },
  E: {
    class: 'SystemError',
    fault: 'network',
    meaning: 'A system call failed. `code`, `errno`, `syscall`, `address`, `port` and `hostname` are those of Node.',
    action: 'As for `node:dgram` and `node:dns`: `ECONNREFUSED` no server at the address, `ENOTFOUND` unknown name.',
  },
};
