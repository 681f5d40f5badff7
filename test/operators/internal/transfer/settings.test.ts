/** The checked arguments of `transferTo`, and the options for each kind of target. */
import { otherTargetMayHelp } from '../../../../operators/internal/transfer/other-target.js';
import { optionsFor } from '../../../../operators/internal/transfer/request.js';
import { settingsOf } from '../../../../operators/internal/transfer/settings.js';
import { phone, voicemail } from '../../../support/transferring';

const customContext = { userToUser: '4711' };

describe('the settings of a transfer', () => {
  it('have defaults', () => {
    expect(settingsOf(phone, {})).toEqual({
      targets: [{ target: phone, name: 'a phone number' }],
      isList: false,
      timeout: 180_000,
      totalTimeout: Infinity,
      tryNext: otherTargetMayHelp,
      sdkOptions: {},
    });
  });

  it("keep the library's own settings apart from the SDK's options", () => {
    const tryNext = () => true;
    expect(settingsOf([phone, voicemail], { timeout: 1, totalTimeout: 2, tryNext, customContext })).toEqual({
      targets: [
        { target: phone, name: 'a phone number' },
        { target: voicemail, name: 'the voicemail of a Teams user' },
      ],
      isList: true,
      timeout: 1,
      totalTimeout: 2,
      tryNext,
      sdkOptions: { customContext },
    });
  });
});

describe('the options of the SDK', () => {
  const both = { disableForwardingAndUnanswered: true, customContext };

  it.each([
    ['a person', phone, both, both],
    ['a person, without forwarding', phone, { customContext }, { customContext }],
    ['another call', { targetCallId: 'other' }, both, { customContext }],
    ['voicemail', voicemail, both, {}],
  ])('for %s', (_name, target, options, expected) => {
    expect(optionsFor(target, options)).toEqual(expected);
  });
});
