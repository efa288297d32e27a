// Code generated from spec/dtls13/registries. DO NOT EDIT.
export * from './alert-description.ts';
export * from './alert-level.ts';
export * from './certificate-compression-algorithm.ts';
export * from './certificate-status-type.ts';
export * from './cipher-suite.ts';
export * from './constants.ts';
export * from './content-type.ts';
export * from './ec-point-format.ts';
export * from './extension-type.ts';
export * from './handshake-type.ts';
export * from './key-update-request.ts';
export * from './name-type.ts';
export * from './named-group.ts';
export * from './protocol-version.ts';
export * from './psk-key-exchange-mode.ts';
export * from './signature-scheme.ts';
export * from './srtp-protection-profile.ts';
