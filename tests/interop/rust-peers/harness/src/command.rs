use std::sync::mpsc::{Receiver, channel};

use crate::hex;

/// One line of standard input.
pub enum Command {
    /// `send HEX`: one message.
    Send(Vec<u8>),
    /// `updateKeys`: a KeyUpdate that asks the other side for one.
    UpdateKeys,
    /// `requestCertificate`: a server asks for the client's certificate after the handshake.
    RequestCertificate,
    /// `requestConnectionIds N`: RequestConnectionId.
    RequestConnectionIds(u8),
    /// `useSpareConnectionId`: sends with the next spare connection id of the other side.
    UseSpareConnectionId,
    /// `rebind`: a client goes on from another local port.
    Rebind,
    /// `resume`: a client closes and connects again, with the session of the last ticket.
    Resume,
    /// `report`: the event `report`.
    Report,
    /// `close`: close_notify.
    Close,
}

/// The commands as they arrive. The channel closes with standard input.
pub fn commands() -> Receiver<Command> {
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        for line in std::io::stdin().lines().map_while(Result::ok) {
            let command = parse(&line).unwrap_or_else(|| panic!("unknown command: {line}"));
            if sender.send(command).is_err() {
                return;
            }
        }
    });
    receiver
}

fn parse(line: &str) -> Option<Command> {
    let (name, argument) = line.split_once(' ').unwrap_or((line, ""));
    Some(match name {
        "send" => Command::Send(hex::decode(argument)?),
        "updateKeys" => Command::UpdateKeys,
        "requestCertificate" => Command::RequestCertificate,
        "requestConnectionIds" => Command::RequestConnectionIds(argument.parse().ok()?),
        "useSpareConnectionId" => Command::UseSpareConnectionId,
        "rebind" => Command::Rebind,
        "resume" => Command::Resume,
        "report" => Command::Report,
        "close" => Command::Close,
        _ => return None,
    })
}
