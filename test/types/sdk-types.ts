/**
 * The types that src/bridge/sdk-types.ts declares for an SDK that lacks them are the SDK's own where it has them. This file is
 * compiled only, against SDK 2.0.0 and 1.46.1: 1.40.1 has none of these types.
 */
import type * as Sdk from '@azure/communication-calling';
import { expectTypeOf } from 'expect-type';
import type * as Public from '../../src/index.js';
import type * as Ours from '../../src/bridge/sdk-types.js';
import type * as Fakes from '../../src/testing/index.js';

expectTypeOf<Ours.ActiveCallDetails>().toEqualTypeOf<Sdk.ActiveCallDetails>();
expectTypeOf<Ours.ActiveCallsUpdatedEvent>().toEqualTypeOf<Sdk.ActiveCallsUpdatedEvent>();
expectTypeOf<Ours.ActiveCallTransferFeature>().toEqualTypeOf<Sdk.ActiveCallTransferFeature>();
expectTypeOf<Ours.ActiveCallTransferOptions>().toEqualTypeOf<Sdk.ActiveCallTransferOptions>();
expectTypeOf<Ours.ActiveMeetingDetails>().toEqualTypeOf<Sdk.ActiveMeetingDetails>();
expectTypeOf<Ours.CallAgentFeature>().toEqualTypeOf<Sdk.CallAgentFeature>();
expectTypeOf<Ours.NoActiveCallsEvent>().toEqualTypeOf<Sdk.NoActiveCallsEvent>();
expectTypeOf<Ours.TeamsMeetingCoordinatesLocator>().toEqualTypeOf<Sdk.TeamsMeetingCoordinatesLocator>();
expectTypeOf<Ours.WbLocalVideoStream>().toEqualTypeOf<Sdk.WbLocalVideoStream>();

expectTypeOf<Public.ActiveCall>().toEqualTypeOf<Sdk.ActiveCallDetails | Sdk.ActiveMeetingDetails>();

// The fakes pass for the SDK's own types, the private members of its classes included.
expectTypeOf<Fakes.FakeActiveCallTransferFeature>().toExtend<Sdk.ActiveCallTransferFeature>();
expectTypeOf<Fakes.FakeWbLocalVideoStream>().toExtend<Sdk.WbLocalVideoStream>();
