use std::net::{Ipv4Addr, SocketAddr, UdpSocket};
use std::time::Duration;

use crate::Event;

/// A UDP socket on 127.0.0.1 and the address of the other side.
pub struct Link {
    socket: UdpSocket,
    peer: SocketAddr,
    /// Of the last datagram.
    source: SocketAddr,
}

impl Link {
    pub fn to_server(port: u16) -> Self {
        Self::new(any_port(), (Ipv4Addr::LOCALHOST, port).into())
    }

    /// Reports its port and waits for the first datagram, whose length is returned.
    pub fn from_client(buffer: &mut [u8]) -> (Self, usize) {
        let socket = any_port();
        let port = socket.local_addr().expect("local address").port();
        Event::new("listening").number("port", port.into()).print();
        let (length, peer) = socket.recv_from(buffer).expect("a datagram");
        (Self::new(socket, peer), length)
    }

    fn new(socket: UdpSocket, peer: SocketAddr) -> Self {
        Self {
            socket,
            peer,
            source: peer,
        }
    }

    pub fn peer(&self) -> SocketAddr {
        self.peer
    }

    /// The source of the last datagram, where it is not the peer's address.
    pub fn other_source(&self) -> Option<SocketAddr> {
        Some(self.source).filter(|source| *source != self.peer)
    }

    /// Follows the peer to another address.
    pub fn move_to(&mut self, peer: SocketAddr) {
        self.peer = peer;
        Event::new("moved").number("port", peer.port().into()).print();
    }

    /// Goes on from another port, as behind a NAT that lost its binding.
    pub fn rebind(&mut self) {
        self.socket = any_port();
    }

    /// A datagram that cannot be sent is lost.
    pub fn send(&self, datagram: &[u8]) {
        let _ = self.socket.send_to(datagram, self.peer);
    }

    /// Nothing within `wait`: `None`. An ICMP error of an earlier datagram counts as nothing.
    pub fn receive(&mut self, buffer: &mut [u8], wait: Duration) -> Option<usize> {
        self.socket.set_read_timeout(Some(wait)).expect("timeout");
        let (length, source) = self.socket.recv_from(buffer).ok()?;
        self.source = source;
        Some(length)
    }
}

fn any_port() -> UdpSocket {
    UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port")
}
