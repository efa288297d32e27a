const bytes = (base64: string): Uint8Array => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));

/**
 * A throw-away identity for tests and simulations: self-signed, P-256, for `localhost`, 127.0.0.1 and ::1. Its private
 * key is public; whoever trusts it anywhere else trusts everybody.
 */
export const testCertificate = {
  /** X.509 in DER. */
  der: bytes(
    'MIIB0jCCAXegAwIBAgIUOEvCskRTlBgpEpHygexRsusymoEwCgYIKoZIzj0EAwIwFDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2' +
      'MTEyMTA5Mzc1NVoYDzIxMjYxMDI4MDkzNzU1WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNC' +
      'AARyMZhyuQeCafC0S/vePn5C8GVWfGGe+LDtxBLQIa7xNTdTVSnxZvhF/PJ8YRo0Yy6Lmu0LpKQus2TfeVIKkZKvo4GkMIGhMB0G' +
      'A1UdDgQWBBRmkY1uAvr5kd/Wco5+e7Ypw7lRoTAfBgNVHSMEGDAWgBRmkY1uAvr5kd/Wco5+e7Ypw7lRoTAsBgNVHREEJTAjggls' +
      'b2NhbGhvc3SHBH8AAAGHEAAAAAAAAAAAAAAAAAAAAAEwDAYDVR0TAQH/BAIwADAOBgNVHQ8BAf8EBAMCB4AwEwYDVR0lBAwwCgYI' +
      'KwYBBQUHAwEwCgYIKoZIzj0EAwIDSQAwRgIhAMkuBvcV4UyCFe8fTKNRjvfxa0PBcWWOo7iOfUN57wx+AiEAmaBQJkJLicV59W5G' +
      'kfhvLhvz1ARNCq6Ugf6zNuGQL7c=',
  ),
  /** PKCS #8 in DER. */
  privateKey: bytes(
    'MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg48PAbkDd2FMQbMp/2LZbWR3W535hKbMKoeB3Ak0cO4+hRANCAARy' +
      'MZhyuQeCafC0S/vePn5C8GVWfGGe+LDtxBLQIa7xNTdTVSnxZvhF/PJ8YRo0Yy6Lmu0LpKQus2TfeVIKkZKv',
  ),
  /** SubjectPublicKeyInfo in DER. */
  publicKey: bytes(
    'MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEcjGYcrkHgmnwtEv73j5+QvBlVnxhnviw7cQS0CGu8TU3U1Up8Wb4RfzyfGEaNGMu' +
      'i5rtC6SkLrNk33lSCpGSrw==',
  ),
} as const;
