/** A self-signed certificate for tests, with its key. */
export interface TestCertificate {
  /** X.509 in DER. */
  readonly der: Uint8Array;
  /** PKCS #8 in DER. */
  readonly privateKey: Uint8Array;
  /** SubjectPublicKeyInfo in DER. */
  readonly publicKey: Uint8Array;
}

const bytes = (base64: string): Uint8Array => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));

/**
 * A self-signed certificate for tests and simulations, with a P-256 key, for `localhost`, 127.0.0.1 and ::1. Its private
 * key is public: do not trust it elsewhere.
 */
export const testCertificate: TestCertificate = {
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
};

/**
 * The same with an RSA key of 2048 bits, which signs with RSASSA-PSS, for servers and clients. The portable provider does
 * not support it.
 */
export const testRsaCertificate: TestCertificate = {
  /** X.509 in DER. */
  der: bytes(
    'MIIDIjCCAgqgAwIBAgIRAOpf4OQ68C3Sy57Fc5jZIEMwDQYJKoZIhvcNAQELBQAwFDESMBAGA1UEAxMJbG9jYWxob3N0MCAXDTI2MTEy' +
      'MTA5Mzc1NVoYDzIxMjYxMDI4MDkzNzU1WjAUMRIwEAYDVQQDEwlsb2NhbGhvc3QwggEiMA0GCSqGSIb3DQEBAQUAA4IBDwAwggEKAoIB' +
      'AQDL7K1MzW8gDOSIN8hme9hzeDsBmd09+q+QTJ5CjKrebJKKJWPGbTMFTqw1h8S8IEEQJTOD1WAWrOFRMgBSPio4xDQgCCQ3AX9hLB6j' +
      'dVi0PHRTIxAk1fdpAWyVmZmah1utvElVLcXAbYIxNuYFGDpARl1xdSBhTAyomfvrwrGyumHk3c65d8BgtVugqz0IV9mlpcbAbm8gF7KD' +
      'myRQyGb8Vct0S0n+NkQ0ylBrDxiDNpB0SqsoxnIdhUlhJGiZL5AXAIu4Dm7HgPKxbM6McjaCzwXWdtniNJkXkhtbTU2NgkeLsOHqNSGU' +
      'lARu0pMQ5i3WrzBg6eoITz2QOJ9iv0yjAgMBAAGjbTBrMCwGA1UdEQQlMCOCCWxvY2FsaG9zdIcEfwAAAYcQAAAAAAAAAAAAAAAAAAAA' +
      'ATAMBgNVHRMBAf8EAjAAMA4GA1UdDwEB/wQEAwIHgDAdBgNVHSUEFjAUBggrBgEFBQcDAQYIKwYBBQUHAwIwDQYJKoZIhvcNAQELBQAD' +
      'ggEBAGbr2u+21bUitAV/AyOjkoLh37GZFBUPpjCi21szy1wbd4jOvyehhKCJAWbHVurCWbzBge3KZVZewA1J+Q5c5dltZTxiIkrYSpKU' +
      'A0NTwQLQI1w/I1etJ3e9SUWMx1Jo7DdVNhb6FliVI+29rblAmZm0xb0XJQdHoHx/OMyGE29WUA4vcpp17pZc1JzKahQIX2LOuhG2+YAN' +
      'RN0yMyfnaKJlIN8Y0w9UFuxPwCBken5UiiPgyBm3iELUpfzM9T11ikMmgRLwJwP2VEMSUIfu0YCaSu7DBC2wwnUTMIxbB4L48kxPF1ck' +
      '9eDma4JmclIRHbfYOr9jDDgmDwlpza4Y9h4=',
  ),
  /** PKCS #8 in DER. */
  privateKey: bytes(
    'MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQDL7K1MzW8gDOSIN8hme9hzeDsBmd09+q+QTJ5CjKrebJKKJWPGbTMF' +
      'Tqw1h8S8IEEQJTOD1WAWrOFRMgBSPio4xDQgCCQ3AX9hLB6jdVi0PHRTIxAk1fdpAWyVmZmah1utvElVLcXAbYIxNuYFGDpARl1xdSBh' +
      'TAyomfvrwrGyumHk3c65d8BgtVugqz0IV9mlpcbAbm8gF7KDmyRQyGb8Vct0S0n+NkQ0ylBrDxiDNpB0SqsoxnIdhUlhJGiZL5AXAIu4' +
      'Dm7HgPKxbM6McjaCzwXWdtniNJkXkhtbTU2NgkeLsOHqNSGUlARu0pMQ5i3WrzBg6eoITz2QOJ9iv0yjAgMBAAECggEADsvXFAHth9Ka' +
      '2/qWlj9y+4d3WizJc/w2GnvbGWxB4AgNgFIpZMLHnbr3nWq2FT0oSDBq0t+VX6lrlj8EII0iKYkS8lmk4KWn+Gtn503vm1d6zHPe2ACU' +
      '0xANyoA6no7zt/qePe/0SUh1o3YerbMnhtv6kiDnGI6Y3IlPt7hVhgI4b+Y3dXul9JQTi3lrZ8+IaADB6rs2KldKfnpnKOmsWjeCgy83' +
      'YqZqVXJr9jeIbe31zTpPeNgblC1+H3XDW/EyamDBj/HVkvSs0f3J7ugGVU/Q0RIvJYDEsMR1TSKYZhL8Ae3WvsyNcFt3aKqV3ckEoZJB' +
      'wpnORx3nDkBXIpjWAQKBgQDxbuuFHpk6iF2LczOU7GPXcpdi1YXkH/3CODIxC+QHdrNXRi1Js9HRQfPfXvDEb9l1OeoAYZgdLC3eF87O' +
      'esMfKuVMMxuEk3dcNHg1zaozQJW/B5fj+JOMJqZsDkkBK5nxkgVWhkWt/1pPUtARx286TRzx+4VX0F4QIi5Lp4X9KwKBgQDYOmlzLq+Q' +
      'r6m5HfQvc2WGng/sbf3bU3JmViwBj8ljGkWaBYojKW8ewb3nG29ezqBv5tGDKEfDOeXELALCKsEdx5X0MpdP7pNrZ7YbrfcbLQwnwD0C' +
      'w4+ebjBEk722YaOokydJlxh7rIUXFVsiFdejuJNxTNLzrR9F7XhK9aBiaQKBgDcROZ7vT7vOBqgb6pP5JvypImZklVlnApYeAzS0pZoe' +
      'NOGfHA1Hen/kLx+vo/LqIAtg3kKf//YHcZ7Kh10JGyAsxIgQ0CH5EKxzO0fqVPvDq2Qa80YIGH9LAYJ776LYsxAqYhVOIu6A47RcCyFC' +
      '/9eoZwW6fLt+xzWe1jhjSWhpAoGARwSgX9FknnvjncZlzjPzk4xUpI3Xw/Kbb1s8JuMn/OHDHHxXS4cvVQXDLqXHJXduIHLKO26+azOX' +
      '8J+X5FgQh4xnBwaaxgkQ6ETu/hZcQ9O+20t7fm3mvN1qAwwXUlCtZQ+35qa2xt/58oP0I7TS15Ym7x6RZrFkxR3i1ZPpMokCgYEAjr9L' +
      '6LbaacvLLamaL5bkli1E1IoVhLTIhOhs7eS15Q+5YpWDNVd30VXsILBMod1gCHW7ZfaDM064LMh0rmxwXoiciiaNgEihSF031pGVfEm3' +
      'U7gNdbqZrPtA/ZTYVUbV3jGKcA4+pu4sgTIM7ykT5YMI9Kx9PkNS52WrsVvQIVo=',
  ),
  /** SubjectPublicKeyInfo in DER. */
  publicKey: bytes(
    'MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAy+ytTM1vIAzkiDfIZnvYc3g7AZndPfqvkEyeQoyq3mySiiVjxm0zBU6sNYfE' +
      'vCBBECUzg9VgFqzhUTIAUj4qOMQ0IAgkNwF/YSweo3VYtDx0UyMQJNX3aQFslZmZmodbrbxJVS3FwG2CMTbmBRg6QEZdcXUgYUwMqJn7' +
      '68Kxsrph5N3OuXfAYLVboKs9CFfZpaXGwG5vIBeyg5skUMhm/FXLdEtJ/jZENMpQaw8YgzaQdEqrKMZyHYVJYSRomS+QFwCLuA5ux4Dy' +
      'sWzOjHI2gs8F1nbZ4jSZF5IbW01NjYJHi7Dh6jUhlJQEbtKTEOYt1q8wYOnqCE89kDifYr9MowIDAQAB',
  ),
};
