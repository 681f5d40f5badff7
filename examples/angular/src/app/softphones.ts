import { Component, inject, NgZone, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import type { IncomingCall } from '@azure/communication-calling';
import { injectCallAgent, injectCalling, injectCalls, injectConnectionState } from 'rx-acs-calling/angular';
import { CallCard } from './call-card';
import { simulatedCalling } from './simulation';

const bob = { communicationUserId: '8:acs:bob' };

@Component({
  selector: 'softphone-of-alice',
  imports: [CallCard],
  providers: [simulatedCalling('alice')],
  template: `
    <h2>Alice: {{ state() }}</h2>
    <button class="call" (click)="callBob()">Call Bob</button>
    @for (call of calls(); track call.id) {
      <call-card [call]="call" />
    }
  `,
})
export class SoftphoneOfAlice {
  private readonly agent = injectCallAgent();
  private readonly zone = inject(NgZone);
  readonly state = injectConnectionState();
  readonly calls = injectCalls();

  callBob() {
    // With zone.js: outside, so that the SDK's own timers cause no change detection.
    this.zone.runOutsideAngular(() => this.agent()?.startCall([bob]));
  }
}

@Component({
  selector: 'softphone-of-bob',
  imports: [CallCard],
  providers: [simulatedCalling('bob')],
  template: `
    <h2>Bob: {{ state() }}</h2>
    @if (incoming()) {
      <button class="accept" (click)="accept()">Accept</button>
    }
    @for (call of calls(); track call.id) {
      <call-card [call]="call" />
    }
  `,
})
export class SoftphoneOfBob {
  private readonly zone = inject(NgZone);
  readonly state = injectConnectionState();
  readonly calls = injectCalls();
  readonly incoming = signal<IncomingCall | undefined>(undefined);

  constructor() {
    injectCalling()
      .incomingCalls$.pipe(takeUntilDestroyed())
      .subscribe((call) => this.incoming.set(call));
  }

  accept() {
    const call = this.incoming();
    this.incoming.set(undefined);
    this.zone.runOutsideAngular(() => void call?.accept());
  }
}
