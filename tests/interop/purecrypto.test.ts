import { handshakeTests, lossTests } from './rust-peer-handshakes.ts';
import { keyUpdateTests } from './rust-peer-key-updates.ts';
import { ticketTests } from './rust-peer-psks.ts';

handshakeTests('purecrypto', {
  cipherSuites: ['TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256'],
  groups: [
    'x25519',
    'secp256r1',
    'secp384r1',
    'secp521r1',
    'X25519MLKEM768',
    'SecP256r1MLKEM768',
    'SecP384r1MLKEM1024',
  ],
});
lossTests('purecrypto', 'client', 3);
lossTests('purecrypto', 'server', 3);
keyUpdateTests('purecrypto');
ticketTests('purecrypto');
