/** Real Angular in Jest, zoneless. */
import '@angular/compiler';
import { provideZonelessChangeDetection, type Provider } from '@angular/core';
import { getTestBed, TestBed } from '@angular/core/testing';
import { BrowserTestingModule, platformBrowserTesting } from '@angular/platform-browser/testing';

getTestBed().initTestEnvironment(BrowserTestingModule, platformBrowserTesting());

/** Sets up an app with these providers, and runs a function in its injection context. */
export const inApp = <T>(providers: readonly Provider[], run: () => T): T => {
  TestBed.configureTestingModule({ providers: [provideZonelessChangeDetection(), ...providers] });
  return TestBed.runInInjectionContext(run);
};
