// Code generated from spec/dtls13/charts. DO NOT EDIT.
export * from './ack-scheduler.ts';
export * from './client.ts';
export * from './client-auth-request.ts';
export * from './client-auth-response.ts';
export * from './connection.ts';
export * from './connection-id.ts';
export * from './flight.ts';
export * from './key-update.ts';
export * from './path-validation.ts';
export * from './server.ts';
export * from './session-ticket.ts';
