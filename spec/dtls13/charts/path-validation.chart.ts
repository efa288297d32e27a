import { setup } from 'xstate';

type PathValidationEvent =
  | { type: 'newPathUsed' }
  | { type: 'pathResponse' }
  | { type: 'pathDrop' }
  | { type: 'migrated' }
  | { type: 'validationRequired' }
  | { type: 'stopped' };

const stub = () => {};
const no = () => false;

/** The check of a new path before it is used: the peer's address changed, or ours is about to. RFC 9853 section 5. */
export const pathValidation = setup({
  types: { events: {} as PathValidationEvent },
  actions: {
    /** Sends a path_challenge on the current path. */
    challengeCurrentPath: stub,
    /** Sends a path_challenge on the new path. */
    challengeNewPath: stub,
    /** Uses the new path from now on. */
    useNewPath: stub,
    /** Forgets the new path: the peer is still at the current one, or does not respond on the new one. */
    rejectNewPath: stub,
  },
  guards: {
    /** The current path is checked before the new one. */
    checksCurrentPath: no,
    /** The response arrived on the path of its path_challenge, with the cookie of a path_challenge of this check. */
    isResponseValid: no,
  },
  delays: {
    /** T of RFC 9853 section 5.5: three round trips, or one second. */
    validation: 1000,
    /** The time between two challenges: a third of it. */
    pace: 333,
  },
}).createMachine({
  id: 'pathValidation',
  initial: 'VALIDATED',
  on: {
    newPathUsed: {
      description: 'One path is checked at a time.',
      meta: { ref: 'RFC 9853 section 5' },
    },
    pathResponse: {
      description: 'A response that belongs to no challenge of this check is discarded.',
      meta: { ref: 'RFC 9853 section 5.4' },
    },
    pathDrop: {
      description: 'A response that belongs to no challenge of this check is discarded.',
      meta: { ref: 'RFC 9853 section 5.4' },
    },
    migrated: {
      description: 'No new path is being checked.',
      meta: { ref: 'RFC 9853 section 5' },
    },
    validationRequired: {
      description: 'A check that runs is ended before: `migrated`.',
      meta: { ref: 'RFC 9853 section 5' },
    },
    stopped: '.DONE',
  },
  states: {
    VALIDATED: {
      description: 'The peer receives at the current path.',
      on: {
        newPathUsed: [{ guard: { type: 'checksCurrentPath' }, target: 'CHECKING_CURRENT' }, { target: 'CHECKING_NEW' }],
        validationRequired: 'CHECKING_NEW',
      },
    },
    CHECKING_CURRENT: {
      description: 'Enhanced check: the peer may still be at the current path, and another sender at the new one.',
      initial: 'CHALLENGED',
      after: { validation: 'CHECKING_NEW' },
      on: {
        pathResponse: [
          { guard: { type: 'isResponseValid' }, target: 'VALIDATED', actions: { type: 'rejectNewPath' } },
          {
            description: 'An unknown cookie, or the wrong path.',
            meta: { ref: 'RFC 9853 section 5.4' },
          },
        ],
        pathDrop: [
          { guard: { type: 'isResponseValid' }, target: 'CHECKING_NEW' },
          {
            description: 'An unknown cookie, or the wrong path.',
            meta: { ref: 'RFC 9853 section 5.4' },
          },
        ],
        migrated: { target: 'VALIDATED', actions: { type: 'rejectNewPath' } },
      },
      states: {
        CHALLENGED: {
          entry: { type: 'challengeCurrentPath' },
          after: { pace: { target: 'CHALLENGED', reenter: true } },
        },
      },
    },
    CHECKING_NEW: {
      description: 'Basic check: whether the peer receives and responds on the new path.',
      initial: 'CHALLENGED',
      after: { validation: { target: 'VALIDATED', actions: { type: 'rejectNewPath' } } },
      on: {
        pathResponse: [
          { guard: { type: 'isResponseValid' }, target: 'VALIDATED', actions: { type: 'useNewPath' } },
          {
            description: 'An unknown cookie, or the wrong path.',
            meta: { ref: 'RFC 9853 section 5.4' },
          },
        ],
        migrated: { target: 'VALIDATED', actions: { type: 'rejectNewPath' } },
      },
      states: {
        CHALLENGED: {
          entry: { type: 'challengeNewPath' },
          after: { pace: { target: 'CHALLENGED', reenter: true } },
        },
      },
    },
    DONE: { type: 'final' },
  },
});
