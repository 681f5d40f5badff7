/** The documented codes of ended calls and failed transfers. */

/**
 * Every documented reason for the end of a call that has a `subCode` of its own, and the one (`offline`) that the
 * SDK was observed to give a call that it starts without a network.
 *
 * The service uses the reasons that follow from the actions of users and from networks. The fault `callDrop` can end a call for
 * any of them.
 *
 * @example
 * ```ts
 * import { endings, SimulatedCallingService } from 'rx-acs-calling/testing';
 *
 * const service = new SimulatedCallingService();
 * const bob = service.createUser({ communicationUserId: '8:acs:bob' });
 * service.script([{ at: 2_000, fault: 'callDrop', user: bob, reason: endings.mediaLost }]);
 * ```
 */
export const endings = {
  hungUp: { code: 0, subCode: 0 },
  endedForEveryone: { code: 0, subCode: 4097 },
  abruptDisconnect: { code: 0, subCode: 4521 },
  removedByParticipant: { code: 0, subCode: 5000 },
  conversationEnded: { code: 0, subCode: 5003 },
  removed: { code: 0, subCode: 5300 },
  roleChanged: { code: 0, subCode: 5317 },
  endedByService: { code: 0, subCode: 7000 },
  hungUpByPhone: { code: 0, subCode: 560000 },
  tokenRefused: { code: 401, subCode: 10009 },
  blocked: { code: 403, subCode: 510403 },
  notInvited: { code: 403, subCode: 5828 },
  outsideRoomHours: { code: 403, subCode: 5829 },
  wrongIdentityKind: { code: 403, subCode: 5830 },
  replacementNotFound: { code: 404, subCode: 10202 },
  timedOut: { code: 408, subCode: 4506 },
  calleeLost: { code: 408, subCode: 10057 },
  setUpFailed: { code: 410, subCode: 3100 },
  dropped: { code: 410, subCode: 3101 },
  offerFailed: { code: 410, subCode: 3111 },
  networkConfiguration: { code: 410, subCode: 3112 },
  mediaNotConnected: { code: 410, subCode: 301004 },
  mediaLost: { code: 410, subCode: 301005 },
  notRegistered: { code: 480, subCode: 10037 },
  notOnline: { code: 480, subCode: 10076 },
  notOnlineForPush: { code: 480, subCode: 10077 },
  unreachable: { code: 480, subCode: 10078 },
  busy: { code: 486, subCode: 560486 },
  cancelled: { code: 487, subCode: 0 },
  answeredElsewhere: { code: 487, subCode: 10003 },
  noAnswer: { code: 487, subCode: 10004 },
  declinedEverywhere: { code: 487, subCode: 10024 },
  cancelledByPhone: { code: 487, subCode: 540487 },
  requestFailed: { code: 490, subCode: 4502 },
  offline: { code: 490, subCode: 4525 },
  tokenInvalid: { code: 495, subCode: 4507 },
  networkLost: { code: 496, subCode: 7 },
  declined: { code: 603, subCode: 0 },
} as const;
