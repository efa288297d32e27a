use std::collections::VecDeque;
use std::ffi::{CStr, c_char, c_int, c_void};
use std::ptr::null_mut;
use std::time::Duration;

use harness::{Event, Options, Role};
use wolfssl_sys as wolf;

use crate::context::{Context, check};
use crate::{names, psk};

/// The result of reading once.
#[derive(Clone, PartialEq, Eq)]
pub enum Input {
    Message,
    /// close_notify.
    Close,
    Nothing,
    Failure(String),
}

/// Datagrams that wait for wolfSSL, and those that it sent.
#[derive(Default)]
struct Queues {
    input: VecDeque<Vec<u8>>,
    output: Vec<Vec<u8>>,
}

/// One connection of wolfSSL.
pub struct Session {
    raw: *mut wolf::WOLFSSL,
    /// In a box, because wolfSSL keeps its address.
    queues: Box<Queues>,
    message: Vec<u8>,
    last: Input,
    key_updates: u64,
}

impl Session {
    pub fn new(context: &Context, options: &Options) -> Self {
        let mut queues = Box::<Queues>::default();
        // SAFETY: the context lives as long as the process, the queues as long as the session.
        let raw = unsafe {
            let raw = wolf::wolfSSL_new(context.raw);
            assert!(!raw.is_null(), "wolfSSL_new");
            let pointer = (&raw mut *queues).cast::<c_void>();
            wolf::wolfSSL_SetIOReadCtx(raw, pointer);
            wolf::wolfSSL_SetIOWriteCtx(raw, pointer);
            wolf::wolfSSL_dtls_set_using_nonblock(raw, 1);
            check(wolf::wolfSSL_dtls_set_mtu(raw, options.mtu as u16), "MTU");
            raw
        };
        set_groups(raw, options);
        set_connection_id(raw, options);
        psk::set(raw, options);
        if options.role == Role::Client && options.post_handshake_auth {
            // SAFETY: the session lives.
            let result = unsafe { wolf::wolfSSL_allow_post_handshake_auth(raw) };
            assert!(result == 0, "post-handshake authentication: {result}");
        }
        if options.role == Role::Server {
            // SAFETY: no secret: wolfSSL draws one.
            unsafe {
                check(wolf::wolfSSL_send_hrr_cookie(raw, std::ptr::null(), 0), "cookie");
                check(
                    wolf::wolfSSL_dtls13_allow_ch_frag(raw, 1),
                    "fragments of the ClientHello",
                );
            }
        }
        Self {
            raw,
            queues,
            message: Vec::new(),
            last: Input::Nothing,
            key_updates: 0,
        }
    }

    /// A datagram that arrived.
    pub fn feed(&mut self, datagram: &[u8]) {
        self.queues.input.push_back(datagram.to_vec());
    }

    /// Reads on: the handshake, then a message.
    pub fn next_input(&mut self) -> Input {
        let mut buffer = vec![0; 16_384];
        // SAFETY: the buffer is as long as it is said to be.
        let length = unsafe {
            match self.is_secure() {
                false if wolf::wolfSSL_negotiate(self.raw) != wolf::WOLFSSL_SUCCESS as i32 => -1,
                _ => wolf::wolfSSL_read(self.raw, buffer.as_mut_ptr().cast(), buffer.len() as i32),
            }
        };
        self.last = if length > 0 {
            buffer.truncate(length as usize);
            self.message = buffer;
            Input::Message
        } else {
            self.outcome(length)
        };
        self.last.clone()
    }

    pub fn last_input(&self) -> Input {
        self.last.clone()
    }

