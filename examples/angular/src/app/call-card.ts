import { Component, input } from '@angular/core';
import type { Call } from '@azure/communication-calling';
import { injectCallState } from 'rx-acs-calling/angular';

@Component({
  selector: 'call-card',
  template: `
    <span class="state">{{ state() }}</span>
    <button class="hang-up" (click)="hangUp()">Hang up</button>
  `,
})
export class CallCard {
  readonly call = input.required<Call>();
  readonly state = injectCallState(this.call);

  hangUp() {
    void this.call().hangUp();
  }
}
