use std::ffi::CString;
use std::ptr::null;

use harness::{Options, Role};
use wolfssl_sys as wolf;

use crate::names::cipher_list;

/// Certificates, keys and the negotiable cipher suites. Lives as long as the process.
pub struct Context {
    pub raw: *mut wolf::WOLFSSL_CTX,
}

impl Context {
    /// Panics for files that cannot be used.
    pub fn new(options: &Options) -> Self {
        // SAFETY: the strings live during the calls, which copy them.
        unsafe {
            wolf::wolfSSL_Init();
            let method = match options.role {
                Role::Client => wolf::wolfDTLSv1_3_client_method(),
                Role::Server => wolf::wolfDTLSv1_3_server_method(),
            };
            let raw = wolf::wolfSSL_CTX_new(method);
            assert!(!raw.is_null(), "wolfSSL_CTX_new");
            if !options.cipher_suites.is_empty() {
                let list = text(&cipher_list(&options.cipher_suites));
                check(wolf::wolfSSL_CTX_set_cipher_list(raw, list.as_ptr()), "cipher suites");
            }
            if let (Some(certificate), Some(key)) = (&options.certificate, &options.key) {
                let (certificate, key) = (text(certificate), text(key));
                check(
                    wolf::wolfSSL_CTX_use_certificate_chain_file(raw, certificate.as_ptr()),
                    "certificate",
                );
                let format = wolf::WOLFSSL_FILETYPE_PEM as i32;
                check(wolf::wolfSSL_CTX_use_PrivateKey_file(raw, key.as_ptr(), format), "key");
            }
            let mode = match &options.authority {
                Some(file) => {
                    let file = text(file);
                    check(
                        wolf::wolfSSL_CTX_load_verify_locations(raw, file.as_ptr(), null()),
                        "trusted certificates",
                    );
                    let later = if options.post_handshake_auth {
                        wolf::WOLFSSL_VERIFY_POST_HANDSHAKE
                    } else {
                        0
                    };
                    wolf::WOLFSSL_VERIFY_PEER | wolf::WOLFSSL_VERIFY_FAIL_IF_NO_PEER_CERT | later
                }
                None => wolf::WOLFSSL_VERIFY_NONE,
            };
            wolf::wolfSSL_CTX_set_verify(raw, mode as i32, None);
            wolf::wolfSSL_CTX_SetIORecv(raw, Some(crate::session::receive));
            wolf::wolfSSL_CTX_SetIOSend(raw, Some(crate::session::send));
            Self { raw }
        }
    }
}

/// Panics unless wolfSSL reports success.
pub fn check(result: i32, what: &str) {
    assert!(result == wolf::WOLFSSL_SUCCESS as i32, "{what}: {result}");
}

fn text(value: &str) -> CString {
    CString::new(value).expect("no NUL")
}
