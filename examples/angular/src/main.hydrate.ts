import { provideZonelessChangeDetection } from '@angular/core';
import { bootstrapApplication, provideClientHydration } from '@angular/platform-browser';
import { App } from './app/app';
import { calling } from './app/calling';

void bootstrapApplication(App, {
  providers: [provideZonelessChangeDetection(), provideClientHydration(), calling],
});
