import { setup } from 'xstate';

type LinkEvent = { type: 'opened' } | { type: 'close' } | { type: 'closeNotify' };

export const link = setup({
  types: { events: {} as LinkEvent },
}).createMachine({
  id: 'link',
  initial: 'OPENING',
  on: {
    opened: { description: 'It is open.', meta: { ref: 'section 1' } },
    closeNotify: { description: 'It is closing.', meta: { ref: 'section 2' } },
  },
  states: {
    OPENING: { on: { opened: 'CONNECTED', close: 'CLOSED' } },
    CONNECTED: {
    // expect: state CONNECTED has no transition for 'close' in CONNECTED.WRITE.CLOSE_SENT and CONNECTED.READ.OPEN: handle it, ignore it ({ description, meta: { ref } }) or end with an alert (meta: { alert, ref })
      type: 'parallel',
      onDone: [{ target: 'DRAINING' }],
      states: {
        WRITE: {
          initial: 'OPEN',
          states: {
            OPEN: { on: { close: { target: 'CLOSE_SENT' } } },
            CLOSE_SENT: { type: 'final' },
          },
        },
        READ: {
          initial: 'OPEN',
          states: {
            OPEN: {
              on: {
                closeNotify: { target: 'CLOSE_RECEIVED' },
              },
            },
            CLOSE_RECEIVED: { type: 'final' },
          },
        },
      },
    },
    DRAINING: {},
    // expect: state DRAINING has no transition for 'close': handle it, ignore it ({ description, meta: { ref } }) or end with an alert (meta: { alert, ref })
    CLOSED: { type: 'final' },
  },
});
