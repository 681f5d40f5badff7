/** Completion after a last state, inside the bridge. */
import { Subscriber } from 'rxjs';
import { callState$, property$ } from 'rx-acs-calling';
import { FakeCall, listenerCount } from 'rx-acs-calling/testing';
import { thrownBy } from '../support/thrown-by.js';

describe('a stream with a last state', () => {
  it('completes for each subscriber before the next one sees the last state', () => {
    const call = new FakeCall();
    const seen: string[] = [];
    for (const name of ['one', 'two']) {
      callState$(call).subscribe({
        next: (state) => seen.push(`${name} ${state}`),
        complete: () => seen.push(`${name} complete`),
      });
    }
    seen.length = 0;

    call.set({ state: 'Disconnected' });

    expect(seen).toEqual(['one Disconnected', 'one complete', 'two Disconnected', 'two complete']);
    expect(listenerCount(call)).toBe(0);
  });

  it('shares its order with a stream of the same property that goes on', () => {
    const call = new FakeCall();
    const seen: string[] = [];
    callState$(call).subscribe((state) => seen.push(`one ${state}`));
    property$(call, 'state').subscribe((state) => seen.push(`two ${state}`));
    callState$(call).subscribe((state) => seen.push(`three ${state}`));
    seen.length = 0;

    call.set({ state: 'Connected' });
    call.set({ state: 'Disconnected' });

    expect(seen).toEqual([
      'one Connected',
      'two Connected',
      'three Connected',
      'one Disconnected',
      'two Disconnected',
      'three Disconnected',
    ]);
    expect(listenerCount(call)).toBe(1);
  });

  it('does not complete a subscriber that leaves at the last state', () => {
    const call = new FakeCall();
    const complete = jest.fn();
    const subscription = callState$(call).subscribe({
      next: (state) => {
        if (state === 'Disconnected') {
          subscription.unsubscribe();
        }
      },
      complete,
    });

    call.set({ state: 'Disconnected' });

    expect(complete).not.toHaveBeenCalled();
    expect(listenerCount(call)).toBe(0);
  });

  it('reports what a bare Subscriber throws at the last state, and completes it', () => {
    const later: (() => void)[] = [];
    jest.spyOn(globalThis, 'queueMicrotask').mockImplementation((task) => later.push(task));
    const [bad, worse] = [new Error('bad'), new Error('worse')];
    const call = new FakeCall({ state: 'Disconnected' });
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- apps are told not to, so some do
    const bare = new Subscriber<string>({
      next: () => {
        throw bad;
      },
      error: () => undefined,
      complete: () => {
        throw worse;
      },
    });

    callState$(call).subscribe(bare);

    expect(later.map(thrownBy)).toEqual([bad, worse]);
    expect(listenerCount(call)).toBe(0);
  });
});
