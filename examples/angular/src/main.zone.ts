import { provideZoneChangeDetection } from '@angular/core';
import { bootstrapApplication } from '@angular/platform-browser';
import { App } from './app/app';
import { calling } from './app/calling';

void bootstrapApplication(App, { providers: [provideZoneChangeDetection(), calling] });
