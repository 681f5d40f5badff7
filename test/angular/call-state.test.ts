/**
 * @jest-environment jsdom
 * @jest-environment-options {"customExportConditions": ["node", "require", "default"]}
 */
import {
  computed,
  ErrorHandler,
  EnvironmentInjector,
  inject,
  runInInjectionContext,
  signal,
} from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { SdkError } from 'rx-acs-calling';
import { injectCallState } from 'rx-acs-calling/angular';
import { FakeCall, listenerCount } from 'rx-acs-calling/testing';
import { inApp } from './testbed.js';

describe('injectCallState', () => {
  it('is current from the first reading on, and follows the call', () => {
    const call = new FakeCall({ state: 'Ringing' });
    const state = inApp([], () => injectCallState(call));

    expect(state()).toBe('Ringing');
    TestBed.tick();
    call.set({ state: 'Connected' });
    expect(state()).toBe('Connected');
  });

  it('follows the call that a signal gives, and no other', () => {
    const [one, two] = [new FakeCall({ state: 'Ringing' }), new FakeCall({ state: 'LocalHold' })];
    const call = signal<FakeCall | undefined>(undefined);
    const state = inApp([], () => injectCallState(call));

    expect(state()).toBeUndefined();
    call.set(one);
    expect(state()).toBe('Ringing');
    TestBed.tick();
    expect(listenerCount(one)).toBe(1);
    call.set(two);
    expect(state()).toBe('LocalHold');
    TestBed.tick();
    expect([one, two].map((fake) => listenerCount(fake))).toEqual([0, 1]);
    one.set({ state: 'Connected' });
    expect(state()).toBe('LocalHold');
  });

  it('misses nothing between the first reading and the first effect', () => {
    const call = new FakeCall({ state: 'Ringing' });
    const state = inApp([], () => injectCallState(call));
    state();
    call.set({ state: 'Connected' });
    TestBed.tick();

    expect(state()).toBe('Connected');
  });

  it('leaves the call when the injector is destroyed, and at its end', () => {
    const [one, two] = [new FakeCall({ state: 'Connected' }), new FakeCall({ state: 'Connected' })];
    const states = inApp([], () => [injectCallState(one), injectCallState(two)]);
    TestBed.tick();
    one.set({ state: 'Disconnected' });

    expect(states.map((state) => state())).toEqual(['Disconnected', 'Connected']);
    expect(listenerCount(one)).toBe(0);
    TestBed.resetTestingModule();
    expect(listenerCount(two)).toBe(0);
  });

  it('hands an error of the SDK to the ErrorHandler', () => {
    const errors: unknown[] = [];
    const call = new FakeCall({ state: 'Ringing' });
    const providers = [
      { provide: ErrorHandler, useValue: { handleError: (error: unknown) => errors.push(error) } },
    ];
    const state = inApp(providers, () => injectCallState(call));
    state();
    jest.spyOn(call, 'on').mockImplementation(() => {
      throw new Error('disposed');
    });
    TestBed.tick();

    expect(errors).toEqual([expect.any(SdkError)]);
    expect(state()).toBe('Ringing');
  });

  it('is to be called once, not in a computed', () => {
    const injector = inApp([], () => inject(EnvironmentInjector));
    const state = computed(() => runInInjectionContext(injector, () => injectCallState(new FakeCall())()));

    expect(() => state()).toThrow(/NG0602/);
  });
});
