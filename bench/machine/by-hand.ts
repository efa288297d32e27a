import { FlightEvent, type FlightPort, FlightState, FlightTimer } from 'wirechart/dtls13/machines';

/** What a machine orders, without the trace. */
type Port = Omit<FlightPort, 'transition'>;

/**
 * The part of the flight chart that the lap runs through, as one would write it by hand: a switch over integers, events
 * and states alike. No trace, no queue for events sent from inside actions, no timers that fall due.
 */
export class FlightByHand {
  #state: FlightState = FlightState.PREPARING;
  readonly #port: Port;

  constructor(port: Port) {
    this.#port = port;
  }

  get state(): FlightState {
    return this.#state;
  }

  send(event: FlightEvent): void {
    const port = this.#port;
    switch (this.#state) {
      case FlightState.PREPARING:
        if (event === FlightEvent.buffered) {
          port.transmitFlight();
          this.#state = FlightState.SENDING;
        }
        break;
      case FlightState.SENDING:
        if (event === FlightEvent.transmitted) {
          port.startTimer(FlightTimer['WAITING.ARMED.retransmit']);
          this.#state = FlightState['WAITING.ARMED'];
        }
        break;
      case FlightState['WAITING.ARMED']:
        switch (event) {
          case FlightEvent.peerRetransmit:
            if (!port.nothingAcknowledged()) return;
            port.cancelTimer(FlightTimer['WAITING.ARMED.retransmit']);
            port.rewind();
            port.transmitFlight();
            this.#state = FlightState.SENDING;
            break;
          case FlightEvent.nextFlightPart:
            port.cancelTimer(FlightTimer['WAITING.ARMED.retransmit']);
            port.dropFlight();
            this.#state = FlightState['WAITING.ACKED'];
            break;
        }
        break;
      case FlightState['WAITING.ACKED']:
        if (event === FlightEvent.nextFlightComplete) {
          const last = port.isPeersLastFlight();
          port.dropFlight();
          if (last) port.startTimer(FlightTimer['FINISHED.linger']);
          this.#state = last ? FlightState.FINISHED : FlightState.PREPARING;
        }
        break;
    }
  }
}