    pub fn take_message(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.message)
    }

    /// The datagrams to send.
    pub fn take_output(&mut self) -> Vec<Vec<u8>> {
        std::mem::take(&mut self.queues.output)
    }

    pub fn is_secure(&self) -> bool {
        // SAFETY: the session lives.
        unsafe { wolf::wolfSSL_is_init_finished(self.raw) == 1 }
    }

    pub fn send(&mut self, message: &[u8]) -> Result<(), String> {
        // SAFETY: the message is as long as it is said to be.
        let sent = unsafe { wolf::wolfSSL_write(self.raw, message.as_ptr().cast(), message.len() as i32) };
        if sent == message.len() as i32 {
            Ok(())
        } else {
            Err(self.error(sent).to_string())
        }
    }

    pub fn update_keys(&mut self) -> Result<(), String> {
        // SAFETY: the session lives.
        let result = unsafe { wolf::wolfSSL_update_keys(self.raw) };
        self.key_updates += 1;
        if result == wolf::WOLFSSL_SUCCESS as i32 {
            Ok(())
        } else {
            Err(self.error(result).to_string())
        }
    }

    pub fn request_certificate(&mut self) -> Result<(), String> {
        // SAFETY: the session lives.
        let result = unsafe { wolf::wolfSSL_request_certificate(self.raw) };
        if result == wolf::WOLFSSL_SUCCESS as i32 {
            Ok(())
        } else {
            Err(result.to_string())
        }
    }

    pub fn close(&mut self) {
        // SAFETY: the session lives.
        unsafe { wolf::wolfSSL_shutdown(self.raw) };
    }

    /// How long wolfSSL waits for a datagram.
    pub fn timeout(&self) -> Duration {
        // SAFETY: the session lives.
        unsafe {
            let seconds = Duration::from_secs(wolf::wolfSSL_dtls_get_current_timeout(self.raw).max(1) as u64);
            if wolf::wolfSSL_dtls13_use_quick_timeout(self.raw) == 0 {
                seconds
            } else {
                seconds / 4
            }
        }
    }

    pub fn timer_expired(&mut self) {
        // SAFETY: the session lives.
        unsafe { wolf::wolfSSL_dtls_got_timeout(self.raw) };
    }

    pub fn report(&self, event: &str) {
        // SAFETY: what wolfSSL returns is copied before the next call.
        unsafe {
            let group = wolf::wolfSSL_get_curve_name(self.raw);
            let group = if group.is_null() {
                "none".into()
            } else {
                CStr::from_ptr(group).to_string_lossy()
            };
            Event::new(event)
                .text(
                    "cipherSuite",
                    &names::cipher_suite(wolf::wolfSSL_get_current_cipher_suite(self.raw)),
                )
                .text("group", &names::group(&group))
                .bytes(
                    "receivedConnectionId",
                    self.connection_id(wolf::wolfSSL_dtls_cid_get0_rx, wolf::wolfSSL_dtls_cid_get_rx_size)
                        .as_deref(),
                )
                .bytes(
                    "sentConnectionId",
                    self.connection_id(wolf::wolfSSL_dtls_cid_get0_tx, wolf::wolfSSL_dtls_cid_get_tx_size)
                        .as_deref(),
                )
                .number("keyUpdatesSent", self.key_updates)
                .print();
        }
    }

    /// `None` where connection ids were not negotiated.
    fn connection_id(&self, id: IdGetter, size: SizeGetter) -> Option<Vec<u8>> {
        // SAFETY: wolfSSL keeps `length` bytes at `start` as long as the session lives.
        unsafe {
            if wolf::wolfSSL_dtls_cid_is_enabled(self.raw) == 0 {
                return None;
            }
            let (mut start, mut length) = (null_mut(), 0);
            size(self.raw, &mut length);
            if length == 0 || id(self.raw, &mut start) != wolf::WOLFSSL_SUCCESS as i32 {
                return Some(Vec::new());
            }
            Some(std::slice::from_raw_parts(start, length as usize).to_vec())
        }
    }

    fn error(&self, result: i32) -> i32 {
        // SAFETY: the session lives.
        unsafe { wolf::wolfSSL_get_error(self.raw, result) }
    }

    fn outcome(&self, result: i32) -> Input {
        match self.error(result) as u32 {
            wolf::WOLFSSL_ERROR_WANT_READ | wolf::WOLFSSL_ERROR_WANT_WRITE => Input::Nothing,
            wolf::WOLFSSL_ERROR_ZERO_RETURN => Input::Close,
            other => Input::Failure(format!("wolfSSL error {}", other as i32)),
        }
    }
}

type IdGetter = unsafe extern "C" fn(*mut wolf::WOLFSSL, *mut *mut u8) -> c_int;
type SizeGetter = unsafe extern "C" fn(*mut wolf::WOLFSSL, *mut u32) -> c_int;

fn set_groups(raw: *mut wolf::WOLFSSL, options: &Options) {
    let mut numbers: Vec<c_int> = options.groups.iter().map(names::group_number).collect();
    // SAFETY: the list is as long as it is said to be, and copied.
    unsafe {
        if !numbers.is_empty() {
            let count = numbers.len() as i32;
            check(wolf::wolfSSL_set_groups(raw, numbers.as_mut_ptr(), count), "groups");
        }
        match options.key_shares.as_deref() {
            Some([]) => check(wolf::wolfSSL_NoKeyShares(raw), "no key shares"),
            Some(shares) => {
                for share in shares {
                    check(
                        wolf::wolfSSL_UseKeyShare(raw, names::group_number(share) as u16),
                        "key share",
                    );
                }
            }
            None => {}
        }
    }
}

fn set_connection_id(raw: *mut wolf::WOLFSSL, options: &Options) {
    let Some(mut id) = options.connection_id.clone() else {
        return;
    };
    // SAFETY: the id is as long as it is said to be, and copied.
    unsafe {
        check(wolf::wolfSSL_dtls_cid_use(raw), "connection ids");
        check(
            wolf::wolfSSL_dtls_cid_set(raw, id.as_mut_ptr(), id.len() as u32),
            "connection id",
        );
    }
}

/// wolfSSL reads a datagram.
pub unsafe extern "C" fn receive(
    _: *mut wolf::WOLFSSL,
    buffer: *mut c_char,
    size: c_int,
    queues: *mut c_void,
) -> c_int {
    // SAFETY: `Session` set the pointer, and wolfSSL calls back only inside a call of `Session`.
    let queues = unsafe { &mut *queues.cast::<Queues>() };
    let Some(datagram) = queues.input.pop_front() else {
        return wolf::IOerrors_WOLFSSL_CBIO_ERR_WANT_READ;
    };
    let length = datagram.len().min(size as usize);
    // SAFETY: the buffer has `size` bytes.
    unsafe { std::ptr::copy_nonoverlapping(datagram.as_ptr(), buffer.cast(), length) };
    length as c_int
}

/// wolfSSL sends a datagram.
pub unsafe extern "C" fn send(_: *mut wolf::WOLFSSL, buffer: *mut c_char, size: c_int, queues: *mut c_void) -> c_int {
    // SAFETY: as above; the buffer has `size` bytes.
    let (queues, datagram) = unsafe {
        (
            &mut *queues.cast::<Queues>(),
            std::slice::from_raw_parts(buffer.cast::<u8>(), size as usize),
        )
    };
    queues.output.push(datagram.to_vec());
    size
}
