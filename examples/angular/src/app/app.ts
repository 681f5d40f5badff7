import { afterEveryRender, Component, signal } from '@angular/core';
import { RealSdk } from './real-sdk';
import { SoftphoneOfAlice, SoftphoneOfBob } from './softphones';

@Component({
  selector: 'app-root',
  imports: [RealSdk, SoftphoneOfAlice, SoftphoneOfBob],
  template: `
    <h1>Two softphones</h1>
    @if (isShown()) {
      <softphone-of-alice />
      <softphone-of-bob />
    }
    <button class="toggle" (click)="isShown.set(!isShown())">Show or hide the softphones</button>
    <button class="real" (click)="isReal.set(true)">Use the real SDK</button>
    @if (isReal()) {
      <real-sdk />
    }
  `,
})
export class App {
  readonly isShown = signal(true);
  readonly isReal = signal(false);

  constructor() {
    // For the test that counts the change detections.
    afterEveryRender(() => {
      const counter = globalThis as { renders?: number };
      counter.renders = (counter.renders ?? 0) + 1;
    });
  }
}
