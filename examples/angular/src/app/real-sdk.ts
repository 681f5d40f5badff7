import { Component, computed } from '@angular/core';
import { explain } from 'rx-acs-calling';
import { injectCalling, injectCallingError, injectConnectionState } from 'rx-acs-calling/angular';

/** The agent of the app, on the real SDK. Without a token server it shows the error. */
@Component({
  selector: 'real-sdk',
  template: `
    <h2>The real SDK: {{ state() }}</h2>
    @if (error()) {
      <p class="error">{{ text() }}</p>
      <button class="restart" (click)="calling.restart()">Try again</button>
    }
  `,
})
export class RealSdk {
  readonly calling = injectCalling();
  readonly state = injectConnectionState();
  readonly error = injectCallingError();
  readonly text = computed(() => explain(this.error()).message);
}
