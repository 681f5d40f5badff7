/**
 * All that is not over yet on the simulated service, in words.
 */
import { rawId } from '../fakes/identifiers.js';
import type { Device, Leg } from './model/world.js';
import { callOf, listenersOn, type Stage } from './renderer/stage.js';

export function pendingOn(stage: Stage): readonly string[] {
  const { clock, world } = stage.network;
  const agents = [...world.accounts.values()].flatMap(({ devices }) => [...devices].map(agentInWords));
  const legs = [...world.legs].map((leg) => legInWords(stage, leg));
  const { size } = clock.timers;
  return [...agents, ...legs, ...listenersOn(stage), ...(size ? [`timers: ${String(size)}`] : [])];
}

function agentInWords({ account, isMade, name }: Device): string {
  const owner = `${rawId(account.party.identifier)} on ${name}`;
  return isMade ? `the agent of ${owner} is not disposed of` : `an agent of ${owner} is being created`;
}

const legInWords = (stage: Stage, leg: Leg): string =>
  `${callOf(stage, leg)?.fakeName ?? 'a call'} of ${leg.key}: ${leg.state}`;
