use std::ffi::{CString, c_char, c_uchar, c_uint};
use std::sync::OnceLock;

use harness::{Options, Role};
use wolfssl_sys as wolf;

use crate::context::check;

/// An external pre-shared key for suites with SHA-256.
struct Psk {
    identity: CString,
    key: Vec<u8>,
}

/// The key of the process: the callbacks of wolfSSL have no parameter for it.
static PSK: OnceLock<Psk> = OnceLock::new();
const SUITE: &std::ffi::CStr = c"TLS13-AES128-GCM-SHA256";

/// Sets the key of the options, if they have one.
pub fn set(raw: *mut wolf::WOLFSSL, options: &Options) {
    let Some((identity, key)) = options.psk.clone() else {
        return;
    };
    let identity = CString::new(identity).expect("no NUL");
    PSK.set(Psk { identity, key }).ok().expect("one session");
    // SAFETY: the session lives, and the callbacks as long as the process.
    unsafe {
        match options.role {
            Role::Client => wolf::wolfSSL_set_psk_client_tls13_callback(raw, Some(client)),
            Role::Server => wolf::wolfSSL_set_psk_server_tls13_callback(raw, Some(server)),
        }
        match options.psk_mode.as_deref() {
            Some("psk_ke") => check_zero(wolf::wolfSSL_no_dhe_psk(raw)),
            Some("psk_dhe_ke") => check_zero(wolf::wolfSSL_only_dhe_psk(raw)),
            Some(other) => panic!("unknown mode: {other}"),
            None => {}
        }
        check(wolf::wolfSSL_set_cipher_list(raw, SUITE.as_ptr()), "cipher suite of the key");
    }
}

fn check_zero(result: i32) {
    assert!(result == 0, "key exchange mode: {result}");
}

/// wolfSSL as a client asks for its identity and key.
unsafe extern "C" fn client(
    _: *mut wolf::WOLFSSL,
    _: *const c_char,
    identity: *mut c_char,
    identity_size: c_uint,
    key: *mut c_uchar,
    key_size: c_uint,
    suite: *mut *const c_char,
) -> c_uint {
    let psk = PSK.get().expect("a key");
    let name = psk.identity.as_bytes_with_nul();
    assert!(name.len() <= identity_size as usize, "a short identity");
    // SAFETY: wolfSSL's buffers have the sizes that it says.
    unsafe {
        std::ptr::copy_nonoverlapping(name.as_ptr().cast(), identity, name.len());
        give(psk, key, key_size, suite)
    }
}

/// wolfSSL as a server asks for the key of an identity. 0: it is unknown.
unsafe extern "C" fn server(
    _: *mut wolf::WOLFSSL,
    identity: *const c_char,
    key: *mut c_uchar,
    key_size: c_uint,
    suite: *mut *const c_char,
) -> c_uint {
    let psk = PSK.get().expect("a key");
    // SAFETY: wolfSSL ends the identity with NUL; its buffers have the sizes that it says.
    unsafe {
        if std::ffi::CStr::from_ptr(identity) != psk.identity.as_c_str() {
            return 0;
        }
        give(psk, key, key_size, suite)
    }
}

/// SAFETY: `key` has `key_size` bytes, and `suite` is valid.
unsafe fn give(psk: &Psk, key: *mut c_uchar, key_size: c_uint, suite: *mut *const c_char) -> c_uint {
    assert!(psk.key.len() <= key_size as usize, "a short key");
    // SAFETY: the caller's.
    unsafe {
        std::ptr::copy_nonoverlapping(psk.key.as_ptr(), key, psk.key.len());
        *suite = SUITE.as_ptr();
    }
    psk.key.len() as c_uint
}
