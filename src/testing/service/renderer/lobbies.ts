/**
 * The lobby as one of the parties has it.
 */
import { FakeLobby } from '../../fakes/fake-lobby.js';
import { rawId } from '../../fakes/identifiers.js';
import { admit, admitAll, turnAway } from '../behaviours/lobby.js';
import type { Leg } from '../model/world.js';
import { remember, type Stage } from './stage.js';

export const makeLobby = (stage: Stage, leg: Leg): FakeLobby =>
  remember(
    stage,
    new FakeLobby({
      admit: (...[identifier]) => admit(stage.network, leg, rawId(identifier)),
      reject: (...[identifier]) => turnAway(stage.network, leg, rawId(identifier)),
      admitAll: () => admitAll(stage.network, leg),
    }),
  );
