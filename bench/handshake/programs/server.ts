// The server of sequential handshakes: endpoints with a certificate each, on the build that the command line names.
import process from 'node:process';
import type * as library from 'wirechart/dtls13';
import { type Host, optionsOf } from '../host-options.ts';
import { leafCertificates } from '../leaf-certificates.ts';
import type { ServerReady } from '../over-udp.ts';

const [path, host, count] = process.argv.slice(2) as [string, Host, string];
const { listen } = (await import(path)) as typeof library;
const { root, leaves } = await leafCertificates(Number(count));
const hostOptions = await optionsOf(host, path);
const endpoints = leaves.map(({ cert, key }) => {
  const endpoint = listen(
    (session) => {
      session.onerror = (error) => {
        throw error;
      };
    },
    {
      host: '127.0.0.1',
      port: 0,
      cert,
      key,
      ecdhCurve: 'X25519',
      ciphers: 'TLS_AES_128_GCM_SHA256',
      cookies: 'always',
      ...hostOptions,
    },
  );
  return endpoint;
});
await Promise.all(endpoints.map(({ listening }) => listening));
const ready: ServerReady = { ports: endpoints.map((endpoint) => endpoint.address().port), ca: root };
process.once('SIGTERM', () => process.exit(0));
process.stdout.write(`${JSON.stringify(ready)}\n`);
