//! What every peer has in common: options from the command line, commands from standard input, events as lines of JSON
//! on standard output.
//!
//! A peer is a client or a server with one connection, over UDP on 127.0.0.1. It ends when standard input does.
mod command;
mod event;
mod hex;
mod link;
mod options;

pub use command::{Command, commands};
pub use event::Event;
pub use link::Link;
pub use options::{EARLY_MESSAGE, Options, Role};
